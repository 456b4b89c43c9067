//! A revision: one step's changes to one order, told as a Changeset.
//!
//! A step changes the dossier in memory as it likes; what was inserted and what moved is found by
//! comparing with how it was loaded, so that no step can forget to write a row, and the tab is
//! computed at every edge.

use jiff::Timestamp;

use super::{Dossier, TimelineEvent, TimelineKind};
use crate::changeset::{Changeset, Write};
use crate::ids::{EventId, IdSource};
use crate::job::{Job, NewJob};
use crate::notice;
use crate::workspace::Actor;

/// One step's changes to one order.
#[derive(Debug)]
pub struct Revision<'a> {
    before: Option<Dossier>,
    /// The order as it will be.
    pub dossier: Dossier,
    /// Its moment.
    pub now: Timestamp,
    ids: &'a dyn IdSource,
    events: Vec<TimelineEvent>,
    jobs: Vec<NewJob>,
}

impl std::fmt::Debug for dyn IdSource + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdSource")
    }
}

impl<'a> Revision<'a> {
    /// Changes an order that was loaded.
    #[must_use]
    pub fn of(dossier: Dossier, now: Timestamp, ids: &'a dyn IdSource) -> Self {
        Self {
            before: Some(dossier.clone()),
            dossier,
            now,
            ids,
            events: vec![],
            jobs: vec![],
        }
    }

    /// Brings in an order that is not stored yet.
    #[must_use]
    pub fn new(dossier: Dossier, now: Timestamp, ids: &'a dyn IdSource) -> Self {
        Self {
            before: None,
            dossier,
            now,
            ids,
            events: vec![],
            jobs: vec![],
        }
    }

    /// Where fresh ids come from.
    #[must_use]
    pub fn ids(&self) -> &'a dyn IdSource {
        self.ids
    }

    /// Adds to the story.
    pub fn tell(&mut self, actor: &Actor, kind: TimelineKind) {
        self.events.push(TimelineEvent {
            id: EventId::fresh(self.ids),
            order_id: self.dossier.order.id,
            at: self.now,
            actor: actor.clone(),
            kind,
        });
    }

    /// Wants work done, now.
    pub fn want(&mut self, job: Job) {
        self.want_at(job, self.now);
    }

    /// Wants work done, not before `due_at`.
    pub fn want_at(&mut self, job: Job, due_at: Timestamp) {
        self.jobs.push(NewJob { job, due_at });
    }

    /// Everything that was changed. Empty if nothing was.
    #[must_use]
    pub fn into_changeset(mut self) -> Changeset {
        self.dossier.summarize(self.now);
        let mut writes = Vec::new();
        let changed = self.before.as_ref() != Some(&self.dossier);
        if changed || !self.events.is_empty() {
            // The order's version moves with everything that belongs to it: two steps that decided from
            // the same state can't both be right about the tab.
            let order = Box::new(self.dossier.order.clone());
            writes.push(match self.before {
                None => Write::InsertOrder(order),
                Some(_) => Write::UpdateOrder(order),
            });
        }
        if let Some(before) = &self.before {
            self.dossier.diff(before, &mut writes);
        } else {
            self.dossier
                .diff(&Dossier::new(self.dossier.order.clone()), &mut writes);
        }
        // Here and nowhere else, so that no step can change a parcel and forget to tell the customer.
        for (write, job) in notice::decide(self.before.as_ref(), &self.dossier, self.now, self.ids)
        {
            writes.push(write);
            self.jobs.push(job);
        }
        Changeset {
            writes,
            events: self.events,
            jobs: self.jobs,
            holds: None,
            finishes: None,
        }
    }
}

impl Dossier {
    fn diff(&self, before: &Self, writes: &mut Vec<Write>) {
        // Purchases that end come before those that begin: an ended one gives its units back first.
        for purchase in &self.purchases {
            match before.purchases.iter().find(|old| old.id == purchase.id) {
                Some(old) if old != purchase => {
                    writes.push(Write::UpdatePurchase(Box::new(purchase.clone())));
                }
                _ => {}
            }
        }
        let new = |purchase: &&crate::purchase::Purchase| {
            before.purchases.iter().all(|old| old.id != purchase.id)
        };
        writes.extend(
            self.purchases
                .iter()
                .filter(new)
                .map(|purchase| Write::InsertPurchase(Box::new(purchase.clone()))),
        );
        for parcel in &self.parcels {
            match before.parcels.iter().find(|old| old.id == parcel.id) {
                None => writes.push(Write::InsertParcel(Box::new(parcel.clone()))),
                Some(old) if old != parcel => {
                    writes.push(Write::UpdateParcel(Box::new(parcel.clone())));
                }
                Some(_) => {}
            }
        }
        for told in &self.fulfillments {
            match before.fulfillments.iter().find(|old| old.id == told.id) {
                None => writes.push(Write::InsertFulfillment(Box::new(told.clone()))),
                Some(old) if old != told => {
                    writes.push(Write::UpdateFulfillment(Box::new(told.clone())));
                }
                Some(_) => {}
            }
        }
        for case in &self.cases {
            match before.cases.iter().find(|old| old.id == case.id) {
                None => writes.push(Write::InsertCase(Box::new(case.clone()))),
                Some(old) if old != case => {
                    writes.push(Write::UpdateCase(Box::new(case.clone())));
                }
                Some(_) => {}
            }
        }
    }
}
