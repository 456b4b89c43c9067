//! The catalog of a rehearsal: six suppliers, ordinary goods, and one product for each failure.

use serde_json::{Value, json};

use super::demo_goods;

/// The demo's seed document.
pub(in super::super) fn catalog() -> Value {
    let mut products = demo_goods::ordinary();
    products.extend(special());
    json!({ "suppliers": suppliers(), "products": products })
}

/// Which product and SKU brings which failure about.
pub(in super::super) const TRIGGERS: &[(&str, &str, &str)] = &[
    ("sku_renamed", "1005006000009001", "12000044126090011"),
    ("sku_gone", "1005006000009002", "12000044126090022"),
    ("sold_out", "1005006000009003", "12000044126090031"),
    ("sells_out", "1005006000009004", "12000044126090041"),
    ("low_stock", "1005006000009005", "12000044126090051"),
    ("removed", "1005006000009006", "12000044126090061"),
    ("banned_country", "1005006000009007", "12000044126090071"),
    ("no_shipping", "1005006000009008", "12000044126090081"),
    ("no_tracked_method", "1005006000009009", "12000044126090091"),
    ("price_up_at_order", "1005006000009010", "12000044126090101"),
    ("price_up", "1005006000009011", "12000044126090111"),
    ("hidden_fee", "1005006000009012", "12000044126090121"),
    ("blocked_buyer", "1005006000009013", "12000044126090131"),
    ("account_disabled", "1005006000009014", "12000044126090141"),
    ("buy_limit", "1005006000009015", "12000044126090151"),
    ("build_error", "1005006000009016", "12000044126090161"),
    ("cannot_be_placed", "1005006000009017", "12000044126090171"),
    ("invalid_zone", "1005006000009018", "12000044126090181"),
    ("suspicious_buyer", "1005006000009019", "12000044126090191"),
    ("coupon_refused", "1005006000009020", "12000044126090201"),
    ("invalid_country", "1005006000009021", "12000044126090211"),
    ("invalid_account", "1005006000009022", "12000044126090221"),
    ("other_currency", "1005006000009023", "12000044126090231"),
    ("us_sub_id", "1005006000009024", "12000044126090241"),
    ("never_ships", "1005006000009025", "12000044126090251"),
    ("inventory_hold", "1005006000009026", "12000044126090261"),
    ("offline", "1005006000009027", "12000044126090271"),
    (
        "remote_create_error",
        "1005006000009028",
        "12000044126090281",
    ),
    ("unknown_error", "1005006000009029", "12000044126090291"),
];

fn suppliers() -> Value {
    json!([
        {"store_id": 1_101_234_001_u64, "name": "Hearth & Loom Official Store", "country": "CN"},
        {"store_id": 1_101_234_002_u64, "name": "TrailPeak Outdoor Store", "country": "CN"},
        {"store_id": 1_101_234_003_u64, "name": "PawJoy Pet Supplies Store", "country": "CN"},
        {"store_id": 1_101_234_004_u64, "name": "BrightGadget Factory Store", "country": "CN"},
        {"store_id": 1_101_234_005_u64, "name": "EU Home Warehouse Store", "country": "PL"},
        {"store_id": 1_101_234_006_u64, "name": "Odds & Ends Global Store", "country": "CN"},
    ])
}

/// One product a failure, all in the last supplier's store unless it needs another.
fn special() -> Vec<Value> {
    TRIGGERS
        .iter()
        .map(|(trigger, product_id, sku_id)| special_product(trigger, product_id, sku_id))
        .collect()
}

fn special_product(trigger: &str, product_id: &str, sku_id: &str) -> Value {
    let mut product = json!({
        "product_id": product_id,
        "store_id": 1_101_234_006_u64,
        "subject": subject(trigger),
        "category": "Home & Kitchen",
        "description": format!("A product of the rehearsal, for the case \"{trigger}\"."),
        "weight": "0.28",
        "skus": [{"sku_id": sku_id, "sku_attr": "", "price": "8.40", "stock": 900}],
        "freight": demo_goods::routes(),
        "trigger": trigger,
    });
    let own = peculiarity(trigger, product_id, sku_id);
    if let (Value::Object(product), Value::Object(own)) = (&mut product, own) {
        product.extend(own);
    }
    product
}

fn subject(trigger: &str) -> String {
    let goods = match trigger {
        "sku_renamed" | "sku_gone" => "Ceramic Mug with Bamboo Lid 380 ml",
        "sold_out" | "sells_out" | "low_stock" | "inventory_hold" => {
            "Linen Cushion Cover 45 x 45 cm"
        }
        "removed" | "offline" => "Folding Laundry Basket",
        "banned_country" | "no_shipping" | "invalid_zone" | "invalid_country" => {
            "Camping Gas Lighter"
        }
        "no_tracked_method" => "Silicone Cable Ties, 10 pcs",
        "price_up_at_order" | "price_up" | "hidden_fee" => "Portable Espresso Tamper",
        "us_sub_id" => "Stainless Steel Lunch Box",
        "never_ships" => "Vintage Wall Clock 30 cm",
        _ => "Rechargeable Reading Lamp",
    };
    format!("{goods} ({})", trigger.replace('_', " "))
}

