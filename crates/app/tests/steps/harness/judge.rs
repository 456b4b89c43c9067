//! The judge: compares the fakes' ledger with what we believe, and looks for what was forgotten.

use std::collections::{BTreeMap, BTreeSet};

use domain::changeset::Changeset;
use domain::fulfillment::FulfillmentState;
use domain::job::{Job, JobEnd};
use domain::order::{Attention, Dossier, needed_lines};
use domain::ports::marketplace::SupplierProgress;
use domain::purchase::{Purchase, PurchaseState as S};
use jiff::SignedDuration;

use super::Bench;
use super::world::State;
use app::Clock;

impl Bench {
    /// Judges at the end of a case: takes all waiting work out of the queue to look at it.
    pub(crate) async fn judge(&self) {
        let dossiers = self.dossiers().await;
        {
            let state = self.world.state();
            bought_once(&state, &dossiers);
            told_once(&state, &dossiers);
        }
        let failed = self.app.space().failed_jobs(10).await.unwrap();
        assert!(failed.is_empty(), "jobs failed for good: {failed:?}");
        let jobs = self.take_all_jobs().await;
        for dossier in &dossiers {
            forgotten(dossier, &jobs, self.clock.now());
        }
        let broken = self.app.space().storage().check().await.unwrap();
        assert!(broken.is_empty(), "{broken:?}");
    }

    async fn take_all_jobs(&self) -> Vec<Job> {
        let space = self.app.space();
        let far = self.clock.now() + SignedDuration::from_hours(24 * 3_650);
        let mut jobs = Vec::new();
        loop {
            let claim = storage::Claim {
                worker: domain::ids::WorkerId(1),
                now: far,
                lease_until: far,
            };
            let claimed = space.claim_jobs(claim, 100).await.unwrap().jobs;
            if claimed.is_empty() {
                return jobs;
            }
            for job in claimed {
                let done = Changeset::finishing(job.id, job.claim, JobEnd::Done);
                space.commit(done).await.unwrap();
                jobs.push(job.job);
            }
        }
    }
}

/// Each intent made at most one supplier order of each of its lines, and we know every one that stands.
fn bought_once(state: &State, dossiers: &[Dossier]) {
    let mut bought: BTreeMap<&str, u32> = BTreeMap::new();
    for made in &state.made {
        let quantity: u32 = made.lines.iter().map(|line| line.quantity).sum();
        *bought.entry(&made.key).or_default() += quantity;
    }
    let purchases = || dossiers.iter().flat_map(|dossier| &dossier.purchases);
    for (key, quantity) in bought {
        let of_key = |purchase: &&Purchase| purchase.idempotency_key() == key;
        let purchase = purchases()
            .find(of_key)
            .expect("an order that nobody knows");
        let wished: u32 = purchase.lines.iter().map(|line| line.quantity).sum();
        assert_eq!(quantity, wished, "{key} was not bought once: {purchase:?}");
        let numbers: BTreeSet<_> = state.made_of(key).into_iter().collect();
        let known = purchase.supplier_orders.iter();
        let known: BTreeSet<_> = known.map(|order| order.external_id.clone()).collect();
        let stands = state
            .made
            .iter()
            .any(|made| made.key == key && made.progress != SupplierProgress::Closed);
        match purchase.status.state() {
            S::PlacementUnknown => {}
            S::Failed | S::Canceled => {
                assert!(
                    !stands,
                    "a supplier order stands that we gave up: {purchase:?}"
                );
            }
            _ => assert_eq!(numbers, known, "{purchase:?}"),
        }
    }
}

/// Nothing was told twice, and nothing that the customer did not order.
fn told_once(state: &State, dossiers: &[Dossier]) {
    for dossier in dossiers {
        let mut units: BTreeMap<_, u32> = BTreeMap::new();
        let order = state.orders.get(&dossier.order.external_id);
        let stands = |id| {
            let made = order.into_iter().flat_map(|order| &order.fulfillments);
            made.into_iter()
                .any(|made| made.external_id == id && !made.canceled)
        };
        let mut seen = BTreeSet::new();
        for told in &state.told {
            if told.order != dossier.order.external_id || !stands(told.id.clone()) {
                continue;
            }
            assert!(
                !told.told.lines.is_empty(),
                "a telling of everything: {told:?}"
            );
            let sight = format!("{} {:?}", told.told.number, told.told.lines);
            assert!(seen.insert(sight), "told twice: {told:?}");
            for (line, quantity) in &told.told.lines {
                *units.entry(line.clone()).or_default() += quantity;
            }
        }
        for (line, told) in units {
            let lines = dossier.order.lines.iter();
            let quantity: u32 = lines
                .filter(|known| known.external_id == line)
                .map(|known| known.quantity)
                .sum();
            assert!(told <= quantity, "{told} of {quantity} × {line} were told");
        }
    }
}

/// Nothing waits without a job or a person who is asked.
fn forgotten(dossier: &Dossier, jobs: &[Job], now: jiff::Timestamp) {
    let order_id = dossier.order.id;
    let attention = Attention::of(dossier, now);
    let asks = !attention.is_empty();
    let look = |what: &str| panic!("{what}, and nobody looks after it: {dossier:#?}\n{jobs:#?}");
    for purchase in &dossier.purchases {
        let purchase_id = purchase.id;
        let has = |job: &Job| jobs.contains(job);
        match purchase.status.state() {
            S::Placing => look("a purchase is placing"),
            S::AwaitingPayment
            | S::Paying
            | S::PaymentUnknown
            | S::AwaitingShipment
            | S::Shipped
                if !has(&Job::SyncPurchase {
                    order_id,
                    purchase_id,
                }) =>
            {
                look("a purchase is not followed");
            }
            S::Planned if !dossier.order.may_be_bought() => look("a purchase is planned in vain"),
            _ => {}
        }
    }
    let is_called_off = dossier.order.is_called_off();
    let plan = Job::PlanPurchases { order_id };
    if dossier.order.may_be_bought()
        && !needed_lines(dossier).is_empty()
        && !jobs.contains(&plan)
        && !asks
    {
        look("something is to be bought");
    }
    let fulfill = Job::FulfillOrder { order_id };
    let intended = |state| state == FulfillmentState::Intended;
    let is_intended = dossier.fulfillments.iter().any(|told| intended(told.state));
    if is_intended && !jobs.contains(&fulfill) {
        look("the store is to be told");
    }
    let tracks = |job: &Job| matches!(job, Job::TrackParcels { order_id: of, .. } | Job::SyncPurchase { order_id: of, .. } if *of == order_id);
    if !is_called_off
        && dossier.order.tab == domain::order::Tab::AwaitingShipment
        && !asks
        && !jobs.iter().any(tracks)
    {
        look("a shipment is awaited");
    }
}
