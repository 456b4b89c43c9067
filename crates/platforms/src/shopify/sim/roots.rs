//! What can be asked for and what can be changed: the fields at the top of a request.
//!
//! Each needs a scope of the app. What is refused is refused in the payload, in the platform's words; what
//! can't be understood stands at the top of the answer. Source: reference sheet §A3, §A4.2, §A13.

use apollo_compiler::executable::Field;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::answers::{Given, Thing};
use super::money::{gid, number_of};
use super::reading::{self, amount, filled, int, list, truth};
use super::schema::{argument, error};
use super::state::{Location, Service, State, Subscription};
use super::work::{Refused, Turn, shipment_of};

/// Orders older than this are shown only to apps that may read all of them.
const SHOWN: SignedDuration = SignedDuration::from_hours(60 * 24);

/// A field at the top, with its arguments.
pub(super) struct Root<'a> {
    pub(super) name: &'a str,
    pub(super) field: &'a Field,
    pub(super) variables: &'a Map<String, Value>,
    pub(super) scopes: &'a str,
}

/// What came of a change: the payload's members, or a refusal.
type Changed = Result<Vec<(&'static str, Given)>, Refused>;

impl Root<'_> {
    fn given(&self, name: &str) -> Value {
        argument(self.field, name, self.variables)
    }

    fn text(&self, name: &str) -> String {
        reading::text(&self.given(name)).unwrap_or_default()
    }

    /// The number of an id of this kind. One of another kind stands at the top of the answer.
    fn id(&self, name: &str, kind: &str) -> Result<i64, Value> {
        let given = self.text(name);
        number_of(&given, kind)
            .ok_or_else(|| error("RESOURCE_NOT_FOUND", format!("Invalid id: {given}")))
    }

    fn check_scope(&self) -> Result<(), Value> {
        let wanted = scopes_for(self.name);
        let has = |scope: &str| {
            let writing = scope.replacen("read_", "write_", 1);
            self.scopes
                .split(',')
                .map(str::trim)
                .any(|own| own == scope || own == writing)
        };
        if wanted.is_empty() || wanted.iter().any(|scope| has(scope)) {
            return Ok(());
        }
        let needed = wanted.join("` or `");
        let mut denied = error(
            "ACCESS_DENIED",
            format!(
                "Access denied for {} field. Required access: `{needed}` access scope.",
                self.name
            ),
        );
        denied["extensions"]["requiredAccess"] = json!(format!("`{needed}` access scope."));
        Err(denied)
    }

    /// Reads.
    pub(super) fn read(&self, state: &State) -> Result<Given, Value> {
        self.check_scope()?;
        Ok(match self.name {
            "order" => {
                let id = self.id("id", "Order")?;
                self.visible(state, id).then_some(Thing::Order(id)).into()
            }
            "orders" => Given::Many(self.orders(state)?),
            "fulfillment" => {
                let id = self.id("id", "Fulfillment")?;
                let order = state.order_of_fulfillment(id);
                order.map(|order| Thing::Fulfillment(order, id)).into()
            }
            "fulfillmentOrder" => {
                let id = self.id("id", "FulfillmentOrder")?;
                let order = state.order_of_work(id);
                order.map(|order| Thing::Work(order, id)).into()
            }
            "assignedFulfillmentOrders" => Given::Many(self.assigned(state)),
            "product" => {
                let id = self.id("id", "Product")?;
                state
                    .products
                    .contains_key(&id)
                    .then_some(Thing::Product(id))
                    .into()
            }
            "products" => Given::Many(
                state
                    .products
                    .keys()
                    .map(|id| Thing::Product(*id))
                    .collect(),
            ),
            "locations" => Given::Many(own_locations(state)),
            "shop" => Given::One(Thing::Shop),
            "currentAppInstallation" => {
                let scopes = self
                    .scopes
                    .split(',')
                    .map(|scope| json!({"handle": scope.trim()}));
                Given::One(Thing::Plain(
                    json!({"accessScopes": scopes.collect::<Vec<_>>()}),
                ))
            }
            "job" => {
                let id = self.id("id", "Job")?;
                let job = state.jobs.get(&id);
                job.map(|job| Thing::Plain(json!({"id": gid("Job", id), "done": job.done})))
                    .into()
            }
            "webhookSubscriptions" => Given::Many(subscriptions(state)),
            _ => Given::Unknown,
        })
    }

    fn visible(&self, state: &State, id: i64) -> bool {
        let all = self
            .scopes
            .split(',')
            .any(|scope| scope.trim() == "read_all_orders");
        let oldest = state.now.saturating_sub(SHOWN).unwrap_or(Timestamp::MIN);
        state
            .orders
            .get(&id)
            .is_some_and(|order| all || order.created_at >= oldest)
    }

    fn orders(&self, state: &State) -> Result<Vec<Thing>, Value> {
        let query = self.text("query");
        let since =
            match query.strip_prefix("updated_at:>=") {
                Some(at) => {
                    let at = reading::moment_text(at.trim_matches(['\'', '"']));
                    Some(at.ok_or_else(|| {
                        error("BAD_REQUEST", format!("Invalid timestamp in {query}"))
                    })?)
                }
                None => None,
            };
        let from = (since.unwrap_or(Timestamp::MIN), i64::MIN);
        let changed = state.by_change.range(from..).map(|(_, id)| *id);
        let mut ids: Vec<i64> = changed.filter(|id| self.visible(state, *id)).collect();
        if self.text("sortKey") != "UPDATED_AT" {
            ids.sort_unstable();
        }
        Ok(ids.into_iter().map(Thing::Order).collect())
    }

    fn assigned(&self, state: &State) -> Vec<Thing> {
        let status = self.text("assignmentStatus");
        let ours = |location: i64| {
            state
                .service_at(location)
                .is_some_and(|service| service.is_ours)
        };
        let mut found = Vec::new();
        for order in state.orders.values() {
            for work in order
                .works
                .iter()
                .filter(|work| ours(work.location) && !work.is_over())
            {
                let is_it = match status.as_str() {
                    "FULFILLMENT_REQUESTED" => work.request == "SUBMITTED",
                    "CANCELLATION_REQUESTED" => work.is_called_off(),
                    "FULFILLMENT_ACCEPTED" => work.request == "ACCEPTED" && !work.is_called_off(),
                    _ => work.request == "UNSUBMITTED",
                };
                if is_it {
                    found.push(Thing::Work(order.id, work.id));
                }
            }
        }
        found
    }

    /// Changes something, and answers the payload.
    pub(super) fn change(&self, state: &mut State) -> Result<Given, Value> {
        self.check_scope()?;
        self.check_idempotency()?;
        let changed = self.act(state)?;
        let errors_name = match self.name {
            "orderCancel" => "orderCancelUserErrors",
            _ => "userErrors",
        };
        let members = match changed {
            Ok(mut members) => {
                members.push((errors_name, Given::Many(Vec::new())));
                members
            }
            Err(refused) => {
                let told =
                    json!({"field": refused.field, "message": refused.words, "code": refused.code});
                vec![(errors_name, Given::Many(vec![Thing::Plain(told)]))]
            }
        };
        Ok(Given::One(Thing::Payload(members)))
    }

    fn check_idempotency(&self) -> Result<(), Value> {
        let directive = self.field.directives.get("idempotent");
        if self.name == "refundCreate" && directive.is_none() {
            let words = "The @idempotent directive is required for this mutation.";
            return Err(error("BAD_REQUEST", words));
        }
        Ok(())
    }

    fn act(&self, state: &mut State) -> Result<Changed, Value> {
        if let Some(changed) = self.ship(state)? {
            return Ok(changed);
        }
        if let Some(changed) = self.turn(state)? {
            return Ok(changed);
        }
        self.rest(state)
    }

    /// What changes fulfillments.
    fn ship(&self, state: &mut State) -> Result<Option<Changed>, Value> {
        let made = |made: Result<(i64, i64), Refused>| -> Changed {
            made.map(|(order, id)| vec![("fulfillment", Given::One(Thing::Fulfillment(order, id)))])
        };
        Ok(Some(match self.name {
            "fulfillmentCreate" => {
                let input = self.given("fulfillment");
                check_kinds(&input)?;
                made(shipment_of(&input).and_then(|shipment| state.ship(&shipment)))
            }
            "fulfillmentTrackingInfoUpdate" => {
                let id = self.id("fulfillmentId", "Fulfillment")?;
                let notify = truth(&self.given("notifyCustomer")) == Some(true);
                made(state.retrack(id, &self.given("trackingInfoInput"), notify))
            }
            "fulfillmentEventCreate" => {
                let event = self.given("fulfillmentEvent");
                let id = filled(&event, "fulfillmentId").unwrap_or_default();
                let id = number_of(&id, "Fulfillment")
                    .ok_or_else(|| error("RESOURCE_NOT_FOUND", format!("Invalid id: {id}")))?;
                state.add_event(&event, id).map(|(_, _, own)| {
                    let status = event["status"].clone();
                    let told = json!({"id": gid("FulfillmentEvent", own), "status": status,
                        "happenedAt": event["happenedAt"]});
                    vec![("fulfillmentEvent", Given::One(Thing::Plain(told)))]
                })
            }
            "fulfillmentCancel" => made(state.unship(self.id("id", "Fulfillment")?)),
            _ => return Ok(None),
        }))
    }

    /// What changes fulfillment orders.
    fn turn(&self, state: &mut State) -> Result<Option<Changed>, Value> {
        let mut message = self.text("message");
        let turn = match self.name {
            "fulfillmentOrderSubmitFulfillmentRequest" => {
                return self.submit(state, &message).map(Some);
            }
            "fulfillmentOrderMove" => {
                let id = self.id("id", "FulfillmentOrder")?;
                let to = self.id("newLocationId", "Location")?;
                return Ok(Some(state.relocate(id, to).map(|order| {
                    let work = || Given::One(Thing::Work(order, id));
                    vec![
                        ("movedFulfillmentOrder", work()),
                        ("originalFulfillmentOrder", work()),
                    ]
                })));
            }
            "fulfillmentOrderAcceptFulfillmentRequest" => Turn::Accept,
            "fulfillmentOrderRejectFulfillmentRequest" => {
                message = format!("{}: {message}", self.text("reason"));
                Turn::Reject
            }
            "fulfillmentOrderSubmitCancellationRequest" => Turn::SubmitCancellation,
            "fulfillmentOrderAcceptCancellationRequest" => Turn::AcceptCancellation,
            "fulfillmentOrderRejectCancellationRequest" => Turn::RejectCancellation,
            "fulfillmentOrderClose" => Turn::Close,
            "fulfillmentOrderReportProgress" => Turn::Progress,
            "fulfillmentOrderOpen" => Turn::Open,
            "fulfillmentOrderHold" => {
                let hold = self.given("fulfillmentHold");
                let part = |name: &str| filled(&hold, name).unwrap_or_default();
                Turn::Hold(part("reason"), part("reasonNotes"))
            }
            "fulfillmentOrderReleaseHold" => Turn::Release,
            _ => return Ok(None),
        };
        let id = self.id("id", "FulfillmentOrder")?;
        let turned = state.turn(id, &turn, &message);
        Ok(Some(turned.map(|order| {
            vec![("fulfillmentOrder", Given::One(Thing::Work(order, id)))]
        })))
    }

    fn rest(&self, state: &mut State) -> Result<Changed, Value> {
        Ok(match self.name {
            "orderCancel" => {
                let note = self.text("staffNote");
                if note.chars().count() > 255 {
                    Err(Refused::at(&["staffNote"], "Staff note is too long").coded("INVALID"))
                } else {
                    let id = self.id("orderId", "Order")?;
                    state.want_cancel(id, &self.text("reason")).map(|job| {
                        let told = json!({"id": gid("Job", job), "done": false});
                        vec![("job", Given::One(Thing::Plain(told)))]
                    })
                }
            }
            "refundCreate" => self.refund(state)?,
            "fulfillmentServiceCreate" => self.make_service(state),
            "fulfillmentServiceUpdate" => {
                let id = self.id("id", "FulfillmentService")?;
                let callback = self.text("callbackUrl");
                let checked = check_address(state, &callback, &["callbackUrl"]);
                match (checked, state.services.get_mut(&id)) {
                    (Err(refused), _) => Err(refused),
                    (_, None) => Err(Refused::at(
                        &["id"],
                        "Fulfillment service could not be found.",
                    )),
                    (_, Some(service)) => {
                        service.callback = Some(callback);
                        Ok(vec![("fulfillmentService", Given::One(Thing::Service(id)))])
                    }
                }
            }
            "fulfillmentServiceDelete" => {
                let id = self.id("id", "FulfillmentService")?;
                match state.services.remove(&id) {
                    None => Err(Refused::at(
                        &["id"],
                        "Fulfillment service could not be found.",
                    )),
                    Some(service) => {
                        if let Some(place) = state.locations.get_mut(&service.location) {
                            place.service = None;
                        }
                        let told = json!(gid("FulfillmentService", id));
                        Ok(vec![("deletedId", Given::Leaf(told))])
                    }
                }
            }
            "webhookSubscriptionCreate" => self.subscribe(state),
            "webhookSubscriptionDelete" => {
                let id = self.id("id", "WebhookSubscription")?;
                match state.subscriptions.remove(&id) {
                    None => Err(Refused::at(&["id"], "Webhook subscription does not exist")),
                    Some(_) => {
                        let told = json!(gid("WebhookSubscription", id));
                        Ok(vec![("deletedWebhookSubscriptionId", Given::Leaf(told))])
                    }
                }
            }
            other => {
                return Err(error(
                    "INTERNAL_SERVER_ERROR",
                    format!("{other} is not simulated"),
                ));
            }
        })
    }

    fn submit(&self, state: &mut State, message: &str) -> Result<Changed, Value> {
        let id = self.id("id", "FulfillmentOrder")?;
        let lines = self.given("fulfillmentOrderLineItems");
        let asked: Vec<(i64, i64)> = lines
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|line| {
                let own = filled(line, "id")?;
                let own = number_of(&own, "FulfillmentOrderLineItem")?;
                Some((own, line.get("quantity").and_then(int)?))
            })
            .collect();
        let submitted = state.turn(id, &Turn::Submit, message);
        Ok(submitted.map(|order| {
            let rest = state.split_off(id, &asked);
            let work = |id: i64| Given::One(Thing::Work(order, id));
            vec![
                ("originalFulfillmentOrder", work(id)),
                ("submittedFulfillmentOrder", work(id)),
                (
                    "unsubmittedFulfillmentOrder",
                    rest.map_or(Given::Nothing, work),
                ),
            ]
        }))
    }

    fn refund(&self, state: &mut State) -> Result<Changed, Value> {
        let input = self.given("input");
        let order = filled(&input, "orderId").unwrap_or_default();
        let order = number_of(&order, "Order")
            .ok_or_else(|| error("RESOURCE_NOT_FOUND", format!("Invalid id: {order}")))?;
        let lines = list(&input, "refundLineItems").iter().filter_map(|line| {
            let own = filled(line, "lineItemId")?;
            let restock = filled(line, "restockType").unwrap_or_else(|| "NO_RESTOCK".into());
            Some((
                number_of(&own, "LineItem")?,
                line.get("quantity").and_then(int)?,
                restock,
            ))
        });
        let lines: Vec<_> = lines.collect();
        // Without transactions nothing is paid back.
        let money = list(&input, "transactions").iter();
        let money = money
            .filter_map(|moved| moved.get("amount").and_then(amount))
            .sum();
        Ok(state.give_back(order, &lines, Some(money)).map(|id| {
            vec![
                ("refund", Given::One(Thing::Refund(order, id))),
                ("order", Given::One(Thing::Order(order))),
            ]
        }))
    }

    fn make_service(&self, state: &mut State) -> Changed {
        let name = self.text("name");
        if name.trim().is_empty() {
            return Err(Refused::at(&["name"], "Name can't be blank"));
        }
        if state.services.values().any(|service| service.name == name) {
            return Err(Refused::at(&["name"], "Name has already been taken"));
        }
        let callback = Some(self.text("callbackUrl")).filter(|callback| !callback.is_empty());
        if let Some(callback) = &callback {
            check_address(state, callback, &["callbackUrl"])?;
        }
        let id = state.new_id();
        let location = state.place(&name);
        let place = Location {
            id: location,
            name: name.clone(),
            service: Some(id),
        };
        state.locations.insert(location, place);
        let service = Service {
            name,
            callback,
            location,
            is_ours: true,
        };
        state.services.insert(id, service);
        Ok(vec![("fulfillmentService", Given::One(Thing::Service(id)))])
    }

    fn subscribe(&self, state: &mut State) -> Changed {
        let path = ["webhookSubscription", "callbackUrl"];
        let given = self.given("webhookSubscription");
        let uri = filled(&given, "uri").or_else(|| filled(&given, "callbackUrl"));
        let uri = uri.ok_or_else(|| Refused::at(&path, "Address can't be blank"))?;
        check_address(state, &uri, &path)?;
        let topic = self.text("topic");
        let mut known = state.subscriptions.values();
        if known.any(|each| each.topic == topic && each.uri == uri) {
            return Err(Refused::at(
                &path,
                "Address for this topic has already been taken",
            ));
        }
        let id = state.new_id();
        state
            .subscriptions
            .insert(id, Subscription { id, topic, uri });
        let told = Thing::Plain(json!({"id": gid("WebhookSubscription", id)}));
        Ok(vec![("webhookSubscription", Given::One(told))])
    }
}

