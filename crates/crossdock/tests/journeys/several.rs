//! Several processes on one database: a desk that leaves the work to others, workers without a desk, one
//! that goes. On a SQLite file there is one, and the next is told so.

use crate::bench::desk::Desk;
use crate::bench::engine::Engine;
use crate::bench::program::{Settings, free_port};
use crate::bench::{Setup, World};

/// Another process on the same data folder and database.
fn another(world: &World) -> Settings {
    Settings {
        port: free_port(),
        ..world.program.clone()
    }
}

/// Waits until a live page hears of a topic.
async fn hears(live: &mut reqwest::Response, topic: &str) {
    let mut heard = String::new();
    let hearing = async {
        while !heard.contains(topic) && !heard.contains("data: *") {
            let more = live.chunk().await.unwrap().unwrap();
            heard.push_str(&String::from_utf8_lossy(&more));
        }
    };
    let patience = std::time::Duration::from_secs(150);
    let in_time = tokio::time::timeout(patience, hearing).await.is_ok();
    assert!(in_time, "{topic} was not heard of, but {heard:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_hears_what_another_process_did_and_the_work_goes_on_when_one_goes() {
    let mut world = World::open(Setup::on(Engine::Postgres)).await;
    let desk = another(&world);
    let there = "Crossdock is at http://";
    let arguments = ["serve", "--jobs-at-once", "0"];
    let second = desk.start(&arguments, there).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let live = client
        .get(format!("{}/live", desk.url()))
        .header("cookie", &world.desk.cookie)
        .send();
    // Whoever signed in at one desk is signed in at all of them.
    let mut live = live.await.unwrap();
    assert_eq!(live.status(), 200);
    let order = world.order(&[(0, 1), (2, 1)]);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 2)
        .await;
    hears(&mut live, &format!("order:{}", planned.order.id)).await;

    // From here on a person works at the second desk, and the work is done by a process without one.
    let cookie = world.desk.cookie.clone();
    world.desk = Desk::stranger(desk.url());
    world.desk.cookie = cookie;
    let ending = world.ask_to_stop().await;
    assert_eq!(ending.ended().await, Some(0));
    let worker = another(&world).start(&["work"], "Crossdock works").await;
    world.carry(order).await;
    world.expect_once(order, &[(0, 1), (2, 1)]);
    for process in [worker, second] {
        process.ask_to_stop().await;
        assert_eq!(process.ended().await, Some(0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_sqlite_file_the_second_is_told_who_works() {
    let mut world = World::open(Setup::on(Engine::Sqlite)).await;
    let second = another(&world);
    for command in ["serve", "work"] {
        let refused = second.run(&[command]).await;
        assert!(!refused.status.success());
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("already"), "{said}");
        assert!(said.contains("PostgreSQL"), "{said}");
    }
    // Commands that do one thing go on beside it, and the next may work when it is gone.
    let listed = second.run(&["orders", "list"]).await;
    assert!(listed.status.success(), "{listed:?}");
    world.kill().await;
    let worker = second.start(&["work"], "Crossdock works").await;
    worker.ask_to_stop().await;
    assert_eq!(worker.ended().await, Some(0));
}
