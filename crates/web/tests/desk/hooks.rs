//! Webhooks: signed, unsigned, twice, malformed, oversized, for nobody.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use domain::changeset::{Changeset, FinishedJob};
use domain::job::{Job, JobEnd};
use jiff::SignedDuration;
use storage::ClaimedJob;

use crate::bench::Bench;
use crate::bench::browser::{Answer, Browser};
use crate::bench::harbor::SIGNATURE;
use crate::bench::sample::connect_store;

struct Hooks {
    bench: Bench,
    key: String,
}

impl Hooks {
    async fn new() -> Self {
        let bench = Bench::new().await;
        connect_store(&mut bench.owner().await).await;
        let key = bench.app.space().stores().await.unwrap()[0]
            .hook_key
            .clone();
        Self { bench, key }
    }

    fn store(&self) -> Browser {
        self.bench.browser().with(SIGNATURE.0, SIGNATURE.1)
    }

    async fn call(&self, mut from: Browser, body: impl Into<Body>) -> Answer {
        let path = format!("/hooks/{}/orders-create", self.key);
        from.send(Method::POST, &path, body.into(), Some("application/json"))
            .await
    }

    async fn claim(&self) -> Vec<ClaimedJob> {
        let now = self.bench.app.now();
        let claim = storage::Claim {
            worker: domain::ids::WorkerId(1),
            now,
            lease_until: now + SignedDuration::from_hours(1),
        };
        let space = self.bench.app.space();
        space.claim_jobs(claim, 50).await.unwrap().jobs
    }

    /// Ends what connecting enqueued, so that what waits afterwards came from somewhere else.
    async fn end_all_work(&self) {
        loop {
            let claimed = self.claim().await;
            if claimed.is_empty() {
                return;
            }
            for job in claimed {
                let finishes = Some(FinishedJob {
                    id: job.id,
                    claim: job.claim,
                    end: JobEnd::Done,
                });
                let done = Changeset {
                    finishes,
                    ..Changeset::default()
                };
                self.bench.app.space().commit(done).await.unwrap();
            }
        }
    }

    async fn kept(&self) -> i64 {
        let space = self.bench.app.space();
        let store = space.stores().await.unwrap()[0].id;
        space.delivery_counts(store).await.unwrap().0
    }
}

#[tokio::test]
async fn a_signed_one_is_kept_once_however_often_it_comes() {
    let hooks = Hooks::new().await;
    let body = r#"{"id": 9007199254740993, "a_field_of_tomorrow": [{"x": null}]}"#;
    for _ in 0..3 {
        let answer = hooks.call(hooks.store(), body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    assert_eq!(hooks.kept().await, 1);
    let answer = hooks.call(hooks.store(), r#"{"id": 2}"#).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(hooks.kept().await, 2);
}

#[tokio::test]
async fn it_comes_from_outside_and_needs_no_cookie() {
    let hooks = Hooks::new().await;
    let foreign = hooks
        .store()
        .with("sec-fetch-site", "cross-site")
        .with("origin", "https://shop.example");
    assert_eq!(
        hooks.call(foreign, r#"{"id": 1}"#).await.status,
        StatusCode::OK
    );
    assert_eq!(hooks.kept().await, 1);
}

#[tokio::test]
async fn a_wrong_signature_or_address_keeps_nothing() {
    let hooks = Hooks::new().await;
    for from in [
        hooks.bench.browser(),
        hooks.bench.browser().with(SIGNATURE.0, "wrong"),
    ] {
        let answer = hooks.call(from, r#"{"id": 1}"#).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(answer.text.contains("\"status\":401"), "{}", answer.text);
        assert!(!answer.text.contains(&hooks.key));
    }
    let body = Body::from(r#"{"id": 1}"#);
    let answer = hooks
        .store()
        .send(Method::POST, "/hooks/nobody/orders-create", body, None)
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(hooks.kept().await, 0);
}

#[tokio::test]
async fn a_signed_one_that_can_not_be_read_polls_the_store() {
    let hooks = Hooks::new().await;
    hooks.end_all_work().await;
    for body in ["{\"id\": ", "[]", "\u{202e}", ""] {
        let answer = hooks.call(hooks.store(), body).await;
        assert_eq!(answer.status, StatusCode::OK, "{body:?}: {}", answer.text);
    }
    let answer = hooks.call(hooks.store(), vec![0xff_u8, 0xfe, 0x00]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(hooks.kept().await, 0);
    let work = hooks.claim().await;
    assert!(
        matches!(
            work[..],
            [ClaimedJob {
                job: Job::PollStore { .. },
                ..
            }]
        ),
        "{work:?}"
    );
}

#[tokio::test]
async fn an_oversized_one_is_refused_unread() {
    let hooks = Hooks::new().await;
    let answer = hooks.call(hooks.store(), "x".repeat(1024 * 1024 + 1)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let full = format!(
        "{{\"id\": 5, \"pad\": \"{}\"}}",
        "x".repeat(1024 * 1024 - 30)
    );
    assert_eq!(hooks.call(hooks.store(), full).await.status, StatusCode::OK);
    assert_eq!(hooks.kept().await, 1);
}

#[tokio::test]
async fn the_one_that_was_kept_brings_the_order() {
    let hooks = Hooks::new().await;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let work = hooks.bench.work(stopping);
    let answer = hooks
        .call(hooks.store(), r#"{"id": 9007199254741993}"#)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    crate::bench::sample::until(async || {
        let space = hooks.bench.app.space();
        let jobs = space.job_counts().await.unwrap();
        hooks.kept().await == 1
            && jobs.running == 0
            && space
                .next_job_due()
                .await
                .unwrap()
                .is_none_or(|due| due > hooks.bench.app.now())
    })
    .await;
    stop.send(true).unwrap();
    work.await.unwrap();
    let failed = hooks.bench.app.space().failed_jobs(10).await.unwrap();
    assert!(failed.is_empty(), "{failed:?}");
}
