//! Answers a request that was found right: exactly the fields that were asked for.
//!
//! Lists that are told in pages are cut here, by the arguments of the field. What a field costs is counted
//! on the way. Source: reference sheet §A4.

use apollo_compiler::executable::Field;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::answers::{Given, Thing};
use super::roots;
use super::schema::{MOST, Request, argument, error, fields_of, is_leaf};
use super::state::State;

/// What came of a request.
pub(super) struct Executed {
    pub(super) data: Value,
    pub(super) errors: Vec<Value>,
    /// What it really cost.
    pub(super) cost: u32,
}

/// Answers a request of a caller with these scopes.
pub(super) fn execute(state: &mut State, request: &Request, scopes: &str) -> Executed {
    let mut walk = Walk {
        request,
        errors: Vec::new(),
        cost: 0,
    };
    let Some(operation) = request.operation() else {
        return Executed {
            data: Value::Null,
            errors: vec![error("operationNotFound", "No operation")],
            cost: 1,
        };
    };
    let changes = operation.is_mutation();
    let mut data = Map::new();
    for field in fields_of(&operation.selection_set, &request.document) {
        let key = field.response_key().to_string();
        let path = [json!(key)];
        let root = roots::Root {
            name: field.name.as_str(),
            field,
            variables: &request.variables,
            scopes,
        };
        let given = if changes {
            walk.cost += 10;
            root.change(state)
        } else {
            root.read(state)
        };
        let value = match given {
            Ok(given) => walk.value(state, field, given, &path),
            Err(wrong) => {
                walk.blame(wrong, &path);
                Value::Null
            }
        };
        data.insert(key, value);
    }
    Executed {
        data: Value::Object(data),
        errors: walk.errors,
        cost: walk.cost.max(1),
    }
}

struct Walk<'a> {
    request: &'a Request,
    errors: Vec<Value>,
    cost: u32,
}

