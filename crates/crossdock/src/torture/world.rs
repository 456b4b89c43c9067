//! One world from its opening to its judgment: the story is played with all its troubles, then faults
//! stop, the world comes to rest, and the judge looks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use app::App;
use domain::changeset::Changeset;
use domain::job::JobEnd;
use domain::purchase::PurchaseState as S;
use platforms::sim::{FaultKind, FaultRule};
use serde_json::json;
use storage::{Claim, ClaimedJob, OrderFilter, OrderSort};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::customers::{self, Truth};
use super::dice::Dice;
use super::ear::Ear;
use super::judge::{Evidence, Finding, judge};
use super::merchants::Merchants;
use super::node::Pace;
use super::plan::Plan;
use super::stage::Stage;
use super::story::{self, Click, Crash, Deed, Trigger};

/// What a world came to.
pub(super) struct Outcome {
    pub(super) plan: Plan,
    /// The history in one number: runs of one seed have the same.
    pub(super) history: u64,
    pub(super) findings: Vec<Finding>,
    /// The timelines of the orders concerned.
    pub(super) stories: Vec<String>,
    pub(super) tally: Tally,
}

/// What happened, in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) orders: u64,
    pub(super) supplier_orders: u64,
    pub(super) parcels: u64,
    pub(super) told: u64,
    pub(super) mails: u64,
    pub(super) crashes: u64,
    pub(super) jumps: u64,
    pub(super) clicks: u64,
    pub(super) requests: u64,
    pub(super) lost: u64,
    pub(super) faults: u64,
    pub(super) jobs: u64,
    pub(super) doubts: u64,
    pub(super) hours: u64,
}

/// How often the merchants look while the world comes to rest.
const LOOK: Duration = Duration::from_secs(30 * 60);

/// A world in which nothing changed for this many looks rests: longer than any timer of the way.
const QUIET_LOOKS: u32 = 40;

/// A box on its way may be silent for a day and only then get its last number, and a seller has a day to
/// send what was paid for: so often is half of that quiet waited for once more.
const SILENCES: u32 = 4;

/// A world that has not come to rest after so many looks (12 days) is not going to.
const PATIENCE_LOOKS: u32 = 576;

struct World {
    stage: Arc<Stage>,
    truth: Truth,
    merchants: Merchants,
    ear: Ear,
    crashing: JoinSet<u64>,
    tally: Tally,
}

/// Plays a world and judges it.
pub(super) async fn play(plan: &Plan) -> anyhow::Result<Outcome> {
    let (strikes, mut struck) = mpsc::unbounded_channel();
    let stage = Arc::new(Stage::set_up(plan, strikes).await?);
    let ear = Ear::new(stage.air.clone());
    let _listening = ear.listen();
    let mut world = World {
        merchants: Merchants::new(stage.market.clone(), stage.ground.clock.clone()),
        stage,
        truth: Truth::default(),
        ear,
        crashing: JoinSet::new(),
        tally: Tally::default(),
    };
    world.open()?;
    world.play(&mut struck).await;
    let rested = world.come_to_rest().await?;
    world.judge(rested).await
}

impl World {
    fn open(&self) -> anyhow::Result<()> {
        let plan = &self.stage.ground.plan;
        self.stage.air.is_wild(plan.troubles.network);
        if plan.troubles.platforms {
            self.stage.store.faults().set(store_faults());
            self.stage.market.faults().set(market_faults());
        }
        for node in &self.stage.nodes {
            node.start(&self.stage.ground, Pace::Usual)?;
        }
        Ok(())
    }

    async fn play(&mut self, struck: &mut mpsc::UnboundedReceiver<Crash>) {
        let opening = Instant::now();
        let end = opening + story::length(&self.stage.ground.plan);
        let mut events = story::of(&self.stage.ground.plan).into_iter().peekable();
        loop {
            let next = events.peek().map_or(end, |event| opening + event.at);
            tokio::select! {
                biased;
                Some(crash) = struck.recv() => self.crash(crash),
                () = sleep_until(next) => match events.next() {
                    Some(event) => self.happen(event.deed).await,
                    None => break,
                },
            }
            self.reap();
        }
        self.stage.air.disarm();
        self.crashing.abort_all();
        while let Some(ended) = self.crashing.join_next().await {
            self.tally.crashes += ended.unwrap_or(0);
        }
    }

