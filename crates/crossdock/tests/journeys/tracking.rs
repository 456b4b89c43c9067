//! Parcels followed through a tracker: pushes that are forged, doubled and late; a quota that is used
//! up; a status that a person sets.

use domain::order::Dossier;
use domain::parcel::TrackingStatus as T;
use jiff::SignedDuration;
use platforms::seventeen_track::sim::{SeventeenTrackSim, SeventeenTrackSimConfig};
use platforms::sim::{FaultRule, SimClock, SimServer};
use serde_json::json;

use crate::bench::engine::Engine;
use crate::bench::wait::until;
use crate::bench::{Setup, World, once, own};

on_both_engines!(pushes_that_are_forged_doubled_and_late_change_nothing_wrongly);
on_both_engines!(a_used_up_quota_is_said_and_parcels_go_on);

/// A tracker beside the world's own outsides.
pub(crate) struct Tracker {
    pub(crate) sim: SeventeenTrackSim,
    clock: SimClock,
    connection: String,
    _server: SimServer,
}

pub(crate) async fn connect(world: &World, credits: u32) -> Tracker {
    let clock = SimClock::real();
    let config = SeventeenTrackSimConfig {
        quota_total: credits,
        undetected_per_mille: 0,
        doubled_per_mille: 0,
        late_per_mille: 0,
        quirk_per_mille: 0,
        ..SeventeenTrackSimConfig::default()
    };
    let key = config.key.clone();
    let here = ([127, 0, 0, 1], 0).into();
    let (sim, server) = SeventeenTrackSim::start(config, clock.clone(), here)
        .await
        .unwrap();
    let url = server.base_url();
    let form = [("way", "key"), ("key", &*key), ("base_url", &*url)];
    let connected = world
        .desk
        .wish("/connections/new/seventeen_track", &form)
        .await;
    assert_eq!(connected.location, "/connections", "{}", connected.text);
    let mut trackers = world.app().space().trackers().await.unwrap();
    let tracker = trackers.remove(0);
    let address = format!("{}/hooks/{}/push", world.program.url(), tracker.hook_key);
    sim.configure(|config| config.push_url = Some(address));
    Tracker {
        sim,
        clock,
        connection: tracker.connection_id.to_string(),
        _server: server,
    }
}

/// A person ships an order by hand under this number.
async fn ship(world: &World, number: &str) -> i64 {
    let order = world.order(&[(0, 1)]);
    let known = world
        .until(order, "is planned", |it| it.purchases.len() == 1)
        .await;
    let path = format!("/orders/{}/fulfill", known.order.id);
    let line = format!("line-{}", known.order.lines[0].id);
    let form = [("number", number), ("carrier", ""), (&*line, "1")];
    world.desk.wish(&path, &form).await;
    world
        .until(order, "has a parcel", |it| it.parcels.len() == 1)
        .await;
    order
}

impl Tracker {
    /// Time passes at the tracker, and the desk asks it.
    pub(crate) async fn until(
        &self,
        world: &World,
        order: i64,
        what: &str,
        fine: impl Fn(&Dossier) -> bool,
    ) -> Dossier {
        until(what, async || {
            self.clock.advance(SignedDuration::from_mins(12));
            let path = format!("/connections/sync/{}", self.connection);
            world.desk.wish(&path, &[]).await;
            world.find(order).await.filter(|known| fine(known))
        })
        .await
    }

    fn scan(&self, number: &str, sub_status: &str, seconds_ago: i64) {
        let said = json!({"sub_status": sub_status, "seconds_ago": seconds_ago, "only_said": true});
        self.sim.say(number, said).unwrap();
    }

    fn pushes(&self, what: &str) -> u64 {
        self.sim.ledger()["pushes"][what].as_u64().unwrap()
    }
}

