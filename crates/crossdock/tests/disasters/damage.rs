//! Bytes of the database file that something else overwrote.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::bench::engine::Engine;
use crate::bench::{Setup, World};
use crate::{doctor_says, log_says, said, serve_refuses};

/// Overwrites the first page of a table.
fn damage(file: &Path, table: &str) {
    let conn = rusqlite::Connection::open(file).unwrap();
    let (page, size): (i64, i64) = conn
        .query_row(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size()) FROM sqlite_master
             WHERE name = ?1",
            [table],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    drop(conn);
    let bytes = vec![0xA5; usize::try_from(size).unwrap()];
    let file = OpenOptions::new().write(true).open(file).unwrap();
    let start = u64::try_from((page - 1) * size).unwrap();
    file.write_all_at(&bytes, start).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_pages_are_found_and_a_backup_goes_on_where_the_store_is() {
    let mut world = World::open(Setup {
        poll_seconds: 5,
        ..Setup::on(Engine::Sqlite)
    })
    .await;
    let known = world.order(&[(0, 1)]);
    let before = world
        .until(known, "is planned", |it| it.purchases.len() == 1)
        .await;
    let copy = world.program.folder.join("copy");
    let to = copy.to_str().unwrap();
    let (fine, words) = said(&world.program.run(&["backup", to]).await);
    assert!(fine, "{words}");
    assert_eq!(world.ask_to_stop().await.ended().await, Some(0));

    let file = world.program.data().join("crossdock.sqlite3");
    damage(&file, "timeline_event");
    doctor_says(&world, "restore the last backup").await;
    world.start().await;
    let page = world
        .desk
        .get(&format!("/orders/{}", before.order.id))
        .await;
    assert_eq!(page.status, 503, "{}", page.text);
    assert!(page.text.contains("is damaged"), "{}", page.text);
    log_says(&world, "is damaged").await;
    // It comes after the backup; the damaged file can't take it.
    let later = world.order(&[(2, 1)]);
    world.kill().await;

    let garbage = File::options().write(true).open(&file).unwrap();
    garbage.write_all_at(&[0xA5; 100], 0).unwrap();
    serve_refuses(&world, "restore the last backup").await;
    doctor_says(&world, "restore the last backup").await;

    fs::rename(world.program.data(), world.program.folder.join("kept")).unwrap();
    fs::rename(&copy, world.program.data()).unwrap();
    world.start().await;
    world.carry(known).await;
    world.carry(later).await;
    assert_eq!(world.standing().len(), 2, "bought once each");
}
