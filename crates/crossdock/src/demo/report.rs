//! The report: what a rehearsal came to, as one JSON object or as lines.

use std::collections::{BTreeMap, BTreeSet};

use domain::order::Tab;
use domain::parcel::TrackingStatus;
use domain::purchase::PurchaseState;
use serde_json::{Value, json};
use storage::{OrderFilter, OrderSort};

use super::customers::Script;
use super::judge::{Checks, judge};
use super::post::PostChecks;
use super::stage::Stage;
use super::store::{DemoStore, ledger_of_all};

/// What a rehearsal came to.
pub(super) struct Report {
    pub(super) json: Value,
    checks: Checks,
    post: PostChecks,
}

impl Report {
    /// Whether everything that must be zero is.
    pub(super) fn is_clean(&self) -> bool {
        self.checks == Checks::default() && self.post == PostChecks::default()
    }

    /// As lines for a person.
    pub(super) fn text(&self) -> String {
        let part = |name: &str| format!("{name}: {}", self.json[name]);
        [
            "orders",
            "purchases",
            "parcels",
            "notices",
            "failures",
            "checks",
        ]
        .map(part)
        .join("\n")
    }
}

/// Reads the desk and the ledgers.
pub(super) async fn of(stage: &Stage, script: &Script) -> anyhow::Result<Report> {
    let space = stage.app.space();
    let page = space
        .orders(OrderFilter::default(), OrderSort::Oldest, None, 1_000_000)
        .await?;
    let mut tabs: BTreeMap<&str, u64> = Tab::ALL.iter().map(|tab| (tab.as_str(), 0)).collect();
    let mut failures: BTreeMap<&str, u64> = BTreeMap::new();
    let mut waiting = Vec::new();
    let mut shown = BTreeSet::new();
    for dossier in &page.orders {
        *tabs.entry(dossier.order.tab.as_str()).or_default() += 1;
        if dossier.order.is_called_off() {
            continue;
        }
        let failed = dossier
            .purchases
            .iter()
            .filter(|purchase| purchase.is_open_failure());
        let failed = failed.filter_map(|purchase| purchase.failure.as_ref());
        let problems = dossier
            .order
            .problems
            .iter()
            .map(|problem| &problem.failure);
        for failure in failed.chain(problems) {
            *failures.entry(failure.reason.as_str()).or_default() += 1;
            waiting.push(
                json!({"order": dossier.order.number, "reason": failure.reason.as_str(),
                "detail": failure.detail, "platform_says": failure.vendor_message}),
            );
        }
        if dossier.order.tab == Tab::Failed || dossier.order.needs_person {
            shown.extend(dossier.order.external_id.as_str().parse::<i64>());
        }
    }
    let states: BTreeMap<PurchaseState, i64> = space.purchase_counts().await?.into_iter().collect();
    let statuses: BTreeMap<TrackingStatus, i64> =
        space.parcel_counts().await?.into_iter().collect();
    let (store, market) = (ledger_of_all(&stage.stores), stage.market.ledger());
    let checks = judge(script, &store, &market, &shown);
    let (notices, post) = stage.post.report(&stage.app).await?;
    let json = json!({
        "notices": notices,
        "orders": tabs,
        "purchases": states.iter().map(|(state, count)| (state.as_str(), count)).collect::<BTreeMap<_, _>>(),
        "parcels": statuses.iter().map(|(status, count)| (status.as_str(), count)).collect::<BTreeMap<_, _>>(),
        "failures": failures,
        "waiting_for_a_person": waiting,
        "ledgers": {
            "supplier_orders": market["counts"],
            "stores": of_stores(&stage.stores, |shop| shop.ledger()["counts"].take()),
            "customer_mails": of_stores(&stage.stores, |shop| shop.ledger()["counts"]["mails"].take()),
        },
        "faults_struck": {
            "stores": of_stores(&stage.stores, |shop| json!(shop.faults().struck())),
            "marketplace": stage.market.faults().struck(),
        },
        "virtual_time": stage.clock.now().to_string(),
        "checks": {
            "bought_twice": checks.bought_twice,
            "lost": checks.lost,
            "fulfilled_without_parcel": checks.fulfilled_without_parcel,
            "told_twice": post.told_twice,
            "untold": post.untold,
        },
    });
    Ok(Report { json, checks, post })
}

fn of_stores(stores: &[DemoStore], what: impl Fn(&DemoStore) -> Value) -> Value {
    let told = stores.iter().map(|shop| (shop.name(), what(shop)));
    json!(told.collect::<BTreeMap<_, _>>())
}