    async fn happen(&mut self, deed: Deed) {
        self.stage.air.hear(format!("{deed:?}"));
        match deed {
            Deed::Order(order) => {
                customers::order(&self.stage, &mut self.truth, order).await;
            }
            Deed::Change(order, change, details) => {
                customers::change(&self.stage, &mut self.truth, order, change, details).await;
            }
            Deed::Click(click) => self.click(&click),
            Deed::Crash(crash) if crash.trigger == Trigger::Time => self.crash(crash),
            Deed::Crash(crash) => self.stage.air.arm(crash),
            Deed::Clock { node, off_by_ms } => {
                self.tally.jumps += 1;
                if let Some(node) = self.stage.nodes.get(node) {
                    node.clock.set_off_by(off_by_ms);
                }
            }
            Deed::Shelf(details) => self.change_shelf(details),
            Deed::AccessEnds => self.stage.market.expire_access(),
            Deed::Forged(details) => self.forge(details),
            Deed::WebhooksAgain => self.stage.store.deliver_again(5),
        }
    }

    /// One person clicks, or two at two nodes at the same moment.
    fn click(&self, click: &Click) {
        let people = if click.twice { 2 } else { 1 };
        for person in 0..people {
            let Some(node) = self.stage.node(click.node + person) else {
                return;
            };
            if let Some(app) = node.app() {
                let number = i64::try_from(person).unwrap_or(0) + 1;
                node.run(self.merchants.clone().click(app, click.clone(), number));
            }
        }
    }

    fn crash(&mut self, crash: Crash) {
        let stage = Arc::clone(&self.stage);
        self.crashing.spawn(async move {
            let mut crashes = 0;
            let Some(node) = stage.nodes.get(crash.node) else {
                return crashes;
            };
            for _ in 0..crash.turns {
                tokio::task::yield_now().await;
            }
            crashes += u64::from(node.crash());
            stage.air.hear(("crash", crash.node));
            sleep(crash.gone_for).await;
            for again in &crash.again_after {
                start(&stage, crash.node);
                sleep(*again).await;
                crashes += u64::from(node.crash());
                sleep(Duration::from_secs(1)).await;
            }
            start(&stage, crash.node);
            crashes
        });
    }

    fn reap(&mut self) {
        while let Some(ended) = self.crashing.try_join_next() {
            self.tally.crashes += ended.unwrap_or(0);
        }
    }

    /// The marketplace changes a price or runs out of something.
    fn change_shelf(&self, details: u64) {
        let mut dice = Dice::of(details, "shelf", 0);
        let offers = &self.stage.shelf.offers;
        let offer = &offers[dice.index(offers.len())];
        let Some(part) = offer.parts.first() else {
            return;
        };
        let change = match dice.below(8) {
            0..3 => json!({"price_per_mille": dice.between(900, 1_400)}),
            3..5 => json!({"order_price_per_mille": dice.between(950, 1_400)}),
            5 => json!({"sku_id": part.sku, "stock": 0}),
            6 => json!({"sku_id": part.sku, "stock": 100_000}),
            _ => json!({"price_per_mille": 1_000, "order_price_per_mille": 1_000}),
        };
        if let Ok(product) = part.product.parse() {
            // A product that is gone can't be changed; then nothing happens.
            let _ = self.stage.market.change_product(product, change);
        }
    }