/// What makes the product special.
fn peculiarity(trigger: &str, product_id: &str, sku_id: &str) -> Value {
    let errors = [
        ("blocked_buyer", "BLACKLIST_BUYER_IN_LIST"),
        ("account_disabled", "USER_ACCOUNT_DISABLED"),
        ("build_error", "ERROR_WHEN_BUILD_FOR_PLACE_ORDER"),
        ("cannot_be_placed", "A001_ORDER_CANNOT_BE_PLACED"),
        ("invalid_zone", "A002_INVALID_ZONE"),
        ("suspicious_buyer", "A003_SUSPICIOUS_BUYER"),
        ("coupon_refused", "A004_CANNOT_USER_COUPON"),
        ("invalid_country", "A005_INVALID_COUNTRIES"),
        ("invalid_account", "A006_INVALID_ACCOUNT_INFO"),
        ("inventory_hold", "INVENTORY_HOLD_ERROR"),
        ("remote_create_error", "REMOTE_CREATE_ORDER_RESULT_ERROR"),
        ("unknown_error", "B_TRADE_SOMETHING_NEW"),
    ];
    if let Some((_, code)) = errors.iter().find(|(name, _)| *name == trigger) {
        return json!({ "order_error": code });
    }
    let single =
        |stock: u32| json!([{"sku_id": sku_id, "sku_attr": "", "price": "8.40", "stock": stock}]);
    match trigger {
        "sku_renamed" => json!({
            "skus": mugs(product_id),
            "changes": [{"after_gets": 1, "change": "rename", "sku_id": sku_id, "sku_attr": "14:193#Midnight Black;200000828:201655809"}],
        }),
        "sku_gone" => json!({
            "skus": mugs(product_id),
            "changes": [{"after_gets": 1, "change": "sku_gone", "sku_id": sku_id}],
        }),
        "sold_out" => json!({ "skus": single(0) }),
        "sells_out" => {
            json!({ "changes": [{"after_gets": 1, "change": "sold_out", "sku_id": sku_id}] })
        }
        "low_stock" => json!({ "skus": single(1) }),
        "removed" => json!({ "changes": [{"after_gets": 1, "change": "removed"}] }),
        "offline" => json!({ "changes": [{"after_gets": 1, "change": "offline"}] }),
        "banned_country" => json!({ "banned_countries": ["US", "DE", "AU"] }),
        "no_shipping" => json!({ "freight": demo_goods::routes_to(&["CN", "KR", "VN"]) }),
        "no_tracked_method" => json!({ "freight": demo_goods::untracked_routes() }),
        "price_up_at_order" => {
            json!({ "changes": [{"after_gets": 2, "change": "order_price", "per_mille": 1400}] })
        }
        "price_up" => {
            json!({ "changes": [{"after_gets": 1, "change": "price", "per_mille": 1400}] })
        }
        "hidden_fee" => json!({ "hidden_fee_per_mille": 300 }),
        "buy_limit" => json!({ "buy_limit": 1 }),
        "other_currency" => json!({ "pay_currency": "CNY" }),
        "us_sub_id" => json!({ "us_sub_id": 3_256_806_000_009_024_u64 }),
        "never_ships" => json!({ "never_ships": true }),
        _ => json!({}),
    }
}

/// Two mugs that differ by a custom color name: ids end in 1 and 2 after the product's own digits.
fn mugs(product_id: &str) -> Value {
    let mug = |end: u32, value_id: u32, word: &str, custom: &str| {
        json!({
            "sku_id": format!("1200004412609{}{end}", &product_id[product_id.len() - 3..]),
            "sku_attr": format!("14:{value_id}#{custom};200000828:201655809"),
            "price": "9.80",
            "stock": 640,
            "props": [
                {"id": 14, "name": "Color", "value_id": value_id, "value": word, "custom": custom},
                {"id": 200_000_828_u32, "name": "Capacity", "value_id": 201_655_809_u32, "value": "380ml"},
            ],
        })
    };
    json!([
        mug(1, 193, "black", "Ink Black"),
        mug(2, 29, "white", "Milk White")
    ])
}

#[cfg(test)]
mod tests {
    use super::super::{Catalog, check};
    use super::*;

    #[test]
    fn every_trigger_names_a_product_and_sku_of_the_catalog() {
        let catalog: Catalog = serde_json::from_value(catalog()).unwrap();
        check(&catalog).unwrap();
        assert_eq!(catalog.suppliers.len(), 6);
        for (trigger, product_id, sku_id) in TRIGGERS {
            let product = catalog
                .products
                .iter()
                .find(|product| product.trigger.as_deref() == Some(trigger));
            let product = product.unwrap_or_else(|| panic!("no product for {trigger}"));
            assert_eq!(&product.product_id.to_string(), product_id);
            assert!(
                product.skus.iter().any(|sku| sku.sku_id == *sku_id),
                "no sku {sku_id} for {trigger}"
            );
        }
    }

    #[test]
    fn ordinary_goods_are_many_and_their_sku_ids_do_not_fit_a_float() {
        let catalog: Catalog = serde_json::from_value(catalog()).unwrap();
        let ordinary: Vec<_> = catalog
            .products
            .iter()
            .filter(|product| product.trigger.is_none())
            .collect();
        assert!(ordinary.len() >= 16);
        assert!(ordinary.iter().any(|product| product.skus.len() == 1));
        let mut ids: Vec<u64> = catalog
            .products
            .iter()
            .flat_map(|product| &product.skus)
            .map(|sku| sku.sku_id.parse().unwrap())
            .collect();
        assert!(
            ids.iter()
                .all(|id| *id > 1 << 53 && id.to_string().len() == 17)
        );
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "sku ids are unique");
    }
}
