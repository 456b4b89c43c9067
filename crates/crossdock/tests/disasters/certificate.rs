//! The store's certificate expires, and is renewed.

use crate::bench::engine::Engine;
use crate::bench::{Setup, World};
use crate::tls_door::TlsDoor;
use crate::{certificates, doctor_says, log_says, wrapped};

const EXPIRED: &str = "a certificate that has expired";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_certificate_is_told_and_nothing_is_lost_until_it_is_renewed() {
    let mut world = World::bare(Setup {
        poll_seconds: 5,
        ..Setup::on(Engine::Sqlite)
    })
    .await;
    world.prepare().await;
    let authority = certificates().join("authority.pem");
    let trusting = format!("export SSL_CERT_FILE='{}'", authority.display());
    wrapped(&mut world, &trusting);
    world.start().await;
    let door = TlsDoor::before(&world.store_url(), "expired.pem").await;
    let (_, _, typed) = world.store.typed(&door.url());
    let mut form = vec![("way", "private-app")];
    form.extend(typed.iter().map(|(name, value)| (*name, value.as_str())));
    let connect = async || world.desk.post("/connections/new/shopbase", &form).await;

    let refused = connect().await;
    assert!(refused.text.contains(EXPIRED), "{}", refused.text);
    door.show("good.pem");
    assert_eq!(connect().await.location, "/connections");
    let first = world.order(&[(0, 1)]);
    world
        .until(first, "is planned", |it| it.purchases.len() == 1)
        .await;

    door.show("expired.pem");
    world.kill().await;
    world.start().await;
    let second = world.order(&[(2, 1)]);
    log_says(&world, EXPIRED).await;
    doctor_says(&world, EXPIRED).await;
    let page = world.desk.get("/jobs").await.text;
    assert!(page.contains(EXPIRED), "{page}");

    door.show("good.pem");
    world.carry(second).await;
    world.carry(first).await;
    assert_eq!(world.standing().len(), 2, "bought once each");
}
