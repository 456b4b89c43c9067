//! A desk with a store, a marketplace and whatever orders a case asks for.

use domain::address::{Address, CountryCode, Recipient};
use domain::catalog::{Product, SupplierRef, SupplierVariantRef, Variant};
use domain::changeset::{Changeset, Write};
use domain::connection::ConnectionKind;
use domain::fulfillment::{Fulfillment, FulfillmentState};
use domain::ids::{
    ConnectionId, ExternalId, FulfillmentId, LineItemId, OrderId, ParcelId, PlatformName,
    ProductId, PurchaseId, PurchaseLineId, StoreId, VariantId,
};
use domain::money::{Currency, Money};
use domain::order::{Dossier, LineItem, Order, PaymentStatus, Revision, Tab, TimelineKind};
use domain::parcel::{Parcel, ParcelLine, Tracking, TrackingStatus};
use domain::plan::PlanProblem;
use domain::purchase::{
    Failure, PlacementLine, PlacementRequest, Purchase, PurchaseLine, PurchaseState,
    ShippingChoice, Status, SupplierOrder,
};
use domain::workspace::Actor;
use jiff::SignedDuration;

use crate::bench::browser::{Answer, Browser};
use crate::bench::{Bench, market, sample};

/// Everything on stage.
pub(crate) struct Cast {
    pub(crate) bench: Bench,
    pub(crate) browser: Browser,
    pub(crate) store: StoreId,
    pub(crate) market: ConnectionId,
}

pub(crate) fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD).unwrap()
}

impl Cast {
    /// A desk with a connected store and marketplace, and nothing else.
    pub(crate) async fn new() -> Self {
        let bench = Bench::new().await;
        *bench.market.holds_days.lock().unwrap() = 30;
        let mut browser = bench.owner().await;
        sample::connect_store(&mut browser).await;
        sample::connect_market(&mut browser).await;
        let space = bench.app.space();
        let store = space.stores().await.unwrap()[0].id;
        let connections = space.connections().await.unwrap();
        let market = connections
            .iter()
            .find(|one| one.kind == ConnectionKind::Marketplace);
        let market = market.unwrap().id;
        Self {
            bench,
            browser,
            store,
            market,
        }
    }

    /// A paid order of two lines, `hours` old, not stored yet.
    pub(crate) fn order(&self, number: u32, hours: i64) -> Order {
        let (ids, now) = (self.bench.app.ids(), self.bench.app.now());
        let at = now - SignedDuration::from_hours(hours);
        Order {
            id: OrderId::fresh(ids),
            store_id: self.store,
            external_id: ExternalId::new(format!("ext-{number}")),
            number: format!("#{number}"),
            ordered_at: at,
            payment: PaymentStatus::Paid,
            canceled_at: None,
            customer_name: "Ann Lee".into(),
            customer_email: "ann@example.com".into(),
            recipient: recipient("Ann Lee", "US"),
            recipient_edited: false,
            shipping_override: None,
            price_accepted: false,
            currency: Currency::USD,
            total: usd("40.00"),
            note: String::new(),
            lines: vec![self.line("Desk lamp", 2), self.line("Garden chair", 1)],
            problems: vec![],
            planned: true,
            store_updated_at: at,
            received_at: at,
            tab: Tab::Pending,
            needs_person: false,
            version: 0,
        }
    }

    pub(crate) fn line(&self, title: &str, quantity: u32) -> LineItem {
        let id = LineItemId::fresh(self.bench.app.ids());
        LineItem {
            id,
            external_id: ExternalId::new(format!("line-{id}")),
            variant_id: None,
            variant_external_id: None,
            title: title.into(),
            variant_title: "Red / L".into(),
            sku: String::new(),
            quantity,
            removed_quantity: 0,
            held_quantity: 0,
            progress_told: 0,
            unit_price: usd("13.00"),
            image_url: None,
            requires_shipping: true,
        }
    }

