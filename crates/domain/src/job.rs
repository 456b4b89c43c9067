//! Background work, by name: what is to be done, what must not overlap, what is the same work.
//!
//! A job carries ids only; the step that runs it reads the truth.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{
    CaseId, ConnectionId, DeliveryId, ExportId, ExternalId, NoticeId, OrderId, PurchaseId, PushId,
    StoreId,
};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Job {
    /// Understand a stored webhook.
    ReadDelivery {
        /// Which.
        delivery_id: DeliveryId,
    },
    /// Read an order from its store.
    ReceiveOrder {
        /// From which store.
        store_id: StoreId,
        /// The store's id of it.
        external_id: ExternalId,
    },
    /// Decide what to buy.
    PlanPurchases {
        /// For which order.
        order_id: OrderId,
    },
    /// Place a purchase.
    PlacePurchase {
        /// For which order.
        order_id: OrderId,
        /// Which.
        purchase_id: PurchaseId,
    },
    /// Find out how a placement in doubt ended.
    SettlePlacement {
        /// For which order.
        order_id: OrderId,
        /// Which.
        purchase_id: PurchaseId,
    },
    /// Read a purchase's supplier orders.
    SyncPurchase {
        /// For which order.
        order_id: OrderId,
        /// Which.
        purchase_id: PurchaseId,
    },
    /// Read a purchase's parcels.
    TrackParcels {
        /// For which order.
        order_id: OrderId,
        /// Which.
        purchase_id: PurchaseId,
    },
    /// Tell the store of parcels.
    FulfillOrder {
        /// Which order.
        order_id: OrderId,
    },
    /// Look at a case whose deadline is there.
    WatchCase {
        /// Of which order.
        order_id: OrderId,
        /// Which.
        case_id: CaseId,
    },
    /// Tell a customer of a parcel.
    SendNotice {
        /// About which order.
        order_id: OrderId,
        /// Which.
        notice_id: NoticeId,
    },
    /// Read what changed in a store.
    PollStore {
        /// Which.
        store_id: StoreId,
    },
    /// Make sure that a store's webhooks are subscribed.
    EnsureWebhooks {
        /// Which.
        store_id: StoreId,
    },
    /// Read a store's products.
    ReadProducts {
        /// Which.
        store_id: StoreId,
    },
    /// Renew a connection's access.
    RenewAccess {
        /// Which.
        connection_id: ConnectionId,
    },
    /// Understand a stored push of a tracker.
    ReadPush {
        /// Which.
        push_id: PushId,
    },
    /// Have the tracker follow the numbers that it should, and tell it what else is wished.
    RegisterNumbers {
        /// Which tracker.
        connection_id: ConnectionId,
    },
    /// Read the numbers that the tracker did not tell of by itself.
    ReadNumbers {
        /// Which tracker.
        connection_id: ConnectionId,
    },
    /// Read what is left of the tracker's credits.
    ReadQuota {
        /// Which tracker.
        connection_id: ConnectionId,
    },
    /// Read every open purchase, at 00:00 and 12:00 UTC.
    SyncAllPurchases,
    /// Find purchases that nothing moves, and orders that were not planned.
    FindStuck,
    /// Write the file of an export.
    WriteExport {
        /// Which.
        export_id: ExportId,
    },
    /// Mail the file of an export, or a link to it.
    MailExport {
        /// Which.
        export_id: ExportId,
    },
    /// Remove the files of exports that nobody needs any more.
    RemoveOldExports,
}

impl Job {
    /// What must not run at the same time as another job of the same lane.
    #[must_use]
    pub fn lane(&self) -> Option<String> {
        match self {
            Self::PlanPurchases { order_id }
            | Self::PlacePurchase { order_id, .. }
            | Self::SettlePlacement { order_id, .. }
            | Self::SyncPurchase { order_id, .. }
            | Self::TrackParcels { order_id, .. }
            | Self::WatchCase { order_id, .. }
            | Self::FulfillOrder { order_id } => Some(format!("order:{order_id}")),
            Self::ReceiveOrder {
                store_id,
                external_id,
            } => Some(format!("store:{store_id}:order:{external_id}")),
            Self::PollStore { store_id } | Self::ReadProducts { store_id } => {
                Some(format!("store:{store_id}"))
            }
            // A mail server that is slow must not hold up the order itself.
            Self::SendNotice { order_id, .. } => Some(format!("notices:{order_id}")),
            Self::EnsureWebhooks { store_id } => Some(format!("hooks:{store_id}")),
            Self::RenewAccess { connection_id } => Some(format!("access:{connection_id}")),
            Self::RegisterNumbers { connection_id }
            | Self::ReadNumbers { connection_id }
            | Self::ReadQuota { connection_id } => Some(format!("tracker:{connection_id}")),
            Self::ReadDelivery { .. } | Self::ReadPush { .. } => None,
            // One file at a time leaves the others of a machine to the way of the orders.
            Self::WriteExport { .. } => Some("export".to_owned()),
            Self::MailExport { export_id } => Some(format!("export:{export_id}")),
            Self::SyncAllPurchases | Self::FindStuck | Self::RemoveOldExports => {
                Some(self.name().to_owned())
            }
        }
    }

