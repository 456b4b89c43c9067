//! Products and how their variants are bought: by hand, by matching names, and back to the order
//! that waits for it.

use domain::catalog::Mapping;
use domain::ids::VariantId;
use domain::purchase::{Failure, FailureReason};

use crate::cast::{Cast, words};

#[tokio::test]
async fn the_list_says_what_is_not_connected() {
    let mut cast = Cast::new().await;
    let empty = words(&cast.page("/products?show=unmapped").await);
    assert!(empty.contains("Every variant is connected"), "{empty}");
    cast.put_product("Desk lamp", &["Red", "Blue"]).await;
    cast.put_product("Chair", &["One"]).await;
    let text = words(&cast.page("/products").await);
    assert!(text.contains("Not connected 3"), "{text}");
    assert!(
        text.contains("Desk lamp long-beach 2 variants 19.90 USD Not connected"),
        "{text}"
    );
    let text = words(&cast.page("/products?show=unmapped").await);
    assert!(
        text.contains("Desk lamp") && text.contains("Chair"),
        "{text}"
    );
    let synced = cast.post("/products/sync", &[]).await;
    assert!(
        words(&synced.text).contains("Reading the products"),
        "{}",
        synced.text
    );
}

#[tokio::test]
async fn a_variant_is_connected_and_leads_back_to_its_order() {
    let mut cast = Cast::new().await;
    let forms = ["Color: Blue", "Color: Red"];
    cast.bench
        .market
        .sell("1005006001", "Yiwu Lamps", "Lamp", "4.00", &forms);
    let (product, variants) = cast.put_product("Desk lamp", &["Red", "Blue"]).await;
    let failure = Failure::ours(FailureReason::Unmapped, "");
    let order = cast.put_problem(9000, failure).await;
    let variant = variants[0];
    let path = format!("/products/{product}/map");
    let asked = format!("{path}?variant={variant}&order={order}");
    let page = cast.page(&asked).await;
    assert!(words(&page).contains("Back to #9000"));
    let url = "https%3A%2F%2Fbazaar.example%2Fitem%2F1005006001.html";
    let found = format!(
        "{asked}&chosen=1&connection={}&product={url}&country=US",
        cast.market
    );
    let page = words(&cast.page(&found).await);
    assert!(page.contains("4.00 USD · 400 in stock same name"), "{page}");
    let pick = checked(&cast.page(&found).await);
    assert!(pick.contains("1005006001-1"), "red for red: {pick}");
    let (variant, order, market) = (
        variant.to_string(),
        order.to_string(),
        cast.market.to_string(),
    );
    let mut form = vec![
        ("variant", variant.as_str()),
        ("order", &order),
        ("chosen", "1"),
        ("connection", &market),
        ("product", "1005006001"),
        ("country", "US"),
        ("pick", &pick),
        ("do", "save"),
        ("quantity", "0"),
    ];
    let wrong = cast.browser.post(&path, &form).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert!(words(&wrong.text).contains("from 1 to 9,999"));
    *form.last_mut().unwrap() = ("quantity", "2");
    let saved = cast.browser.post(&path, &form).await;
    assert_eq!(
        saved.location(),
        format!("/orders/{order}"),
        "{}",
        saved.text
    );
    let said = cast.browser.follow(&saved).await;
    assert!(words(&said.text).contains("Now press Re-order on the order."));
    let mapping = mapping_of(&cast, variants[0]).await;
    assert_eq!((mapping.lines.len(), mapping.lines[0].quantity), (1, 2));
    let text = words(&cast.page(&format!("/products/{product}")).await);
    assert!(
        text.contains("2 × Lamp Color: Red Yiwu Lamps at Bazaar"),
        "{text}"
    );
    assert!(text.contains("1 of 2 connected"), "{text}");
}

async fn mapping_of(cast: &Cast, variant: VariantId) -> Mapping {
    let mut mappings = cast
        .bench
        .app
        .space()
        .mappings(vec![variant])
        .await
        .unwrap();
    mappings.remove(&variant).unwrap()
}

/// What the radio that is checked would send.
fn checked(page: &str) -> String {
    let radios = page.split("name=\"pick\" value=\"").skip(1);
    let chosen = radios.into_iter().find(|rest| {
        let tag = rest.split('>').next().unwrap();
        tag.contains("checked")
    });
    let value = chosen.unwrap().split('"').next().unwrap();
    value.replace("&quot;", "\"").replace("&amp;", "&")
}