impl Walk<'_> {
    fn blame(&mut self, mut wrong: Value, path: &[Value]) {
        wrong["path"] = json!(path);
        self.errors.push(wrong);
    }

    fn fields(&mut self, state: &State, thing: &Thing, field: &Field, path: &[Value]) -> Value {
        let mut object = Map::new();
        for inner in fields_of(&field.selection_set, &self.request.document) {
            let key = inner.response_key().to_string();
            let path: Vec<Value> = path.iter().cloned().chain([json!(key)]).collect();
            let value = if inner.name == "__typename" {
                json!(field.selection_set.ty.as_str())
            } else {
                match thing.field(state, inner.name.as_str()) {
                    Some(Given::Unknown) => {
                        let words = format!("{} is not simulated", inner.name);
                        self.blame(error("INTERNAL_SERVER_ERROR", words), &path);
                        Value::Null
                    }
                    given => self.value(state, inner, given.unwrap_or(Given::Nothing), &path),
                }
            };
            object.insert(key, value);
        }
        Value::Object(object)
    }

    fn value(&mut self, state: &State, field: &Field, given: Given, path: &[Value]) -> Value {
        let named = field.ty().inner_named_type().as_str();
        if is_leaf(field) {
            return match given {
                Given::Leaf(value) => value,
                // A list of values that happens to be empty.
                Given::Many(_) => json!([]),
                _ => Value::Null,
            };
        }
        match given {
            Given::One(thing) => {
                self.cost += 1;
                self.fields(state, &thing, field, path)
            }
            Given::Many(things) if named.ends_with("Connection") => {
                self.page(state, field, things, path)
            }
            Given::Many(things) => {
                let most = argument(field, "first", &self.request.variables).as_i64();
                let most = most.and_then(|most| usize::try_from(most).ok());
                self.cost += 1;
                let things = things.iter().take(most.unwrap_or(usize::MAX));
                things
                    .map(|thing| self.fields(state, thing, field, path))
                    .collect()
            }
            // A list that is empty comes as one of values.
            Given::Leaf(Value::Array(_)) if named.ends_with("Connection") => {
                self.page(state, field, Vec::new(), path)
            }
            Given::Leaf(Value::Array(_)) => json!([]),
            _ => Value::Null,
        }
    }

    /// One page of a list.
    fn page(
        &mut self,
        state: &State,
        field: &Field,
        mut things: Vec<Thing>,
        path: &[Value],
    ) -> Value {
        let asked = |name: &str| argument(field, name, &self.request.variables);
        if asked("reverse") == json!(true) {
            things.reverse();
        }
        let (first, last) = (asked("first").as_i64(), asked("last").as_i64());
        let after = asked("after").as_str().map(str::to_owned);
        let size = match (first, last) {
            (Some(size), None) | (None, Some(size)) if (0..=MOST).contains(&size) => size,
            (Some(_), None) | (None, Some(_)) => {
                let words = format!(
                    "{} cannot be requested more than {MOST} at once",
                    field.name
                );
                self.blame(error("BAD_REQUEST", words), path);
                return Value::Null;
            }
            _ => {
                let words = "you must provide one of first or last";
                self.blame(error("BAD_REQUEST", words), path);
                return Value::Null;
            }
        };
        let size = usize::try_from(size).unwrap_or_default();
        let all = things.len();
        let start = match (&after, last) {
            (Some(cursor), _) => after_cursor(state, &things, cursor),
            (None, Some(_)) => all.saturating_sub(size),
            (None, None) => 0,
        };
        let page: Vec<(usize, &Thing)> = things.iter().enumerate().skip(start).take(size).collect();
        let end = page.last().map(|(at, thing)| cursor(state, *at, thing));
        let more = start + page.len() < all;
        self.cost += 2;
        let mut object = Map::new();
        for inner in fields_of(&field.selection_set, &self.request.document) {
            let key = inner.response_key().to_string();
            let value = match inner.name.as_str() {
                "nodes" => {
                    self.cost += u32::try_from(page.len()).unwrap_or(u32::MAX).min(11);
                    let nodes = page.iter();
                    nodes
                        .map(|(_, thing)| self.fields(state, thing, inner, path))
                        .collect()
                }
                "pageInfo" => {
                    let info = json!({"hasNextPage": more, "endCursor": end,
                        "hasPreviousPage": start > 0, "startCursor": null});
                    self.fields(state, &Thing::Plain(info), inner, path)
                }
                _ => Value::Null,
            };
            object.insert(key, value);
        }
        Value::Object(object)
    }
}

/// Where a reader stands: the last id, and what the list is sorted by.
fn cursor(state: &State, at: usize, thing: &Thing) -> String {
    let mark = match thing {
        Thing::Order(id) => {
            let changed = state
                .orders
                .get(id)
                .map(|order| order.updated_at.as_second());
            json!({"last_id": id, "last_value": changed})
        }
        _ => json!({"last_id": at, "last_value": null}),
    };
    STANDARD.encode(mark.to_string())
}

/// The first of a list that comes after a mark. An order that changed meanwhile stands elsewhere now.
fn after_cursor(state: &State, things: &[Thing], cursor: &str) -> usize {
    let mark = STANDARD.decode(cursor).ok();
    let mark: Value = mark
        .and_then(|mark| serde_json::from_slice(&mark).ok())
        .unwrap_or_default();
    let last_id = mark["last_id"].as_i64().unwrap_or_default();
    let Some(last_value) = mark["last_value"].as_i64() else {
        return usize::try_from(last_id).unwrap_or_default() + 1;
    };
    let is_behind = |thing: &Thing| {
        let Thing::Order(id) = thing else {
            return true;
        };
        let changed = state
            .orders
            .get(id)
            .map(|order| order.updated_at.as_second());
        changed.is_some_and(|changed| (changed, *id) > (last_value, last_id))
    };
    things.iter().position(is_behind).unwrap_or(things.len())
}
