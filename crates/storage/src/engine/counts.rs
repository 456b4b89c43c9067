//! How a transaction changes what is counted: gathered while it runs, written once, last.
//!
//! A tab's row is wanted by every transaction that moves an order, and a quarter of an hour's by every
//! one that brings an order in. So a row is held as shortly as can be, and always in the same order, so
//! that no two transactions wait for each other in a circle.

use std::collections::BTreeMap;

use domain::ids::WorkspaceId;
use domain::order::Tab;
use jiff::Timestamp;

/// A quarter of an hour: every time zone in use is a whole number of them from UTC.
pub(crate) const QUARTER_SECONDS: i64 = 900;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    /// Orders in a tab.
    Tab(&'static str),
    /// Orders that came in, in which quarter of an hour since 1970.
    Quarter(i64),
}

/// What is added to which count.
#[derive(Default)]
pub(super) struct Counts {
    /// Of the piece of work that runs.
    open: BTreeMap<(WorkspaceId, Counted), Added>,
    /// Of the pieces that are kept.
    kept: BTreeMap<(WorkspaceId, Counted), Added>,
}

/// Orders, and those of them that need a person.
#[derive(Clone, Copy, Default)]
struct Added {
    orders: i64,
    people: i64,
}

impl Counts {
    pub(super) fn add(&mut self, workspace: WorkspaceId, tab: Tab, orders: i64, people: i64) {
        let tab = Counted::Tab(tab.as_str());
        let added = self.open.entry((workspace, tab)).or_default();
        added.orders += orders;
        added.people += people;
    }

    pub(super) fn add_arrival(&mut self, workspace: WorkspaceId, at: Timestamp, orders: i64) {
        let quarter = Counted::Quarter(at.as_second().div_euclid(QUARTER_SECONDS));
        self.open.entry((workspace, quarter)).or_default().orders += orders;
    }

    /// The piece stands.
    pub(super) fn keep(&mut self) {
        for (counted, added) in std::mem::take(&mut self.open) {
            let kept = self.kept.entry(counted).or_default();
            kept.orders += added.orders;
            kept.people += added.people;
        }
    }

    /// The piece is taken back.
    pub(super) fn forget(&mut self) {
        self.open.clear();
    }

    /// What is to be written, sorted: workspace, what, orders, people.
    pub(super) fn take(&mut self) -> Vec<(WorkspaceId, Counted, i64, i64)> {
        self.open.clear();
        std::mem::take(&mut self.kept)
            .into_iter()
            .filter(|(_, added)| (added.orders, added.people) != (0, 0))
            .map(|((workspace, counted), added)| (workspace, counted, added.orders, added.people))
            .collect()
    }
}
