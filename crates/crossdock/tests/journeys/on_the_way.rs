//! A parcel of a Shopify store on its way: its number is replaced after the store was told, and it is
//! followed by the supplier's own tracking alone.

use std::collections::{BTreeMap, BTreeSet};

use domain::notice::{Medium, NoticeEvent as E, NoticeState};
use domain::order::Dossier;
use domain::parcel::TrackingStatus as T;
use jiff::SignedDuration;
use platforms::aliexpress::sim::AliexpressSimConfig;
use platforms::shopify::sim::ShopifySimConfig;
use platforms::sim::SimClock;
use serde_json::{Value, json};

use crate::bench::engine::Engine;
use crate::bench::person::is_told;
use crate::bench::shelf::text;
use crate::bench::wait::{breath, until};
use crate::bench::{Setup, World};
use crate::notices::{Post, notices};
use crate::tracking::connect;

on_both_engines!(a_number_is_replaced_after_the_store_was_told);
on_both_engines!(without_a_tracker_parcels_follow_the_supplier);

/// Parcels travel for half an hour to an hour by the marketplace's clock, which only this moves on.
struct Road {
    world: World,
    clock: SimClock,
    post: Post,
}

impl Road {
    async fn open(engine: Engine, number_change_per_mille: u16) -> Self {
        let clock = SimClock::real();
        let setup = Setup::on(engine);
        let world = World::open(Setup {
            shopify: Some((ShopifySimConfig::default(), "")),
            market_clock: Some(clock.clone()),
            market: AliexpressSimConfig {
                travel_days: 1..=1,
                hurry: 48,
                number_change_per_mille,
                first_carrier_per_mille: 1000,
                ..setup.market
            },
            ..setup
        })
        .await;
        let post = Post::start().await;
        post.set_up(&world).await;
        Self { world, clock, post }
    }

    /// A customer orders, and everything is done until the store is told of the one parcel.
    async fn told(&self) -> i64 {
        let order = self.world.order(&[(0, 1)]);
        until("the store is told of the parcel", async || {
            self.world.look_after(order).await;
            (self.world.fulfillments(order).len() == 1).then_some(())
        })
        .await;
        order
    }

    /// The parcel as the marketplace keeps it.
    fn parcel(&self) -> Value {
        self.world.standing()[0]["parcels"][0].clone()
    }

    /// The one fulfillment of the order in the store.
    fn fulfillment(&self, order: i64) -> Value {
        let mut made = self.world.fulfillments(order);
        assert_eq!(made.len(), 1, "{made:#?}");
        made.remove(0)
    }

    /// Has the supplier read until the order is as `wanted`.
    async fn until(
        &self,
        order: i64,
        what: &str,
        mut wanted: impl FnMut(&Dossier) -> bool,
    ) -> Dossier {
        until(what, async || {
            let known = self.world.look_after(order).await?;
            breath().await;
            wanted(&known).then_some(known)
        })
        .await
    }

    /// Everything is sent, each event by mail and by SMS, and none of them twice.
    async fn expect_told_once(&self, order: i64, dossier: &Dossier) -> BTreeSet<E> {
        let all = until("the customer is told", async || {
            let all = notices(&self.world, dossier).await;
            let arrived = all.iter().any(|one| one.event == E::Delivered);
            let is_over = arrived && all.iter().all(|one| one.state.is_over());
            is_over.then_some(all)
        })
        .await;
        let mut told: BTreeMap<(E, Medium), u32> = BTreeMap::new();
        for one in &all {
            assert!(
                matches!(one.state, NoticeState::Sent | NoticeState::Arrived),
                "{one:?}"
            );
            *told.entry((one.event, one.medium)).or_default() += 1;
        }
        assert!(told.values().all(|count| *count == 1), "{told:?}");
        let events: BTreeSet<E> = told.keys().map(|(event, _)| *event).collect();
        assert_eq!(told.len(), events.len() * 2, "{told:?}");
        let mails = self.post.mails.mails();
        assert_eq!(mails.len(), events.len(), "{mails:#?}");
        assert!(mails.iter().all(|mail| mail.copies == 1), "{mails:#?}");
        assert_eq!(self.post.sms.messages().len(), events.len());
        // The store did not tell the customer as well.
        assert!(self.world.parcel_mails(order).is_empty());
        events
    }
}