fn subscriptions(state: &State) -> Vec<Thing> {
    let told = |each: &Subscription| {
        Thing::Plain(
            json!({"id": gid("WebhookSubscription", each.id), "topic": each.topic,
            "uri": each.uri, "format": "JSON"}),
        )
    };
    state.subscriptions.values().map(told).collect()
}

/// Those of services are not listed.
fn own_locations(state: &State) -> Vec<Thing> {
    let places = state.locations.values();
    let own = places.filter(|place| place.service.is_none());
    own.map(|place| Thing::Location(place.id)).collect()
}

/// Only https, and none of the addresses kept for examples.
fn check_address(state: &State, address: &str, path: &[&str]) -> Result<(), Refused> {
    let Ok(url) = url::Url::parse(address) else {
        return Err(Refused::at(path, "Address is invalid"));
    };
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let here = host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
    if here && state.config.allow_loopback {
        return Ok(());
    }
    if url.scheme() != "https" {
        let words = format!("Address protocol {}:// is not supported", url.scheme());
        return Err(Refused::at(path, words));
    }
    if here || host == "example.com" || host.ends_with(".example.com") {
        return Err(Refused::at(path, "Address is not allowed"));
    }
    Ok(())
}

/// An id of another kind of thing stands at the top of the answer.
fn check_kinds(input: &Value) -> Result<(), Value> {
    for group in list(input, "lineItemsByFulfillmentOrder") {
        let id = filled(group, "fulfillmentOrderId").unwrap_or_default();
        if number_of(&id, "FulfillmentOrder").is_none() {
            return Err(error("RESOURCE_NOT_FOUND", "invalid id"));
        }
    }
    Ok(())
}