    /// A purchase of all lines of an order, in `state`.
    pub(crate) fn purchase(&self, order: &Order, supplier: &str, state: PurchaseState) -> Purchase {
        let (ids, now) = (self.bench.app.ids(), self.bench.app.now());
        let line = |(part, item): (usize, &LineItem)| PurchaseLine {
            id: PurchaseLineId::fresh(ids),
            line_item_id: item.id,
            part: 0,
            parts: 1,
            units: (0..item.quantity).collect(),
            variant: variant(part),
            attributes: String::new(),
            title: format!("{} from afar", item.title),
            quantity: item.quantity,
            unit_cost: usd("4.00"),
        };
        let lines: Vec<PurchaseLine> = order.lines.iter().enumerate().map(line).collect();
        let id = PurchaseId::fresh(ids);
        let intent = (state != PurchaseState::Planned).then(|| PlacementRequest {
            idempotency_key: format!("CD-{id}"),
            recipient: order.recipient.clone(),
            lines: lines
                .iter()
                .map(|line| PlacementLine {
                    variant: line.variant.clone(),
                    attributes: String::new(),
                    quantity: line.quantity,
                })
                .collect(),
            shipping_code: "STD".into(),
            note: String::new(),
            decided_at: now,
        });
        Purchase {
            id,
            order_id: order.id,
            connection_id: self.market,
            supplier: SupplierRef {
                platform: PlatformName::new(market::PLATFORM),
                external_id: ExternalId::new(supplier),
                name: supplier.into(),
            },
            lines,
            shipping: ShippingChoice {
                code: "STD".into(),
                name: "Standard Shipping".into(),
                cost: usd("1.50"),
                min_days: Some(7),
                max_days: Some(14),
                tracked: true,
            },
            ceiling: usd("20.00"),
            intent,
            status: Status::restored(state, now),
            failure: None,
            doubt: None,
            supplier_orders: vec![],
            superseded: false,
            attempts: 1,
            next_sync_at: None,
            created_at: now,
            version: 0,
        }
    }

    /// Stores an order with its purchases and a story.
    pub(crate) async fn put(&self, order: Order, purchases: Vec<Purchase>) -> OrderId {
        self.put_told(order, purchases, vec![TimelineKind::OrderReceived])
            .await
    }

    /// The same with this story.
    pub(crate) async fn put_told(
        &self,
        order: Order,
        purchases: Vec<Purchase>,
        story: Vec<TimelineKind>,
    ) -> OrderId {
        let id = order.id;
        let mut dossier = Dossier::new(order);
        dossier.purchases = purchases;
        let (ids, now) = (self.bench.app.ids(), self.bench.app.now());
        let mut revision = Revision::new(dossier, now, ids);
        for kind in story {
            revision.tell(&Actor::System, kind);
        }
        let changeset = revision.into_changeset();
        self.bench.app.space().commit(changeset).await.unwrap();
        id
    }

    /// An order in the tab *Failed* for one reason, before anything was planned.
    pub(crate) async fn put_problem(&self, number: u32, failure: Failure) -> OrderId {
        let mut order = self.order(number, 1);
        order.problems = vec![PlanProblem {
            line_item_id: order.lines[0].id,
            failure,
            rejected_methods: vec![],
        }];
        self.put(order, vec![]).await
    }

