//! `crossdock move`: the program goes on where it was, on the other database, and never on both.

use std::fs;
use std::sync::Arc;

use domain::order::Dossier;
use storage::throwaway::Postgres;

use crate::bench::engine::Engine;
use crate::bench::{Setup, World, postgres};
use crate::{said, serve_refuses};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_go_on_after_a_move_there_and_back() {
    let cluster: Arc<Postgres> = postgres::shared();
    let there = cluster.create_database().unwrap();
    let mut world = World::open(Setup {
        poll_seconds: 5,
        ..Setup::on(Engine::Sqlite)
    })
    .await;
    let done = world.order(&[(0, 2), (2, 1)]);
    world.carry(done).await;
    let waiting = world.order(&[(1, 1)]);
    let planned = |it: &Dossier| it.purchases.len() == 1;
    world.until(waiting, "is planned", planned).await;
    let run = async |world: &World, to: &str| said(&world.program.run(&["move", "--to", to]).await);

    let (fine, words) = run(&world, &there).await;
    assert!(!fine && words.contains("stop `crossdock serve`"), "{words}");
    assert_eq!(world.ask_to_stop().await.ended().await, Some(0));
    let (fine, words) = run(&world, &there).await;
    assert!(fine && words.contains("the same on both sides"), "{words}");
    assert!(
        words.contains("DATABASE_URL") && words.contains("crossdock.key"),
        "{words}"
    );
    serve_refuses(&world, "was moved to").await;

    world.program.database_url = Some(there);
    world.start().await;
    world.carry(waiting).await;
    let later = world.order(&[(2, 1)]);
    world.until(later, "is planned", planned).await;
    assert_eq!(world.ask_to_stop().await.ended().await, Some(0));
    let back = world.program.folder.join("back");
    let (fine, words) = run(&world, back.to_str().unwrap()).await;
    assert!(fine && words.contains("The key was copied"), "{words}");
    serve_refuses(&world, "was moved to").await;

    world.program.database_url = None;
    fs::rename(world.program.data(), world.program.folder.join("old")).unwrap();
    fs::rename(&back, world.program.data()).unwrap();
    world.start().await;
    world.carry(later).await;
    let bought = world.standing();
    assert_eq!(bought.len(), 4, "two, one and one, each once: {bought:#?}");
}
