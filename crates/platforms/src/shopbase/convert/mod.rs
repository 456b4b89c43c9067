//! Translates what ShopBase says into the words of the domain. Pure.
//!
//! A word that is not in a table here is kept as it came and never guessed: an unknown payment
//! status buys nothing. What can't be translated fails the whole order, because half an order is
//! worse than none.

use std::collections::BTreeMap;

use domain::address::{Address, CountryCode, Recipient, TaxId};
use domain::ids::ExternalId;
use domain::money::{Currency, Money};
use domain::order::PaymentStatus;
use domain::parcel::TrackingStatus;
use domain::ports::store::{
    StoreFulfillment, StoreLine, StoreOrder, StoreProduct, StoreProfile, StoreVariant,
};
use rust_decimal::Decimal;

use super::wire;

/// What can't be translated, in words without values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Untranslatable(pub(super) &'static str);

/// An order.
pub(super) fn order(order: wire::Order) -> Result<StoreOrder, Untranslatable> {
    let currency = currency(&order.currency)?;
    let total = order
        .total_price
        .ok_or(Untranslatable("it has no total price"))?;
    let refunded = refunded_units(&order);
    let lines = order
        .line_items
        .iter()
        .map(|item| line(item, &refunded, currency))
        .collect::<Result<Vec<_>, _>>()?;
    let ordered_at = order
        .created_at
        .or(order.processed_at)
        .ok_or(Untranslatable("it does not say when it was made"))?;
    let ships = lines.iter().any(|line| line.requires_shipping);
    Ok(StoreOrder {
        number: number(&order),
        ordered_at,
        updated_at: order.updated_at.unwrap_or(ordered_at),
        payment: payment(&order.financial_status),
        canceled_at: order.cancelled_at,
        customer_name: customer_name(&order),
        customer_email: customer_email(&order),
        recipient: ships.then(|| recipient(&order)),
        currency,
        total: money(total, currency)?,
        fulfillments: order
            .fulfillments
            .iter()
            .map(|made| fulfillment(made, &order.line_items))
            .collect(),
        asks: Vec::new(),
        external_id: ExternalId(order.id),
        note: order.note,
        lines,
    })
}

/// What `financial_status` means. Source: README.md, orders.
pub(super) fn payment(word: &str) -> PaymentStatus {
    match word.trim() {
        "pending" | "authorized" | "partially_paid" | "unpaid" => PaymentStatus::Unpaid,
        "paid" => PaymentStatus::Paid,
        "partially_refunded" => PaymentStatus::PartlyRefunded,
        "refunded" => PaymentStatus::Refunded,
        "voided" => PaymentStatus::Voided,
        unknown => PaymentStatus::Unknown(unknown.to_owned()),
    }
}

/// What a store is told of a parcel; `None` is better than a word that misleads the customer.
/// Source: README.md, fulfillments.
pub(super) fn shipment_status(status: TrackingStatus) -> Option<&'static str> {
    match status {
        TrackingStatus::Unknown => None,
        TrackingStatus::Pending => Some("confirmed"),
        TrackingStatus::InTransit => Some("in_transit"),
        TrackingStatus::PickUp => Some("ready_for_pickup"),
        TrackingStatus::Expired | TrackingStatus::Alert => Some("delayed"),
        TrackingStatus::Undelivered => Some("attempted_delivery"),
        TrackingStatus::Returned => Some("failure"),
        TrackingStatus::Delivered => Some("delivered"),
    }
}

/// A product.
pub(super) fn product(product: wire::Product) -> StoreProduct {
    let mut images = product.images;
    images.sort_by_key(|image| image.position.unwrap_or(u32::MAX));
    let image_url = product
        .image
        .into_iter()
        .chain(images)
        .find_map(|image| filled(image.src));
    StoreProduct {
        external_id: ExternalId(product.id),
        title: product.title,
        image_url,
        variants: product.variants.into_iter().map(variant).collect(),
    }
}

