//! Reading lists of orders for pages: by tab, filter and search, page by page.
//!
//! Pages are found by the last position seen, never by counting rows over, so that page 1,000 costs
//! what page 1 costs.

use domain::ids::{OrderId, StoreId, WorkspaceId};
use domain::order::{Dossier, PaymentStatus, Tab};
use domain::purchase::FailureReason;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::dossier::dossier;
use super::search::{SearchWord, look_at};
use crate::engine::{Conn, QUARTER_SECONDS, Row, Value, json, params};
use crate::error::StorageError;
use crate::space::Space;

/// Words of a search of which PostgreSQL finds the best order to look them up in. Its planner tries
/// every order, and with a pasted letter of some hundred words it would not end.
const WORDS_PLANNED: usize = 4;

/// Makes PostgreSQL look this part up by itself.
const APART: &str = " /*postgres OFFSET 0*/";

/// Which orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderFilter {
    /// Only of this tab; `None` is all.
    pub tab: Option<Tab>,
    /// Only those that have, for each word of this, a word that begins with it.
    pub search: String,
    /// Only of this store.
    pub store: Option<StoreId>,
    /// Only to this country.
    pub country: Option<String>,
    /// Only ordered at or after this.
    pub ordered_from: Option<Timestamp>,
    /// Only ordered before this.
    pub ordered_until: Option<Timestamp>,
    /// Only those that a person should look at.
    pub needs_person: bool,
    /// Only those of which a purchase or line failed for this reason, as the reason's own word.
    pub failure: Option<String>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderSort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// The largest total first.
    LargestTotal,
    /// The smallest total first.
    SmallestTotal,
}

/// A place in a list: the sorted value and the id of the row before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderPosition {
    /// Microseconds or minor units, by the sort.
    pub value: i64,
    /// The id.
    pub id: OrderId,
}

/// One page of orders.
#[derive(Clone, Debug)]
pub struct OrderPage {
    /// The orders with everything that belongs to them.
    pub orders: Vec<Dossier>,
    /// Where the next page starts, if there is one.
    pub next: Option<OrderPosition>,
}

/// How many orders a tab has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TabCount {
    /// Which tab.
    pub tab: Tab,
    /// How many orders.
    pub orders: i64,
    /// How many of them a person should look at.
    pub needing_person: i64,
}

impl Space {
    /// One page of orders.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders(
        &self,
        filter: OrderFilter,
        sort: OrderSort,
        after: Option<OrderPosition>,
        limit: u32,
    ) -> Result<OrderPage, StorageError> {
        self.read(move |conn, workspace| {
            let positions = positions(
                conn,
                workspace,
                &filter,
                sort,
                after,
                limit.saturating_add(1),
            )?;
            let more = positions.len() > usize::try_from(limit).unwrap_or(usize::MAX);
            let shown = if more {
                &positions[..positions.len() - 1]
            } else {
                &positions[..]
            };
            let mut orders = Vec::with_capacity(shown.len());
            for position in shown {
                orders.extend(dossier(conn, workspace, position.id)?);
            }
            let next = if more { shown.last().copied() } else { None };
            Ok(OrderPage { orders, next })
        })
        .await
    }

    /// The ids of all orders that match, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order_ids(
        &self,
        filter: OrderFilter,
        limit: u32,
    ) -> Result<Vec<OrderId>, StorageError> {
        self.read(move |conn, workspace| {
            let found = positions(conn, workspace, &filter, OrderSort::Oldest, None, limit)?;
            Ok(found.into_iter().map(|position| position.id).collect())
        })
        .await
    }

    /// The ids of the orders that may be bought and are not planned yet, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders_to_plan(&self, limit: u32) -> Result<Vec<OrderId>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id FROM customer_order
                       WHERE workspace_id = ?1 AND tab = ?2 AND canceled_at IS NULL
                         AND payment IN (?3, ?4)
                       ORDER BY ordered_at, id LIMIT ?5";
            let values = [
                workspace.0.into(),
                Tab::Pending.as_str().into(),
                json(&PaymentStatus::Paid)?,
                json(&PaymentStatus::PartlyRefunded)?,
                limit.into(),
            ];
            conn.query(sql, &values, |row| row.int().map(OrderId))
        })
        .await
    }

    /// How many orders each tab has; a tab without orders may be missing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tab_counts(&self) -> Result<Vec<TabCount>, StorageError> {
        self.read(|conn, workspace| {
            let sql =
                "SELECT tab, CAST(sum(order_count) AS BIGINT), CAST(sum(person_count) AS BIGINT)
                       FROM tab_count WHERE workspace_id = ?1 GROUP BY tab ORDER BY tab";
            conn.query(sql, params![workspace.0], |row| {
                Ok(TabCount {
                    tab: row.word(Tab::parse)?,
                    orders: row.int()?,
                    needing_person: row.int()?,
                })
            })
        })
        .await
    }

    /// Orders that came in, by day of `zone_offset_seconds` east of UTC, from the quarter of an hour on
    /// in which `from` is. Zones in use are whole quarters of an hour from UTC.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders_per_day(
        &self,
        from: Timestamp,
        zone_offset_seconds: i64,
    ) -> Result<Vec<(i64, i64)>, StorageError> {
        self.read(move |conn, workspace| {
            let sql =
                "SELECT (quarter + ?3) / 96 AS day, CAST(sum(order_count) AS BIGINT) FROM arrival_count
                 WHERE workspace_id = ?1 AND quarter >= ?2 GROUP BY 1 HAVING sum(order_count) > 0
                 ORDER BY 1";
            let quarters = |seconds: i64| seconds.div_euclid(QUARTER_SECONDS);
            let from = quarters(from.as_second());
            let values = params![workspace.0, from, quarters(zone_offset_seconds)];
            conn.query(sql, values, |row| Ok((row.int()?, row.int()?)))
        })
        .await
    }
}