/// Any of these opens a field; none is needed for an empty list.
fn scopes_for(name: &str) -> &'static [&'static str] {
    const ANY_WORK: &[&str] = &[
        "write_merchant_managed_fulfillment_orders",
        "write_assigned_fulfillment_orders",
        "write_third_party_fulfillment_orders",
    ];
    match name {
        "order" | "orders" => &["read_orders"],
        "orderCancel" | "refundCreate" => &["write_orders"],
        "product" | "products" => &["read_products"],
        "locations" => &["read_locations"],
        "fulfillment" => &["read_orders", "read_fulfillments"],
        "fulfillmentEventCreate"
        | "fulfillmentServiceCreate"
        | "fulfillmentServiceUpdate"
        | "fulfillmentServiceDelete" => &["write_fulfillments"],
        "assignedFulfillmentOrders" => &["read_assigned_fulfillment_orders"],
        "fulfillmentOrderAcceptFulfillmentRequest"
        | "fulfillmentOrderRejectFulfillmentRequest"
        | "fulfillmentOrderAcceptCancellationRequest"
        | "fulfillmentOrderRejectCancellationRequest"
        | "fulfillmentOrderClose" => &["write_assigned_fulfillment_orders"],
        "fulfillmentOrderSubmitFulfillmentRequest"
        | "fulfillmentOrderSubmitCancellationRequest" => &["write_third_party_fulfillment_orders"],
        "fulfillmentOrder"
        | "fulfillmentOrderHold"
        | "fulfillmentOrderReleaseHold"
        | "fulfillmentOrderMove"
        | "fulfillmentOrderOpen"
        | "fulfillmentOrderReportProgress"
        | "fulfillmentCreate"
        | "fulfillmentTrackingInfoUpdate"
        | "fulfillmentCancel" => ANY_WORK,
        _ => &[],
    }
}
