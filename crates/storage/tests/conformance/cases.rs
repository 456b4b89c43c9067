//! Cases with suppliers: their list, what is to be watched, the files and policies that belong to them.

use domain::aftersale::{Case, CaseState, CaseStatus, Evidence, FileKind, PolicyText};
use domain::changeset::Write;
use domain::ids::{EvidenceId, ExternalId, PlatformName};
use domain::notice::Language;
use domain::order::Dossier;
use storage::{CaseFilter, StoredPolicy, SupplierPolicy};

use super::ground::{Ground, at};
use super::round_trips::inserts;
use super::sample::{self, hostile};

/// An order with two cases in every state; of those that are open, the later ones are due sooner, and
/// one in each state never.
async fn cases(ground: &Ground) -> (Dossier, Vec<Case>) {
    let setup = ground.set_up().await;
    let mut dossier = sample::dossier(&*ground.ids, &setup, 1);
    let purchase = dossier.purchases[0].clone();
    dossier.cases.clear();
    for (nth, state) in (0_i64..).zip(CaseState::ALL) {
        for deadline in [Some(at(1_000 - nth)), None] {
            let case = sample::case(&*ground.ids, &dossier.order, &purchase, state);
            dossier.cases.push(Case {
                deadline: deadline.filter(|_| state.is_open()),
                ..case
            });
        }
    }
    ground.commit(inserts(&dossier)).await.unwrap();
    let cases = dossier.cases.clone();
    (dossier, cases)
}

async fn listed(ground: &Ground, filter: CaseFilter) -> Vec<Case> {
    let mut found = Vec::new();
    let mut place = None;
    loop {
        let page = ground.space.cases(filter, place, 2).await.unwrap();
        assert!(page.rows.len() <= 2);
        found.extend(page.rows.into_iter().map(|row| row.case));
        place = page.next;
        if place.is_none() {
            return found;
        }
    }
}

pub(crate) async fn cases_are_listed_by_deadline_and_counted(ground: &Ground) {
    let (dossier, all) = cases(ground).await;
    let page = ground.space.cases(CaseFilter::Open, None, 1).await.unwrap();
    assert_eq!(page.rows[0].order_number, dossier.order.number);
    assert_eq!(page.rows[0].customer_name, dossier.order.customer_name);
    assert_eq!(page.rows[0].supplier, dossier.purchases[0].supplier);

    let mut open: Vec<Case> = all.iter().filter(|case| case.is_open()).cloned().collect();
    open.sort_by_key(|case| (case.deadline.is_none(), case.deadline, case.id));
    assert_eq!(listed(ground, CaseFilter::Open).await, open);
    let mut ended: Vec<Case> = all.iter().filter(|case| !case.is_open()).cloned().collect();
    ended.reverse();
    assert_eq!(listed(ground, CaseFilter::Ended).await, ended);
    let state = CaseState::WaitingForUs;
    let mut ours = open.clone();
    ours.retain(|case| case.status.state() == state);
    assert_eq!(listed(ground, CaseFilter::In(state)).await, ours);
    let soonest = CaseFilter::OverdueAt(at(998));
    assert_eq!(listed(ground, soonest).await, open[..1]);
    assert_eq!(listed(ground, CaseFilter::OverdueAt(at(997))).await, []);

    let counts = ground.space.case_counts(at(999)).await.unwrap();
    assert_eq!((counts.overdue, counts.suppliers_overdue), (2, 1));
    assert_eq!(counts.by_state.len(), CaseState::ALL.len());
    assert_eq!(counts.of(CaseState::is_open), 6);
    assert_eq!(counts.of(|one| one == state), 2);
}

pub(crate) async fn a_deadline_is_to_be_watched_until_it_was_told(ground: &Ground) {
    let (_, all) = cases(ground).await;
    let watched = async |seconds| ground.space.cases_to_watch(at(seconds), 10).await.unwrap();
    assert_eq!(watched(997).await, []);
    let due: Vec<_> = [4, 2, 0].map(|nth| (all[nth].order_id, all[nth].id)).into();
    assert_eq!(watched(1_000).await, due);
    let mut told = all[4].clone();
    told.details.overdue_told = true;
    let mut ended = all[2].clone();
    ended.status = CaseStatus::restored(CaseState::Lost, at(9));
    let writes = [told, ended].map(|case| Write::UpdateCase(Box::new(case)));
    ground.commit(writes.into()).await.unwrap();
    assert_eq!(watched(1_000).await, due[2..]);
}

pub(crate) async fn evidence_is_sealed_and_comes_back(ground: &Ground) {
    let (dossier, all) = cases(ground).await;
    let content = b"%PDF-1.7 a very secret picture of a lamp".to_vec();
    let evidence = |name: usize| Evidence {
        id: EvidenceId::fresh(&*ground.ids),
        case_id: all[0].id,
        order_id: dossier.order.id,
        name: hostile(name),
        kind: FileKind::Pdf,
        size_bytes: i64::MAX,
        added_by: hostile(2),
        added_at: at(8),
    };
    let (first, second) = (evidence(0), evidence(1));
    for one in [&first, &second] {
        let added = ground.space.add_evidence(one.clone(), content.clone());
        added.await.unwrap();
    }
    let kept = ground.space.evidence_of(all[0].id).await.unwrap();
    assert_eq!(kept, [first.clone(), second.clone()]);
    assert_eq!(ground.space.evidence_of(all[1].id).await.unwrap(), []);
    let found = ground.space.evidence_file(second.id).await.unwrap();
    assert_eq!(found, Some((second.clone(), content)));
    let bytes = ground.engine.bytes_at_rest().await;
    let secret = b"a very secret picture";
    assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    ground.space.remove_evidence(&second).await.unwrap();
    assert_eq!(ground.space.evidence_file(second.id).await.unwrap(), None);
    assert_eq!(ground.space.evidence_of(all[0].id).await.unwrap(), [first]);
    let mut stranger = evidence(2);
    stranger.case_id = domain::ids::CaseId(1);
    let added = ground.space.add_evidence(stranger, vec![]).await;
    assert!(added.is_err(), "it belongs to no case");
}

pub(crate) async fn policies_are_kept_until_they_are_emptied(ground: &Ground) {
    let (platform, supplier) = (PlatformName(hostile(1)), ExternalId(hostile(2)));
    let known = async || {
        let known = ground.space.supplier_policy(&platform, &supplier);
        known.await.unwrap()
    };
    assert_eq!(known().await, None);
    let mut policy = SupplierPolicy {
        platform: platform.clone(),
        supplier: supplier.clone(),
        text: hostile(3),
        changed_at: at(1),
    };
    for text in [hostile(3), hostile(4)] {
        policy.text = text;
        let put = ground.space.put_supplier_policy(policy.clone());
        put.await.unwrap();
        assert_eq!(known().await.as_ref(), Some(&policy));
    }
    policy.text = " \n".into();
    ground.space.put_supplier_policy(policy).await.unwrap();
    assert_eq!(known().await, None);

    let text = |text: &str| StoredPolicy {
        policy: PolicyText::Refund,
        language: Language::Vi,
        text: text.into(),
    };
    for words in ["one", "two"] {
        ground.space.put_policy_text(text(words)).await.unwrap();
    }
    assert_eq!(ground.space.policy_texts().await.unwrap(), [text("two")]);
    ground.space.put_policy_text(text("")).await.unwrap();
    assert_eq!(ground.space.policy_texts().await.unwrap(), []);
}
