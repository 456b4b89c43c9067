//! Workspaces share a database and nothing else.

use domain::changeset::{Changeset, Write};
use domain::connection::ConnectionKind;
use domain::ids::{StoreId, WorkspaceId};
use domain::ports::connect::Credentials;
use storage::{OrderFilter, OrderSort};

use super::ground::{Ground, WORKSPACE, at};
use super::jobs::{by, planning, want};
use super::round_trips::inserts;
use super::sample::{self, Setup};

const OTHER: WorkspaceId = WorkspaceId(2);

pub(crate) async fn workspaces_do_not_see_each_other(ground: &Ground) {
    ground
        .storage
        .add_workspace(OTHER, "Bob's chairs", at(1))
        .await
        .unwrap();
    let twice = ground.storage.add_workspace(OTHER, "again", at(1)).await;
    assert!(twice.is_err_and(|error| error.is_conflict()));
    let all = ground.storage.workspaces().await.unwrap();
    assert_eq!(all, [OTHER, WORKSPACE]);
    let setup = ground.set_up().await;
    let dossier = sample::dossier(&*ground.ids, &setup, 1);
    ground.commit(inserts(&dossier)).await.unwrap();
    want(ground, planning(1), 0).await;

    let other = ground.storage.space(OTHER);
    assert_eq!(other.dossier(dossier.order.id).await.unwrap(), None);
    let page = other.orders(OrderFilter::default(), OrderSort::Newest, None, 9);
    assert_eq!(page.await.unwrap().orders, []);
    assert_eq!(other.tab_counts().await.unwrap(), []);
    assert_eq!(other.connections().await.unwrap(), []);
    assert_eq!(other.stores().await.unwrap(), []);
    assert_eq!(other.purchase_counts().await.unwrap(), []);
    assert_eq!(other.timeline(dossier.order.id).await.unwrap(), []);
    let credentials = other.credentials(setup.store_link.id).await.unwrap();
    assert!(credentials.is_none());
    assert_eq!(other.claim_jobs(by(1, 9), 9).await.unwrap().jobs.len(), 0);
    assert_eq!(other.take_back_all_jobs(at(9)).await.unwrap(), 0);

    // The very same ids may live in both: every key leads with the workspace.
    same_again(ground, &setup, &dossier).await;
    assert_eq!(
        other.dossier(dossier.order.id).await.unwrap().as_ref(),
        Some(&dossier)
    );
    assert_eq!(ground.dossier(dossier.order.id).await, dossier);
}

async fn same_again(ground: &Ground, setup: &Setup, dossier: &domain::order::Dossier) {
    let secret = || Credentials::new("{}".into());
    let mut writes = vec![
        Write::InsertConnection(Box::new(setup.store_link.clone()), secret()),
        Write::InsertConnection(Box::new(setup.market_link.clone()), secret()),
        Write::InsertStore(Box::new(setup.store.clone())),
    ];
    writes.extend(inserts(dossier));
    let changeset = Changeset {
        writes,
        ..Changeset::default()
    };
    let other = ground.storage.space(OTHER);
    other.commit(changeset).await.unwrap();
}

pub(crate) async fn a_workspace_must_exist(ground: &Ground) {
    let nowhere = ground.storage.space(WorkspaceId(404));
    let link = sample::connection(&*ground.ids, ConnectionKind::Store);
    let write = Write::InsertConnection(Box::new(link), Credentials::new(String::new()));
    let changeset = Changeset {
        writes: vec![write],
        ..Changeset::default()
    };
    assert!(nowhere.commit(changeset).await.is_err());
    // A row that points to what is not there is refused as well, and says so.
    let order = sample::order(&*ground.ids, StoreId(404), 1);
    let refused = ground
        .commit(vec![Write::InsertOrder(Box::new(order))])
        .await;
    assert!(refused.is_err_and(|error| !error.is_conflict()));
}
