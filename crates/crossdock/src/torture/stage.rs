//! Setting a world up: the simulators, the network, the database, the connections and the mappings,
//! all on a calm day and before its history begins.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use app::App;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::catalog::{Mapping, MappingLine, SupplierRef, SupplierVariantRef};
use domain::changeset::{Changeset, Write};
use domain::ids::{ConnectionId, ExternalId, PlatformName, StoreId};
use domain::ports::connect::ConnectValues;
use domain::store::Automation;
use jiff::Timestamp;
use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig};
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig};
use platforms::sim::{Network, SimClock};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tower::ServiceExt;

use super::air::Air;
use super::dice::mix;
use super::node::{Ground, Node, Pace, balancer};
use super::plan::{Keys, Plan};
use super::shelf::{Offer, Shelf};
use super::story::Crash;
use super::{DESK, MARKET, OWN_URL, STORE};
use crate::program::WORKSPACE;

/// A world that is set up.
pub(super) struct Stage {
    pub(super) ground: Ground,
    pub(super) air: Air,
    pub(super) shelf: Shelf,
    pub(super) store: ShopbaseSim,
    pub(super) market: AliexpressSim,
    /// The store's door, for its owner's hand.
    pub(super) store_door: Router,
    pub(super) nodes: Vec<Arc<Node>>,
    pub(super) opening: Timestamp,
    pub(super) store_id: StoreId,
    /// What is on the world's disk is in memory, and stays as long as somebody has it open.
    _database: App,
}

impl Stage {
    /// Sets the world of a plan up. `strikes` hears of crashes whose moment has come.
    pub(super) async fn set_up(
        plan: &Plan,
        strikes: mpsc::UnboundedSender<Crash>,
    ) -> anyhow::Result<Self> {
        let opening: Timestamp = "2026-11-02T07:00:00Z".parse()?;
        let clock = SimClock::starting_at(opening, 1.0);
        let air = Air::new(mix(plan.seed, "network", 0), clock.clone(), strikes);
        let network = Network::under(air.clone());
        let shelf = Shelf::of(plan.seed);
        let store = ShopbaseSim::over(store_config(plan), clock.clone(), network.outlet("store"));
        let market =
            AliexpressSim::over(market_config(plan), clock.clone(), network.outlet("market"));
        market
            .seed_catalog(shelf.catalog())
            .map_err(anyhow::Error::msg)?;
        store
            .seed_products(shelf.products())
            .map_err(anyhow::Error::msg)?;
        let (store_door, market_door) = (store.router(), market.router());
        network.plug(STORE, store_door.clone());
        network.plug(MARKET, market_door.clone());
        let ground = Ground {
            plan: plan.clone(),
            name: format!("crossdock-torture-{:016x}", super::world_number()),
            clock: clock.clone(),
            network,
        };
        let nodes: Vec<Arc<Node>> = (0..plan.nodes)
            .map(|number| Arc::new(Node::new(number, &clock)))
            .collect();
        ground.network.plug(DESK, balancer(&nodes));
        let app = nodes
            .first()
            .context("a world has a node")?
            .open(&ground, Pace::Usual)?;
        app.space()
            .storage()
            .add_workspace(WORKSPACE, "Workspace", clock.now())
            .await?;
        let marketplace = connect_marketplace(&app, &market_door, market_config(plan)).await?;
        let store_id = connect_store(&app, plan, store.config()).await?;
        map(&app, &shelf, store_id, marketplace).await?;
        Ok(Self {
            ground,
            air,
            shelf,
            store,
            market,
            store_door,
            nodes,
            opening,
            store_id,
            _database: app,
        })
    }

    /// A node that runs, the wished one if it does.
    pub(super) fn node(&self, wished: usize) -> Option<&Arc<Node>> {
        let count = self.nodes.len().max(1);
        (0..count)
            .filter_map(|next| self.nodes.get((wished + next) % count))
            .find(|node| node.app().is_some())
    }
}

fn store_config(plan: &Plan) -> ShopbaseSimConfig {
    ShopbaseSimConfig {
        seed: mix(plan.seed, "store", 0),
        strict_rate: plan.strict_rate,
        ..ShopbaseSimConfig::default()
    }
}

/// Orders travel in hours where real ones take weeks, so that a world is short and its timers still
/// overtake each other; in most worlds faster still.
fn market_config(plan: &Plan) -> AliexpressSimConfig {
    AliexpressSimConfig {
        seed: mix(plan.seed, "market", 0),
        throttle_per_mille: if plan.troubles.platforms { 10 } else { 0 },
        repeat_same_ids: plan.keys == Keys::Answered,
        forgets_keys: plan.keys == Keys::Forgotten,
        risk_minutes: 1..=10,
        handling_hours: 0..=5,
        travel_days: 0..=1,
        accept_hours: 1..=4,
        cancel_answer_hours: 1..=4,
        seller_timeout_days: 1,
        hurry: plan.hurry,
        pay_timeout_seconds: 2 * 86_400,
        two_parcels_per_mille: 400,
        number_change_per_mille: 400,
        ..AliexpressSimConfig::default()
    }
}

