//! What a person types and comes back with, without any call being made.

use domain::ports::error::CallErrorKind;
use jiff::Timestamp;

use super::*;

fn connector() -> ShopbaseConnector {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let now: Now = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
    ShopbaseConnector::new(Http::new().unwrap(), now)
}

fn values(pairs: &[(&str, &str)]) -> ConnectValues {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn public_values() -> ConnectValues {
    values(&[
        ("shop", "my-shop"),
        ("client_id", "cid"),
        ("client_secret", "hush"),
        ("token_secret", "hush-second"),
    ])
}

async fn pending(connector: &ShopbaseConnector) -> (String, Credentials) {
    let callback = "https://desk.example/connect/back?x=1&y";
    let values = public_values();
    let start = connector.start(PUBLIC_APP, &values, callback, "st&1");
    match start.await.unwrap() {
        ConnectStart::Authorize { url, pending } => (url, pending),
        ConnectStart::Granted(_) => panic!("nobody allowed it yet"),
    }
}

#[tokio::test]
async fn a_public_app_sends_the_person_to_the_store() {
    let connector = connector();
    let (url, pending) = pending(&connector).await;
    let url = Url::parse(&url).unwrap();
    assert_eq!(url.host_str(), Some("my-shop.onshopbase.com"));
    assert_eq!(url.path(), "/admin/oauth/authorize");
    let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
    assert_eq!(query["client_id"], "cid");
    assert_eq!(query["scope"], "read_orders,write_orders,read_products");
    assert_eq!(
        query["redirect_uri"],
        "https://desk.example/connect/back?x=1&y"
    );
    assert_eq!(query["state"], "st&1");
    assert!(!url.as_str().contains("hush"));
    assert!(!format!("{pending:?}").contains("hush"));
}

#[tokio::test]
async fn who_comes_back_with_something_else_is_not_believed() {
    let connector = connector();
    let (_, pending) = pending(&connector).await;
    let table = [
        (values(&[("code", "c"), ("state", "other")]), "our question"),
        (values(&[("code", "c")]), "our question"),
        (values(&[("state", "st&1")]), "did not allow"),
        (
            values(&[("code", "c"), ("state", "st&1"), ("hmac", "00")]),
            "not signed",
        ),
    ];
    for (query, words) in table {
        let error = connector.finish(&pending, &query, "").await.unwrap_err();
        assert!(
            matches!(&error, ConnectError::NotAllowed(said) if said.contains(words)),
            "{error}"
        );
    }
    let foreign = Credentials::new("{}".into());
    let back = connector.finish(&foreign, &values(&[]), "").await;
    assert!(matches!(back, Err(ConnectError::NotAllowed(_))));
}

#[tokio::test]
async fn a_value_that_can_not_be_right_is_named() {
    let connector = connector();
    let full = [
        ("shop", "my-shop"),
        ("api_key", "k"),
        ("password", "p"),
        ("shared_secret", "s"),
    ];
    for (field, typed) in [
        ("shop", ""),
        ("shop", "https://evil.example"),
        ("api_key", ""),
        ("password", " "),
        ("password", "p\u{0}"),
        ("shared_secret", ""),
        ("base_url", "http://far.example"),
    ] {
        let mut values = values(&full);
        values.insert(field.to_owned(), typed.to_owned());
        let error = connector.start(PRIVATE_APP, &values, "", "").await;
        assert!(
            matches!(&error, Err(ConnectError::BadValue { field: named, .. }) if *named == field),
            "{field}: {error:?}"
        );
    }
    let mut wrong = public_values();
    wrong.insert("callback_check".into(), "perhaps".into());
    let error = connector.start(PUBLIC_APP, &wrong, "", "").await;
    assert!(matches!(error, Err(ConnectError::BadValue { .. })));
}

#[test]
fn a_writing_scope_implies_the_reading_one() {
    let granted = |scopes: &[&str]| -> Vec<String> {
        scopes.iter().map(|scope| (*scope).to_owned()).collect()
    };
    assert_eq!(missing_scope(&granted(&[])), None);
    assert_eq!(
        missing_scope(&granted(&["write_orders", "read_products"])),
        None
    );
    assert_eq!(
        missing_scope(&granted(&["read_orders", "read_products"])),
        Some("write_orders")
    );
    assert_eq!(
        missing_scope(&granted(&["write_orders"])),
        Some("read_products")
    );
}

#[tokio::test]
async fn an_access_is_never_renewed_and_each_shop_has_one_budget() {
    let connector = connector();
    let nothing = Credentials::new("{}".into());
    let refused = connector.renew(&nothing).await.unwrap_err();
    assert_eq!(refused.kind, CallErrorKind::Refused);
    assert!(connector.store(&nothing).is_none());
    let access = Access {
        config: Config::of_shop("my-shop").unwrap(),
        app: App::Private {
            api_key: "k".into(),
            password: "p".into(),
            shared_secret: "s".into(),
        },
    };
    let document = access.document();
    assert!(connector.store(&document).is_some());
    assert!(connector.store(&document).is_some());
    assert_eq!(connector.budgets.lock().unwrap().len(), 1);
    assert!(connector.marketplace(&document).is_none());
}

#[test]
fn every_text_has_its_hint_in_both_languages() {
    let texts = [
        include_str!("../../../../../locales/en/shopbase.ftl"),
        include_str!("../../../../../locales/vi/shopbase.ftl"),
    ];
    let keys = WAYS.iter().flat_map(|way| {
        let labels = way.fields.iter().map(|field| field.label_key);
        std::iter::once(way.title_key).chain(labels)
    });
    for key in keys {
        for text in texts {
            assert!(text.contains(&format!("\n{key} = ")), "{key}");
            assert!(text.contains(&format!("\n{key}-hint = ")), "{key}-hint");
        }
    }
}