/// A shop. `host` stands in for a domain that the answer leaves out.
pub(super) fn profile(shop: wire::Shop, host: &str) -> Result<StoreProfile, Untranslatable> {
    let domain = filled(shop.primary_domain).or_else(|| filled(shop.domain));
    let domain = domain.unwrap_or_else(|| host.to_owned());
    Ok(StoreProfile {
        external_id: ExternalId(shop.id),
        name: filled(shop.name).unwrap_or_else(|| domain.clone()),
        domain,
        currency: currency(&shop.currency)?,
    })
}

fn variant(variant: wire::Variant) -> StoreVariant {
    // The store's own name of the only form says nothing to a person.
    let only_form = variant.is_default == Some(true) || variant.title == "Default Title";
    StoreVariant {
        external_id: ExternalId(variant.id),
        title: if only_form {
            String::new()
        } else {
            variant.title
        },
        sku: variant.sku,
        price: variant.price,
    }
}

fn number(order: &wire::Order) -> String {
    match (order.name.trim(), order.order_number.trim()) {
        ("", "") => format!("#{}", order.id),
        ("", number) => format!("#{number}"),
        (name, _) => name.to_owned(),
    }
}

fn customer_name(order: &wire::Order) -> String {
    let of_customer = order
        .customer
        .as_ref()
        .map(|customer| joined_name(&customer.first_name, &customer.last_name));
    let addresses = [&order.shipping_address, &order.billing_address];
    of_customer
        .into_iter()
        .chain(addresses.into_iter().flatten().map(full_name))
        .find_map(filled)
        .unwrap_or_default()
}

fn customer_email(order: &wire::Order) -> String {
    let of_customer = order.customer.as_ref().map(|customer| &customer.email);
    [Some(&order.email), of_customer]
        .into_iter()
        .flatten()
        .find_map(|email| filled(email.clone()))
        .unwrap_or_default()
}

/// Who gets the parcel. An order that ships without an address gives an empty one, so that a person
/// sees what is missing.
fn recipient(order: &wire::Order) -> Recipient {
    let Some(address) = &order.shipping_address else {
        return Recipient::default();
    };
    let of_customer = order.customer.as_ref().map(|customer| &customer.phone);
    let phone = [Some(&address.phone), Some(&order.phone), of_customer]
        .into_iter()
        .flatten()
        .find_map(|phone| filled(phone.clone()));
    Recipient {
        full_name: full_name(address),
        company: address.company.clone(),
        phone: phone.unwrap_or_default(),
        address: Address {
            line1: address.address1.clone(),
            line2: address.address2.clone(),
            city: address.city.clone(),
            province: address.province.clone(),
            province_code: address.province_code.clone(),
            postal_code: address.zip.clone(),
            country: country(address),
        },
        tax_ids: tax_ids(address),
    }
}

/// The code, or a country that is itself written as a code. A name is not guessed into a code.
fn country(address: &wire::Address) -> CountryCode {
    let is_code = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    let written = [&address.country_code, &address.country];
    let code = written
        .into_iter()
        .map(|text| text.trim())
        .find(|text| is_code(text));
    CountryCode::new(code.unwrap_or_default())
}

/// Brazil's numbers: 11 digits are a person's CPF, 14 a company's CNPJ.
fn tax_ids(address: &wire::Address) -> Vec<TaxId> {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let mut tax_ids: Vec<TaxId> = Vec::new();
    for value in [&address.cpf_number, &address.cpf_or_cnpj_number] {
        let value = value.trim();
        let known = |tax_id: &TaxId| digits(&tax_id.value) == digits(value);
        if value.is_empty() || tax_ids.iter().any(known) {
            continue;
        }
        let kind = if digits(value).len() == 14 {
            "cnpj"
        } else {
            "cpf"
        };
        tax_ids.push(TaxId {
            kind: kind.to_owned(),
            value: value.to_owned(),
        });
    }
    tax_ids
}

fn full_name(address: &wire::Address) -> String {
    filled(address.name.clone())
        .unwrap_or_else(|| joined_name(&address.first_name, &address.last_name))
}

fn joined_name(first: &str, last: &str) -> String {
    format!("{} {}", first.trim(), last.trim())
        .trim()
        .to_owned()
}