    /// An order whose only fulfillment, of its first line, somebody canceled in the store.
    pub(crate) async fn put_canceled_in_store(&self, number: u32, tracking: &str) -> OrderId {
        let order = self.order(number, 1);
        let (ids, now, order_id) = (self.bench.app.ids(), self.bench.app.now(), order.id);
        let lines = vec![ParcelLine {
            line_item_id: order.lines[0].id,
            quantity: order.lines[0].quantity,
        }];
        let mut dossier = Dossier::new(order);
        dossier.fulfillments.push(Fulfillment {
            id: FulfillmentId::fresh(ids),
            order_id,
            parcel_id: Some(ParcelId::fresh(ids)),
            external_id: Some(ExternalId::new("told")),
            state: FulfillmentState::Canceled,
            number: tracking.into(),
            carrier: String::new(),
            lines: lines.clone(),
            told_status: None,
            refusal: None,
            asked_at: Some(now),
            created_at: now,
            version: 0,
        });
        dossier.parcels.push(Parcel {
            id: dossier.fulfillments[0].parcel_id.unwrap(),
            order_id,
            purchase_id: None,
            supplier_order_id: None,
            box_key: tracking.into(),
            number: Some(tracking.into()),
            former_numbers: vec![],
            carrier: String::new(),
            lines,
            status: TrackingStatus::InTransit,
            tracking: Tracking::default(),
            events: vec![],
            shipped_at: Some(now),
            delivered_at: None,
            expected_at: None,
            created_at: now,
            version: 0,
        });
        let changeset = Revision::new(dossier, now, ids).into_changeset();
        self.bench.app.space().commit(changeset).await.unwrap();
        order_id
    }

    /// An order in the store with a product that it names; the variant is not mapped.
    pub(crate) async fn put_product(
        &self,
        title: &str,
        forms: &[&str],
    ) -> (ProductId, Vec<VariantId>) {
        let ids = self.bench.app.ids();
        let id = ProductId::fresh(ids);
        let variants: Vec<Variant> = forms
            .iter()
            .map(|form| {
                let id = VariantId::fresh(ids);
                Variant {
                    id,
                    external_id: ExternalId::new(format!("v{id}")),
                    title: (*form).into(),
                    sku: "LAMP".into(),
                    price: Some(usd("19.90")),
                }
            })
            .collect();
        let named = variants.iter().map(|variant| variant.id).collect();
        let mut changeset = Changeset::default();
        changeset.writes.push(Write::PutProduct(Box::new(Product {
            id,
            store_id: self.store,
            external_id: ExternalId::new(format!("p{id}")),
            title: title.into(),
            image_url: None,
            variants,
        })));
        self.bench.app.space().commit(changeset).await.unwrap();
        (id, named)
    }

    pub(crate) async fn dossier(&self, id: OrderId) -> Dossier {
        let dossier = self.bench.app.space().dossier(id).await;
        dossier.unwrap().unwrap()
    }

    pub(crate) async fn page(&mut self, path: &str) -> String {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text
    }

    /// Sends a form and goes where it leads, with what is said there.
    pub(crate) async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let answer = self.browser.post(path, pairs).await;
        if answer.status.is_redirection() {
            self.browser.follow(&answer).await
        } else {
            answer
        }
    }
}

pub(crate) fn recipient(name: &str, country: &str) -> Recipient {
    Recipient {
        full_name: name.into(),
        phone: "+14155550100".into(),
        address: Address {
            line1: "12 Quay Street".into(),
            city: "Austin".into(),
            postal_code: "78700".into(),
            country: CountryCode::new(country),
            ..Address::default()
        },
        ..Recipient::default()
    }
}

pub(crate) fn variant(which: usize) -> SupplierVariantRef {
    SupplierVariantRef {
        platform: PlatformName::new(market::PLATFORM),
        product_id: ExternalId::new(format!("100500{which}")),
        variant_id: ExternalId::new(format!("100500{which}-0")),
    }
}

pub(crate) fn supplier_order(number: &str) -> SupplierOrder {
    SupplierOrder {
        external_id: ExternalId::new(number),
        raw_status: "PLACE_ORDER_SUCCESS".into(),
        total: None,
        pay_until: None,
        paid_at: None,
        notice: None,
        url: format!("https://bazaar.example/orders/{number}"),
        read_at: None,
    }
}

/// The words of a page without its markup.
pub(crate) fn words(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut inside = false;
    for letter in page.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            // Isolates and the space that keeps an amount with its currency are not seen.
            '\u{2068}' | '\u{2069}' => {}
            '\u{a0}' => text.push(' '),
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
