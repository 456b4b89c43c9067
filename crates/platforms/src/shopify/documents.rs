//! Every request that is ever sent, one file each, with what it is expected to cost.
//!
//! The files are checked against the published schema, and the costs against the documented way to count
//! them, by the tests of `schema_check`. After it: `api`, which sends them.

/// A request.
#[derive(Debug)]
pub(super) struct Document {
    /// Its operation's name.
    pub(super) name: &'static str,
    /// Its text, with the fragments it uses.
    pub(super) text: &'static str,
    /// The points that the store sets aside for it.
    pub(super) cost: u32,
    /// Whether it changes something.
    pub(super) changes: bool,
}

macro_rules! document {
    ($constant:ident, $name:literal, $file:literal, $cost:literal, $changes:literal $(, $part:literal)*) => {
        pub(super) static $constant: Document = Document {
            name: $name,
            text: concat!(
                include_str!(concat!("documents/", $file, ".graphql"))
                $(, include_str!(concat!("documents/parts_", $part, ".graphql")))*
            ),
            cost: $cost,
            changes: $changes,
        };
    };
}

document!(CHANGED_ORDERS, "ChangedOrders", "changed_orders", 13, false);
document!(
    ORDER,
    "Order",
    "order",
    280,
    false,
    "fulfillment_order",
    "fulfillment"
);
document!(
    ORDER_WORK,
    "OrderWork",
    "order_work",
    234,
    false,
    "fulfillment_order",
    "fulfillment"
);
document!(FULFILLMENT, "Fulfillment", "fulfillment", 11, false);
document!(
    FULFILLMENT_CREATE,
    "FulfillmentCreate",
    "fulfillment_create",
    11,
    true
);
document!(
    TRACKING_UPDATE,
    "TrackingUpdate",
    "tracking_update",
    11,
    true
);
document!(EVENT_CREATE, "EventCreate", "event_create", 11, true);
document!(
    FULFILLMENT_CANCEL,
    "FulfillmentCancel",
    "fulfillment_cancel",
    11,
    true
);
document!(ORDER_CANCEL, "OrderCancel", "order_cancel", 11, true);
document!(
    PROGRESS_REPORT,
    "ProgressReport",
    "progress_report",
    11,
    true
);
document!(ASSIGNED, "Assigned", "assigned", 13, false);
document!(REQUEST_ACCEPT, "RequestAccept", "request_accept", 11, true);
document!(REQUEST_REJECT, "RequestReject", "request_reject", 11, true);
document!(
    CANCELLATION_ACCEPT,
    "CancellationAccept",
    "cancellation_accept",
    11,
    true
);
document!(
    CANCELLATION_REJECT,
    "CancellationReject",
    "cancellation_reject",
    11,
    true
);
document!(SERVICE_CREATE, "ServiceCreate", "service_create", 12, true);
document!(SERVICE_UPDATE, "ServiceUpdate", "service_update", 11, true);
document!(PRODUCTS, "Products", "products", 92, false);
document!(
    PRODUCT_VARIANTS,
    "ProductVariants",
    "product_variants",
    14,
    false
);
document!(SHOP, "Shop", "shop", 6, false);
document!(WEBHOOKS, "Webhooks", "webhooks", 13, false);
document!(WEBHOOK_CREATE, "WebhookCreate", "webhook_create", 11, true);
document!(WEBHOOK_DELETE, "WebhookDelete", "webhook_delete", 10, true);

/// All of them.
#[cfg(test)]
pub(super) static ALL: [&Document; 23] = [
    &CHANGED_ORDERS,
    &ORDER,
    &ORDER_WORK,
    &FULFILLMENT,
    &FULFILLMENT_CREATE,
    &TRACKING_UPDATE,
    &EVENT_CREATE,
    &FULFILLMENT_CANCEL,
    &ORDER_CANCEL,
    &PROGRESS_REPORT,
    &ASSIGNED,
    &REQUEST_ACCEPT,
    &REQUEST_REJECT,
    &CANCELLATION_ACCEPT,
    &CANCELLATION_REJECT,
    &SERVICE_CREATE,
    &SERVICE_UPDATE,
    &PRODUCTS,
    &PRODUCT_VARIANTS,
    &SHOP,
    &WEBHOOKS,
    &WEBHOOK_CREATE,
    &WEBHOOK_DELETE,
];
