//! What is sold: three products of two suppliers and a bundle of both, and orders for them.

use domain::address::{Address, CountryCode, Recipient};
use domain::catalog::{SupplierProduct, SupplierProductState, SupplierRef, SupplierVariant};
use domain::ids::{ExternalId, PlatformName};
use domain::money::{Currency, Money};
use domain::order::PaymentStatus;
use domain::plan::ShippingRate;
use domain::ports::store::{StoreLine, StoreOrder, StoreProduct, StoreVariant};
use jiff::{SignedDuration, Timestamp};

use super::fake_marketplace::MARKET;
use super::world::{State, World};

/// A product with its form: both in the store and at the marketplace.
pub(crate) const LAMP: &str = "lamp";
pub(crate) const CHAIR: &str = "chair";
/// Of another supplier than lamp and chair.
pub(crate) const MUG: &str = "mug";
/// One is bought as two lamps of the first supplier and a mug of the second.
pub(crate) const BUNDLE: &str = "bundle";

/// A product, its form and how many of it.
pub(crate) type Part = (&'static str, &'static str, u32);

/// Each variant of the store: how it is bought, as product, form and quantity.
pub(crate) const BOUGHT_AS: &[(&str, &[Part])] = &[
    (LAMP, &[("1000001", "11", 1)]),
    (CHAIR, &[("1000002", "21", 1)]),
    (MUG, &[("1000003", "31", 1)]),
    (BUNDLE, &[("1000001", "11", 2), ("1000003", "31", 1)]),
];

pub(crate) fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD)
}

pub(crate) fn id(text: &str) -> ExternalId {
    ExternalId::new(text)
}

/// An outside in which everything is for sale.
pub(crate) fn stocked() -> State {
    let mut state = State::empty();
    for (product, form, supplier, minor) in [
        ("1000001", "11", "Lights & More", 1_250),
        ("1000002", "21", "Lights & More", 4_000),
        ("1000003", "31", "Clay House", 300),
    ] {
        state.products.insert(
            id(product),
            supplier_product(product, form, supplier, minor),
        );
    }
    state.rates = vec![
        rate("SLOW", 150, 30, true),
        rate("FAST", 900, 7, true),
        rate("UNTRACKED", 0, 60, false),
    ];
    for (variant, _) in BOUGHT_AS {
        state.store_products.push(StoreProduct {
            external_id: id(&format!("product-{variant}")),
            title: (*variant).to_owned(),
            image_url: None,
            variants: vec![StoreVariant {
                external_id: id(variant),
                title: String::new(),
                sku: format!("SKU-{variant}"),
                price: None,
            }],
        });
    }
    state
}

pub(crate) fn rate(code: &str, minor: i64, days: u16, tracked: bool) -> ShippingRate {
    ShippingRate {
        code: code.into(),
        name: code.to_lowercase(),
        cost: usd(minor),
        min_days: Some(days / 2),
        max_days: Some(days),
        tracked,
    }
}

fn supplier_product(product: &str, form: &str, supplier: &str, minor: i64) -> SupplierProduct {
    SupplierProduct {
        platform: PlatformName::new(MARKET),
        external_id: id(product),
        supplier: SupplierRef {
            platform: PlatformName::new(MARKET),
            external_id: id(supplier),
            name: supplier.into(),
        },
        title: format!("Product {product}"),
        image_url: None,
        url: format!("https://market.test/{product}"),
        state: SupplierProductState::OnSale,
        variants: vec![SupplierVariant {
            external_id: id(form),
            attributes: format!("14:{form}"),
            title: "Plain".into(),
            image_url: None,
            unit_price: usd(minor),
            stock: Some(100),
        }],
        read_at: Timestamp::UNIX_EPOCH,
    }
}

pub(crate) fn recipient() -> Recipient {
    Recipient {
        full_name: "Ann Lee".into(),
        company: String::new(),
        phone: "+1 555 0100".into(),
        address: Address {
            line1: "1 Main Street".into(),
            city: "Springfield".into(),
            province: "Illinois".into(),
            province_code: "IL".into(),
            postal_code: "62701".into(),
            country: CountryCode::new("US"),
            ..Address::default()
        },
        tax_ids: Vec::new(),
    }
}

impl World {
    /// A customer orders and pays; the store does not call.
    pub(crate) fn customer_orders(&self, order: &str, lines: &[(&str, u32)]) {
        let now = domain_now(self);
        let lines = lines.iter().map(|(variant, quantity)| StoreLine {
            external_id: id(&format!("{order}/{variant}")),
            variant_id: Some(id(variant)),
            title: (*variant).to_owned(),
            variant_title: String::new(),
            sku: format!("SKU-{variant}"),
            quantity: *quantity,
            removed_quantity: 0,
            held_quantity: 0,
            unit_price: usd(2_990),
            image_url: None,
            requires_shipping: true,
        });
        let order = StoreOrder {
            external_id: id(order),
            number: format!("#{order}"),
            ordered_at: now,
            updated_at: now,
            payment: PaymentStatus::Paid,
            canceled_at: None,
            customer_name: "Ann Lee".into(),
            customer_email: "ann@example.com".into(),
            recipient: Some(recipient()),
            currency: Currency::USD,
            total: usd(5_990),
            note: String::new(),
            lines: lines.collect(),
            fulfillments: Vec::new(),
            asks: Vec::new(),
        };
        let mut state = self.state();
        state.orders.insert(order.external_id.clone(), order);
    }

    /// Something changes at the store's order.
    pub(crate) fn change_order(&self, order: &str, change: impl FnOnce(&mut StoreOrder)) {
        let now = domain_now(self);
        let mut state = self.state();
        let order = state.orders.get_mut(&id(order)).unwrap();
        // The store's seconds move even where a test's clock does not.
        order.updated_at = now.max(order.updated_at + SignedDuration::from_secs(1));
        change(order);
    }
}

fn domain_now(world: &World) -> Timestamp {
    app::Clock::now(&world.clock)
}
