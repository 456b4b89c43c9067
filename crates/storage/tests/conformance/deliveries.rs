//! Webhooks: kept before they are understood, the same one once, together with its job.

use domain::changeset::Write;
use domain::ids::{ExternalId, StoreId};
use domain::job::Job;
use storage::{NewDelivery, Understood};

use super::ground::{Ground, at};
use super::jobs::{claim, counts};
use super::sample::hostile;

fn delivery(store_id: StoreId, topic: &str, digest: u8) -> NewDelivery {
    NewDelivery {
        store_id,
        topic: topic.into(),
        digest: vec![digest; 32],
        body: [&[0, 159, 146, 150, 255], hostile(3).as_bytes()].concat(),
        received_at: at(i64::from(digest)),
        understood: None,
    }
}

pub(crate) async fn the_same_webhook_is_kept_once_with_its_job(ground: &Ground) {
    let setup = ground.set_up().await;
    let store = setup.store.id;
    let keep = async |delivery| ground.space.keep_delivery(delivery).await.unwrap();
    assert_eq!(
        ground.space.delivery_counts(store).await.unwrap(),
        (0, None)
    );
    assert!(keep(delivery(store, "orders/create", 1)).await);
    assert!(!keep(delivery(store, "orders/create", 1)).await);
    assert!(keep(delivery(store, "orders/updated", 1)).await);
    assert!(keep(delivery(store, "orders/create", 2)).await);
    assert_eq!(counts(ground).await, (3, 0, 0));
    let counted = ground.space.delivery_counts(store).await.unwrap();
    assert_eq!(counted, (3, Some(at(2))));

    for job in claim(ground, 2).await {
        let Job::ReadDelivery { delivery_id } = job.job else {
            panic!("{job:?}");
        };
        let kept = ground.space.delivery(delivery_id).await.unwrap().unwrap();
        let expected = delivery(store, &kept.topic, 1);
        assert_eq!((kept.store_id, kept.read_at), (store, None));
        assert_eq!(kept.body, expected.body);
        assert_eq!(kept.received_at, job.due_at);
        let read = Write::DeliveryRead {
            id: delivery_id,
            at: at(9),
            outcome: hostile(8),
        };
        ground.commit(vec![read]).await.unwrap();
        let kept = ground.space.delivery(delivery_id).await.unwrap().unwrap();
        assert_eq!(kept.read_at, Some(at(9)));
    }
    // Read or not, the same one is not taken again.
    assert!(!keep(delivery(store, "orders/create", 1)).await);
}

pub(crate) async fn a_webhook_that_was_understood_wakes_its_work_once(ground: &Ground) {
    let store = ground.set_up().await.store.id;
    let job = Job::ReceiveOrder {
        store_id: store,
        external_id: ExternalId::new("7"),
    };
    for (digest, kept) in [(1, true), (1, false), (2, true)] {
        let understood = Some(Understood {
            job: job.clone(),
            outcome: hostile(8),
        });
        let delivery = NewDelivery {
            understood,
            ..delivery(store, "orders/updated", digest)
        };
        assert_eq!(ground.space.keep_delivery(delivery).await.unwrap(), kept);
    }
    let claimed = claim(ground, 9).await;
    assert_eq!(claimed.len(), 1, "both are about the same order");
    assert_eq!(claimed[0].job, job);
    let counted = ground.space.delivery_counts(store).await.unwrap();
    assert_eq!(counted, (2, Some(at(2))));
}

pub(crate) async fn a_webhook_that_can_not_be_kept_leaves_no_job(ground: &Ground) {
    let refused = ground
        .space
        .keep_delivery(delivery(StoreId(404), "orders/create", 1))
        .await;
    assert!(refused.is_err());
    assert_eq!(counts(ground).await, (0, 0, 0));
    let missing = domain::ids::DeliveryId(404);
    assert!(ground.space.delivery(missing).await.unwrap().is_none());
}
