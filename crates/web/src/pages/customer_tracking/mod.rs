//! The customer's page of a store: where are the parcels of my order?
//!
//! It is the store's page, not ours: its name, color and logo, in the customer's language, without our
//! frame, without a session, without the script. Who opens it knows an order's number and e-mail, or
//! holds a link that we sent. It must never show more than such a person knows already: no name, no
//! address beyond the city, nobody else's order; and guessing is counted.

mod guard;
mod look;
mod page;
mod stop;

use std::net::{IpAddr, SocketAddr};

use app::mail::{self, ShownStore};
use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::notice::{Brand, Language};
use maud::Markup;
use serde::Deserialize;

pub(crate) use guard::CustomerGuard;

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Lang;
use crate::visit::Reader;

pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .route("/track/{slug}", get(form).post(find))
        .route("/track/{slug}/o/{code}", get(order))
        .route(
            "/track/{slug}/stop/{code}",
            get(stop::form).post(stop::answer),
        )
        .route("/track/{slug}/logo/{number}", get(look::logo))
        .route("/track/{slug}/look.css", get(look::style))
}

/// Where a customer calls from, if the server was told.
pub(super) struct Caller(Option<IpAddr>);

impl FromRequestParts<Desk> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(known.map(|ConnectInfo(address)| address.ip())))
    }
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    lang: Option<String>,
}

/// A customer at a store's page.
pub(super) struct Guest {
    shown: ShownStore,
    lang: Lang,
    reader: Reader,
}

impl Guest {
    /// The store at this address, in the language that is wanted, else the store's, else the browser's.
    async fn at(
        desk: &Desk,
        slug: &str,
        wanted: &Wanted,
        mut reader: Reader,
    ) -> Result<Self, PageError> {
        let shown = mail::shown_store_by_slug(&desk.app, slug).await?;
        let shown = shown.ok_or(PageError::NotFound)?;
        let asked = wanted.lang.as_deref().and_then(Lang::from_code);
        let lang = asked
            .or_else(|| of_brand(&shown.brand))
            .unwrap_or(reader.lang);
        reader.lang = lang;
        Ok(Self {
            shown,
            lang,
            reader,
        })
    }

    fn answer(&self, status: StatusCode, title: &str, content: &Markup) -> Response {
        let page = page::document(self, title, content);
        private((status, axum::response::Html(page.into_string())).into_response())
    }
}

fn of_brand(brand: &Brand) -> Option<Lang> {
    brand.language.map(|language| match language {
        Language::En => Lang::En,
        Language::Vi => Lang::Vi,
    })
}

/// Nobody keeps it, and no search engine lists it.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow, noarchive"),
    );
    response
}

/// `GET /track/{slug}`.
async fn form(
    State(desk): State<Desk>,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    reader: Reader,
) -> Result<Response, PageError> {
    let guest = Guest::at(&desk, &slug, &wanted, reader).await?;
    let title = guest.lang.t("customer-page-title");
    Ok(guest.answer(StatusCode::OK, &title, &page::form(&guest, "", None)))
}

/// `POST /track/{slug}`: whoever knows the number and the e-mail gets the order's link.
async fn find(
    State(desk): State<Desk>,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    Caller(from): Caller,
    reader: Reader,
    answers: Answers,
) -> Result<Response, PageError> {
    let guest = Guest::at(&desk, &slug, &wanted, reader).await?;
    let (number, email) = (answers.one("order"), answers.one("email"));
    let title = guest.lang.t("customer-page-title");
    let store = guest.shown.store.id;
    if let Err(minutes) = desk.customers.may_guess(from, store, number) {
        let values = [("minutes", minutes.into())];
        let why = guest.lang.tr("customer-too-many", &values);
        let content = page::form(&guest, number, Some(&why));
        return Ok(guest.answer(StatusCode::TOO_MANY_REQUESTS, &title, &content));
    }
    let found = mail::find_order(&desk.app, store, number, email).await?;
    if let Some(link) = found.map(|id| link(&desk, &guest, id)) {
        return Ok(private(Redirect::to(&link).into_response()));
    }
    // One answer, whether the number or the e-mail is wrong.
    let why = guest.lang.t("customer-not-found");
    let content = page::form(&guest, number, Some(&why));
    Ok(guest.answer(StatusCode::NOT_FOUND, &title, &content))
}

fn link(desk: &Desk, guest: &Guest, order: domain::ids::OrderId) -> String {
    let path = mail::tracking_path(&desk.app, &guest.shown, order);
    format!("{path}?lang={}", guest.lang.code())
}

/// `GET /track/{slug}/o/{code}`.
async fn order(
    State(desk): State<Desk>,
    Path((slug, code)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    Caller(from): Caller,
    reader: Reader,
) -> Result<Response, PageError> {
    let mut guest = Guest::at(&desk, &slug, &wanted, reader).await?;
    desk.customers.may_look(from).map_err(PageError::TooMany)?;
    let Some(dossier) = mail::order_of_link(&desk.app, &guest.shown, &code).await? else {
        let title = guest.lang.t("customer-page-title");
        let why = guest.lang.t("customer-link-wrong");
        let content = page::form(&guest, "", Some(&why));
        return Ok(guest.answer(StatusCode::NOT_FOUND, &title, &content));
    };
    if wanted.lang.is_none() && guest.shown.brand.language.is_none() {
        // The language that we wrote to this customer in.
        let country = dossier.order.recipient.address.country.as_str();
        if guest.shown.brand.language_for(country) == Language::Vi {
            guest.lang = Lang::Vi;
            guest.reader.lang = Lang::Vi;
        }
    }
    let values = [("number", dossier.order.number.as_str().into())];
    let title = guest.lang.tr("customer-order-title", &values);
    let content = page::order(&guest, &dossier, &format!("/track/{slug}/o/{code}"));
    Ok(guest.answer(StatusCode::OK, &title, &content))
}