    /// What makes two jobs the same work: while one lives, the other is not stored again.
    #[must_use]
    pub fn dedupe(&self) -> String {
        let name = self.name();
        match self {
            Self::ReadDelivery { delivery_id } => format!("{name}:{delivery_id}"),
            Self::ReceiveOrder {
                store_id,
                external_id,
            } => {
                format!("{name}:{store_id}:{external_id}")
            }
            Self::PlanPurchases { order_id } | Self::FulfillOrder { order_id } => {
                format!("{name}:{order_id}")
            }
            Self::PlacePurchase { purchase_id, .. }
            | Self::SettlePlacement { purchase_id, .. }
            | Self::SyncPurchase { purchase_id, .. }
            | Self::TrackParcels { purchase_id, .. } => format!("{name}:{purchase_id}"),
            Self::WatchCase { case_id, .. } => format!("{name}:{case_id}"),
            Self::SendNotice { notice_id, .. } => format!("{name}:{notice_id}"),
            Self::PollStore { store_id }
            | Self::EnsureWebhooks { store_id }
            | Self::ReadProducts { store_id } => format!("{name}:{store_id}"),
            Self::RenewAccess { connection_id }
            | Self::RegisterNumbers { connection_id }
            | Self::ReadNumbers { connection_id }
            | Self::ReadQuota { connection_id } => format!("{name}:{connection_id}"),
            Self::ReadPush { push_id } => format!("{name}:{push_id}"),
            Self::WriteExport { export_id } | Self::MailExport { export_id } => {
                format!("{name}:{export_id}")
            }
            Self::SyncAllPurchases | Self::FindStuck | Self::RemoveOldExports => name.to_owned(),
        }
    }

    /// Its name, as stored and logged.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ReadDelivery { .. } => "read_delivery",
            Self::ReceiveOrder { .. } => "receive_order",
            Self::PlanPurchases { .. } => "plan_purchases",
            Self::PlacePurchase { .. } => "place_purchase",
            Self::SettlePlacement { .. } => "settle_placement",
            Self::SyncPurchase { .. } => "sync_purchase",
            Self::TrackParcels { .. } => "track_parcels",
            Self::FulfillOrder { .. } => "fulfill_order",
            Self::WatchCase { .. } => "watch_case",
            Self::SendNotice { .. } => "send_notice",
            Self::PollStore { .. } => "poll_store",
            Self::EnsureWebhooks { .. } => "ensure_webhooks",
            Self::ReadProducts { .. } => "read_products",
            Self::RenewAccess { .. } => "renew_access",
            Self::ReadPush { .. } => "read_push",
            Self::RegisterNumbers { .. } => "register_numbers",
            Self::ReadNumbers { .. } => "read_numbers",
            Self::ReadQuota { .. } => "read_quota",
            Self::SyncAllPurchases => "sync_all_purchases",
            Self::FindStuck => "find_stuck",
            Self::WriteExport { .. } => "write_export",
            Self::MailExport { .. } => "mail_export",
            Self::RemoveOldExports => "remove_old_exports",
        }
    }
}

/// Work to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// What.
    pub job: Job,
    /// Not before.
    pub due_at: Timestamp,
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobEnd {
    /// Nothing is left to do.
    Done,
    /// It did not work; it is tried again, and the try counts.
    Retry {
        /// When.
        at: Timestamp,
        /// Why, in readable words.
        error: String,
    },
    /// Its time has not come; the try does not count.
    Snooze {
        /// When.
        at: Timestamp,
    },
    /// It will never work; recorded where a person sees it.
    Fail {
        /// Why, in readable words.
        error: String,
    },
}
