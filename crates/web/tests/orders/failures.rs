//! Every reason for a failure shows what happened, what to do, and the button that does it, in every
//! language; platforms' own words are there, folded and escaped.

use domain::purchase::{Failure, FailureReason, Fix, PurchaseState as S};

use crate::cast::{Cast, words};

fn failure(reason: FailureReason) -> Failure {
    Failure {
        vendor_code: Some("B_CODE".into()),
        vendor_message: Some("no <script>alert(1)</script> today".into()),
        ..Failure::ours(reason, "exactly this")
    }
}

/// What must be on the page for a fix besides *Re-order*.
fn way(fix: Fix, order: &str) -> String {
    match fix {
        Fix::Reconnect | Fix::CorrectConfiguration => "href=\"/connections\"".into(),
        Fix::Map | Fix::ChangeSupplier | Fix::WaitOrChangeSupplier | Fix::LowerQuantity => {
            "/products".into()
        }
        Fix::ChooseShipping => "?open=shipping#shipping".into(),
        Fix::EditAddress => "?open=address#address".into(),
        Fix::AddTaxId => "?open=address#tax_value".into(),
        Fix::AcceptPrice => format!("action=\"/orders/{order}/accept-price\""),
        Fix::ContactMarketplace => "/marketplace\"".into(),
        Fix::TryAgain => "?open=hand#hand".into(),
    }
}

#[tokio::test]
async fn every_reason_says_what_to_do_and_has_the_button() {
    let mut cast = Cast::new().await;
    let mut orders = Vec::new();
    for (index, reason) in FailureReason::ALL.into_iter().enumerate() {
        let order = cast.order(3000 + u32::try_from(index).unwrap(), 1);
        let mut purchase = cast.purchase(&order, "Yiwu Lamps", S::Failed);
        purchase.failure = Some(failure(reason));
        orders.push((reason, cast.put(order, vec![purchase]).await));
    }
    for lang in ["en", "vi"] {
        cast.browser = cast.browser.clone().reading(lang);
        let mut titles = Vec::new();
        for (reason, id) in &orders {
            let page = cast.page(&format!("/orders/{id}")).await;
            let start = page.find("<section class=\"failure\"").unwrap();
            let end = page[start..].find("</section>").unwrap() + start;
            let shown = &page[start..end];
            let key = format!("failure-{}", reason.as_str());
            assert!(!shown.contains(&key), "{reason:?} {lang}: {shown}");
            titles.push(words(shown.split("</h2>").next().unwrap()));
            assert!(words(shown).contains("exactly this") || *reason == FailureReason::Unmapped);
            let reorder = format!("action=\"/orders/{id}/reorder\"");
            assert!(shown.contains(&reorder), "{reason:?}: {shown}");
            let way = way(reason.fix(), &id.to_string());
            assert!(shown.contains(&way), "{reason:?} wants {way}: {shown}");
            assert!(shown.contains("B_CODE"), "{reason:?}");
            assert!(!shown.contains("<script>"), "{reason:?}");
            // Its lines still want something; only the purchase that failed holds them.
            assert!(!page.contains("Nothing has to be bought"), "{reason:?}");
        }
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), FailureReason::ALL.len(), "{titles:?}");
    }
}

#[tokio::test]
async fn lines_that_could_not_be_planned_are_said_once_with_a_link_each() {
    let mut cast = Cast::new().await;
    let (product, variants) = cast.put_product("Desk lamp", &["Red", "Blue"]).await;
    let mut order = cast.order(3100, 1);
    for (line, variant) in order.lines.iter_mut().zip(&variants) {
        line.variant_id = Some(*variant);
    }
    order.problems = order
        .lines
        .iter()
        .map(|line| domain::plan::PlanProblem {
            line_item_id: line.id,
            failure: Failure::ours(FailureReason::Unmapped, ""),
            rejected_methods: vec![],
        })
        .collect();
    let id = cast.put(order, vec![]).await;
    let page = cast.page(&format!("/orders/{id}")).await;
    assert_eq!(page.matches("<section class=\"failure\"").count(), 1);
    for variant in variants {
        let link = format!("/products/variant/{variant}?order={id}");
        assert!(page.contains(&link), "{link}");
        let answer = cast.browser.get(&link).await;
        let map = format!("/products/{product}/map?variant={variant}&order={id}");
        assert_eq!(answer.location(), map);
    }
}

#[tokio::test]
async fn methods_that_were_not_chosen_say_why() {
    let mut cast = Cast::new().await;
    let mut order = cast.order(3101, 1);
    let rejected = |name: &str, why| domain::plan::Rejected {
        name: name.into(),
        why,
    };
    order.problems = vec![domain::plan::PlanProblem {
        line_item_id: order.lines[0].id,
        failure: Failure::ours(FailureReason::NoShippingMethod, "cheapest, at most 5 days"),
        rejected_methods: vec![
            rejected(
                "Slow boat",
                domain::plan::WhyNot::TooSlow {
                    days: Some(40),
                    allowed: 5,
                },
            ),
            rejected("Balloon", domain::plan::WhyNot::Untracked),
        ],
    }];
    let id = cast.put(order, vec![]).await;
    let text = words(&cast.page(&format!("/orders/{id}?open=shipping")).await);
    assert!(
        text.contains("Slow boat Takes up to 40 days; 5 are allowed"),
        "{text}"
    );
    assert!(text.contains("Balloon No tracking number"), "{text}");
}
