//! Keeps exactly one subscription of ours for each topic, at that topic's own address.
//!
//! The store removes a subscription after eight failed deliveries in a row and with the app, so that they
//! are looked at again and again. Doubles are removed; subscriptions whose addresses are not under ours are
//! never touched. Source: README.md, webhooks.

use std::collections::BTreeSet;

use domain::ports::error::{CallError, CallErrorKind};
use serde_json::json;

use super::{PAGE_SIZE, next};
use crate::shopify::api::Api;
use crate::shopify::documents;
use crate::shopify::webhook::{TOPICS, slug};
use crate::shopify::wire::{self, Connection, Subscription};

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
            // The app may lack the scope for a topic; the others still wake us, and the poll needs none.
            Err(error)
                if matches!(
                    error.kind,
                    CallErrorKind::Refused | CallErrorKind::Misconfigured
                ) =>
            {
                tracing::info!(topic, %error, "the store refused a webhook topic");
                refused = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    match refused {
        Some(error) if kept.is_empty() && changes.is_empty() => Err(error),
        _ => Ok(changes),
    }
}

async fn list(api: &Api) -> Result<Vec<Subscription>, CallError> {
    let mut hooks = Vec::new();
    let mut after = None;
    for _ in 0..MOST_PAGES {
        let variables = json!({"first": PAGE_SIZE, "after": after});
        let data = api.call(&documents::WEBHOOKS, variables).await?;
        let page: Connection<Subscription> = wire::member(&data, "webhookSubscriptions")?;
        hooks.extend(page.nodes);
        match next(page.page_info) {
            Some(next) => after = Some(next.0),
            None => break,
        }
    }
    Ok(hooks)
}

fn of_ours(hooks: Vec<Subscription>, base_url: &str) -> Vec<Subscription> {
    let under = format!("{base_url}/");
    hooks
        .into_iter()
        .filter(|hook| hook.uri.starts_with(&under))
        .collect()
}

/// Which topics are rightly subscribed, and which subscriptions are too much.
fn sorted_out<'a>(
    ours: &'a [Subscription],
    base_url: &str,
) -> (BTreeSet<&'static str>, Vec<&'a Subscription>) {
    let mut kept = BTreeSet::new();
    let mut surplus = Vec::new();
    for hook in ours {
        let topic = TOPICS.into_iter().find(|topic| *topic == hook.topic);
        let right =
            topic.filter(|topic| hook.uri == address(base_url, topic) && hook.format == "JSON");
        if !right.is_some_and(|topic| kept.insert(topic)) {
            surplus.push(hook);
        }
    }
    (kept, surplus)
}

fn address(base_url: &str, topic: &str) -> String {
    format!("{base_url}/{}", slug(topic))
}

async fn subscribe(api: &Api, topic: &str, base_url: &str) -> Result<(), CallError> {
    let webhook = json!({"uri": address(base_url, topic), "format": "JSON"});
    let variables = json!({"topic": topic, "webhook": webhook});
    api.change(
        &documents::WEBHOOK_CREATE,
        "webhookSubscriptionCreate",
        variables,
    )
    .await
    .map(|_| ())
}

/// One that is gone already is as good.
async fn remove(api: &Api, hook: &Subscription) -> Result<(), CallError> {
    let variables = json!({"id": hook.id});
    let removed = api
        .change(
            &documents::WEBHOOK_DELETE,
            "webhookSubscriptionDelete",
            variables,
        )
        .await;
    match removed {
        Err(error) if !matches!(error.kind, CallErrorKind::NotFound | CallErrorKind::Refused) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hook(id: &str, topic: &str, uri: &str) -> Subscription {
        Subscription {
            id: id.into(),
            topic: topic.into(),
            uri: uri.into(),
            format: "JSON".into(),
        }
    }

    #[test]
    fn doubles_and_misdirected_ones_are_surplus_and_others_are_left_alone() {
        let base = "https://desk.example/hooks/k1";
        let create = "https://desk.example/hooks/k1/orders-create";
        let hooks = vec![
            hook("1", "ORDERS_CREATE", create),
            hook("2", "ORDERS_CREATE", create),
            hook("3", "ORDERS_PAID", create),
            hook(
                "4",
                "CARTS_UPDATE",
                "https://desk.example/hooks/k1/carts-update",
            ),
            hook(
                "5",
                "ORDERS_CREATE",
                "https://desk.example/hooks/k12/orders-create",
            ),
            hook("6", "ORDERS_CREATE", "https://other.example/orders-create"),
        ];
        let ours = of_ours(hooks, base);
        let (kept, surplus) = sorted_out(&ours, base);
        assert_eq!(kept.into_iter().collect::<Vec<_>>(), ["ORDERS_CREATE"]);
        let ids: Vec<&str> = surplus.iter().map(|hook| hook.id.as_str()).collect();
        assert_eq!(ids, ["2", "3", "4"]);
    }
}
