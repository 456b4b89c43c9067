//! Set-up, signing in and out, links, people, the password.

use app::people;
use axum::http::{Method, StatusCode};

use crate::bench::Bench;
use crate::bench::sample::OWNER;

#[tokio::test]
async fn the_first_visitor_becomes_the_owner_and_nobody_after() {
    let bench = Bench::new().await;
    let mut first = bench.browser();
    assert_eq!(first.get("/orders").await.location(), "/set-up");
    let short = [
        ("name", "Hà"),
        ("email", "ha@longbeach.example"),
        ("password", "short"),
    ];
    let refused = first.post("/set-up", &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("ype at least 10 characters"),
        "{}",
        refused.text
    );
    assert!(refused.text.contains("ha@longbeach.example"));
    assert!(
        !refused.text.contains("\"short\""),
        "a password is never sent back"
    );
    assert_eq!(first.post("/set-up", OWNER).await.location(), "/");
    assert_eq!(first.get("/").await.status, StatusCode::OK);
    let mut second = bench.browser();
    assert_eq!(second.get("/set-up").await.location(), "/sign-in");
    assert_eq!(second.post("/set-up", OWNER).await.location(), "/sign-in");
    assert_eq!(bench.app.space().users().await.unwrap().len(), 1);
}

#[tokio::test]
async fn two_first_visitors_at_once_make_one_owner() {
    let bench = Bench::new().await;
    let (mut one, mut other) = (bench.browser(), bench.browser());
    let second = [
        ("name", "B"),
        ("email", "b@b.example"),
        ("password", "0123456789"),
    ];
    let (first, second) = tokio::join!(one.post("/set-up", OWNER), other.post("/set-up", &second));
    let mut places = [first.location(), second.location()];
    places.sort_unstable();
    assert_eq!(places, ["/", "/sign-in"]);
    assert_eq!(bench.app.space().users().await.unwrap().len(), 1);
}

#[tokio::test]
async fn signs_in_goes_on_and_signs_out() {
    let bench = Bench::new().await;
    bench.owner().await;
    let mut browser = bench.browser();
    let closed = browser.get("/settings?tab=1").await;
    assert_eq!(closed.location(), "/sign-in?next=%2Fsettings%3Ftab%3D1");
    let form = browser.get(closed.location()).await;
    assert!(
        form.text.contains("value=\"/settings?tab=1\""),
        "{}",
        form.text
    );
    let wrong = [("email", OWNER[1].1), ("password", "not this one")];
    let refused = browser.post("/sign-in", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = [("email", "x@y.example"), ("password", "not this one")];
    let unknown = browser.post("/sign-in", &nobody).await;
    let same = |text: &str| text.replace(OWNER[1].1, "").replace("x@y.example", "");
    let times = |text: String| text.split("data-now").next().unwrap().to_owned();
    assert_eq!(times(same(&refused.text)), times(same(&unknown.text)));
    let right = [
        ("email", " HA@longbeach.example"),
        ("password", OWNER[2].1),
        ("next", "/settings?tab=1"),
    ];
    let answer = browser.post("/sign-in", &right).await;
    assert_eq!(answer.location(), "/settings?tab=1");
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let old = browser.clone();
    let out = browser.post("/sign-out", &[]).await;
    let page = browser.follow(&out).await;
    assert!(page.text.contains("You are signed out"), "{}", page.text);
    assert_eq!(
        old.clone().get("/").await.location(),
        "/sign-in",
        "the session itself is over"
    );
}

#[tokio::test]
async fn never_goes_on_to_another_site() {
    let bench = Bench::new().await;
    bench.owner().await;
    for next in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
        let right = [
            ("email", OWNER[1].1),
            ("password", OWNER[2].1),
            ("next", next),
        ];
        let answer = bench.browser().post("/sign-in", &right).await;
        assert_eq!(answer.location(), "/", "{next}");
    }
}

#[tokio::test]
async fn guessing_is_stopped_for_that_email_only() {
    let bench = Bench::new().await;
    bench.owner().await;
    let mut browser = bench.browser();
    for _ in 0..5 {
        let wrong = [("email", OWNER[1].1), ("password", "guess guess")];
        let answer = browser.post("/sign-in", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let right = [("email", OWNER[1].1), ("password", OWNER[2].1)];
    let answer = browser.post("/sign-in", &right).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.text.contains("15 minutes"), "{}", answer.text);
    let other = [("email", "b@b.example"), ("password", "guess guess")];
    let answer = browser.post("/sign-in", &other).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let bench = Bench::new().await;
    bench.owner().await;
    let user = bench.app.space().users().await.unwrap().remove(0);
    let secret = people::sign_in_link(&bench.app, user.id).await.unwrap();
    let path = format!("/sign-in/link/{secret}");
    let mut scanner = bench.browser();
    let nothing = axum::body::Body::empty();
    let looked = scanner.send(Method::HEAD, &path, nothing, None).await;
    assert!(looked.status.is_success() && scanner.cookies.is_empty());
    let mut browser = bench.browser();
    assert_eq!(browser.get(&path).await.location(), "/");
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    assert_eq!(
        browser.get(&path).await.location(),
        "/",
        "who is in stays in"
    );
    let mut thief = bench.browser();
    let over = thief.get(&path).await;
    assert_eq!(over.location(), "/sign-in");
    assert!(
        thief
            .follow(&over)
            .await
            .text
            .contains("used before or has ended")
    );
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let bench = Bench::new().await;
    let mut here = bench.owner().await;
    let mut there = here.clone();
    let wrong = [("current", "not it at all"), ("password", "a new password")];
    let answer = here.post("/profile/password", &wrong).await;
    assert!(
        answer.text.contains("not your current password"),
        "{}",
        answer.text
    );
    let right = [("current", OWNER[2].1), ("password", "a new password")];
    let answer = here.post("/profile/password", &right).await;
    assert_eq!(answer.location(), "/profile");
    assert!(
        here.follow(&answer)
            .await
            .text
            .contains("Your password is changed")
    );
    assert_eq!(there.get("/").await.location(), "/sign-in");
}

#[tokio::test]
async fn owners_add_people_and_members_do_not() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    let lan = [
        ("name", "Lan"),
        ("email", "lan@longbeach.example"),
        ("password", "0123456789"),
        ("role", "member"),
    ];
    let answer = owner.post("/settings/people", &lan).await;
    let page = owner.follow(&answer).await;
    assert!(page.text.contains("Lan was added") && page.text.contains("lan@longbeach.example"));
    let again = owner.post("/settings/people", &lan).await;
    assert!(
        again.text.contains("Someone has this e-mail already"),
        "{}",
        again.text
    );
    let mut member = bench.browser();
    member
        .post("/sign-in", &[("email", lan[1].1), ("password", lan[2].1)])
        .await;
    assert!(
        !member
            .get("/settings/people")
            .await
            .text
            .contains("Add a person")
    );
    let eve = [
        ("name", "Eve"),
        ("email", "eve@x.example"),
        ("password", "0123456789"),
        ("role", "owner"),
    ];
    assert_eq!(
        member.post("/settings/people", &eve).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(bench.app.space().users().await.unwrap().len(), 2);
}
