//! The product page and the list of all products.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::super::AliexpressSim;
use super::super::catalog::Shelf;
use super::super::money;
use super::{escape, page, problem};

/// `/item/{product_id}.html`, and `/item/index.html` for everything that is sold.
pub(in super::super) async fn show(
    State(sim): State<AliexpressSim>,
    Path(file): Path<String>,
) -> Response {
    let name = file.strip_suffix(".html").unwrap_or(&file);
    if name == "index" {
        return page(
            "Products",
            &sim.with(|world, _| tiles(world.shelves.values())),
        );
    }
    let body = sim.with(|world, _| {
        let shelf_id = world.shelf_id(name.parse().ok()?)?;
        let shelf = world
            .shelves
            .get(&shelf_id)
            .filter(|shelf| !shelf.removed)?;
        let store = world
            .supplier(shelf.product.store_id)
            .map_or("", |supplier| supplier.name.as_str());
        Some(product(shelf, store))
    });
    match body {
        Some(body) => page("Product", &body),
        None => problem(
            StatusCode::NOT_FOUND,
            "Sorry, this item is no longer available.",
        ),
    }
}

fn tiles<'a>(shelves: impl Iterator<Item = &'a Shelf>) -> String {
    let mut text = String::from("<div class=grid>");
    for shelf in shelves.filter(|shelf| !shelf.removed) {
        let product = &shelf.product;
        let price = product
            .skus
            .first()
            .map(|sku| shelf.price(sku, "US", "USD"))
            .unwrap_or_default();
        let _ = write!(
            text,
            "<a class=tile href=\"/item/{id}.html\"><img alt=\"\" src=\"/pictures/{id}.svg\"><div>{}<br><strong>US ${}</strong></div></a>",
            escape(&product.subject),
            money::text(price, "USD"),
            id = product.product_id,
        );
    }
    text.push_str("</div>");
    text
}

fn product(shelf: &Shelf, store: &str) -> String {
    let product = &shelf.product;
    let mut skus = String::new();
    for sku in &product.skus {
        let words = if sku.props.is_empty() {
            "Standard".to_owned()
        } else {
            sku.description()
        };
        let stock = if sku.stock == 0 {
            "sold out".to_owned()
        } else {
            sku.stock.to_string()
        };
        let _ = write!(
            skus,
            "<tr><td>{}<br><span class=soft>{} · {}</span></td><td class=num>US ${}</td><td class=num>{stock}</td></tr>",
            escape(&words),
            escape(&sku.sku_id),
            escape(&sku.sku_attr),
            money::text(shelf.price(sku, "US", "USD"), "USD"),
        );
    }
    format!(
        "<div class=two><section class=card><img alt=\"\" style=\"width:100%\" src=\"/pictures/{id}.svg\"></section>\
         <section class=card><h1>{subject}</h1><p class=soft>{store} · item {id}</p><p>{description}</p>\
         <table><thead><tr><th>Option</th><th class=num>Price</th><th class=num>Stock</th></tr></thead><tbody>{skus}</tbody></table></section></div>",
        id = product.product_id,
        subject = escape(&product.subject),
        store = escape(store),
        description = escape(&product.description),
    )
}
