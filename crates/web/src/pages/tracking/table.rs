//! The rows of the tracking page: a parcel each, where it is, why it needs a person, and its scans.

use domain::parcel::{ParcelAttention, TrackingEvent};
use domain::store::StoreSettings;
use maud::{Markup, html};
use storage::{TrackedParcel, TrackingRow};
use url::form_urlencoded::byte_serialize;

use super::{BULK, List};
use crate::i18n::{Lang, Text};
use crate::ui::{
    Chip, Column, ColumnKind, DataTable, Entry, Icon, Importance, LiveRows, Row, Selection, Tone,
    chip, copyable_code, country_flag, external_link, foreign, icon, time, timeline,
};
use crate::words::{brief, told_chip, tracking_chip, tracking_hint};

/// The table of a page.
pub(super) fn table(list: &List<'_>) -> DataTable<'static> {
    let lang = list.visit.lang;
    let column = |key: &str, importance| Column {
        label: lang.t(key),
        kind: ColumnKind::Text,
        importance,
        sort: None,
    };
    // keys: tracking-column-*
    DataTable {
        caption: lang.t("tracking-caption"),
        columns: vec![
            column("tracking-column-parcel", Importance::Title),
            column("tracking-column-status", Importance::Plain),
            column("tracking-column-order", Importance::Always),
            column("tracking-column-scans", Importance::Always),
            column("tracking-column-supplier", Importance::Wide),
            column("tracking-column-placed", Importance::Always),
        ],
        rows: list.page.rows.iter().map(|one| row(list, one)).collect(),
        selection: Some(Selection {
            form: BULK.into(),
            name: "row".into(),
        }),
        live: Some(LiveRows {
            one: lang.t("live-new-parcels-one"),
            many: lang.t("live-new-parcels-many"),
        }),
    }
}

fn row(list: &List<'_>, row: &TrackingRow) -> Row<'static> {
    let lang = list.visit.lang;
    let reasons = row.attention(list.visit.now);
    let number = row
        .parcel
        .as_ref()
        .and_then(|parcel| parcel.number.as_deref());
    let href = match &row.parcel {
        Some(parcel) => format!("/orders/{}#parcel-{}", row.order_id, parcel.id),
        None => format!("/orders/{}", row.order_id),
    };
    Row {
        id: row.id.to_string().into(),
        name: brief(number.unwrap_or(&row.order_number), 40).into(),
        tone: match reasons.is_empty() {
            true => Tone::Neutral,
            false => Tone::Danger,
        },
        cells: vec![
            parcel(list, row),
            html! {
                span.chips title=(tracking_hint(lang, row.status)) {
                    (chip(&tracking_chip(lang, row.status)))
                }
                @for reason in reasons { (why(lang, reason)) }
            },
            order(list, row),
            scans(list, row),
            html! {
                div { (foreign(&brief(&row.supplier, 40))) }
                div.note { (foreign(&brief(&row.method, 40))) }
            },
            times(list, row),
        ],
        href: Some(href.into()),
    }
}

/// The number with the way to the carrier's page of it.
fn parcel(list: &List<'_>, row: &TrackingRow) -> Markup {
    let lang = list.visit.lang;
    let Some(parcel) = &row.parcel else {
        return html! { span.note { (lang.t("tracking-no-parcel")) } };
    };
    let carrier = brief(&parcel.carrier, 40);
    html! {
        @match &parcel.number {
            Some(number) => {
                (copyable_code(lang, &brief(number, 60)))
                div.note { (external_link(lang, &carrier_page(list, row, number), match carrier.as_str() {
                    "" => lang.t("tracking-follow"),
                    known => known.to_owned().into(),
                }.as_ref())) }
            },
            None => {
                span.note { (lang.t("parcel-no-number")) }
                @if !carrier.is_empty() { div.note { (foreign(&carrier)) } }
            },
        }
    }
}

/// Where the merchant's customers follow a number; without a choice, where the usual one leads.
fn carrier_page(list: &List<'_>, row: &TrackingRow, number: &str) -> String {
    let usual = StoreSettings::default().tracking_url;
    let store = list.names.store(row.store_id);
    let chosen = store.map(|store| store.settings.tracking_url.as_str());
    let page = chosen.filter(|url| url.contains("{tracking_number}"));
    let encoded: String = byte_serialize(number.as_bytes()).collect();
    page.unwrap_or(&usual)
        .replace("{tracking_number}", &encoded)
}

/// Why a person should look.
fn why(lang: Lang, reason: ParcelAttention) -> Markup {
    // keys: tracking-why-*
    let word = lang.t(&format!("tracking-why-{}", reason.as_str()));
    html! { span.waits data-tone=(Tone::Danger.name()) { (icon(Icon::Warning)) span { (word) } } }
}

fn order(list: &List<'_>, row: &TrackingRow) -> Markup {
    let lang = list.visit.lang;
    html! {
        a href={ "/orders/" (row.order_id) } { (foreign(&brief(&row.order_number, 40))) }
        (list.names.whose(row.store_id))
        div.note {
            (country_flag(lang, &brief(&row.country, 12))) " "
            (foreign(&brief(&row.customer_name, 40)))
        }
    }
}

/// The newest scan; all of them on a click.
fn scans(list: &List<'_>, row: &TrackingRow) -> Markup {
    let lang = list.visit.lang;
    let parcel = row.parcel.as_ref();
    let Some((parcel, newest)) = parcel.and_then(|one| Some((one, one.events.first()?))) else {
        return html! { span.note { (lang.t("tracking-no-scans")) } };
    };
    html! {
        details.fold.scans id={ "scans-" (row.id) } {
            summary { (foreign(&brief(&newest.text, 90))) }
            div.fold-body { (timeline(&list.visit.locale(), &entries(lang, parcel))) }
        }
        div.note {
            @if !newest.place.trim().is_empty() { (foreign(&brief(&newest.place, 40))) " · " }
            (time(&list.visit.locale(), newest.at))
        }
    }
}

fn entries(lang: Lang, parcel: &TrackedParcel) -> Vec<Entry<'static>> {
    let entry = |event: &TrackingEvent| {
        let Chip { tone, icon, word } = tracking_chip(lang, event.status);
        let place = [event.place.trim(), parcel.carrier.trim()];
        let place = place.into_iter().find(|text| !text.is_empty());
        Entry {
            tone,
            icon,
            what: html! { (foreign(&brief(&event.text, 400))) },
            who: place.map_or(word, |place| Text::from(brief(place, 80))),
            when: event.at,
            details: None,
        }
    };
    parcel.events.iter().map(entry).collect()
}

/// When it was placed, and when it came or should come; whether the store knows.
fn times(list: &List<'_>, row: &TrackingRow) -> Markup {
    let (lang, locale) = (list.visit.lang, list.visit.locale());
    let late = row.due_at.is_some_and(|due| due < list.visit.now);
    // keys: tracking-time-*
    let (key, at) = match (row.delivered_at, row.shipped_at, row.due_at) {
        (Some(at), _, _) => ("tracking-time-delivered", Some(at)),
        (None, _, Some(due)) if late => ("tracking-time-late", Some(due)),
        (None, Some(at), _) => ("tracking-time-shipped", Some(at)),
        (None, None, _) => ("tracking-time-not-shipped", None),
    };
    html! {
        div { (time(&locale, row.placed_at)) }
        div.note { (lang.t(key)) @if let Some(at) = at { " " (time(&locale, at)) } }
        @if !row.told && row.parcel.is_some() { (chip(&told_chip(lang, None))) }
    }
}
