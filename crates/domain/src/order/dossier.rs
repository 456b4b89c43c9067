//! All that is known of one order, loaded together: what every step and the order page start from.

use jiff::Timestamp;

use super::{Attention, Order, Tab};
use crate::aftersale::Case;
use crate::fulfillment::Fulfillment;
use crate::ids::{CaseId, ParcelId, PurchaseId};
use crate::notice::NoticePolicy;
use crate::parcel::Parcel;
use crate::purchase::Purchase;

/// An order with its purchases, parcels and fulfillments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The order.
    pub order: Order,
    /// Its purchases, oldest first.
    pub purchases: Vec<Purchase>,
    /// Its parcels, oldest first.
    pub parcels: Vec<Parcel>,
    /// Its fulfillments, oldest first.
    pub fulfillments: Vec<Fulfillment>,
    /// Its cases with suppliers, oldest first.
    pub cases: Vec<Case>,
    /// What we tell this store's customers ourselves.
    pub notices: NoticePolicy,
}

impl Dossier {
    /// A dossier of an order that nothing was done for yet.
    #[must_use]
    pub fn new(order: Order) -> Self {
        Self {
            order,
            purchases: vec![],
            parcels: vec![],
            fulfillments: vec![],
            cases: vec![],
            notices: NoticePolicy::default(),
        }
    }

    /// The purchase with this id.
    #[must_use]
    pub fn purchase(&self, id: PurchaseId) -> Option<&Purchase> {
        self.purchases.iter().find(|purchase| purchase.id == id)
    }

    /// The purchase with this id, to change it.
    pub fn purchase_mut(&mut self, id: PurchaseId) -> Option<&mut Purchase> {
        self.purchases.iter_mut().find(|purchase| purchase.id == id)
    }

    /// The parcel with this id.
    #[must_use]
    pub fn parcel(&self, id: ParcelId) -> Option<&Parcel> {
        self.parcels.iter().find(|parcel| parcel.id == id)
    }

    /// The case with this id.
    #[must_use]
    pub fn case(&self, id: CaseId) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// The case with this id, to change it.
    pub fn case_mut(&mut self, id: CaseId) -> Option<&mut Case> {
        self.cases.iter_mut().find(|case| case.id == id)
    }

    /// Brings the stored summaries (tab, attention) of the order up to date; every step that changed
    /// anything calls it last.
    pub fn summarize(&mut self, now: Timestamp) {
        self.order.tab = Tab::of(self);
        self.order.needs_person = !Attention::of(self, now).is_empty();
    }
}
