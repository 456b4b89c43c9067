//! Translates what Shopify says into the words of the domain. Pure.
//!
//! A word that is not in a table here is kept as it came and never guessed: an unknown payment status buys
//! nothing. What can't be translated fails the whole order, because half an order is worse than none.

mod people;
mod work;

use domain::ids::ExternalId;
use domain::money::{Currency, Money};
use domain::order::PaymentStatus;
use domain::parcel::TrackingStatus;
use domain::ports::store::{
    StoreFulfillment, StoreLine, StoreOrder, StoreProduct, StoreProfile, StoreVariant,
};
use domain::purchase::FailureReason;
use rust_decimal::Decimal;

pub(super) use self::work::{Ours, asks, is_free, is_open, is_routed};
use super::wire::{self, number};

/// What can't be translated, in words without values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Untranslatable(pub(super) &'static str);

/// An order, as it is for one who works in the store in this way.
pub(super) fn order(order: &wire::Order, ours: &Ours) -> Result<StoreOrder, Untranslatable> {
    let currency = currency(&order.currency_code)?;
    let is_cut = |page: &wire::PageInfo| page.has_next_page;
    let cut = is_cut(&order.fulfillment_orders.page_info)
        || order
            .fulfillment_orders
            .nodes
            .iter()
            .any(|work| is_cut(&work.line_items.page_info))
        || order
            .fulfillments
            .iter()
            .any(|made| is_cut(&made.fulfillment_line_items.page_info));
    if cut || is_cut(&order.line_items.page_info) {
        return Err(Untranslatable("it has more parts than can be read at once"));
    }
    let lines = order
        .line_items
        .nodes
        .iter()
        .map(|item| line(item, order, ours, currency))
        .collect::<Result<Vec<_>, _>>()?;
    let ships = lines.iter().any(|line| line.requires_shipping);
    Ok(StoreOrder {
        external_id: ExternalId::new(number(&order.id)),
        number: order.name.clone(),
        ordered_at: order.created_at,
        updated_at: order.updated_at,
        payment: payment(order.display_financial_status.as_deref()),
        canceled_at: order.cancelled_at,
        customer_name: people::customer_name(order),
        customer_email: people::customer_email(order),
        recipient: ships.then(|| people::recipient(order)),
        currency,
        total: amount(&order.total_price_set, currency)?,
        note: order.note.clone().unwrap_or_default(),
        lines,
        fulfillments: fulfillments(&order.fulfillments),
        asks: asks(&order.fulfillment_orders.nodes, ours),
    })
}

/// What `displayFinancialStatus` means. Source: README.md, orders.
pub(super) fn payment(word: Option<&str>) -> PaymentStatus {
    match word.unwrap_or_default() {
        "PENDING" | "AUTHORIZED" | "PARTIALLY_PAID" | "EXPIRED" => PaymentStatus::Unpaid,
        "PAID" => PaymentStatus::Paid,
        "PARTIALLY_REFUNDED" => PaymentStatus::PartlyRefunded,
        "REFUNDED" => PaymentStatus::Refunded,
        "VOIDED" => PaymentStatus::Voided,
        unknown => PaymentStatus::Unknown(unknown.to_owned()),
    }
}

/// What a store is told of a parcel; `None` is better than a word that misleads the customer.
/// Source: README.md, fulfillments.
pub(super) fn event_status(status: TrackingStatus) -> Option<&'static str> {
    match status {
        TrackingStatus::Unknown | TrackingStatus::Pending => None,
        TrackingStatus::InTransit => Some("IN_TRANSIT"),
        TrackingStatus::PickUp => Some("READY_FOR_PICKUP"),
        TrackingStatus::Alert => Some("DELAYED"),
        TrackingStatus::Undelivered => Some("ATTEMPTED_DELIVERY"),
        TrackingStatus::Returned | TrackingStatus::Expired => Some("FAILURE"),
        TrackingStatus::Delivered => Some("DELIVERED"),
    }
}

/// Why a request is turned down, in the platform's closed list. Source: README.md, request fulfillment.
pub(super) fn rejection(reason: FailureReason) -> &'static str {
    use FailureReason as R;
    match reason {
        R::Unmapped | R::SkuChanged => "INVALID_SKU",
        R::OutOfStock | R::ProductGone => "INVENTORY_OUT_OF_STOCK",
        R::CannotShipThere => "UNDELIVERABLE_DESTINATION",
        R::NoShippingMethod => "INTERNATIONAL_SHIPPING_UNAVAILABLE",
        R::Restricted => "INELIGIBLE_PRODUCT",
        R::QuantityLimit => "ORDER_TOO_LARGE",
        R::AddressInvalid => "INCORRECT_ADDRESS",
        R::TaxIdNeeded => "MISSING_CUSTOMS_INFO",
        R::AccountRefused => "MERCHANT_BLOCKED_OR_SUSPENDED",
        _ => "OTHER",
    }
}

/// A product with all its variants.
pub(super) fn product(product: wire::Product) -> StoreProduct {
    let image = product
        .featured_media
        .and_then(|media| media.preview)
        .and_then(|preview| preview.image);
    StoreProduct {
        external_id: ExternalId::new(number(&product.id)),
        title: product.title,
        image_url: image.map(|image| image.url),
        variants: product.variants.nodes.into_iter().map(variant).collect(),
    }
}

