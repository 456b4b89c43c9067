//! Cases with suppliers: what is not settled after the sale, who acts next, and until when.
//!
//! The marketplaces have no call for these, so a page says plainly what a person does where, and what
//! is followed by itself. It draws what is stored and hands wishes to `app::desk`. Before it: the page
//! of one order; after it: the marketplace's own page.

mod evidence;
mod goods;
mod list;
mod new;
mod show;
mod steps;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use domain::aftersale::CaseRefusal;
use domain::money::{Currency, Money};
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::desk::Desk;
use crate::i18n::{Lang, Text};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/cases", get(list::list))
        .route("/orders/{id}/cases/new", get(new::page))
        .route("/orders/{id}/cases", post(new::open))
        .route(
            "/orders/{id}/cases/{case}",
            get(show::page).post(steps::update),
        )
        .route("/orders/{id}/cases/{case}/raised", post(steps::raised))
        .route("/orders/{id}/cases/{case}/seen", post(steps::seen))
        .route("/orders/{id}/cases/{case}/goods", post(goods::receive))
        .route(
            "/orders/{id}/cases/{case}/evidence/{evidence}",
            get(evidence::download),
        )
        .route(
            "/orders/{id}/cases/{case}/evidence/{evidence}/remove",
            post(evidence::remove),
        )
}

/// The one address that takes files of several megabytes.
pub(crate) fn uploads() -> Router<Desk> {
    Router::new().route(
        "/orders/{id}/cases/{case}/evidence",
        post(evidence::add).layer(DefaultBodyLimit::disable()),
    )
}

/// The address of a case.
pub(crate) fn href(case: &domain::aftersale::Case) -> String {
    format!("/orders/{}/cases/{}", case.order_id, case.id)
}

/// Why something was not done, in words.
fn refusal(lang: Lang, refusal: CaseRefusal) -> Text<'static> {
    lang.t(match refusal {
        CaseRefusal::NoPurchase | CaseRefusal::NoCase => "case-refused-gone",
        CaseRefusal::NotPlaced => "case-refused-not-placed",
        CaseRefusal::NoLines => "case-refused-no-lines",
        CaseRefusal::TooMany => "case-refused-too-many",
        CaseRefusal::WrongReason => "case-refused-reason",
        CaseRefusal::NoSuchMove => "case-refused-move",
    })
}

/// A day as it was typed: its last minute in the merchant's zone. `Err` if it is no day.
fn deadline(typed: &str, zone: &TimeZone) -> Result<Option<Timestamp>, ()> {
    if typed.is_empty() {
        return Ok(None);
    }
    let day: Date = typed.parse().map_err(|_| ())?;
    let end = day.to_datetime(time(23, 59, 0, 0));
    let end = end.to_zoned(zone.clone()).map_err(|_| ())?;
    Ok(Some(end.timestamp()))
}

/// The day of a deadline, as a date field takes it.
fn day(deadline: Option<Timestamp>, zone: &TimeZone) -> String {
    let day = deadline.map(|at| at.to_zoned(zone.clone()).date());
    day.map_or_else(String::new, |day| day.to_string())
}

/// An amount as it was typed. `Err` if it is none.
fn amount(typed: &str, currency: Currency) -> Result<Option<Money>, ()> {
    let typed = typed.replace(',', ".");
    if typed.is_empty() {
        return Ok(None);
    }
    let amount = Money::parse(&typed, currency).map_err(|_| ())?;
    (amount.minor() >= 0).then_some(Some(amount)).ok_or(())
}

/// So many days ahead a new case is to be raised, unless a person says otherwise.
fn usual_deadline(now: Timestamp, zone: &TimeZone) -> String {
    let day = now.to_zoned(zone.clone()).date();
    day.checked_add(2.days()).unwrap_or(day).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_the_end_of_its_day_where_the_merchant_is() {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let end = deadline("2026-12-01", &zone).unwrap();
        assert_eq!(end.unwrap().to_string(), "2026-12-01T16:59:00Z");
        assert_eq!(day(end, &zone), "2026-12-01");
        assert_eq!(deadline("", &zone), Ok(None));
        assert_eq!(deadline("soon", &zone), Err(()));
    }

    #[test]
    fn an_amount_is_no_less_than_nothing() {
        let usd = Currency::USD;
        assert_eq!(amount("12,50", usd), Ok(Some(Money::from_minor(1250, usd))));
        assert_eq!(amount("", usd), Ok(None));
        assert_eq!(amount("-1", usd), Err(()));
        assert_eq!(amount("1.001", usd), Err(()));
        assert_eq!(amount("many", usd), Err(()));
    }
}
