//! The other commands beside a running server: what they print and how they end.

use serde_json::Value;

use crate::bench::engine::Engine;
use crate::bench::{Setup, World};

fn said(output: &std::process::Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

on_both_engines!(doctor_backup_export_list_and_show);

async fn doctor_backup_export_list_and_show(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let order = world.order(&[(0, 2), (2, 1)]);
    let arrived = world.carry(order).await;
    let waiting = world.order(&[(1, 1)]);
    world
        .until(waiting, "is planned", |it| it.purchases.len() == 1)
        .await;

    let (code, out, err) = said(&world.program.run(&["doctor"]).await);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(
        !out.contains("BROKEN") && out.contains("database       is whole"),
        "{out}"
    );
    assert!(
        out.contains("leads here") && out.contains("answers"),
        "{out}"
    );
    let (code, out, _) = said(&world.program.run(&["doctor", "--json"]).await);
    let findings: Value = serde_json::from_str(&out).unwrap();
    assert!(
        code == Some(0) && findings.as_array().unwrap().len() >= 6,
        "{findings:#}"
    );

    let (code, out, err) = said(&world.program.run(&["orders", "export", "--json"]).await);
    let all: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(all[0]["external_id"], Value::from(order.to_string()));
    let file = world.program.folder.join("orders.json");
    let to = [
        "orders",
        "export",
        "--json",
        "--tab",
        "fulfilled",
        "--to",
        file.to_str().unwrap(),
    ];
    assert_eq!(said(&world.program.run(&to).await).0, Some(0));
    let filed: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(filed, Value::from(vec![all[0].clone()]));

    tables_are_written(&world).await;
    let listing = ["orders", "list", "--tab", "awaiting_order", "--json"];
    let (code, out, _) = said(&world.program.run(&listing).await);
    let listed: Value = serde_json::from_str(&out).unwrap();
    assert!(
        code == Some(0) && listed.as_array().unwrap().len() == 1,
        "{listed:#}"
    );
    let number = &arrived.order.number;
    let (code, out, _) = said(&world.program.run(&["orders", "show", number]).await);
    assert!(
        code == Some(0) && out.contains("parcel") && out.contains(number),
        "{out}"
    );
    let (code, _, err) = said(&world.program.run(&["orders", "show", "#404"]).await);
    assert!(
        code == Some(1) && err.contains("there is no order #404"),
        "{err}"
    );

    match engine {
        Engine::Sqlite => backup_opens(&world).await,
        Engine::Postgres => backup_is_the_server_s(&world).await,
    }
}

/// As a script takes them.
async fn tables_are_written(world: &World) {
    let table = [
        "orders",
        "export",
        "--format",
        "csv",
        "--columns",
        "number,tab,total",
    ];
    let (code, out, err) = said(&world.program.run(&table).await);
    assert_eq!((code, err.trim()), (Some(0), "crossdock: 2 rows"));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "\u{FEFF}number,tab,total"));
    assert!(lines[1].contains(",fulfilled,"), "{out}");
    let book = world.program.folder.join("parcels.xlsx");
    let to = [
        "orders", "export", "--format", "xlsx", "--rows", "parcels", "--to",
    ];
    let to: Vec<&str> = to.into_iter().chain(book.to_str()).collect();
    assert_eq!(said(&world.program.run(&to).await).0, Some(0));
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
    let strange = [
        "orders",
        "export",
        "--format",
        "csv",
        "--columns",
        "password",
    ];
    let (code, _, err) = said(&world.program.run(&strange).await);
    assert!(code != Some(0) && err.contains("tracking_numbers"), "{err}");
}

/// The copy is whole: the program opens it and sees the same orders.
async fn backup_opens(world: &World) {
    let copy = world.program.folder.join("copy");
    let to = copy.to_str().unwrap();
    let (code, out, err) = said(&world.program.run(&["backup", to]).await);
    assert!(
        code == Some(0) && out.contains("Copied and checked"),
        "{out}{err}"
    );
    let (code, _, err) = said(&world.program.run(&["backup", to]).await);
    assert!(
        code == Some(1) && err.contains("name a new folder"),
        "{err}"
    );
    let mut other = world.program.clone();
    other.folder = world.program.folder.join("other");
    std::fs::create_dir(&other.folder).unwrap();
    std::fs::rename(&copy, other.data()).unwrap();
    let export = ["orders", "export", "--json"];
    let (_, there, _) = said(&world.program.run(&export).await);
    let (code, here, err) = said(&other.run(&export).await);
    assert_eq!((code, here), (Some(0), there), "{err}");
}

/// PostgreSQL has its own tool, which the refusal names with all that it takes.
async fn backup_is_the_server_s(world: &World) {
    let copy = world.program.folder.join("copy");
    let (code, _, err) = said(&world.program.run(&["backup", copy.to_str().unwrap()]).await);
    assert_eq!(code, Some(1), "{err}");
    assert!(
        err.contains("pg_dump") && err.contains("crossdock.key"),
        "{err}"
    );
    let password = world.program.database_url.as_deref().unwrap();
    let password = password.split([':', '@']).nth(2).unwrap();
    assert!(!err.contains(password), "no password in words");
    assert!(!copy.exists(), "nothing is left of it");
}

/// A newer program wrote the database: this one does not touch it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_database_and_a_bad_configuration_are_refused_in_words() {
    let world = World::bare(Setup::on(Engine::Sqlite)).await;
    assert_eq!(said(&world.program.run(&["user", "list"]).await).0, Some(0));
    let file = world.program.data().join("crossdock.sqlite3");
    let newer = rusqlite::Connection::open(&file).unwrap();
    newer.pragma_update(None, "user_version", 4_000).unwrap();
    drop(newer);
    let before = std::fs::read(&file).unwrap();
    for command in [&["serve"][..], &["orders", "list"], &["doctor"]] {
        let (code, out, err) = said(&world.program.run(command).await);
        assert_eq!(code, Some(1), "{command:?}");
        let words = format!("{out}{err}");
        assert!(
            words.contains("written by a newer Crossdock"),
            "{command:?}: {words}"
        );
        assert!(words.contains("restore a backup"), "{command:?}: {words}");
    }
    assert_eq!(
        std::fs::read(&file).unwrap(),
        before,
        "not a byte was touched"
    );

    let mut wrong = world.program.clone();
    wrong.poll_seconds = 1;
    let (code, _, err) = said(&wrong.run(&["doctor"]).await);
    assert!(code == Some(1) && err.contains("use 5 to 300"), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_headless_demo_ends_with_clean_checks() {
    let world = World::bare(Setup::on(Engine::Sqlite)).await;
    let demo = [
        "demo",
        "--headless",
        "--json",
        "--orders",
        "12",
        "--faults",
        "some",
    ];
    let (code, out, err) = said(&world.program.run(&demo).await);
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    assert_eq!(code, Some(0), "{report:#}{err}");
    for check in [
        "bought_twice",
        "lost",
        "fulfilled_without_parcel",
        "told_twice",
        "untold",
    ] {
        assert_eq!(report["checks"][check], Value::from(0), "{report:#}");
    }
    for (medium, event) in [
        ("mails", "shipped"),
        ("mails", "delivered"),
        ("sms", "shipped"),
    ] {
        let told = report["notices"][medium][event].as_u64();
        assert!(told.is_some_and(|told| told > 0), "{report:#}");
    }
}
