//! Products: what the store sells, and how each variant of it is bought.
//!
//! It lists and asks; reading suppliers and storing is `app::desk`. Before it: an order that nobody
//! said how to buy; after it: that order, ordered again.

mod choose;
mod list;
mod many;
mod map;
mod matching;
mod part;
mod product;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use domain::address::CountryCode;
use domain::ids::{OrderId, ProductId, VariantId};
use url::form_urlencoded;

use crate::desk::Desk;
use crate::error::PageError;
use crate::visit::Visit;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/products", get(list::list))
        .route("/products/sync", post(list::sync))
        .route("/products/variant/{variant}", get(of_variant))
        .route("/products/{id}", get(product::show))
        .route("/products/{id}/map", get(map::show).post(map::save))
        .route("/products/{id}/map-all", get(many::show).post(many::save))
}

/// `GET /products/variant/{variant}`: where a variant is mapped, whichever product it is a form of.
async fn of_variant(
    State(desk): State<Desk>,
    _visit: Visit,
    Path(variant): Path<VariantId>,
    RawQuery(raw): RawQuery,
) -> Result<Redirect, PageError> {
    let product = desk.app.space().product_of_variant(variant).await?;
    let product = product.ok_or(PageError::NotFound)?;
    let order = Asked::read(raw.as_deref().unwrap_or_default()).order;
    Ok(Redirect::to(&map_href(product, variant, order)))
}

fn map_href(product: ProductId, variant: VariantId, order: Option<OrderId>) -> String {
    let order = order.map_or_else(String::new, |order| format!("&order={order}"));
    format!("/products/{product}/map?variant={variant}{order}")
}

/// What the addresses of these pages carry along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    /// The order that waits for it.
    order: Option<OrderId>,
    /// Which variant.
    variant: Option<VariantId>,
    /// Through which account a supplier's product is looked up.
    connection: String,
    /// Its address or number.
    product: String,
    /// Prices for which country.
    country: String,
    /// What is bought for one, as it was chosen so far; `None` until a person changed it.
    parts: Option<Vec<part::Part>>,
}

/// Nobody's bundle has more parts.
const PARTS: usize = 20;

impl Asked {
    fn read(raw: &str) -> Self {
        Self::of(form_urlencoded::parse(raw.as_bytes()))
    }

    fn of<N: AsRef<str>, V: AsRef<str>>(pairs: impl Iterator<Item = (N, V)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            let value = value.as_ref().trim();
            match name.as_ref() {
                "order" => asked.order = value.parse().ok(),
                "variant" => asked.variant = value.parse().ok(),
                "connection" => asked.connection = value.chars().take(40).collect(),
                "product" => asked.product = value.chars().take(2_000).collect(),
                "country" => asked.country = value.chars().take(2).collect(),
                "chosen" => {
                    asked.parts.get_or_insert_default();
                }
                "part" => {
                    let parts = asked.parts.get_or_insert_default();
                    let room = parts.len() < PARTS;
                    parts.extend(part::Part::read(value).filter(|_| room));
                }
                _ => {}
            }
        }
        asked
    }

    /// The country that prices are asked for.
    fn country(&self) -> CountryCode {
        if self.country.is_empty() {
            // Where most parcels of most stores go; a choice, not a guess about this one.
            CountryCode::new("US")
        } else {
            CountryCode::new(&self.country)
        }
    }
}
