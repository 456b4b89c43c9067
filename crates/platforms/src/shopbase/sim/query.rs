//! The query of a list call: filters, pages and chosen fields. Source: reference sheet §B2.
//!
//! It knows no orders and no products; it comes before their lists.

use jiff::Timestamp;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::reading;
use super::reply::Reply;

/// The largest page.
const MAX_LIMIT: usize = 250;
/// The page size when none is asked for.
const DEFAULT_LIMIT: usize = 50;
/// `page` × `limit` beyond this is refused with 429.
const MAX_DEPTH: usize = 100_000;

/// The parameters of a query or a form, as they were sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

/// Which part of a list to answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) page: usize,
    pub(super) limit: usize,
    pub(super) since_id: Option<i64>,
}

impl Query {
    pub(super) fn parse(text: &str) -> Self {
        Self(
            form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// A parameter that is not empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let found = self
            .0
            .iter()
            .find(|(name, _)| name == key || name.strip_suffix("[]") == Some(key));
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The parts of a comma list; repeated parameters add up.
    pub(super) fn list(&self, key: &str) -> Vec<&str> {
        let named = |name: &str| name == key || name.strip_suffix("[]") == Some(key);
        let values = self.0.iter().filter(|(name, _)| named(name));
        let parts = values
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// All parameters as a JSON object of text.
    pub(super) fn to_json(&self) -> Value {
        let pairs = self
            .0
            .iter()
            .map(|(key, value)| (key.clone(), Value::from(value.clone())));
        Value::Object(pairs.collect::<Map<_, _>>())
    }

    /// The page asked for, within the platform's bounds.
    pub(super) fn page(&self) -> Result<Page, Reply> {
        let number = |key: &str| self.get(key).and_then(|text| text.parse::<usize>().ok());
        let limit = number("limit").unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
        let page = number("page").unwrap_or(1).max(1);
        if page.saturating_mul(number("limit").unwrap_or(limit)) > MAX_DEPTH {
            return Err(Reply::throttled());
        }
        Ok(Page {
            page,
            limit,
            since_id: self.get("since_id").and_then(|text| text.parse().ok()),
        })
    }

    /// The bounds `{name}_min` … `{name}_max`.
    pub(super) fn bounds(&self, name: &str) -> Bounds {
        let bound = |end: &str| {
            self.get(&format!("{name}_{end}"))
                .and_then(reading::moment_text)
        };
        Bounds {
            min: bound("min"),
            max: bound("max"),
        }
    }

    /// Whether a moment lies in `{name}_min` … `{name}_max`, both included.
    pub(super) fn within(&self, name: &str, at: Option<Timestamp>) -> bool {
        self.bounds(name).hold(at)
    }

    /// Whether an id is in `ids`, or no ids were asked for.
    pub(super) fn wants_id(&self, id: i64) -> bool {
        let ids = self.list("ids");
        ids.is_empty() || ids.iter().any(|text| text.parse() == Ok(id))
    }

    /// Whether the parameter is absent or equal, letters' case aside.
    pub(super) fn agrees(&self, key: &str, value: &str) -> bool {
        self.get(key)
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(value))
    }

    /// Whether `fields` names none but these.
    pub(super) fn wants_only(&self, known: &[&str]) -> bool {
        let fields = self.list("fields");
        !fields.is_empty() && fields.iter().all(|field| known.contains(field))
    }

    /// Leaves only the members named in `fields`.
    pub(super) fn only_fields(&self, object: Value) -> Value {
        let fields = self.list("fields");
        match object {
            Value::Object(members) if !fields.is_empty() => Value::Object(
                members
                    .into_iter()
                    .filter(|(key, _)| fields.contains(&key.as_str()))
                    .collect(),
            ),
            other => other,
        }
    }
}

/// The earliest and the latest moment that a list is asked for, both included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    min: Option<Timestamp>,
    max: Option<Timestamp>,
}

impl Bounds {
    pub(super) fn hold(self, at: Option<Timestamp>) -> bool {
        match (self.min, self.max) {
            (None, None) => true,
            (min, max) => at.is_some_and(|at| {
                min.is_none_or(|min| at >= min) && max.is_none_or(|max| at <= max)
            }),
        }
    }
}

impl Page {
    /// The ids of this page: newest first, or oldest first after `since_id`.
    pub(super) fn cut(self, mut ids: Vec<i64>) -> Vec<i64> {
        ids.sort_unstable();
        match self.since_id {
            Some(since) => ids.retain(|id| *id > since),
            None => ids.reverse(),
        }
        ids.into_iter()
            .skip((self.page - 1) * self.limit)
            .take(self.limit)
            .collect()
    }
}