    /// Somebody sends a webhook that no store sent.
    fn forge(&self, details: u64) {
        let Some(told) = self.truth.orders.values().next() else {
            return;
        };
        let hook = format!(
            "https://{}/hooks/torture-{:016x}/orders-updated",
            super::DESK,
            super::dice::mix(self.stage.ground.plan.seed, "hook", 0)
        );
        let body = json!({"id": told.id, "financial_status": "paid", "note": details}).to_string();
        let outlet = self.stage.ground.network.outlet("stranger");
        let request = reqwest::Client::new()
            .post(hook)
            .header("x-shopbase-hmac-sha256", "Zm9yZ2Vk")
            .body(body)
            .build();
        if let Ok(request) = request {
            tokio::spawn(async move {
                // Whatever it is answered, the judge sees whether anything came of it.
                let _ = outlet.carry(request).await;
            });
        }
    }

    /// Faults stop, clocks are right, every node runs, and the merchants do what waits for them until
    /// nothing changes any more. Says what still moves if that does not end.
    async fn come_to_rest(&mut self) -> anyhow::Result<Option<String>> {
        let stage = Arc::clone(&self.stage);
        stage.store.faults().set(Vec::new());
        stage.market.faults().set(Vec::new());
        stage
            .market
            .configure(|config| config.throttle_per_mille = 0);
        stage.air.is_wild(false);
        for node in &stage.nodes {
            node.clock.set_off_by(0);
            node.crash();
        }
        tokio::task::yield_now().await;
        self.ear.all_stopped();
        for node in &stage.nodes {
            node.start(&stage.ground, Pace::Patient)?;
        }
        let mut last = String::new();
        let mut quiet = 0;
        let mut silences = SILENCES;
        for _ in 0..PATIENCE_LOOKS {
            let app = stage.node(0).and_then(|node| node.app());
            let app = app.context("no node runs though nothing crashes any more")?;
            self.merchants.clone().be_diligent(app.clone()).await?;
            sleep(LOOK).await;
            let space = app.space();
            let purchases = space.purchase_counts().await?;
            let parcels = space.parcel_counts().await?;
            let tabs = space.tab_counts().await?;
            let now = format!("{purchases:?} {parcels:?} {tabs:?}");
            quiet = if now == last { quiet + 1 } else { 0 };
            last = now;
            let moving = [
                S::Planned,
                S::Placing,
                S::AwaitingPayment,
                S::AwaitingShipment,
                S::Shipped,
            ];
            let moves = purchases
                .iter()
                .any(|(state, count)| moving.contains(state) && *count > 0);
            if quiet >= QUIET_LOOKS && silences > 0 && self.will_go_on() {
                silences -= 1;
                quiet = QUIET_LOOKS / 2;
            }
            if quiet >= QUIET_LOOKS || (!moves && quiet >= QUIET_LOOKS / 3) {
                return self.wait_for_work().await.map(|()| None);
            }
        }
        Ok(Some(last))
    }

    /// Whether the marketplace will still send or close an order that was paid, or number a box that is on
    /// its way under a number that is not its last.
    fn will_go_on(&self) -> bool {
        self.stage.market.order_rows().iter().any(|order| {
            let is_open = order.finished_at.is_none() && order.canceled_at.is_none();
            let is_to_be_sent = is_open && order.paid_at.is_some() && order.shipped_at.is_none();
            let will_be_numbered = order.parcels.iter().any(|one| {
                one.shipped && one.delivered_at.is_none() && one.number != one.last_mile_number
            });
            is_to_be_sent || will_be_numbered
        })
    }

    /// Waits for a moment in which nothing happens to run.
    async fn wait_for_work(&self) -> anyhow::Result<()> {
        for _ in 0..60 {
            let app = self.stage.node(0).and_then(|node| node.app());
            let app = app.context("no node runs though nothing crashes any more")?;
            if app.space().job_counts().await?.running == 0 {
                break;
            }
            sleep(Duration::from_millis(700)).await;
        }
        Ok(())
    }

