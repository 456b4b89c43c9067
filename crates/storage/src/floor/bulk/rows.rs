//! The rows of an order at each stage, as the program writes them, with gaps for what differs.
//!
//! Ids: 0 the order, 1 its line, 2 the purchase, 3 the purchase's line, 4 the parcel, 5 the
//! fulfillment, 6 the job, 8 and on the events.

use super::story::Stage;
use super::template::{Cell, Rows};

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// What the rows point to.
pub(super) struct Links {
    pub(super) store: i64,
    pub(super) connection: i64,
    pub(super) platform: String,
}

const RECIPIENT: &str = r#"{"full_name":"<first> <family>","company":"","phone":"+1 208-555-0123","address":{"line1":"12 Sample Oak Ave","line2":"","city":"Vineland","province":"New Jersey","province_code":"NJ","postal_code":"08360","country":"US"},"tax_ids":[]}"#;

const LINES: &str = r#"[{"id":"<id1>","external_id":"1<external>","variant_id":null,"variant_external_id":"1000001","title":"<make> <thing>","variant_title":"","sku":"<sku>","quantity":1,"removed_quantity":0,"unit_price":{"amount":"89.00","currency":"USD"},"image_url":null,"requires_shipping":true}]"#;

const PARCEL_LINES: &str = r#"[{"line_item_id":"<id1>","quantity":1}]"#;

const SCANS: &str = r#"[{"at":"2026-11-02T02:31:32.948Z","place":"","text":"Your package has been delivered.","status":"delivered"},{"at":"2026-11-01T02:31:32.948Z","place":"","text":"Hong Kong: departed by air.","status":"in_transit"}]"#;

/// Everything of an order at a stage, table by table.
pub(super) fn rows_of(stage: Stage, links: &Links) -> Vec<Rows> {
    let mut rows = vec![order(stage, links), events(stage)];
    if stage.purchase().is_some() {
        rows.push(purchase(stage, links));
    }
    if stage.is_placed() {
        rows.push(claim());
        rows.push(supplier_order(links));
    }
    if stage.has_parcel() {
        rows.push(parcel(stage));
    }
    if stage.is_placed() {
        rows.push(tracking(stage, links));
    }
    if stage == Stage::Fulfilled {
        rows.push(fulfillment());
    }
    if matches!(
        stage,
        Stage::AwaitingShipment | Stage::AwaitingPayment | Stage::ParcelLost
    ) {
        rows.push(job());
    }
    rows
}

