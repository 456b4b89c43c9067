//! The server is asked to stop (`SIGTERM`): what was begun is finished and recorded, and nothing has to
//! be asked about afterwards.

use domain::order::{Tab, TimelineKind};
use platforms::sim::FaultKind;

use crate::bench::engine::Engine;
use crate::bench::wait::until;
use crate::bench::{CREATE, Setup, World, once};

on_both_engines!(asked_to_stop_while_placing_it_records_what_was_bought);

async fn asked_to_stop_while_placing_it_records_what_was_bought(engine: Engine) {
    let mut world = World::open(Setup::on(engine)).await;
    let order = world.order(&[(0, 1)]);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 1)
        .await;
    world
        .market
        .faults()
        .set(vec![once(CREATE, FaultKind::HoldAfter)]);
    world.place(&planned).await;
    until("the placement is under way", async || {
        (!world.market.holds().held().is_empty()).then_some(())
    })
    .await;
    let ending = world.ask_to_stop().await;
    // Nobody new is let in, while the answer that is waited for still comes.
    until("the desk is closed", async || {
        let desk = std::net::TcpStream::connect(("127.0.0.1", world.program.port));
        desk.is_err().then_some(())
    })
    .await;
    world.market.holds().release();
    assert_eq!(ending.ended().await, Some(0));
    let stopped = world.find(order).await.unwrap();
    assert_eq!(
        stopped.order.tab,
        Tab::AwaitingPayment,
        "recorded before it ended"
    );
    world.start().await;
    let arrived = world.carry(order).await;
    world.expect_once(order, &[(0, 1)]);
    let story = world.story(&arrived).await;
    let doubted = |kind: &TimelineKind| matches!(kind, TimelineKind::PlacementInDoubt { .. });
    assert!(!story.iter().any(doubted), "{story:#?}");
}

on_both_engines!(open_pages_do_not_hold_it_up_and_nothing_is_lost);

/// Live pages stay open for ever; they do not keep the server from ending.
async fn open_pages_do_not_hold_it_up_and_nothing_is_lost(engine: Engine) {
    let mut world = World::open(Setup::on(engine)).await;
    let orders: Vec<i64> = (0..3).map(|_| world.order(&[(0, 1), (2, 1)])).collect();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let live = client
        .get(format!("{}/live", world.program.url()))
        .header("cookie", &world.desk.cookie)
        .send();
    let live = live.await.unwrap();
    assert_eq!(live.status(), 200);
    for _ in 0..3 {
        let ending = world.ask_to_stop().await;
        assert_eq!(ending.ended().await, Some(0));
        world.start().await;
    }
    drop(live);
    for order in orders {
        world.carry(order).await;
        assert_eq!(world.fulfillments(order).len(), 2);
        assert_eq!(world.parcel_mails(order).len(), 2);
    }
    assert_eq!(world.standing().len(), 6);
}