    async fn judge(mut self, restless: Option<String>) -> anyhow::Result<Outcome> {
        let stage = Arc::clone(&self.stage);
        let started = stage.opening;
        let now = stage.ground.clock.now();
        let history = stage.air.history();
        for node in &stage.nodes {
            node.crash();
        }
        tokio::task::yield_now().await;
        self.truth.typed_numbers.extend(self.merchants.typed());
        let evidence = self.collect(now).await?;
        let mut findings = judge(&evidence);
        if let Some(what) = restless {
            let rule = "restless";
            let order = None;
            findings.push(Finding { rule, order, what });
        }
        let troubles = &stage.ground.plan.troubles;
        if !troubles.crashes && !troubles.clocks {
            for overlap in self.ear.overlaps() {
                findings.push(Finding {
                    rule: "lane",
                    order: None,
                    what: format!("two jobs of a lane ran at once: {overlap}"),
                });
            }
        }
        self.count(&evidence);
        self.tally.hours = u64::try_from(now.duration_since(started).as_hours()).unwrap_or(0);
        let stories = stories(&evidence, &findings);
        Ok(Outcome {
            plan: stage.ground.plan.clone(),
            history,
            findings,
            stories,
            tally: self.tally,
        })
    }

    /// Reads the database at rest and the ledgers.
    async fn collect(&self, now: jiff::Timestamp) -> anyhow::Result<Evidence> {
        let stage = &self.stage;
        let node = stage.nodes.first().context("a world has a node")?;
        let app = node.open(&stage.ground, Pace::Patient)?;
        let space = app.space();
        let all = OrderFilter::default();
        let dossiers = space
            .orders(all, OrderSort::Oldest, None, 1_000_000)
            .await?
            .orders;
        let mut timelines = BTreeMap::new();
        for dossier in &dossiers {
            let mut events = space.timeline(dossier.order.id).await?;
            // Pages want the newest first, the judge walks forward.
            events.sort_by_key(|event| (event.at, event.id));
            timelines.insert(dossier.order.id, events);
        }
        let failed_jobs = space.failed_jobs(50).await?;
        let tabs = space.tab_counts().await?;
        let (kept_webhooks, _) = space.delivery_counts(stage.store_id).await?;
        let broken = space.storage().check().await?;
        // Everything that waits is taken out to be looked at, and then what was left running.
        let jobs = take_jobs(&app, now).await?;
        space.take_back_all_jobs(now).await?;
        let running = take_jobs(&app, now).await?;
        Ok(Evidence {
            plan: stage.ground.plan.clone(),
            truth: self.truth.clone(),
            shelf: stage.shelf.clone(),
            store: stage.store.order_rows(),
            mails: stage.store.mail_rows(),
            market: stage.market.order_rows(),
            dossiers,
            timelines,
            jobs,
            failed_jobs,
            running,
            tabs,
            kept_webhooks,
            taken_webhooks: stage.air.taken(),
            broken,
            now,
        })
    }

    fn count(&mut self, evidence: &Evidence) {
        let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
        let carried = self.stage.air.carried();
        let tally = &mut self.tally;
        tally.orders = count(evidence.store.len());
        tally.supplier_orders = count(evidence.market.len());
        tally.parcels = count(
            evidence
                .market
                .iter()
                .map(|order| order.parcels.len())
                .sum(),
        );
        tally.told = count(
            evidence
                .store
                .iter()
                .map(|row| row.fulfillments.len())
                .sum(),
        );
        tally.mails = count(evidence.mails.len());
        tally.clicks = self.merchants.clicks();
        tally.requests = carried.requests;
        tally.lost = carried.lost;
        tally.faults = self.stage.store.faults().struck() + self.stage.market.faults().struck();
        tally.jobs = self.ear.jobs();
        let doubtful = |kind: &domain::order::TimelineKind| {
            matches!(kind, domain::order::TimelineKind::PlacementInDoubt { .. })
        };
        let events = evidence.timelines.values().flatten();
        tally.doubts = count(events.filter(|event| doubtful(&event.kind)).count());
    }
}

