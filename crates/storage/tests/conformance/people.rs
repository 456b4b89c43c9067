//! Users, their sessions and the links that sign in once.

use domain::ids::UserId;
use domain::workspace::{Role, User};
use storage::{SessionKind, StorageError};

use super::ground::{Ground, assert_conflict, at};
use super::sample::hostile;

async fn user(ground: &Ground, email: &str, role: Role) -> User {
    let user = User {
        id: UserId::fresh(&*ground.ids),
        email: email.into(),
        name: hostile(2),
        role,
        created_at: at(1),
    };
    let hash = format!("hash of {email}");
    ground.space.add_user(user.clone(), hash).await.unwrap();
    user
}

async fn open(ground: &Ground, kind: SessionKind, secret: u8, user: &User, until: i64) {
    let hash = vec![secret; 32];
    let opened = ground.space.open_session(kind, hash, user.id, at(until));
    opened.await.unwrap();
}

async fn whose(ground: &Ground, secret: u8, now: i64) -> Option<User> {
    let found = ground.space.session_user(vec![secret; 32], at(now)).await;
    found.unwrap()
}

pub(crate) async fn users_come_back_and_an_email_is_taken_once(ground: &Ground) {
    let ann = user(ground, "ann@example.com", Role::Owner).await;
    let bob = user(ground, "bob@example.com", Role::Member).await;
    let users = ground.space.users().await.unwrap();
    assert_eq!(users, [ann.clone(), bob]);
    let found = ground.space.user_by_email("  ANN@Example.com ").await;
    let hash = "hash of ann@example.com".to_owned();
    assert_eq!(found.unwrap(), Some((ann.clone(), hash)));
    let nobody = ground.space.user_by_email("' OR 1=1 --").await.unwrap();
    assert_eq!(nobody, None);
    let second = User {
        id: UserId::fresh(&*ground.ids),
        ..ann
    };
    assert_conflict(ground.space.add_user(second, String::new()).await);
}

pub(crate) async fn sessions_open_and_end(ground: &Ground) {
    let ann = user(ground, "ann@example.com", Role::Owner).await;
    let bob = user(ground, "bob@example.com", Role::Member).await;
    open(ground, SessionKind::Session, 1, &ann, 100).await;
    open(ground, SessionKind::Session, 2, &bob, 200).await;
    open(ground, SessionKind::Session, 3, &bob, 50).await;
    assert_eq!(whose(ground, 1, 99).await, Some(ann));
    assert_eq!(whose(ground, 2, 99).await, Some(bob.clone()));
    assert_eq!(whose(ground, 1, 100).await, None);
    assert_eq!(whose(ground, 9, 0).await, None);

    let close = ground.space.close_session(vec![2; 32], at(60)).await;
    close.unwrap();
    assert_eq!(whose(ground, 2, 60).await, None);
    assert!(whose(ground, 1, 60).await.is_some());
    // The one that had ended by itself was forgotten with it: its secret may come again.
    open(ground, SessionKind::Session, 3, &bob, 300).await;
    let again = ground
        .space
        .open_session(SessionKind::Session, vec![3; 32], bob.id, at(300));
    assert_conflict(again.await);
    let nobody = UserId(404);
    let opened = ground
        .space
        .open_session(SessionKind::Session, vec![4; 32], nobody, at(300));
    assert!(matches!(opened.await, Err(StorageError::Engine(_))));
}

pub(crate) async fn a_sign_in_link_works_once(ground: &Ground) {
    let ann = user(ground, "ann@example.com", Role::Owner).await;
    let follow = async |secret: u8, now| {
        let found = ground.space.use_sign_in_link(vec![secret; 32], at(now));
        found.await.unwrap()
    };
    open(ground, SessionKind::SignInLink, 1, &ann, 100).await;
    open(ground, SessionKind::SignInLink, 2, &ann, 100).await;
    open(ground, SessionKind::Session, 3, &ann, 100).await;
    // A link opens no page, and a session is no link.
    assert_eq!(whose(ground, 1, 0).await, None);
    assert_eq!(follow(3, 0).await, None);
    assert_eq!(whose(ground, 3, 0).await, Some(ann.clone()));
    assert_eq!(follow(1, 99).await, Some(ann.clone()));
    assert_eq!(follow(1, 99).await, None);
    assert_eq!(follow(2, 100).await, None);
    assert_eq!(follow(2, 50).await, None);

    // Of many that follow it at once, one gets in.
    open(ground, SessionKind::SignInLink, 4, &ann, 100).await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let space = ground.space.clone();
            tokio::spawn(async move { space.use_sign_in_link(vec![4; 32], at(1)).await })
        })
        .collect();
    let mut let_in = 0;
    for task in tasks {
        let_in += usize::from(task.await.unwrap().unwrap().is_some());
    }
    assert_eq!(let_in, 1);
}

pub(crate) async fn a_new_password_ends_sessions(ground: &Ground) {
    let ann = user(ground, "ann@example.com", Role::Owner).await;
    let bob = user(ground, "bob@example.com", Role::Member).await;
    open(ground, SessionKind::Session, 1, &ann, 100).await;
    open(ground, SessionKind::Session, 2, &bob, 100).await;
    let hash = "another hash".to_owned();
    let set = ground.space.set_password(ann.id, hash.clone()).await;
    set.unwrap();
    assert_eq!(whose(ground, 1, 0).await, None);
    assert_eq!(whose(ground, 2, 0).await, Some(bob));
    let found = ground.space.user_by_email("ann@example.com").await;
    assert_eq!(found.unwrap(), Some((ann, hash)));
}