#[tokio::test]
async fn a_bundle_is_put_together_without_the_script() {
    let mut cast = Cast::new().await;
    cast.bench
        .market
        .sell("1005006001", "Yiwu Lamps", "Lamp", "4.00", &["One"]);
    cast.bench
        .market
        .sell("1005006002", "Shenzhen Bulbs", "Bulb", "1.00", &["E27"]);
    let (product, variants) = cast.put_product("Lamp with bulb", &["Default Title"]).await;
    let path = format!("/products/{product}/map");
    let market = cast.market.to_string();
    let mut kept: Vec<(String, String)> = vec![("variant".into(), variants[0].to_string())];
    for (number, quantity) in [("1005006001", "1"), ("1005006002", "3")] {
        let look = format!(
            "{path}?variant={}&connection={market}&product={number}&country=US",
            variants[0]
        );
        let pick = checked(&cast.page(&look).await);
        let mut form: Vec<(&str, &str)> = kept
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        form.extend([
            ("connection", market.as_str()),
            ("product", number),
            ("country", "US"),
            ("pick", &pick),
            ("quantity", quantity),
            ("do", "more"),
        ]);
        let next = cast.browser.post(&path, &form).await;
        let query = next.location().split_once('?').unwrap().1.to_owned();
        kept = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
    }
    let again: Vec<(&str, &str)> = kept
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let saved = cast.post(&path, &again).await;
    assert!(
        words(&saved.text).contains("is connected."),
        "{}",
        saved.text
    );
    let mappings = cast
        .bench
        .app
        .space()
        .mappings(variants.clone())
        .await
        .unwrap();
    let lines = &mappings[&variants[0]].lines;
    let bought: Vec<(&str, u32)> = lines
        .iter()
        .map(|line| (line.supplier.name.as_str(), line.quantity))
        .collect();
    assert_eq!(bought, [("Yiwu Lamps", 1), ("Shenzhen Bulbs", 3)]);
    let page = cast.page(&format!("{path}?variant={}", variants[0])).await;
    assert!(words(&page).contains("3 × Bulb E27"), "{}", words(&page));
}

#[tokio::test]
async fn all_variants_are_connected_by_their_names() {
    let mut cast = Cast::new().await;
    let forms = [
        "Color: red · Size: L",
        "Color: BLUE · Size: L",
        "Color: Pink · Size: L",
    ];
    cast.bench
        .market
        .sell("1005006001", "Yiwu Shirts", "Shirt", "4.00", &forms);
    let titles = ["L / Red", "L / Blue", "L / Green"];
    let (product, variants) = cast.put_product("Shirt", &titles).await;
    let path = format!("/products/{product}/map-all");
    let page = cast
        .page(&format!(
            "{path}?connection={}&product=1005006001&country=US",
            cast.market
        ))
        .await;
    assert!(
        words(&page).contains("Connect 2 of 3 variants?"),
        "{}",
        words(&page)
    );
    let matches: Vec<(String, String)> = page
        .split("name=\"match-")
        .skip(1)
        .map(|rest| {
            let (id, rest) = rest.split_once('"').unwrap();
            let value = rest
                .split("value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            (format!("match-{id}"), value.replace("&quot;", "\""))
        })
        .collect();
    let mut form: Vec<(&str, &str)> = matches
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    form.push(("country", "US"));
    let saved = cast.post(&path, &form).await;
    assert!(
        words(&saved.text).contains("2 variants are connected."),
        "{}",
        saved.text
    );
    let mappings = cast
        .bench
        .app
        .space()
        .mappings(variants.clone())
        .await
        .unwrap();
    assert_eq!(mappings.len(), 2);
    assert_eq!(
        mappings[&variants[1]].lines[0].variant.variant_id.as_str(),
        "1005006001-1"
    );
}

#[tokio::test]
async fn what_can_not_be_looked_up_says_why() {
    let mut cast = Cast::new().await;
    let (product, variants) = cast.put_product("Lamp", &["Default Title"]).await;
    let asked = |product_id: &str| {
        let (variant, market) = (variants[0], cast.market);
        format!(
            "/products/{product}/map?variant={variant}&connection={market}&product={product_id}"
        )
    };
    let (gone, nonsense) = (asked("1005009999"), asked("lamp"));
    let answer = cast.browser.get(&gone).await;
    assert_eq!(answer.status, 422);
    let text = words(&answer.text);
    assert!(text.contains("Bazaar did not give this product"), "{text}");
    assert!(text.contains("the item was taken off"), "{text}");
    let answer = cast.browser.get(&nonsense).await;
    assert_eq!(answer.status, 422);
    assert!(words(&answer.text).contains("Paste the product's address or its number."));
    let path = format!("/products/{product}/map");
    let variant = variants[0].to_string();
    let none = cast.browser.post(&path, &[("variant", &variant)]).await;
    assert_eq!(none.status, 422);
    assert!(
        words(&none.text).contains("Choose one of them."),
        "{}",
        none.text
    );
}