pub(super) fn positions(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &OrderFilter,
    sort: OrderSort,
    after: Option<OrderPosition>,
    limit: u32,
) -> Result<Vec<OrderPosition>, StorageError> {
    let words = look_at(conn, workspace, &filter.search)?;
    let statement = Text::of(workspace, filter, &words, sort, after, limit);
    conn.query(&statement.sql, &statement.values, |row| {
        Ok(OrderPosition {
            value: row.int()?,
            id: OrderId(row.int()?),
        })
    })
}

/// How many orders match.
pub(super) fn count(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &OrderFilter,
) -> Result<i64, StorageError> {
    let mut text = Text {
        sql: "SELECT count(*) FROM customer_order o WHERE o.workspace_id = ?1".to_owned(),
        values: vec![workspace.0.into()],
    };
    text.filter(filter);
    let words = look_at(conn, workspace, &filter.search)?;
    text.search(&words);
    let found = conn.query_one(&text.sql, &text.values, Row::int)?;
    Ok(found.unwrap_or(0))
}

/// A statement that is put together; every value is bound, never written into the text.
struct Text {
    sql: String,
    values: Vec<Value>,
}

impl Text {
    fn of(
        workspace: WorkspaceId,
        filter: &OrderFilter,
        words: &[SearchWord],
        sort: OrderSort,
        after: Option<OrderPosition>,
        limit: u32,
    ) -> Self {
        let (column, descending) = match sort {
            OrderSort::Newest => ("o.ordered_at", true),
            OrderSort::Oldest => ("o.ordered_at", false),
            OrderSort::LargestTotal => ("o.total_minor", true),
            OrderSort::SmallestTotal => ("o.total_minor", false),
        };
        // With the sign an index is not walked in the order of the list: what few have, or what has
        // several words, is fetched by its words and sorted.
        let by_words = words.len() > 1 || words.iter().any(|word| word.few);
        let column = &if by_words {
            format!("+{column}")
        } else {
            column.to_owned()
        };
        let mut text = Self {
            sql: format!("SELECT {column}, o.id FROM customer_order o WHERE o.workspace_id = ?1"),
            values: vec![workspace.0.into()],
        };
        text.filter(filter);
        text.search(words);
        if let Some(after) = after {
            let (value, id) = (text.bind(after.value), text.bind(after.id.0));
            let (at, past) = if descending { ("<=", "<") } else { (">=", ">") };
            // Written as a range first, because an OR alone is no range to either engine.
            text.and(&format!(
                "{column} {at} {value} AND ({column} {past} {value} OR o.id {past} {id})"
            ));
        }
        let direction = if descending { "DESC" } else { "ASC" };
        let limit = text.bind(limit);
        text.sql.push_str(&format!(
            " ORDER BY {column} {direction}, o.id {direction} LIMIT {limit}"
        ));
        text
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    fn filter(&mut self, filter: &OrderFilter) {
        if let Some(tab) = filter.tab {
            let tab = self.bind(tab.as_str());
            self.and(&format!("o.tab = {tab}"));
        }
        if let Some(store) = filter.store {
            let store = self.bind(store.0);
            self.and(&format!("o.store_id = {store}"));
        }
        if let Some(country) = &filter.country {
            let country = self.bind(country);
            self.and(&format!("o.country = {country}"));
        }
        if let Some(from) = filter.ordered_from {
            let from = self.bind(from);
            self.and(&format!("o.ordered_at >= {from}"));
        }
        if let Some(until) = filter.ordered_until {
            let until = self.bind(until);
            self.and(&format!("o.ordered_at < {until}"));
        }
        if filter.needs_person {
            self.and("o.needs_person = 1");
        }
        if let Some(reason) = &filter.failure {
            self.failed_for(reason);
        }
    }

    fn search(&mut self, words: &[SearchWord]) {
        for (index, word) in words.iter().enumerate() {
            let (from, to) = (self.bind(&word.word), self.bind(&word.end));
            let apart = if index < WORDS_PLANNED { "" } else { APART };
            // With the sign a word finds nothing and only sifts: the list, or what few have.
            let sifts = !word.few && (words.len() == 1 || words[0].few);
            let id = if sifts { "+o.id" } else { "o.id" };
            self.and(&format!(
                "{id} IN (SELECT t.order_id FROM order_term t
                   WHERE t.workspace_id = ?1 AND t.term >= {from} AND t.term < {to}{apart})"
            ));
        }
    }

