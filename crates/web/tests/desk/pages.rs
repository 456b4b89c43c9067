//! Every page in every language, and what customers and platforms write into them.

use axum::http::StatusCode;

use crate::bench::Bench;
use crate::bench::sample::{fill, until};

const PAGES: [&str; 10] = [
    "/",
    "/connections",
    "/connections/new",
    "/connections/new/harbor",
    "/connections/new/bazaar",
    "/settings",
    "/settings/people",
    "/jobs",
    "/profile",
    "/nowhere",
];

#[tokio::test]
async fn every_page_answers_in_every_language_without_inline_code() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    fill(&bench, &mut owner).await;
    let store = bench.app.space().stores().await.unwrap()[0].id;
    let of_store = format!("/settings/stores/{store}");
    for lang in ["en", "vi"] {
        let mut owner = owner.clone().reading(lang);
        for path in PAGES.into_iter().chain([of_store.as_str()]) {
            let page = owner.get(path).await;
            let wanted = if path == "/nowhere" {
                StatusCode::NOT_FOUND
            } else {
                StatusCode::OK
            };
            assert_eq!(page.status, wanted, "{lang} {path}");
            assert!(
                page.text.contains(&format!("<html lang=\"{lang}\"")),
                "{lang} {path}"
            );
            for forbidden in [
                "<style",
                " style=",
                "javascript:",
                "<script>",
                "onerror=\"",
                "onclick",
            ] {
                assert!(!page.text.contains(forbidden), "{lang} {path}: {forbidden}");
            }
            assert_eq!(page.text.matches("<script").count(), 1, "{lang} {path}");
            assert_eq!(page.text.matches("<h1").count(), 1, "{lang} {path}");
        }
    }
}

#[tokio::test]
async fn home_counts_what_needs_a_person() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    let empty = owner.get("/").await;
    assert!(empty.text.contains("Connect your store"), "{}", empty.text);
    assert!(empty.text.contains("Map your products"));
    fill(&bench, &mut owner).await;
    let page = owner.get("/").await;
    for words in [
        "Failed",
        "Checking",
        "Awaiting payment",
        "Sign-in ending",
        "Unmapped variants",
        "must be paid within 12 hours",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    assert!(page.text.contains("href=\"/orders?tab=failed\""));
    assert!(!page.text.contains("Connect your supplier account"));
}

#[tokio::test]
async fn work_that_failed_is_seen_and_run_again() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    let hostile = "<script>alert(1)</script>";
    let now = bench.app.now();
    let job = domain::job::Job::FindStuck;
    let jobs = vec![domain::job::NewJob { job, due_at: now }];
    bench.app.space().enqueue(jobs).await.unwrap();
    let claim = storage::Claim {
        worker: domain::ids::WorkerId(1),
        now,
        lease_until: now + jiff::SignedDuration::from_mins(1),
    };
    let claimed = bench
        .app
        .space()
        .claim_jobs(claim, 1)
        .await
        .unwrap()
        .jobs
        .remove(0);
    let finish = domain::changeset::Changeset {
        finishes: Some(domain::changeset::FinishedJob {
            id: claimed.id,
            claim: claimed.claim,
            end: domain::job::JobEnd::Fail {
                error: hostile.into(),
            },
        }),
        ..Default::default()
    };
    bench.app.space().commit(finish).await.unwrap();
    let page = owner.get("/jobs").await;
    assert!(page.text.contains("Find what is stuck"), "{}", page.text);
    assert!(page.text.contains("&lt;script&gt;") && !page.text.contains(hostile));
    let again = owner
        .post(&format!("/jobs/{}/again", claimed.id), &[])
        .await;
    let page = owner.follow(&again).await;
    assert!(page.text.contains("It runs again"), "{}", page.text);
    assert_eq!(bench.app.space().job_counts().await.unwrap().failed, 0);
    let space = bench.app.space();
    until(async || space.job_counts().await.unwrap().waiting == 1).await;
}