/// The units of each line that money was given back for.
fn refunded_units(order: &wire::Order) -> BTreeMap<String, u32> {
    let mut units = BTreeMap::new();
    let refunded = order
        .refunds
        .iter()
        .flat_map(|refund| &refund.refund_line_items);
    for line in refunded {
        if let Some(id) = &line.line_item_id {
            let total: &mut u32 = units.entry(id.clone()).or_default();
            *total = total.saturating_add(line.quantity.unwrap_or_default());
        }
    }
    units
}

fn line(
    item: &wire::LineItem,
    refunded: &BTreeMap<String, u32>,
    currency: Currency,
) -> Result<StoreLine, Untranslatable> {
    let quantity = item
        .quantity
        .ok_or(Untranslatable("a line has no quantity"))?;
    // Two places may tell the same refund, so that the larger counts and not their sum. What was edited
    // away (`removed_quantity`) is gone from `quantity` already: the documented fulfillable quantity
    // takes off what was refunded and nothing else.
    let told = [refunded.get(&item.id).copied(), item.refunded_quantity];
    let removed = told.into_iter().flatten().max().unwrap_or_default();
    let title = filled(item.title.clone()).unwrap_or_else(|| item.name.clone());
    Ok(StoreLine {
        external_id: ExternalId(item.id.clone()),
        variant_id: item.variant_id.clone().map(ExternalId),
        title,
        variant_title: match item.variant_title.as_str() {
            "Default Title" => String::new(),
            other => other.to_owned(),
        },
        sku: item.sku.clone(),
        quantity,
        removed_quantity: removed.min(quantity),
        held_quantity: 0,
        // A line without a price is given away.
        unit_price: money(item.price.unwrap_or_default(), currency)?,
        image_url: filled(item.image_src.clone()),
        requires_shipping: item
            .requires_shipping
            .unwrap_or(item.gift_card != Some(true)),
    })
}

fn fulfillment(made: &wire::Fulfillment, items: &[wire::LineItem]) -> StoreFulfillment {
    let numbers = std::iter::once(&made.tracking_number).chain(&made.tracking_numbers);
    let number = numbers.map(|number| number.trim()).find(|n| !n.is_empty());
    let carriers = [&made.tracking_company, &made.detected_tracking_company];
    let carrier = carriers.into_iter().find_map(|name| filled(name.clone()));
    StoreFulfillment {
        external_id: ExternalId(made.id.clone()),
        canceled: matches!(made.status.as_str(), "cancelled" | "error" | "failure"),
        number: number.unwrap_or_default().to_owned(),
        carrier: carrier.unwrap_or_default(),
        lines: fulfilled_lines(made, items),
    }
}

/// What is in a fulfillment: its own lines, or, where an answer leaves them out, the order's lines
/// that point at it.
fn fulfilled_lines(made: &wire::Fulfillment, items: &[wire::LineItem]) -> Vec<(ExternalId, u32)> {
    let own = made.line_items.iter().filter_map(|line| {
        let id = line.line_item_id.as_ref().or(line.id.as_ref())?;
        Some((ExternalId(id.clone()), line.quantity.unwrap_or_default()))
    });
    let own: Vec<_> = own.filter(|(_, quantity)| *quantity > 0).collect();
    if !own.is_empty() {
        return own;
    }
    let pointing = items
        .iter()
        .filter(|item| item.fulfillment_id.as_ref() == Some(&made.id));
    pointing
        .map(|item| {
            (
                ExternalId(item.id.clone()),
                item.quantity.unwrap_or_default(),
            )
        })
        .collect()
}

fn currency(code: &str) -> Result<Currency, Untranslatable> {
    Currency::parse(code).map_err(|_| Untranslatable("its currency is not in ISO 4217"))
}

/// ShopBase adds prices as binary fractions, so that a sum may come as 30.000000000000004; rounding
/// to the currency's unit gives what it meant.
fn money(amount: Decimal, currency: Currency) -> Result<Money, Untranslatable> {
    Money::rounded(amount, currency).map_err(|_| Untranslatable("an amount is too large"))
}

fn filled(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
