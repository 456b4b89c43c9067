//! What each field of each type is, here and now: looked up when it is asked for and not before.
//!
//! A thing is named by its ids, so that it may be looked at after it was changed. The executor walks over
//! them. Source of the names: the schema.

use serde_json::{Value, json};

use super::money::{bag, gid, iso, iso_or_null};
use super::order::{Fulfillment, Line, Order, Refund, Work};
use super::reading::{filled, text};
use super::state::State;

/// Something that has fields.
#[derive(Clone, Debug)]
pub(super) enum Thing {
    Order(i64),
    Line(i64, i64),
    Work(i64, i64),
    WorkLine(i64, i64, usize),
    Fulfillment(i64, i64),
    FulfillmentLine(i64, i64, usize),
    Refund(i64, i64),
    Product(i64),
    Variant(i64, usize),
    Location(i64),
    Service(i64),
    Shop,
    /// What a change answers: its members by name.
    Payload(Vec<(&'static str, Given)>),
    /// Values that need no looking up.
    Plain(Value),
}

/// What a field holds.
#[derive(Clone, Debug)]
pub(super) enum Given {
    Leaf(Value),
    One(Thing),
    Many(Vec<Thing>),
    Nothing,
    /// The schema has it and the simulator does not.
    Unknown,
}

use Given::{Leaf, Many, Nothing, One, Unknown};

impl From<Option<Thing>> for Given {
    fn from(thing: Option<Thing>) -> Self {
        thing.map_or(Nothing, One)
    }
}

impl Thing {
    /// A field of it; `None` when it is gone.
    pub(super) fn field(&self, state: &State, name: &str) -> Option<Given> {
        Some(match self {
            Self::Order(id) => order(state.orders.get(id)?, name),
            Self::Line(order, id) => line(state.orders.get(order)?, *id, name)?,
            Self::Work(order, id) => work(state, state.orders.get(order)?, *id, name)?,
            Self::WorkLine(order, work, at) => {
                let held = state.orders.get(order)?.work(*work)?.lines.get(*at)?;
                match name {
                    "id" => Leaf(json!(gid("FulfillmentOrderLineItem", held.id))),
                    "totalQuantity" => Leaf(json!(held.total)),
                    "remainingQuantity" => Leaf(json!(held.remaining)),
                    "lineItem" => One(Self::Line(*order, held.line)),
                    _ => Unknown,
                }
            }
            Self::Fulfillment(order, id) => {
                let order = state.orders.get(order)?;
                fulfillment(order, order.fulfillment(*id)?, name)
            }
            Self::FulfillmentLine(order, made, at) => {
                let made = state.orders.get(order)?.fulfillment(*made)?;
                let (line, quantity, _) = made.lines.get(*at)?;
                match name {
                    "quantity" => Leaf(json!(quantity)),
                    "lineItem" => One(Self::Line(*order, *line)),
                    _ => Unknown,
                }
            }
            Self::Refund(order, id) => {
                let order = state.orders.get(order)?;
                refund(
                    order,
                    order.refunds.iter().find(|refund| refund.id == *id)?,
                    name,
                )
            }
            Self::Product(id) => product(state, *id, name)?,
            Self::Variant(product, at) => {
                variant(state.products.get(product)?.variants.get(*at)?, name)
            }
            Self::Location(id) => location(state, *id, name)?,
            Self::Service(id) => service(state, *id, name)?,
            Self::Shop => shop(state, name),
            Self::Payload(members) => {
                let member = members.iter().find(|(own, _)| *own == name);
                member.map_or(Nothing, |(_, given)| given.clone())
            }
            Self::Plain(value) => given(value.get(name)?.clone()),
        })
    }
}

/// A value as it is: objects have fields.
fn given(value: Value) -> Given {
    match value {
        Value::Null => Nothing,
        Value::Object(_) => One(Thing::Plain(value)),
        Value::Array(items) if items.iter().all(Value::is_object) => {
            Many(items.into_iter().map(Thing::Plain).collect())
        }
        leaf => Leaf(leaf),
    }
}

fn plain(value: Option<Value>) -> Given {
    value.map_or(Nothing, given)
}

/// Text, or nothing where there is none.
fn words(text: &str) -> Given {
    if text.is_empty() {
        Nothing
    } else {
        Leaf(json!(text))
    }
}

fn location(state: &State, id: i64, name: &str) -> Option<Given> {
    let place = state.locations.get(&id)?;
    Some(match name {
        "id" => Leaf(json!(gid("Location", id))),
        "name" => Leaf(json!(place.name)),
        "isActive" => Leaf(json!(true)),
        "isFulfillmentService" => Leaf(json!(place.service.is_some())),
        _ => Unknown,
    })
}

fn service(state: &State, id: i64, name: &str) -> Option<Given> {
    let service = state.services.get(&id)?;
    Some(match name {
        "id" => Leaf(json!(format!("{}?id=true", gid("FulfillmentService", id)))),
        "serviceName" => Leaf(json!(service.name)),
        "callbackUrl" => Leaf(json!(service.callback)),
        "location" => One(Thing::Location(service.location)),
        _ => Unknown,
    })
}

fn product(state: &State, id: i64, name: &str) -> Option<Given> {
    let product = state.products.get(&id)?;
    let preview = |url: &String| json!({"preview": {"image": {"url": url}}});
    let variants = 0..product.variants.len();
    Some(match name {
        "id" => Leaf(json!(gid("Product", id))),
        "title" => Leaf(json!(product.title)),
        "featuredMedia" => plain(product.image.as_ref().map(preview)),
        "variants" => Many(variants.map(|at| Thing::Variant(id, at)).collect()),
        _ => Unknown,
    })
}

fn shop(state: &State, name: &str) -> Given {
    let config = &state.config;
    match name {
        "id" => Leaf(json!(gid("Shop", 1))),
        "name" => Leaf(json!(config.shop_name)),
        "myshopifyDomain" => Leaf(json!(config.domain())),
        "primaryDomain" => given(json!({"host": config.domain()})),
        "currencyCode" => Leaf(json!(config.currency)),
        "fulfillmentServices" => Many(
            state
                .services
                .keys()
                .map(|id| Thing::Service(*id))
                .collect(),
        ),
        _ => Unknown,
    }
}

fn order(order: &Order, name: &str) -> Given {
    let id = order.id;
    let money = |amount| given(bag(amount, &order.currency));
    match name {
        "id" => Leaf(json!(gid("Order", id))),
        "legacyResourceId" => Leaf(json!(id.to_string())),
        "name" => Leaf(json!(order.name())),
        "createdAt" | "processedAt" => Leaf(iso(order.created_at)),
        "updatedAt" => Leaf(iso(order.updated_at)),
        "cancelledAt" => Leaf(iso_or_null(order.canceled_at)),
        "closedAt" => Leaf(iso_or_null(order.closed_at)),
        "closed" => Leaf(json!(order.closed_at.is_some())),
        "cancelReason" => Leaf(json!(order.canceled_at.and(order.cancel_reason.clone()))),
        "test" => Leaf(json!(order.kept.get("test") == Some(&json!(true)))),
        "displayFinancialStatus" => Leaf(json!(order.display_financial())),
        "displayFulfillmentStatus" => Leaf(json!(order.display_fulfillment())),
        "fullyPaid" => Leaf(json!(order.captured() >= order.total())),
        "email" => words(&order.email),
        "phone" | "note" => words(&order.kept_text(&[name])),
        "tags" => Leaf(json!(tags(&order.kept_text(&["tags"])))),
        "currencyCode" => Leaf(json!(order.currency)),
        "totalPriceSet" => money(order.total()),
        "currentTotalPriceSet" => money(order.total() - order.given_back()),
        "totalRefundedSet" => money(order.given_back()),
        "customer" => plain(customer(order)),
        "shippingAddress" => plain(address(order, "shipping_address")),
        "billingAddress" => plain(address(order, "billing_address")),
        "customAttributes" => pairs(order, "note_attributes", "name"),
        "localizedFields" => pairs(order, "localized_fields", "key"),
        "lineItems" => Many(order.lines.iter().map(|line| Thing::Line(id, line.id)).collect()),
        // Those that are over are listed too.
        "fulfillmentOrders" => Many(order.works.iter().map(|work| Thing::Work(id, work.id)).collect()),
        "fulfillments" => Many(order.fulfillments.iter().map(|made| Thing::Fulfillment(id, made.id)).collect()),
        "refunds" => Many(order.refunds.iter().map(|refund| Thing::Refund(id, refund.id)).collect()),
        "transactions" => given(order.transactions.iter().map(|moved| {
            json!({"id": gid("OrderTransaction", moved.id), "kind": moved.kind, "status": "SUCCESS",
                "gateway": "bogus", "amountSet": bag(moved.amount, &order.currency)})
        }).collect()),
        _ => Unknown,
    }
}

fn tags(list: &str) -> Vec<&str> {
    list.split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .collect()
}

fn pairs(order: &Order, kept: &str, key: &str) -> Given {
    let list = order.kept.get(kept).and_then(Value::as_array);
    let pair = |pair: &Value| json!({"key": filled(pair, key), "value": filled(pair, "value").unwrap_or_default()});
    Many(
        list.into_iter()
            .flatten()
            .map(pair)
            .map(Thing::Plain)
            .collect(),
    )
}

fn customer(order: &Order) -> Option<Value> {
    let known = order
        .kept
        .get("customer")
        .filter(|customer| customer.is_object())?;
    let part = |key: &str| filled(known, key).unwrap_or_default();
    let name = format!("{} {}", part("first_name"), part("last_name"));
    let email = filled(known, "email")
        .or_else(|| Some(order.email.clone()).filter(|email| !email.is_empty()));
    let name = if name.trim().is_empty() {
        email.clone().unwrap_or_default()
    } else {
        name.trim().to_owned()
    };
    Some(json!({
        "displayName": name,
        "defaultEmailAddress": email.map(|email| json!({"emailAddress": email})),
        "defaultPhoneNumber": filled(known, "phone").map(|phone| json!({"phoneNumber": phone})),
    }))
}

fn address(order: &Order, key: &str) -> Option<Value> {
    let known = order.kept.get(key).filter(|address| address.is_object())?;
    let part = |key: &str| known.get(key).and_then(text);
    let name = part("name").or_else(|| {
        Some(format!(
            "{} {}",
            part("first_name").unwrap_or_default(),
            part("last_name").unwrap_or_default()
        ))
    });
    Some(json!({
        "firstName": part("first_name"), "lastName": part("last_name"), "name": name,
        "company": part("company"), "address1": part("address1"), "address2": part("address2"),
        "city": part("city"), "province": part("province"), "provinceCode": part("province_code"),
        "country": part("country"), "countryCodeV2": part("country_code").filter(|code| !code.is_empty()),
        "zip": part("zip"), "phone": part("phone"),
    }))
}

fn line(order: &Order, id: i64, name: &str) -> Option<Given> {
    let line: &Line = order.line(id)?;
    Some(match name {
        "id" => Leaf(json!(gid("LineItem", id))),
        "name" => Leaf(json!(if line.variant_title.is_empty()
            || line.variant_title == "Default Title"
        {
            line.title.clone()
        } else {
            format!("{} - {}", line.title, line.variant_title)
        })),
        "title" => Leaf(json!(line.title)),
        "variantTitle" => words(&line.variant_title),
        "sku" => words(&line.sku),
        "quantity" => Leaf(json!(line.quantity)),
        "currentQuantity" => Leaf(json!(line.current())),
        "unfulfilledQuantity" => Leaf(json!(order.unfulfilled(line))),
        "requiresShipping" => Leaf(json!(line.requires_shipping)),
        "originalUnitPriceSet" => given(bag(line.price, &order.currency)),
        "image" => plain(line.image.as_ref().map(|url| json!({"url": url}))),
        "variant" => plain(
            line.variant_id
                .map(|id| json!({"id": gid("ProductVariant", id)})),
        ),
        _ => Unknown,
    })
}

fn variant(variant: &serde_json::Map<String, Value>, name: &str) -> Given {
    match name {
        "id" => {
            let id = variant.get("id").and_then(super::reading::int);
            Leaf(json!(gid("ProductVariant", id.unwrap_or_default())))
        }
        "title" => Leaf(json!(variant.get("title").and_then(text))),
        "sku" => plain(variant.get("sku").and_then(text).map(Value::from)),
        "price" => {
            let price = variant.get("price").and_then(super::reading::amount);
            Leaf(json!(super::money::padded(price.unwrap_or_default())))
        }
        _ => Unknown,
    }
}

fn work(state: &State, order: &Order, id: i64, name: &str) -> Option<Given> {
    let work: &Work = order.work(id)?;
    let place = state.locations.get(&work.location);
    Some(match name {
        "id" => Leaf(json!(gid("FulfillmentOrder", id))),
        "status" => Leaf(json!(work.status)),
        "requestStatus" => Leaf(json!(work.request)),
        "orderId" => Leaf(json!(gid("Order", order.id))),
        "orderName" => Leaf(json!(order.name())),
        "fulfillAt" => Leaf(iso_or_null(work.fulfill_at)),
        "assignedLocation" => One(Thing::Payload(vec![
            ("name", Leaf(json!(place.map(|place| place.name.clone()).unwrap_or_default()))),
            ("location", place.map(|place| Thing::Location(place.id)).into()),
        ])),
        "fulfillmentHolds" => given(work.holds.iter().map(|hold| {
            json!({"id": gid("FulfillmentHold", hold.id), "reason": hold.reason, "reasonNotes": hold.notes})
        }).collect()),
        "supportedActions" => {
            let at_service = place.is_some_and(|place| place.service.is_some());
            let actions = work.actions(at_service);
            given(actions.into_iter().map(|action| json!({"action": action})).collect())
        }
        "merchantRequests" => given(work.requests.iter().map(|asked| {
            json!({"kind": asked.kind, "message": asked.message, "sentAt": iso(asked.sent_at)})
        }).collect()),
        "lineItems" => Many((0..work.lines.len()).map(|at| Thing::WorkLine(order.id, id, at)).collect()),
        _ => Unknown,
    })
}

fn fulfillment(order: &Order, made: &Fulfillment, name: &str) -> Given {
    let event = |status: &str| {
        made.events
            .iter()
            .find(|event| event.status == status)
            .map(|event| event.happened_at)
    };
    match name {
        "id" => Leaf(json!(gid("Fulfillment", made.id))),
        "name" => Leaf(json!(made.name)),
        "status" => Leaf(json!(made.status)),
        "displayStatus" => Leaf(json!(made.display)),
        "createdAt" => Leaf(iso(made.created_at)),
        "updatedAt" => Leaf(iso(made.updated_at)),
        "deliveredAt" => Leaf(iso_or_null(event("DELIVERED"))),
        "inTransitAt" => Leaf(iso_or_null(event("IN_TRANSIT"))),
        "location" => One(Thing::Location(made.location)),
        "trackingInfo" => given(made.numbers.iter().enumerate().map(|(at, number)| {
            json!({"number": number, "company": made.company, "url": made.urls.get(at)})
        }).collect()),
        "events" => given(made.events.iter().map(|event| {
            json!({"id": gid("FulfillmentEvent", event.id), "status": event.status, "happenedAt": iso(event.happened_at)})
        }).collect()),
        "fulfillmentLineItems" => {
            Many((0..made.lines.len()).map(|at| Thing::FulfillmentLine(order.id, made.id, at)).collect())
        }
        _ => Unknown,
    }
}

fn refund(order: &Order, refund: &Refund, name: &str) -> Given {
    match name {
        "id" => Leaf(json!(gid("Refund", refund.id))),
        "createdAt" => Leaf(iso(refund.created_at)),
        "refundLineItems" => Many(
            refund
                .lines
                .iter()
                .map(|(line, quantity, restock)| {
                    Thing::Payload(vec![
                        ("quantity", Leaf(json!(quantity))),
                        ("restockType", Leaf(json!(restock))),
                        ("lineItem", One(Thing::Line(order.id, *line))),
                    ])
                })
                .collect(),
        ),
        "totalRefundedSet" => given(bag(refund.amount, &order.currency)),
        _ => Unknown,
    }
}
