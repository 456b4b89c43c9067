//! Keeps exactly one subscription of ours for each topic, at that topic's own address.
//!
//! Subscribing twice gives two subscriptions, so the store's list is read before anything is made,
//! and doubles are removed. Subscriptions of others, whose addresses are not under ours, are never
//! touched. Source: README.md, webhooks.

use std::collections::{BTreeMap, BTreeSet};

use domain::ports::error::{CallError, CallErrorKind};
use reqwest::Method;
use serde_json::json;

use super::paging::Place;
use crate::shopbase::api::Api;
use crate::shopbase::webhook::{TOPICS, slug};
use crate::shopbase::wire::{self, Created, Webhook};

/// More pages of subscriptions than any store has; ends a list that never ends.
const MOST_PAGES: usize = 20;

/// Makes what is missing, removes what is too much, and says what it did.
pub(super) async fn ensure(api: &Api, base_url: &str) -> Result<Vec<String>, CallError> {
    let base_url = base_url.trim_end_matches('/');
    let ours = of_ours(list(api).await?, base_url);
    let (kept, surplus) = sorted_out(&ours, base_url);
    let mut changes = Vec::new();
    for hook in surplus {
        remove(api, hook).await?;
        changes.push(format!("removed a surplus subscription to {}", hook.topic));
    }
    let mut refused = None;
    for topic in TOPICS.into_iter().filter(|topic| !kept.contains(topic)) {
        match subscribe(api, topic, base_url).await {
            Ok(()) => changes.push(format!("subscribed to {topic}")),
            // A store may not know a topic; the others still wake us, and the poll needs none.
            Err(error) if error.kind == CallErrorKind::Refused => {
                let words = error.vendor_message.as_deref().unwrap_or(&error.message);
                changes.push(format!("the store refused {topic}: {words}"));
                refused = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    let subscribed = changes
        .iter()
        .any(|change| change.starts_with("subscribed"));
    match refused {
        Some(error) if kept.is_empty() && !subscribed => Err(error),
        _ => Ok(changes),
    }
}

/// All subscriptions: `GET /admin/webhooks.json`.
async fn list(api: &Api) -> Result<Vec<Webhook>, CallError> {
    // By id, because two pages may show the same one.
    let mut hooks = BTreeMap::new();
    let mut place = Place::START;
    for _ in 0..MOST_PAGES {
        let answer = api.get("webhooks.json", &place.query()).await?;
        let page: Vec<Webhook> = wire::many(&answer.body, "webhooks")?;
        let next = place.next(page.iter().map(|hook| hook.id.as_str()))?;
        hooks.extend(page.into_iter().map(|hook| (hook.id.clone(), hook)));
        match next {
            Some(next) => place = next,
            None => break,
        }
    }
    Ok(hooks.into_values().collect())
}

fn of_ours(hooks: Vec<Webhook>, base_url: &str) -> Vec<Webhook> {
    let under = format!("{base_url}/");
    hooks
        .into_iter()
        .filter(|hook| hook.address.starts_with(&under))
        .collect()
}

/// Which topics are rightly subscribed, and which subscriptions are too much.
fn sorted_out<'a>(
    ours: &'a [Webhook],
    base_url: &str,
) -> (BTreeSet<&'static str>, Vec<&'a Webhook>) {
    let mut kept = BTreeSet::new();
    let mut surplus = Vec::new();
    for hook in ours {
        let topic = TOPICS.into_iter().find(|topic| *topic == hook.topic);
        let right = topic.filter(|topic| {
            hook.address == address(base_url, topic) && matches!(hook.format.as_str(), "json" | "")
        });
        if !right.is_some_and(|topic| kept.insert(topic)) {
            surplus.push(hook);
        }
    }
    (kept, surplus)
}

fn address(base_url: &str, topic: &str) -> String {
    format!("{base_url}/{}", slug(topic))
}

/// `POST /admin/webhooks.json`.
async fn subscribe(api: &Api, topic: &str, base_url: &str) -> Result<(), CallError> {
    let address = address(base_url, topic);
    let document = json!({"webhook": {"topic": topic, "address": address, "format": "json"}});
    let answer = api
        .send_document(Method::POST, "webhooks.json", &document)
        .await?;
    wire::one::<Created>(&answer.body, "webhook").map(|_| ())
}

/// `DELETE /admin/webhooks/{id}.json`. One that is gone already is as good.
async fn remove(api: &Api, hook: &Webhook) -> Result<(), CallError> {
    match api.delete(&format!("webhooks/{}.json", hook.id)).await {
        Err(error) if error.kind != CallErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hook(id: &str, topic: &str, address: &str) -> Webhook {
        Webhook {
            id: id.into(),
            topic: topic.into(),
            address: address.into(),
            format: "json".into(),
        }
    }

    #[test]
    fn doubles_and_misdirected_ones_are_surplus_and_others_are_left_alone() {
        let base = "https://desk.example/hooks/k1";
        let hooks = vec![
            hook(
                "1",
                "orders/create",
                "https://desk.example/hooks/k1/orders-create",
            ),
            hook(
                "2",
                "orders/create",
                "https://desk.example/hooks/k1/orders-create",
            ),
            hook(
                "3",
                "orders/paid",
                "https://desk.example/hooks/k1/orders-create",
            ),
            hook(
                "4",
                "carts/update",
                "https://desk.example/hooks/k1/carts-update",
            ),
            hook(
                "5",
                "orders/create",
                "https://desk.example/hooks/k12/orders-create",
            ),
            hook("6", "orders/create", "https://other.example/orders-create"),
        ];
        let ours = of_ours(hooks, base);
        let (kept, surplus) = sorted_out(&ours, base);
        assert_eq!(kept.into_iter().collect::<Vec<_>>(), ["orders/create"]);
        let ids: Vec<&str> = surplus.iter().map(|hook| hook.id.as_str()).collect();
        assert_eq!(ids, ["2", "3", "4"]);
    }
}