async fn a_number_is_replaced_after_the_store_was_told(engine: Engine) {
    let road = Road::open(engine, 1000).await;
    let tracker = connect(&road.world, 10).await;
    let order = road.told().await;
    let parcel = road.parcel();
    let first = text(&parcel["first_mile_number"]);
    let last = text(&parcel["last_mile_number"]);
    let told = road.fulfillment(order);
    assert_eq!(text(&told["tracking_number"]), first);
    let follows = |number: &str| {
        let ledger = tracker.sim.ledger();
        let mut numbers = ledger["numbers"].as_array().unwrap().iter();
        numbers.any(|known| text(&known["number"]) == number)
    };
    tracker
        .until(&road.world, order, "the first number is followed", |_| {
            follows(&first)
        })
        .await;
    // The carrier of the last mile takes over, with a number of its own.
    while text(&road.parcel()["mail_no"]) == first {
        road.clock.advance(SignedDuration::from_mins(1));
    }
    road.until(order, "the store is told the new number", |known| {
        known.parcels[0].number.as_deref() == Some(&*last)
            && text(&road.fulfillment(order)["tracking_number"]) == last
    })
    .await;
    tracker
        .until(&road.world, order, "the new number is followed", |_| {
            follows(&last)
        })
        .await;
    tracker
        .sim
        .say(&last, json!({"sub_status": "Delivered_Other"}))
        .unwrap();
    let arrived = |known: &Dossier| known.parcels[0].status == T::Delivered && is_told(known);
    let known = tracker
        .until(&road.world, order, "it arrived by the new number", arrived)
        .await;
    assert_eq!(known.parcels.len(), 1);
    assert_eq!(known.parcels[0].former_numbers, [first]);
    let now = road.fulfillment(order);
    assert_eq!((&now["id"], &now["lines"]), (&told["id"], &told["lines"]));
    assert_eq!(now["tracking_numbers"], json!([last]));
    assert_eq!(now["updated_numbers"], json!([last]), "changed once");
    assert_eq!(now["shipment_status"], "delivered");
    let calls = road.world.store.ledger()["calls"].clone();
    assert_eq!(calls["fulfillmentCreate"], 1, "{calls:#}");
    assert_eq!(calls["fulfillmentTrackingInfoUpdate"], 1, "{calls:#}");
    assert_eq!(tracker.sim.ledger()["credits"]["used"], 2);
    road.expect_told_once(order, &known).await;
}

async fn without_a_tracker_parcels_follow_the_supplier(engine: Engine) {
    let road = Road::open(engine, 0).await;
    assert!(
        road.world
            .app()
            .space()
            .trackers()
            .await
            .unwrap()
            .is_empty()
    );
    let order = road.told().await;
    let mut shown = BTreeSet::new();
    let mut stood = BTreeSet::new();
    let known = road
        .until(order, "it arrives by the supplier's word", |known| {
            shown.insert(text(&road.fulfillment(order)["shipment_status"]));
            stood.insert(known.parcels[0].status.as_str());
            road.clock.advance(SignedDuration::from_secs(20));
            is_told(known)
        })
        .await;
    let parcel = &known.parcels[0];
    assert_eq!(parcel.status, T::Delivered);
    assert_eq!(
        parcel.number.as_deref(),
        road.parcel()["mail_no"].as_str(),
        "{parcel:#?}"
    );
    assert!(stood.contains(T::InTransit.as_str()), "{stood:?}");
    assert!(shown.contains("in_transit"), "{shown:?}");
    let told = road.fulfillment(order);
    assert_eq!(told["shipment_status"], "delivered");
    assert_eq!(
        road.world.in_store(order)["fulfillment_status"],
        "FULFILLED"
    );
    let events = road.expect_told_once(order, &known).await;
    assert!(events.contains(&E::Shipped), "{events:?}");
    let page = road.world.page(&known).await;
    assert!(page.contains(&text(&told["tracking_number"])), "{page}");
}
