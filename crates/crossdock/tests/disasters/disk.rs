//! The disk under the database: full, over its quota, and not to be written.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use tokio::process::Command;

use crate::bench::engine::Engine;
use crate::bench::wait::until;
use crate::bench::{Setup, World};
use crate::small_disk::SmallDisk;
use crate::{doctor_says, is_root, log_says, serve_refuses, wrapped};

/// Both ways in: webhooks, and a poll every few seconds.
fn setup() -> Setup {
    Setup {
        poll_seconds: 5,
        ..Setup::on(Engine::Sqlite)
    }
}

/// One order is received, the disk fails, another one comes, the disk is mended: both arrive.
async fn lives_through(
    world: &World,
    words: &str,
    fail: impl AsyncFnOnce(),
    mend: impl AsyncFnOnce(),
) {
    let known = world.order(&[(0, 1)]);
    let dossier = world
        .until(known, "is planned", |it| it.purchases.len() == 1)
        .await;
    fail().await;
    let lost = world.order(&[(2, 1)]);
    log_says(world, words).await;
    let id = dossier.order.id.to_string();
    let form = [("order", id.as_str()), ("back", &id), ("confirmed", "1")];
    let page = until("the desk says it", async || {
        let page = world.desk.post("/orders/place", &form).await;
        (page.status == 503).then_some(page.text)
    })
    .await;
    assert!(page.contains(words), "{page}");
    assert_eq!(
        world.desk.get("/orders").await.status,
        200,
        "reading goes on"
    );
    mend().await;
    let first = world.carry(known).await;
    let second = world.carry(lost).await;
    assert_ne!(first.order.id, second.order.id);
    assert_eq!(world.standing().len(), 2, "bought once each");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_and_is_over_when_there_is_room() {
    let mut world = World::bare(setup()).await;
    let Some(disk) = SmallDisk::mount(&world.program.data(), 24) else {
        return;
    };
    world.prepare().await;
    world.start().await;
    let full = async || {
        disk.fill();
        doctor_says(&world, "is full").await;
    };
    lives_through(&world, "disk is full", full, async || disk.make_room()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quota_on_files_loses_nothing_and_is_over_when_it_is_lifted() {
    let mut world = World::bare(setup()).await;
    world.prepare().await;
    let number = world.program.folder.join("number");
    // A signal would end the program; without it the write fails, as with a quota.
    let before = format!("trap '' XFSZ\necho $$ > '{}'", number.display());
    wrapped(&mut world, &before);
    world.start().await;
    let limit = async |bytes: &str| {
        let id = fs::read_to_string(&number).unwrap();
        let limit = format!("--fsize={bytes}:unlimited");
        let id = format!("--pid={}", id.trim());
        let set = Command::new("prlimit").args([id, limit]).status().await;
        assert!(set.unwrap().success());
    };
    let fail = async || limit("4096").await;
    lives_through(&world, "disk failed", fail, async || {
        limit("unlimited").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_can_not_be_written_is_said_at_the_start() {
    let mut world = World::bare(setup()).await;
    let disk = if is_root() {
        let Some(disk) = SmallDisk::mount(&world.program.data(), 24) else {
            return;
        };
        Some(disk)
    } else {
        None
    };
    world.prepare().await;
    let modes = |folder: u32, file: u32| {
        let data = world.program.data();
        for entry in fs::read_dir(&data).unwrap() {
            let mode = fs::Permissions::from_mode(file);
            fs::set_permissions(entry.unwrap().path(), mode).unwrap();
        }
        fs::set_permissions(&data, fs::Permissions::from_mode(folder)).unwrap();
    };
    match &disk {
        Some(disk) => disk.forbid_writing(),
        None => modes(0o500, 0o400),
    }
    serve_refuses(&world, "can't be written").await;
    doctor_says(&world, "can't be written").await;
    match &disk {
        Some(disk) => disk.allow_writing(),
        None => modes(0o700, 0o600),
    }
    world.start().await;
    let order = world.order(&[(0, 1)]);
    world.carry(order).await;
}
