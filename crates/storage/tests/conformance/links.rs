//! Connections and stores, and the credentials that only the right key opens.

use std::sync::Arc;

use domain::changeset::Write;
use domain::connection::ConnectionKind;
use domain::ids::{ConnectionId, ExternalId, StoreId};
use domain::money::Currency;
use domain::ports::connect::Credentials;
use domain::store::StoreSettings;
use storage::{PendingConnection, SealKey, StorageError};

use super::ground::{Ground, Numbers, assert_conflict, at};
use super::sample::{self, hostile};

const SECRET: &str = "sk-live-0123456789-🔑-très-secret";

pub(crate) async fn connections_and_stores_come_back_as_they_were(ground: &Ground) {
    let setup = ground.set_up().await;
    let space = &ground.space;
    let (link, market) = (setup.store_link.clone(), setup.market_link.clone());
    let links = space.connections().await.unwrap();
    assert_eq!(links, [link.clone(), market]);
    assert_eq!(space.stores().await.unwrap(), vec![setup.store.clone()]);
    let by_key = space.store_by_hook_key(&setup.store.hook_key).await;
    assert_eq!(by_key.unwrap(), Some(setup.store.clone()));
    assert_eq!(space.store_by_hook_key("%").await.unwrap(), None);
    assert_eq!(space.store(StoreId(1)).await.unwrap(), None);
    assert_eq!(space.connection(ConnectionId(1)).await.unwrap(), None);

    let mut link = sample::connection(&*ground.ids, ConnectionKind::Tracker);
    link.id = setup.store_link.id;
    link.name = hostile(5);
    link.disconnected_because = None;
    link.access_expires_at = None;
    link.refresh_expires_at = None;
    link.last_success_at = None;
    link.last_error = None;
    let mut store = sample::store(&*ground.ids, setup.market_link.id);
    store.id = setup.store.id;
    store.external_id = ExternalId(hostile(1));
    store.currency = Currency::USD;
    store.domain = hostile(3);
    store.settings = StoreSettings::default();
    store.polled_until = None;
    store.seen_until = None;
    let writes = vec![
        Write::UpdateConnection(Box::new(link.clone())),
        Write::UpdateStore(Box::new(store.clone())),
    ];
    ground.commit(writes).await.unwrap();
    (link.version, store.version) = (2, 2);
    assert_eq!(space.connection(link.id).await.unwrap(), Some(link));
    assert_eq!(space.store(store.id).await.unwrap(), Some(store));
}

async fn connect(ground: &Ground) -> domain::connection::Connection {
    let link = sample::connection(&*ground.ids, ConnectionKind::Marketplace);
    let secret = Credentials::new(SECRET.into());
    let write = Write::InsertConnection(Box::new(link.clone()), secret);
    ground.commit(vec![write]).await.unwrap();
    link
}

async fn opened(ground: &Ground, id: ConnectionId) -> String {
    let found = ground.space.credentials(id).await.unwrap().unwrap();
    found.expose().to_owned()
}

pub(crate) async fn credentials_are_sealed(ground: &Ground) {
    let mut link = connect(ground).await;
    assert_eq!(opened(ground, link.id).await, SECRET);
    // An update leaves them alone, a renewal replaces them.
    link.name = "renamed in plain sight".into();
    let write = Write::UpdateConnection(Box::new(link.clone()));
    ground.commit(vec![write]).await.unwrap();
    assert_eq!(opened(ground, link.id).await, SECRET);
    link.version += 1;
    let renewed = format!("{SECRET} renewed {}", hostile(8));
    let secret = Credentials::new(renewed.clone());
    let write = Write::RenewConnection(Box::new(link.clone()), secret);
    ground.commit(vec![write]).await.unwrap();
    assert_eq!(opened(ground, link.id).await, renewed);
    let none = ground.space.credentials(ConnectionId(1)).await.unwrap();
    assert!(none.is_none());

    let bytes = ground.engine.bytes_at_rest().await;
    let has = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(has("renamed in plain sight"), "looked into the wrong place");
    assert!(!has("sk-live"));
    assert!(!has("très-secret"));
}

pub(crate) async fn a_wrong_key_says_what_to_do(ground: &Ground) {
    let link = connect(ground).await;
    let ids = Arc::clone(&ground.ids);
    let storage = ground.engine.open(SealKey::new([8; 32]), ids).await;
    let space = storage.unwrap().space(ground.space.id());
    let refused = space.credentials(link.id).await.unwrap_err();
    assert!(matches!(refused, StorageError::Unusable(_)));
    let said = refused.to_string();
    assert!(
        said.contains("key file") && said.contains("connect the account again"),
        "{said}"
    );
    // All else can be read, so that a person can connect again.
    assert_eq!(space.connection(link.id).await.unwrap(), Some(link));
}

pub(crate) async fn the_first_key_is_the_one_for_all(ground: &Ground) {
    let other = ground
        .engine
        .open(SealKey::new([8; 32]), Arc::<Numbers>::clone(&ground.ids));
    let other = other.await.unwrap().space(ground.space.id());
    // What is sealed already says which key it is.
    connect(ground).await;
    assert!(matches!(
        other.check_key().await,
        Err(StorageError::Unusable(_))
    ));
    ground.space.check_key().await.unwrap();
    ground.space.check_key().await.unwrap();
    let refused = other.check_key().await.unwrap_err().to_string();
    assert!(refused.contains("copy the key file"), "{refused}");
}

pub(crate) async fn pending_connections_wait_until_forgotten(ground: &Ground) {
    let keep = async |platform: &str, state: &str, seconds| {
        let pending = PendingConnection {
            platform: platform.into(),
            document: Credentials::new(format!("{SECRET} {state}")),
            created_at: at(seconds),
        };
        ground.space.keep_pending_connection(state, pending).await
    };
    keep("sample", "state-1", 10).await.unwrap();
    keep("sample", "state-2", 20).await.unwrap();
    keep("other", "state-3", 30).await.unwrap();
    assert_conflict(keep("sample", "state-1", 40).await);
    let find = async |platform: &str, state: Option<&str>| {
        let found = ground.space.pending_connection(platform, state).await;
        found.unwrap().map(|(state, pending)| {
            assert_eq!(pending.platform, platform);
            assert_eq!(pending.document.expose(), format!("{SECRET} {state}"));
            (state, pending.created_at)
        })
    };
    let first = Some(("state-1".to_owned(), at(10)));
    let second = Some(("state-2".to_owned(), at(20)));
    assert_eq!(find("sample", Some("state-1")).await, first);
    // A reloaded page finds it again; without a state it is the newest of that platform.
    assert_eq!(find("sample", Some("state-1")).await, first);
    assert_eq!(find("sample", None).await, second);
    assert_eq!(find("other", Some("state-1")).await, None);
    assert_eq!(find("sample", Some("%")).await, None);
    assert_eq!(find("nobody", None).await, None);
    let forget = ground.space.forget_pending_connection("state-2");
    forget.await.unwrap();
    assert_eq!(find("sample", None).await, first);
    let bytes = ground.engine.bytes_at_rest().await;
    assert!(!bytes.windows(7).any(|part| part == b"sk-live"));
}