/// Takes all waiting work out of the queue.
async fn take_jobs(app: &App, now: jiff::Timestamp) -> anyhow::Result<Vec<ClaimedJob>> {
    let space = app.space();
    let far = now + jiff::SignedDuration::from_hours(24 * 3_650);
    let mut jobs = Vec::new();
    loop {
        let claim = Claim {
            worker: app.worker(),
            now: far,
            lease_until: far,
        };
        let claimed = space.claim_jobs(claim, 1_000).await?.jobs;
        if claimed.is_empty() {
            return Ok(jobs);
        }
        for job in claimed {
            let ended = Changeset::finishing(job.id, job.claim, JobEnd::Done);
            space.commit(ended).await?;
            jobs.push(job);
        }
    }
}

fn start(stage: &Stage, number: usize) {
    if let Some(node) = stage.nodes.get(number)
        && let Err(error) = node.start(&stage.ground, Pace::Usual)
    {
        // The judge finds an order that nobody moves; this says why.
        crate::cli::say_error(&format!("node {number} did not start: {error:#}"));
    }
}

/// The timelines of the orders that the findings are about, a few of them.
fn stories(evidence: &Evidence, findings: &[Finding]) -> Vec<String> {
    const MANY: usize = 5;
    let mut shown = Vec::new();
    for finding in findings {
        if let Some(order) = finding.order
            && !shown.contains(&order)
            && shown.len() < MANY
        {
            shown.push(order);
        }
    }
    shown
        .into_iter()
        .map(|order| super::report::story(evidence, order))
        .collect()
}

/// What the store does wrong.
fn store_faults() -> Vec<FaultRule> {
    let hook = |name: &str| FaultKind::Platform { name: name.into() };
    let tell = "POST /admin/orders/{id}/fulfillments.json";
    rules(&[
        ("webhook", hook("webhook_lost"), 150),
        ("webhook", hook("webhook_twice"), 80),
        ("webhook", hook("webhook_late"), 80),
        ("webhook", hook("webhook_out_of_order"), 80),
        ("webhook", hook("webhook_bad_signature"), 20),
        (tell, FaultKind::CutAfter, 60),
        (tell, FaultKind::CutBefore, 30),
        (tell, FaultKind::ServerErrorAfter { status: 504 }, 40),
        ("*", FaultKind::Throttled, 15),
        ("*", FaultKind::ServerError { status: 502 }, 15),
        ("*", FaultKind::NotJson, 4),
        ("*", FaultKind::Slow { delay_ms: 9_000 }, 4),
        ("*", FaultKind::Slow { delay_ms: 31_000 }, 2),
    ])
}

/// What the marketplace does wrong.
fn market_faults() -> Vec<FaultRule> {
    let own = |name: &str| FaultKind::Platform { name: name.into() };
    let place = "aliexpress.ds.order.create";
    rules(&[
        (place, FaultKind::CutAfter, 30),
        (place, FaultKind::CutBefore, 20),
        (place, FaultKind::ServerErrorAfter { status: 502 }, 20),
        (place, own("remote_error_after"), 15),
        (place, own("service_timeout"), 15),
        (place, own("success_without_ids"), 10),
        (place, own("false_with_ids"), 8),
        (place, own("false_after"), 8),
        (place, own("empty_body_after"), 8),
        (place, own("price_up"), 20),
        (place, own("stock_out"), 10),
        (place, FaultKind::NotJson, 8),
        (place, FaultKind::Slow { delay_ms: 31_000 }, 6),
        (
            "aliexpress.ds.order.tracking.get",
            own("tracking_empty"),
            30,
        ),
        ("aliexpress.trade.ds.order.get", own("expire_token"), 1),
        ("*", FaultKind::Throttled, 10),
        ("*", FaultKind::ServerError { status: 503 }, 10),
        ("*", FaultKind::NotJson, 3),
        ("*", FaultKind::Slow { delay_ms: 12_000 }, 3),
    ])
}

fn rules(rules: &[(&str, FaultKind, u16)]) -> Vec<FaultRule> {
    rules
        .iter()
        .map(|(call, fault, per_mille)| FaultRule {
            call: (*call).to_owned(),
            fault: fault.clone(),
            per_mille: *per_mille,
            skip: 0,
            times: None,
        })
        .collect()
}