    fn failed_for(&mut self, reason: &str) {
        // Only a reason's own word may become part of a pattern.
        let mut known = FailureReason::ALL.into_iter();
        let Some(reason) = known.find(|known| known.as_str() == reason) else {
            return self.and("1 = 0");
        };
        let failed = self.bind(reason.as_str());
        let listed = self.bind(format!("%\"reason\":\"{}\"%", reason.as_str()));
        self.and(&format!(
            "(o.problems LIKE {listed} OR EXISTS (SELECT 1 FROM purchase p
               WHERE p.workspace_id = o.workspace_id AND p.order_id = o.id
                 AND p.failure_reason = {failed} AND p.superseded = 0))"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sqlite::open_writer;
    use crate::migrate::migrate;

    /// How SQLite would find the first page and a later one.
    fn ways(
        conn: &mut Conn,
        filter: &OrderFilter,
        words: &[SearchWord],
        sort: OrderSort,
    ) -> Vec<String> {
        let position = OrderPosition {
            value: 7,
            id: OrderId(7),
        };
        let mut ways = Vec::new();
        for after in [None, Some(position)] {
            let text = Text::of(WorkspaceId(1), filter, words, sort, after, 50);
            let sql = format!("EXPLAIN QUERY PLAN {}", text.sql);
            let lines = conn.query(&sql, &text.values, |row| {
                for _ in 0..3 {
                    row.int()?;
                }
                row.text()
            });
            ways.push(lines.unwrap().join("; "));
        }
        ways
    }

    #[test]
    fn no_page_of_a_list_is_sorted_or_counted_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        let mut conn = open_writer(&path).unwrap();
        migrate(&mut conn, &path, Timestamp::UNIX_EPOCH).unwrap();
        let mut conn = Conn::sqlite(conn);
        let all = OrderFilter::default;
        let mut filters: Vec<OrderFilter> = Tab::ALL
            .into_iter()
            .map(|tab| OrderFilter {
                tab: Some(tab),
                ..all()
            })
            .collect();
        filters.push(all());
        for mut filter in filters {
            for store in [None, Some(StoreId(1))] {
                filter.store = store;
                for (sort, index) in [
                    (OrderSort::Newest, ["_by_time", "_by_tab "]),
                    (OrderSort::Oldest, ["_by_time", "_by_tab "]),
                    (OrderSort::LargestTotal, ["_by_total", "_by_tab_and_total"]),
                    (OrderSort::SmallestTotal, ["_by_total", "_by_tab_and_total"]),
                ] {
                    let index = index[usize::from(filter.tab.is_some())];
                    for way in ways(&mut conn, &filter, &[], sort) {
                        let said = format!("{sort:?} {filter:?}: {way}");
                        assert!(way.starts_with("SEARCH o USING"), "{said}");
                        assert!(way.contains(&format!("customer_order{index}")), "{said}");
                        assert!(!way.contains("TEMP B-TREE"), "{said}");
                    }
                }
            }
        }
    }

    #[test]
    fn words_are_looked_up_and_not_read_through() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        let mut conn = open_writer(&path).unwrap();
        migrate(&mut conn, &path, Timestamp::UNIX_EPOCH).unwrap();
        let filter = OrderFilter {
            failure: Some("sku_changed".into()),
            ..OrderFilter::default()
        };
        let mut conn = Conn::sqlite(conn);
        for few in [&[true][..], &[false], &[true, false], &[false, false]] {
            let words = few.iter().zip(["#1001", "lamp"]);
            let words = words.map(|(few, word)| SearchWord {
                word: word.to_owned(),
                end: format!("{word}\u{10FFFF}"),
                few: *few,
            });
            let words: Vec<_> = words.collect();
            for way in ways(&mut conn, &filter, &words, OrderSort::Newest) {
                let said = format!("{few:?}: {way}");
                assert!(!way.contains("SCAN"), "{said}");
                assert!(
                    way.contains("(workspace_id=? AND term>? AND term<?)"),
                    "{said}"
                );
                // A list that is sifted by one word is read in its order; nothing else is.
                let in_its_order = way.contains("customer_order_by_time");
                assert_eq!(in_its_order, matches!(few, [false]), "{said}");
                assert_eq!(!way.contains("TEMP B-TREE"), in_its_order, "{said}");
            }
        }
    }
}
