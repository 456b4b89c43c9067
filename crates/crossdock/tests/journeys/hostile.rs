//! Customers type what they like: HTML, right-to-left marks, texts without an end. It is shown as they
//! typed it, it runs nowhere, and the order can still be mended and bought.

use domain::order::{Dossier, Tab};
use serde_json::{Value, json};

use crate::bench::engine::Engine;
use crate::bench::shelf::{Good, order_of};
use crate::bench::{Setup, World};

const SCRIPT: &str = "<script>alert(1)</script>";
const BREAKS_OUT: &str = "\"><img src=x onerror=alert(1)>'--";
const TURNED: &str = "\u{202e}gnp.exe\u{2066}";

on_both_engines!(hostile_words_are_only_words);

async fn hostile_words_are_only_words(engine: Engine) {
    let goods = vec![Good::ordinary(103).titled(&format!("Board {SCRIPT} {TURNED}"))];
    let world = World::open(Setup {
        goods,
        ..Setup::on(engine)
    })
    .await;
    let order = world.store.create_order(hostile_order()).unwrap();
    let dossier = world
        .until(order, "is planned", |it| it.order.planned)
        .await;
    assert_eq!(
        dossier.order.recipient.full_name,
        format!("{SCRIPT} {BREAKS_OUT}")
    );
    // The marketplace takes no such name: nothing is bought, and the page says why.
    if dossier.order.tab != Tab::Failed {
        world.place(&dossier).await;
    }
    let failed = world
        .until(order, "fails", |it| it.order.tab == Tab::Failed)
        .await;
    assert_eq!(world.standing().len(), 0);
    look_everywhere(&world, &failed).await;
    mend(&world, &failed).await;
    world.reorder(&failed).await;
    let arrived = world.carry(order).await;
    world.expect_once(order, &[(0, 1)]);
    look_everywhere(&world, &arrived).await;
    let shown = world.shown(&arrived).await;
    assert_eq!(
        shown["lines"][0]["title"],
        json!(format!("Board {SCRIPT} {TURNED}"))
    );
    let failed = world.app().space().failed_jobs(10).await.unwrap();
    assert!(failed.is_empty(), "{failed:#?}");
}

fn hostile_order() -> Value {
    let mut order = order_of(&[(0, 1)]);
    let address = order["shipping_address"].as_object_mut().unwrap();
    address.insert("first_name".into(), json!(SCRIPT));
    address.insert("last_name".into(), json!(BREAKS_OUT));
    address.insert("name".into(), json!(format!("{SCRIPT} {BREAKS_OUT}")));
    address.insert("company".into(), json!("x".repeat(5_000)));
    address.insert(
        "address2".into(),
        json!(format!("{TURNED}{}", "\u{5d0}".repeat(5_000))),
    );
    order["customer"] =
        json!({"first_name": SCRIPT, "last_name": TURNED, "email": "a@example.com"});
    order["note"] = json!(format!("{SCRIPT}{BREAKS_OUT}{}", "long ".repeat(1_000)));
    order
}

/// Every page on which something of the order stands.
async fn look_everywhere(world: &World, dossier: &Dossier) {
    let mut pages = vec![
        "/".to_owned(),
        "/orders".to_owned(),
        "/orders?q=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/orders?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E&sort=%22%3E%3Cscript%3E".to_owned(),
        "/products".to_owned(),
        "/jobs".to_owned(),
    ];
    pages.push(format!("/orders/{}", dossier.order.id));
    pages.push(format!(
        "/orders/{}?open=address&open=%22%3E%3Cscript%3E",
        dossier.order.id
    ));
    let variant = dossier.order.lines[0].variant_id.unwrap();
    let way = format!("/products/variant/{variant}?order={}", dossier.order.id);
    pages.push(world.desk.get(&way).await.location);
    for path in pages {
        let page = world.desk.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        for bad in ["<script>alert", "<img src=x", "\" onerror", "\"><"] {
            let where_at = page.text.find(bad);
            let harmless = bad == "\"><" || where_at.is_none();
            assert!(harmless, "{path} holds {bad}");
        }
        assert!(
            !page.text.contains("onerror=alert(1)>"),
            "{path}: an angle stayed open"
        );
        assert!(page.text.len() < 2_000_000, "{path} is endless");
    }
    let page = world.page(dossier).await;
    assert!(
        page.contains("&lt;script&gt;alert(1)"),
        "it is shown as typed"
    );
}

/// The person types an address that arrives.
async fn mend(world: &World, dossier: &Dossier) {
    let typed = [
        ("full_name", "Dana Whitfield"),
        ("phone", "+1 208-555-0123"),
        ("line1", "12 Sample Oak Ave"),
        ("line2", ""),
        ("company", ""),
        ("city", "Vineland"),
        ("province", "New Jersey"),
        ("postal_code", "08360"),
        ("country", "US"),
    ];
    let path = format!("/orders/{}/address", dossier.order.id);
    let saved = world.desk.wish(&path, &typed).await;
    assert!(saved.status.is_redirection(), "{}", saved.text);
}