/// A shop.
pub(super) fn profile(shop: &wire::Shop) -> Result<StoreProfile, Untranslatable> {
    let domain = filled(Some(&shop.primary_domain.host));
    let domain = domain.unwrap_or_else(|| shop.myshopify_domain.clone());
    Ok(StoreProfile {
        external_id: ExternalId::new(number(&shop.id)),
        name: filled(Some(&shop.name)).unwrap_or_else(|| domain.clone()),
        domain,
        currency: currency(&shop.currency_code)?,
    })
}

/// Something to read, if there is any.
pub(super) fn filled(text: Option<&String>) -> Option<String> {
    let text = text?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn variant(variant: wire::Variant) -> StoreVariant {
    StoreVariant {
        external_id: ExternalId::new(number(&variant.id)),
        title: form(Some(&variant.title)),
        sku: variant.sku.unwrap_or_default(),
        price: Some(variant.price),
    }
}

/// The store's own name of the only form says nothing to a person.
fn form(title: Option<&String>) -> String {
    filled(title)
        .filter(|title| title != "Default Title")
        .unwrap_or_default()
}

fn line(
    item: &wire::LineItem,
    order: &wire::Order,
    ours: &Ours,
    currency: Currency,
) -> Result<StoreLine, Untranslatable> {
    let free = work::free_units(&item.id, &order.fulfillment_orders.nodes, ours);
    Ok(StoreLine {
        external_id: ExternalId::new(number(&item.id)),
        variant_id: item
            .variant
            .as_ref()
            .map(|variant| ExternalId::new(number(&variant.id))),
        title: filled(Some(&item.title)).unwrap_or_else(|| item.name.clone()),
        variant_title: form(item.variant_title.as_ref()),
        sku: item.sku.clone().unwrap_or_default(),
        quantity: item.quantity,
        removed_quantity: item.quantity.saturating_sub(item.current_quantity),
        // What is to be shipped and stands in no work that is free for us is held by somebody.
        held_quantity: item.unfulfilled_quantity.saturating_sub(free),
        unit_price: amount(&item.original_unit_price_set, currency)?,
        image_url: item.image.as_ref().map(|image| image.url.clone()),
        requires_shipping: item.requires_shipping,
    })
}

/// The fulfillments. One parcel whose lines lay at several locations is several fulfillments there with
/// the same number; for us it is one, under all their ids.
fn fulfillments(made: &[wire::Fulfillment]) -> Vec<StoreFulfillment> {
    let mut told: Vec<(StoreFulfillment, Vec<Option<String>>)> = Vec::new();
    for made in made {
        let next = fulfillment(made);
        let location = made.location.as_ref().map(|location| location.id.clone());
        let same = told.iter_mut().find(|(known, locations)| {
            !next.canceled
                && !known.canceled
                && !next.number.is_empty()
                && known.number == next.number
                && !locations.contains(&location)
        });
        match same {
            Some((known, locations)) => {
                known.external_id = joined(&known.external_id, &next.external_id);
                known.lines.extend(next.lines);
                locations.push(location);
            }
            None => told.push((next, vec![location])),
        }
    }
    told.into_iter().map(|(told, _)| told).collect()
}

/// The id of several fulfillments that are one parcel, the oldest first.
pub(super) fn joined(one: &ExternalId, other: &ExternalId) -> ExternalId {
    let mut ids: Vec<&str> = one
        .as_str()
        .split('+')
        .chain(other.as_str().split('+'))
        .collect();
    ids.sort_by_key(|id| (id.len(), *id));
    ExternalId::new(ids.join("+"))
}

fn fulfillment(made: &wire::Fulfillment) -> StoreFulfillment {
    let tracking = made
        .tracking_info
        .iter()
        .find(|tracking| filled(tracking.number.as_ref()).is_some());
    let lines = made.fulfillment_line_items.nodes.iter().filter_map(|line| {
        let quantity = line.quantity.filter(|quantity| *quantity > 0)?;
        Some((ExternalId::new(number(&line.line_item.id)), quantity))
    });
    StoreFulfillment {
        external_id: ExternalId::new(number(&made.id)),
        canceled: matches!(made.status.as_str(), "CANCELLED" | "ERROR" | "FAILURE"),
        number: tracking
            .and_then(|tracking| filled(tracking.number.as_ref()))
            .unwrap_or_default(),
        carrier: tracking
            .and_then(|tracking| filled(tracking.company.as_ref()))
            .unwrap_or_default(),
        lines: lines.collect(),
    }
}

fn currency(code: &str) -> Result<Currency, Untranslatable> {
    Currency::parse(code).map_err(|_| Untranslatable("its currency is not in ISO 4217"))
}

/// What it is in the store's own currency.
fn amount(bag: &wire::MoneyBag, currency: Currency) -> Result<Money, Untranslatable> {
    let money = &bag.shop_money;
    if !money.currency_code.eq_ignore_ascii_case(currency.code()) {
        return Err(Untranslatable("an amount is not in the order's currency"));
    }
    rounded(money.amount, currency)
}

fn rounded(amount: Decimal, currency: Currency) -> Result<Money, Untranslatable> {
    Money::rounded(amount, currency).map_err(|_| Untranslatable("an amount is too large"))
}

#[cfg(test)]
mod tests;
