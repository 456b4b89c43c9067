//! A PostgreSQL that is not there, or not ours, when the program starts.

use crate::bench::engine::Engine;
use crate::bench::{Setup, World};
use crate::{doctor_says, serve_refuses};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_server_that_is_gone_or_refuses_is_said_without_its_password() {
    let mut world = World::bare(Setup::on(Engine::Postgres)).await;
    let right = world.program.database_url.clone().unwrap();
    let (before, database) = right.rsplit_once('/').unwrap();
    let (login, address) = before.rsplit_once('@').unwrap();
    let (user, password) = login.rsplit_once(':').unwrap();
    let cases = [
        (
            format!("{login}@127.0.0.1:1/{database}"),
            "can't be reached",
        ),
        (
            format!("{user}:wrong@{address}/{database}"),
            "check DATABASE_URL",
        ),
        (format!("{login}@{address}/nobody"), "create it first"),
    ];
    for (url, words) in cases {
        world.program.database_url = Some(url);
        serve_refuses(&world, words).await;
        doctor_says(&world, words).await;
        let output = world.program.run(&["doctor"]).await;
        let (_, said) = crate::said(&output);
        assert!(!said.contains(password), "a password was told");
    }
    world.program.database_url = Some(right);
    world.prepare().await;
    world.start().await;
    let order = world.order(&[(0, 1)]);
    world.carry(order).await;
}
