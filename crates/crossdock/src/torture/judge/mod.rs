//! The judge: reads the simulators' ledgers and the database at rest, and says what must not be.
//!
//! It shares nothing with the program's own steps: what a state may become, what a tab counts and what
//! a parcel holds is written here a second time. What really happened in the store it knows from those
//! who did it.

mod bought;
mod rest;
mod told;
mod walk;

use std::collections::BTreeMap;

use domain::ids::{OrderId, PurchaseId};
use domain::order::{Dossier, TimelineEvent};
use domain::purchase::Purchase;
use jiff::Timestamp;
use platforms::aliexpress::sim::ledger::OrderRow as SupplierRow;
use platforms::shopbase::sim::ledger::{MailRow, OrderRow as StoreRow};
use storage::{ClaimedJob, FailedJob, TabCount};

use super::customers::{Told, Truth};
use super::plan::Plan;
use super::shelf::Shelf;

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// Which rule was broken, in one word for counting.
    pub(super) rule: &'static str,
    /// The order concerned, by the database.
    pub(super) order: Option<OrderId>,
    /// What was found.
    pub(super) what: String,
}

/// Everything that the judge looks at.
pub(super) struct Evidence {
    pub(super) plan: Plan,
    pub(super) truth: Truth,
    pub(super) shelf: Shelf,
    pub(super) store: Vec<StoreRow>,
    pub(super) mails: Vec<MailRow>,
    pub(super) market: Vec<SupplierRow>,
    pub(super) dossiers: Vec<Dossier>,
    pub(super) timelines: BTreeMap<OrderId, Vec<TimelineEvent>>,
    /// Work that waits.
    pub(super) jobs: Vec<ClaimedJob>,
    /// Work that runs though no node does.
    pub(super) failed_jobs: Vec<FailedJob>,
    pub(super) running: Vec<ClaimedJob>,
    pub(super) tabs: Vec<TabCount>,
    /// Webhooks in the database.
    pub(super) kept_webhooks: i64,
    /// Different webhooks that were answered "taken".
    pub(super) taken_webhooks: usize,
    /// What the database says about its own pages and links.
    pub(super) broken: Vec<String>,
    /// When the world was stopped.
    pub(super) now: Timestamp,
}

/// Everything that must not be, in the order of the way.
pub(super) fn judge(evidence: &Evidence) -> Vec<Finding> {
    let case = Case::of(evidence);
    let mut findings = Vec::new();
    bought::judge(&case, &mut findings);
    told::judge(&case, &mut findings);
    walk::judge(&case, &mut findings);
    rest::judge(&case, &mut findings);
    findings
}

/// The evidence, ordered for looking things up.
struct Case<'a> {
    evidence: &'a Evidence,
    /// The store's orders by its id.
    store_orders: BTreeMap<i64, &'a StoreRow>,
    dossiers: BTreeMap<i64, &'a Dossier>,
    truths: BTreeMap<i64, &'a Told>,
    /// The marketplace's orders by the key they were placed with.
    bought: BTreeMap<String, Vec<&'a SupplierRow>>,
    purchases: BTreeMap<PurchaseId, (&'a Dossier, &'a Purchase)>,
}

impl<'a> Case<'a> {
    fn of(evidence: &'a Evidence) -> Self {
        let store_orders = evidence.store.iter().map(|row| (row.id, row)).collect();
        let external = |dossier: &Dossier| dossier.order.external_id.as_str().parse().ok();
        let dossiers = evidence
            .dossiers
            .iter()
            .filter_map(|dossier| Some((external(dossier)?, dossier)))
            .collect();
        let truths = evidence
            .truth
            .orders
            .values()
            .map(|told| (told.id, told))
            .collect();
        let mut bought: BTreeMap<String, Vec<&SupplierRow>> = BTreeMap::new();
        for row in &evidence.market {
            let key = row.out_order_id.clone().unwrap_or_default();
            bought.entry(key).or_default().push(row);
        }
        let purchases = evidence.dossiers.iter().flat_map(|dossier| {
            let of_it = dossier.purchases.iter();
            of_it.map(move |purchase| (purchase.id, (dossier, purchase)))
        });
        Self {
            evidence,
            store_orders,
            dossiers,
            truths,
            bought,
            purchases: purchases.collect(),
        }
    }

    /// The marketplace's orders that a purchase made, whatever became of them.
    fn made_by(&self, purchase: PurchaseId) -> &[&'a SupplierRow] {
        self.bought
            .get(&key_of(purchase))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Times of different nodes can be compared only where no clock was off.
    fn times_compare(&self) -> bool {
        !self.evidence.plan.troubles.clocks
    }
}

/// The key of a purchase's placement, as it must be from the first try on.
fn key_of(purchase: PurchaseId) -> String {
    format!("CD-{purchase}")
}

/// Whether the marketplace's order was not closed.
fn stands(order: &SupplierRow) -> bool {
    order.canceled_at.is_none()
}

fn found(
    findings: &mut Vec<Finding>,
    rule: &'static str,
    order: Option<OrderId>,
    what: impl Into<String>,
) {
    findings.push(Finding {
        rule,
        order,
        what: what.into(),
    });
}
