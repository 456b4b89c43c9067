//! What suppliers and carriers do on their side.

use domain::ids::ExternalId;
use domain::parcel::{TrackingEvent, TrackingSource, TrackingStatus};
use domain::ports::marketplace::{ParcelReading, ReadItem, SupplierProgress as P};

use super::world::{Made, World};

impl World {
    /// Something happens to every order at the marketplace.
    pub(crate) fn suppliers(&self, act: impl FnMut(&mut Made)) {
        self.state().made.iter_mut().for_each(act);
    }

    /// Something happens to the n-th order that the marketplace ever made.
    pub(crate) fn supplier(&self, nth: usize, act: impl FnOnce(&mut Made)) {
        act(&mut self.state().made[nth]);
    }

    /// The merchant pays everything.
    pub(crate) fn pay(&self) {
        self.suppliers(|made| made.stand(P::Paid, "PACKING"));
    }

    /// Every paid order is shipped whole, in one box with its number.
    pub(crate) fn ship(&self) {
        self.suppliers(|made| {
            let number = format!("LP{}", made.number);
            made.stand(P::Shipped, "SHIPPED");
            let items = made.items();
            made.parcels = vec![parcel("0", Some(&number), items)];
        });
    }

    /// Every parcel arrives.
    pub(crate) fn deliver(&self) {
        let now = app::Clock::now(&self.clock);
        self.suppliers(|made| {
            made.stand(P::Completed, "FINISHED");
            for parcel in &mut made.parcels {
                parcel
                    .events
                    .insert(0, scan(now, TrackingStatus::Delivered));
            }
        });
    }
}

impl Made {
    pub(crate) fn stand(&mut self, progress: P, raw_status: &str) {
        self.progress = progress;
        raw_status.clone_into(&mut self.raw_status);
    }

    pub(crate) fn close(&mut self, because: &str) {
        self.stand(P::Closed, "CLOSED");
        self.closed_because = Some(because.to_owned());
    }

    pub(crate) fn items(&self) -> Vec<ReadItem> {
        let item = |line: &domain::purchase::PlacementLine| ReadItem {
            product_id: line.variant.product_id.clone(),
            variant_id: Some(line.variant.variant_id.clone()),
            quantity: line.quantity,
        };
        self.lines.iter().map(item).collect()
    }
}

pub(crate) fn item(product: &str, form: &str, quantity: u32) -> ReadItem {
    ReadItem {
        product_id: ExternalId::new(product),
        variant_id: Some(ExternalId::new(form)),
        quantity,
    }
}

pub(crate) fn parcel(key: &str, number: Option<&str>, items: Vec<ReadItem>) -> ParcelReading {
    ParcelReading {
        box_key: key.to_owned(),
        number: number.map(str::to_owned),
        carrier: "Yanwen".to_owned(),
        items,
        events: Vec::new(),
        expected_at: None,
    }
}

pub(crate) fn scan(at: jiff::Timestamp, status: TrackingStatus) -> TrackingEvent {
    TrackingEvent {
        at,
        place: "Memphis".into(),
        text: format!("{status:?}"),
        status,
        source: TrackingSource::Supplier,
    }
}
