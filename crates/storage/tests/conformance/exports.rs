//! Files of many rows: orders read by the hundred, and how far a file is.

use domain::changeset::Write;
use domain::ids::ExportId;
use domain::job::Job;
use domain::order::Tab;
use storage::{Change, Export, ExportState, OrderFilter};

use super::ground::{Ground, at};
use super::sample;

pub(crate) async fn orders_by_the_hundred_are_the_same_orders(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut kept = Vec::new();
    for number in 0..7 {
        let dossier = sample::dossier(&*ground.ids, &setup, number);
        let id = dossier.order.id;
        let mut writes = vec![Write::InsertOrder(Box::new(dossier.order))];
        let purchases = dossier.purchases.into_iter().map(Box::new);
        writes.extend(purchases.map(Write::InsertPurchase));
        writes.extend(
            dossier
                .parcels
                .into_iter()
                .map(Box::new)
                .map(Write::InsertParcel),
        );
        let told = dossier.fulfillments.into_iter().map(Box::new);
        writes.extend(told.map(Write::InsertFulfillment));
        ground.commit(writes).await.unwrap();
        // A file tells nobody anything, so that these are read without whom to tell.
        let mut one = ground.dossier(id).await;
        one.notices = domain::notice::NoticePolicy::default();
        kept.push(one);
    }
    kept.sort_by_key(|one| (one.order.ordered_at, one.order.id));
    for limit in [1, 3, 7, 8] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = ground
                .space
                .orders_in_bulk(OrderFilter::default(), after, limit);
            let page = page.await.unwrap();
            seen.extend(page.orders);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(format!("{seen:?}"), format!("{kept:?}"), "by {limit}");
    }
    let ids = vec![kept[3].order.id, kept[1].order.id, domain::ids::OrderId(1)];
    let some = ground.space.dossiers(ids).await.unwrap();
    let numbers: Vec<_> = some.iter().map(|one| one.order.id).collect();
    assert_eq!(numbers, [kept[3].order.id, kept[1].order.id]);
    assert_eq!(
        ground
            .space
            .order_count(OrderFilter::default())
            .await
            .unwrap(),
        7
    );
    let canceled = OrderFilter {
        tab: Some(Tab::Canceled),
        ..OrderFilter::default()
    };
    let expected = kept
        .iter()
        .filter(|one| one.order.tab == Tab::Canceled)
        .count();
    let counted = ground.space.order_count(canceled).await.unwrap();
    assert_eq!(counted, i64::try_from(expected).unwrap());
    let nobody = OrderFilter {
        search: "nobody-is-called-so".into(),
        ..OrderFilter::default()
    };
    assert_eq!(ground.space.order_count(nobody).await.unwrap(), 0);
}

fn export(id: i64, seconds: i64) -> Export {
    Export {
        id: ExportId(id),
        wish: sample::hostile(2),
        asked_by: sample::hostile(1),
        state: ExportState::Waiting,
        rows_done: 0,
        rows_expected: None,
        size_bytes: None,
        error: None,
        created_at: at(seconds),
        ended_at: None,
    }
}

pub(crate) async fn an_export_is_kept_with_its_work_and_told_of(ground: &Ground) {
    let mut changes = ground.storage.changes();
    let (first, mut second) = (export(1, 0), export(2, 9));
    for one in [&first, &second] {
        ground.space.add_export(one.clone()).await.unwrap();
    }
    let waiting = ground.space.outlook(at(99)).await.unwrap();
    assert_eq!(waiting.job_due, Some(at(0)));
    let claim = storage::Claim {
        worker: domain::ids::WorkerId(1),
        now: at(99),
        lease_until: at(999),
    };
    let claimed = ground.space.claim_jobs(claim, 9).await.unwrap();
    let export_id = ExportId(1);
    assert_eq!(claimed.jobs.len(), 1, "one file at a time");
    assert_eq!(claimed.jobs[0].job, Job::WriteExport { export_id });
    second.state = ExportState::Done;
    second.rows_done = 5;
    second.rows_expected = Some(5);
    second.size_bytes = Some(1 << 40);
    second.error = Some(sample::hostile(0));
    second.ended_at = Some(at(10));
    ground
        .space
        .put_export_progress(second.clone())
        .await
        .unwrap();
    let all = ground.space.exports(9).await.unwrap();
    assert_eq!(all, [second.clone(), first.clone()], "the newest first");
    assert_eq!(ground.space.export(second.id).await.unwrap(), Some(second));
    assert_eq!(
        ground.space.exports_before(at(9)).await.unwrap(),
        [first.id]
    );
    ground.space.remove_export(first.id).await.unwrap();
    assert_eq!(ground.space.export(first.id).await.unwrap(), None);
    // One that was removed meanwhile stays removed.
    ground.space.put_export_progress(first).await.unwrap();
    assert_eq!(ground.space.exports(9).await.unwrap().len(), 1);
    let told = Change::Exports(ground.space.id());
    while changes.recv().await.unwrap() != told {}
}
