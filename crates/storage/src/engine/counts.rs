//! How a transaction changes the tabs' counts: gathered while it runs, written once, last.
//!
//! A tab's row is wanted by every transaction that moves an order, so it is held as shortly as can
//! be, and always in the same order, so that no two transactions wait for each other in a circle.

use std::collections::BTreeMap;

use domain::ids::WorkspaceId;
use domain::order::Tab;

/// What is added to which tab's count.
#[derive(Default)]
pub(super) struct Counts {
    /// Of the piece of work that runs.
    open: BTreeMap<(WorkspaceId, &'static str), Added>,
    /// Of the pieces that are kept.
    kept: BTreeMap<(WorkspaceId, &'static str), Added>,
}

/// Orders, and those of them that need a person.
#[derive(Clone, Copy, Default)]
struct Added {
    orders: i64,
    people: i64,
}

impl Counts {
    pub(super) fn add(&mut self, workspace: WorkspaceId, tab: Tab, orders: i64, people: i64) {
        let added = self.open.entry((workspace, tab.as_str())).or_default();
        added.orders += orders;
        added.people += people;
    }

    /// The piece stands.
    pub(super) fn keep(&mut self) {
        for (tab, added) in std::mem::take(&mut self.open) {
            let kept = self.kept.entry(tab).or_default();
            kept.orders += added.orders;
            kept.people += added.people;
        }
    }

    /// The piece is taken back.
    pub(super) fn forget(&mut self) {
        self.open.clear();
    }

    /// What is to be written, sorted: workspace, tab, orders, people.
    pub(super) fn take(&mut self) -> Vec<(WorkspaceId, &'static str, i64, i64)> {
        self.open.clear();
        std::mem::take(&mut self.kept)
            .into_iter()
            .filter(|(_, added)| (added.orders, added.people) != (0, 0))
            .map(|((workspace, tab), added)| (workspace, tab, added.orders, added.people))
            .collect()
    }
}