async fn connect_store(
    app: &App,
    plan: &Plan,
    config: &ShopbaseSimConfig,
) -> anyhow::Result<StoreId> {
    let base_url = format!("https://{STORE}");
    let values = values(&[
        ("shop", &config.shop),
        ("api_key", &config.api_key),
        ("password", &config.api_password),
        ("shared_secret", &config.shared_secret),
        ("base_url", &base_url),
    ]);
    app::connect::start(app, "shopbase", "private-app", &values, OWN_URL)
        .await
        .context("the simulated store was not connected")?;
    let mut store = app
        .space()
        .stores()
        .await?
        .pop()
        .context("no store is connected")?;
    let id = store.id;
    store.settings.placing = if plan.automatic {
        Automation::Automatic
    } else {
        Automation::ByHand
    };
    store.settings.notify_customer = plan.notify;
    // The address is a secret that nobody guesses, and here everything follows from the seed.
    store.hook_key = format!("torture-{:016x}", mix(plan.seed, "hook", 0));
    let mut changeset = Changeset::default();
    changeset.writes.push(Write::UpdateStore(Box::new(store)));
    app.space().commit(changeset).await?;
    // Its products are read and its webhooks subscribed.
    app::queue::run_due(app, 50).await?;
    Ok(id)
}

/// Connects as a person does: goes to the marketplace's page, allows it there, comes back with a code.
async fn connect_marketplace(
    app: &App,
    door: &Router,
    config: AliexpressSimConfig,
) -> anyhow::Result<ConnectionId> {
    let base_url = format!("https://{MARKET}");
    let values = values(&[
        ("app_key", &config.app_key),
        ("app_secret", &config.app_secret),
        ("base_url", &base_url),
    ]);
    let started = app::connect::start(app, "aliexpress", "authorize", &values, OWN_URL).await?;
    let app::connect::Started::GoTo(page) = started else {
        return Err(anyhow!(
            "the marketplace did not ask for a person's consent"
        ));
    };
    let page = url::Url::parse(&page)?;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in page.query_pairs() {
        if matches!(&*name, "client_id" | "redirect_uri" | "state") {
            form.append_pair(&name, &value);
        }
    }
    let form = form.append_pair("buyer", "1861703697").finish();
    let request = Request::builder()
        .method(Method::POST)
        .uri("/oauth/authorize")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))?;
    let answer = match door.clone().oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let back = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|to| to.to_str().ok())
        .context("the marketplace did not send the person back")?;
    let query: ConnectValues = url::Url::parse(back)?.query_pairs().into_owned().collect();
    app::connect::finish(app, "aliexpress", &query, OWN_URL)
        .await
        .context("the simulated marketplace was not connected")
}

/// Says how each offer is bought.
async fn map(
    app: &App,
    shelf: &Shelf,
    store_id: StoreId,
    marketplace: ConnectionId,
) -> anyhow::Result<()> {
    let wanted = shelf
        .offers
        .iter()
        .map(|offer| ExternalId::new(offer.variant_id.to_string()));
    let known = app
        .space()
        .variants_by_external_id(store_id, wanted.collect())
        .await?;
    let mut changeset = Changeset::default();
    for offer in shelf.offers.iter().filter(|offer| !offer.parts.is_empty()) {
        let external = ExternalId::new(offer.variant_id.to_string());
        let variant_id = *known.get(&external).context("a product was not read")?;
        let mapping = Mapping {
            variant_id,
            lines: mapping_lines(offer, marketplace),
            version: 0,
        };
        changeset.writes.push(Write::PutMapping(Box::new(mapping)));
    }
    Ok(app.space().commit(changeset).await?)
}

fn mapping_lines(offer: &Offer, connection_id: ConnectionId) -> Vec<MappingLine> {
    let platform = || PlatformName::new("aliexpress");
    let line = |part: &super::shelf::Part| MappingLine {
        connection_id,
        supplier: SupplierRef {
            platform: platform(),
            external_id: ExternalId::new(part.supplier.clone()),
            name: part.supplier.clone(),
        },
        variant: SupplierVariantRef {
            platform: platform(),
            product_id: ExternalId::new(part.product.clone()),
            variant_id: ExternalId::new(part.sku.clone()),
        },
        attributes: part.attributes.clone(),
        title: part.sku.clone(),
        quantity: part.quantity,
    };
    offer.parts.iter().map(line).collect()
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// A call by the hand of whoever runs the rehearsal: over no network, heard by nobody.
pub(super) async fn by_hand(
    door: &Router,
    method: Method,
    path: &str,
    authorization: Option<&str>,
    body: &Value,
) -> Option<Value> {
    let body = if body.is_null() { &json!({}) } else { body };
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    let request = request.body(Body::from(body.to_string())).ok()?;
    let answer = match door.clone().oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let fine = answer.status().is_success();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .ok()?;
    fine.then(|| serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}