async fn pushes_that_are_forged_doubled_and_late_change_nothing_wrongly(engine: Engine) {
    const NUMBER: &str = "RB123456785GB";
    let world = World::open(Setup::on(engine)).await;
    let tracker = connect(&world, 10).await;
    tracker.scan(NUMBER, "InTransit_PickedUp", 600);
    // The first push is signed with another key: it is refused, and comes again as it should be.
    let forged: FaultRule = once("push", own("forged"));
    tracker.sim.faults().set(vec![forged]);
    let order = ship(&world, NUMBER).await;
    let status = |wanted: T| move |known: &Dossier| known.parcels[0].status == wanted;
    tracker
        .until(&world, order, "it moves", status(T::InTransit))
        .await;
    tracker
        .until(&world, order, "the forged push came again", |_| {
            tracker.pushes("failed") >= 1 && tracker.pushes("sent") >= 1
        })
        .await;
    tracker.scan(NUMBER, "Delivered_Other", 1);
    let known = tracker
        .until(&world, order, "it arrived", status(T::Delivered))
        .await;
    let scans = known.parcels[0].events.len();
    // Everything again, the youngest first.
    let sent = tracker.pushes("sent");
    tracker.sim.push_again(20);
    let known = tracker
        .until(&world, order, "the doubled ones were sent", |_| {
            tracker.pushes("sent") > sent && tracker.pushes("waiting") == 0
        })
        .await;
    let parcel = &known.parcels[0];
    assert_eq!((parcel.status, parcel.events.len()), (T::Delivered, scans));
    let ledger = tracker.sim.ledger();
    assert_eq!(ledger["credits"]["used"], 1, "a number is paid once");
    // What arrived is followed no more.
    until("it is stopped", async || {
        let path = format!("/connections/sync/{}", tracker.connection);
        world.desk.wish(&path, &[]).await;
        (tracker.sim.ledger()["numbers"][0]["stopped"] == "ByRequest").then_some(())
    })
    .await;
    set_by_hand(&world, order, &known).await;
}

/// A person's word holds until the parcel is tracked again.
async fn set_by_hand(world: &World, order: i64, known: &Dossier) {
    let (id, parcel) = (known.order.id, known.parcels[0].id);
    let path = format!("/orders/{id}/parcels/{parcel}");
    let fields = [format!("status-{parcel}"), format!("note-{parcel}")];
    let form = [(&*fields[0], "returned"), (&*fields[1], "it came back")];
    world.desk.wish(&format!("{path}/status"), &form).await;
    let set = |it: &Dossier| it.parcels[0].status == T::Returned;
    let known = world.until(order, "is set by hand", set).await;
    let page = world.page(&known).await;
    assert!(page.contains("it came back"), "{page}");
    world.desk.wish(&format!("{path}/again"), &[]).await;
    let told = |it: &Dossier| it.parcels[0].status == T::Delivered;
    world.until(order, "is what carriers say again", told).await;
}

async fn a_used_up_quota_is_said_and_parcels_go_on(engine: Engine) {
    const NUMBER: &str = "YT2412345678901234";
    let world = World::open(Setup::on(engine)).await;
    let tracker = connect(&world, 0).await;
    tracker.scan(NUMBER, "InTransit_PickedUp", 60);
    let order = ship(&world, NUMBER).await;
    let path = format!("/connections/sync/{}", tracker.connection);
    let page = until("it is said", async || {
        world.desk.wish(&path, &[]).await;
        let page = world.desk.get("/").await.text;
        page.contains("The tracker has no credits left")
            .then_some(page)
    })
    .await;
    assert!(page.contains("supplier's own tracking"), "{page}");
    let known = world
        .until(order, "is told", |it| !it.fulfillments.is_empty())
        .await;
    let page = world.page(&known).await;
    assert!(page.contains("goes on with the supplier"), "{page}");
    assert_eq!(tracker.sim.ledger()["credits"]["used"], 0);
    // Credits are bought: what waited is followed by itself.
    tracker.sim.configure(|config| config.quota_total = 5);
    let moves = |known: &Dossier| known.parcels[0].status == T::InTransit;
    tracker.until(&world, order, "it is followed", moves).await;
    let page = world.desk.get("/").await.text;
    assert!(!page.contains("has no credits left"), "{page}");
}
