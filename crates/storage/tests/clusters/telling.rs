//! What one process commits, another one hears.

use std::time::Duration;

use domain::job::NewJob;
use storage::Change;
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

use super::postgres;
use crate::conformance::ground::{Ground, WORKSPACE, at};
use crate::conformance::jobs::planning;
use crate::conformance::sample;

/// How long a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(150);

async fn next(changes: &mut Receiver<Change>) -> Change {
    let heard = timeout(PATIENCE, changes.recv()).await;
    heard.expect("nothing was heard").unwrap()
}

#[tokio::test]
async fn another_process_hears_what_was_committed_and_the_own_one_once() {
    let ground = Ground::fresh(Box::new(postgres())).await;
    let other = ground.second_handle().await;
    let (mut here, mut there) = (ground.storage.changes(), other.changes());
    let setup = ground.set_up().await;
    assert_eq!(next(&mut there).await, Change::Setup(WORKSPACE));
    let order = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    let of_order = Change::Order(WORKSPACE, order.id);
    assert_eq!(next(&mut there).await, of_order);
    let job = NewJob {
        job: planning(1),
        due_at: at(5),
    };
    other.space(WORKSPACE).enqueue(vec![job]).await.unwrap();
    let jobs = Change::Jobs(WORKSPACE, Some(at(5)));
    assert_eq!(next(&mut there).await, jobs);
    // Here each was told once, though the server tells it to everyone who listens.
    let mut told = Vec::new();
    while told.last() != Some(&jobs) {
        told.push(next(&mut here).await);
    }
    assert_eq!(told, [Change::Setup(WORKSPACE), of_order, jobs]);
    ground.leave().await;
}