fn order(stage: Stage, links: &Links) -> Rows {
    let canceled = match stage {
        Stage::Canceled => Cell::After(60 * MINUTE),
        _ => Cell::Null,
    };
    Rows {
        table: "customer_order",
        columns: "workspace_id, id, store_id, external_id, number, ordered_at, payment, canceled_at,
            customer_name, customer_email, country, recipient, recipient_edited, price_accepted, currency,
            total_minor, note, lines, problems, planned, store_updated_at, received_at, tab,
            needs_person, version",
        cells: vec![vec![
            Cell::Int(1),
            Cell::Id(0),
            Cell::Int(links.store),
            Cell::text("<external>"),
            Cell::text("#<number>"),
            Cell::After(0),
            Cell::text(r#"{"status":"paid"}"#),
            canceled,
            Cell::text("<first> <family>"),
            Cell::text("<email>"),
            Cell::text("US"),
            Cell::text(RECIPIENT),
            Cell::Int(0),
            Cell::Int(0),
            Cell::text("USD"),
            Cell::Total,
            Cell::text(""),
            Cell::text(LINES),
            Cell::text("[]"),
            Cell::Int(1),
            Cell::After(5 * DAY),
            Cell::After(MINUTE),
            Cell::text(stage.tab()),
            Cell::Int(stage.needs_person().into()),
            Cell::Int(9),
        ]],
    }
}

fn events(stage: Stage) -> Rows {
    let purchase = r#""purchase_id":"<id2>""#;
    let mut told = vec![
        ("store", r#"{"what":"order_received"}"#.to_owned()),
        ("store", r#"{"what":"order_paid"}"#.to_owned()),
    ];
    if stage.is_placed() {
        let kind = format!(
            r#"{{"what":"purchase_placed",{purchase},"supplier_orders":["<supplier_order>"],"message":null}}"#
        );
        told.push(("marketplace", kind));
    }
    if stage == Stage::Canceled {
        told.push(("store", r#"{"what":"order_canceled"}"#.to_owned()));
    }
    if stage.has_parcel() {
        let kind = r#"{"what":"parcel_numbered","number":"<mail>","carrier":"USPS"}"#;
        told.push(("marketplace", kind.to_owned()));
        let kind = r#"{"what":"store_told","number":"<mail>","quantity":1}"#;
        told.push(("system", kind.to_owned()));
    }
    let cells = (0_i64..).zip(told).map(|(place, (by, kind))| {
        vec![
            Cell::Int(1),
            Cell::Id(0),
            Cell::Id(8 + place),
            Cell::After(place * MINUTE),
            Cell::text(&format!(r#"{{"by":"{by}"}}"#)),
            Cell::text(&kind),
        ]
    });
    Rows {
        table: "timeline_event",
        columns: "workspace_id, order_id, id, at, actor, kind",
        cells: cells.collect(),
    }
}

fn purchase(stage: Stage, links: &Links) -> Rows {
    let platform = &links.platform;
    let supplier =
        format!(r#"{{"platform":"{platform}","external_id":"1101234001","name":"Hearth Store"}}"#);
    let lines = format!(
        r#"[{{"id":"<id3>","line_item_id":"<id1>","part":0,"units":[0],"variant":{{"platform":"{platform}","product_id":"1005006000000103","variant_id":"12000044121030010"}},"attributes":"","title":"<make> <thing>","quantity":1,"unit_cost":{{"amount":"16.50","currency":"USD"}}}}]"#
    );
    let orders = match stage.is_placed() {
        true => {
            r#"[{"external_id":"<supplier_order>","raw_status":"SENT","total":{"amount":"18.49","currency":"USD"},"pay_until":null,"paid_at":null,"notice":null,"url":"https://market.example/order/<supplier_order>","read_at":"2026-11-02T02:37:56Z"}]"#
        }
        false => "[]",
    };
    let (failure, reason) = match stage {
        Stage::Failed => (
            Cell::text(
                r#"{"reason":"out_of_stock","detail":"0 in stock, 1 wanted","vendor_code":null,"vendor_message":null}"#,
            ),
            Cell::text("out_of_stock"),
        ),
        _ => (Cell::Null, Cell::Null),
    };
    let doubt = match stage {
        Stage::InDoubt => Cell::text("no answer came"),
        _ => Cell::Null,
    };
    let next_sync = match stage {
        Stage::AwaitingShipment | Stage::AwaitingPayment | Stage::ParcelLost => {
            Cell::After(60 * DAY)
        }
        _ => Cell::Null,
    };
    Rows {
        table: "purchase",
        columns:
            "workspace_id, id, order_id, connection_id, supplier, lines, shipping, ceiling_minor,
            ceiling_currency, state, state_since, failure, failure_reason, doubt, supplier_orders,
            superseded, attempts, next_sync_at, created_at, version",
        cells: vec![vec![
            Cell::Int(1),
            Cell::Id(2),
            Cell::Id(0),
            Cell::Int(links.connection),
            Cell::text(&supplier),
            Cell::text(&lines),
            Cell::text(
                r#"{"code":"STANDARD","name":"Standard shipping","cost":{"amount":"1.99","currency":"USD"},"min_days":6,"max_days":10,"tracked":true}"#,
            ),
            Cell::Int(2_126),
            Cell::text("USD"),
            Cell::text(stage.purchase().unwrap_or_default()),
            Cell::After(3 * MINUTE),
            failure,
            reason,
            doubt,
            Cell::text(orders),
            Cell::Int(0),
            Cell::Int(1),
            next_sync,
            Cell::After(2 * MINUTE),
            Cell::Int(4),
        ]],
    }
}

fn claim() -> Rows {
    Rows {
        table: "purchase_claim",
        columns: "workspace_id, line_item_id, unit, part, purchase_id",
        cells: vec![vec![
            Cell::Int(1),
            Cell::Id(1),
            Cell::Int(0),
            Cell::Int(0),
            Cell::Id(2),
        ]],
    }
}

fn supplier_order(links: &Links) -> Rows {
    Rows {
        table: "supplier_order",
        columns: "workspace_id, connection_id, external_id, purchase_id, order_id",
        cells: vec![vec![
            Cell::Int(1),
            Cell::Int(links.connection),
            Cell::text("<supplier_order>"),
            Cell::Id(2),
            Cell::Id(0),
        ]],
    }
}

fn parcel(stage: Stage) -> Rows {
    let status = match stage {
        Stage::ParcelLost => "alert",
        _ => "delivered",
    };
    Rows {
        table: "parcel",
        columns: "workspace_id, id, order_id, purchase_id, supplier_order_id, box_key, number,
            former_numbers, carrier, lines, status, events, shipped_at, delivered_at, created_at, version",
        cells: vec![vec![
            Cell::Int(1),
            Cell::Id(4),
            Cell::Id(0),
            Cell::Id(2),
            Cell::text("<supplier_order>"),
            Cell::text("1005006000000103x1#0"),
            Cell::text("<mail>"),
            Cell::text("[]"),
            Cell::text("USPS"),
            Cell::text(PARCEL_LINES),
            Cell::text(status),
            Cell::text(SCANS),
            Cell::After(DAY),
            match stage {
                Stage::ParcelLost => Cell::Null,
                _ => Cell::After(9 * DAY),
            },
            Cell::After(DAY),
            Cell::Int(1),
        ]],
    }
}

/// A parcel is a day on its way to the carrier and eight more to the customer.
fn tracking(stage: Stage, links: &Links) -> Rows {
    let (id, parcel, shipped, delivered, status) = match stage {
        Stage::Fulfilled => (
            4,
            Cell::Id(4),
            Cell::After(DAY),
            Cell::After(9 * DAY),
            "delivered",
        ),
        Stage::ParcelLost => (4, Cell::Id(4), Cell::After(DAY), Cell::Null, "alert"),
        _ => (2, Cell::Null, Cell::Null, Cell::Null, "pending"),
    };
    Rows {
        table: "tracking_row",
        columns:
            "workspace_id, id, order_id, purchase_id, parcel_id, store_id, placed_at, shipped_at,
            delivered_at, due_at, status, told, supplier_key, supplier, method, country",
        cells: vec![vec![
            Cell::Int(1),
            Cell::Id(id),
            Cell::Id(0),
            Cell::Id(2),
            parcel,
            Cell::Int(links.store),
            Cell::After(2 * MINUTE),
            shipped,
            delivered,
            Cell::After(2 * MINUTE + 10 * DAY),
            Cell::text(status),
            Cell::Int((stage == Stage::Fulfilled).into()),
            Cell::text(&format!("{}:1101234001", links.platform)),
            Cell::text("Hearth Store"),
            Cell::text("Standard shipping"),
            Cell::text("US"),
        ]],
    }
}

fn fulfillment() -> Rows {
    Rows {
        table: "fulfillment",
        columns:
            "workspace_id, id, order_id, parcel_id, external_id, state, number, carrier, lines,
            told_status, created_at, version",
        cells: vec![vec![
            Cell::Int(1),
            Cell::Id(5),
            Cell::Id(0),
            Cell::Id(4),
            Cell::text("2<external>"),
            Cell::text("told"),
            Cell::text("<mail>"),
            Cell::text("USPS"),
            Cell::text(PARCEL_LINES),
            Cell::text("delivered"),
            Cell::After(DAY + MINUTE),
            Cell::Int(3),
        ]],
    }
}

/// What is followed has a job that waits for its time.
fn job() -> Rows {
    Rows {
        table: "job",
        columns: "workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts, claim, created_at",
        cells: vec![vec![
            Cell::Int(1),
            Cell::Id(6),
            Cell::text("sync_purchase"),
            Cell::text(r#"{"kind":"sync_purchase","order_id":"<id0>","purchase_id":"<id2>"}"#),
            Cell::text("order:<id0>"),
            Cell::text("sync_purchase:<id2>"),
            Cell::text("waiting"),
            Cell::After(60 * DAY),
            Cell::Int(0),
            Cell::Int(7),
            Cell::After(3 * MINUTE),
        ]],
    }
}
