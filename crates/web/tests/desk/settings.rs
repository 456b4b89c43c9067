//! How a store's orders are treated.

use axum::http::StatusCode;
use domain::plan::Prefer;
use domain::store::Automation;

use crate::bench::Bench;
use crate::bench::sample::connect_store;

const TYPED: [(&str, &str); 9] = [
    ("placing", "automatic"),
    ("prefer", "named"),
    ("named", "STD"),
    ("tracked_only", "1"),
    ("max_days", "20"),
    ("max_cost", "4,50"),
    ("tolerance", "5"),
    ("tracking_url", "https://track.example/?n={tracking_number}"),
    ("a_field_of_tomorrow", "x"),
];

#[tokio::test]
async fn every_rule_is_saved_and_shown_again() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    connect_store(&mut owner).await;
    let id = bench.app.space().stores().await.unwrap()[0].id;
    let path = format!("/settings/stores/{id}");
    let answer = owner.post(&path, &TYPED).await;
    let page = owner.follow(&answer).await;
    assert!(
        page.text.contains("Saved.") && page.text.contains("value=\"4.50\""),
        "{}",
        page.text
    );
    let settings = bench.app.space().store(id).await.unwrap().unwrap().settings;
    assert_eq!(settings.placing, Automation::Automatic);
    assert_eq!(settings.shipping.prefer, Prefer::Named("STD".into()));
    assert!(settings.shipping.tracked_only && !settings.notify_customer);
    assert_eq!(settings.shipping.max_days, Some(20));
    assert_eq!(settings.shipping.max_cost.unwrap().minor(), 450);
    assert_eq!(settings.price_tolerance_percent, 5);
    let overview = owner.get("/settings").await;
    assert!(
        overview
            .text
            .contains("STD · tracked only · at most 20 days"),
        "{}",
        overview.text
    );
}

#[tokio::test]
async fn what_can_not_be_right_is_said_at_its_field_and_nothing_is_saved() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    connect_store(&mut owner).await;
    let store = bench.app.space().stores().await.unwrap().remove(0);
    let path = format!("/settings/stores/{}", store.id);
    for (field, value) in [
        ("named", ""),
        ("max_days", "0"),
        ("max_days", "soon"),
        ("max_cost", "-1"),
        ("max_cost", "1.005"),
        ("tolerance", ""),
        ("tolerance", "99999999999"),
        ("tracking_url", "javascript:alert({tracking_number})"),
        ("tracking_url", "https://track.example/"),
    ] {
        let mut typed = TYPED;
        for pair in &mut typed {
            if pair.0 == field {
                pair.1 = value;
            }
        }
        let answer = owner.post(&path, &typed).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field}={value}"
        );
        assert!(
            answer.text.contains(&format!("id=\"{field}-error\"")),
            "{field}={value}"
        );
        assert!(answer.text.contains("One thing to mend"), "{field}={value}");
    }
    let now = bench.app.space().store(store.id).await.unwrap().unwrap();
    assert_eq!(now.settings, store.settings);
    assert_eq!(
        owner.get("/settings/stores/1").await.status,
        StatusCode::NOT_FOUND
    );
}
