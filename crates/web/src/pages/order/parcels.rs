//! The parcels of an order: number, status, carrier, what is inside, scans on a click, and whether
//! the store knows.

use domain::fulfillment::{Fulfillment, FulfillmentState};
use domain::notice::fill_tracking_url;
use domain::parcel::{Parcel, ParcelLine};
use maud::{Markup, html};

use super::{View, tracking};
use crate::i18n::Text;
use crate::ui::{
    Entry, card_with_title, chip, copyable_code, definition_list, external_link, foreign, time,
    timeline,
};
use crate::words::{brief, isolated, told_chip, tracking_chip, tracking_hint};

/// The card of all parcels.
pub(super) fn part(view: &View<'_>) -> Markup {
    let lang = view.lang;
    let foreign_ones: Vec<&Fulfillment> = view
        .dossier
        .fulfillments
        .iter()
        .filter(|told| told.state == FulfillmentState::Foreign)
        .collect();
    let none = view.dossier.parcels.is_empty() && foreign_ones.is_empty();
    card_with_title(
        &lang.t("parcels-title"),
        &html! {},
        &html! {
            div.stack {
                @if none {
                    p.note { strong { (lang.t("parcels-none")) } ". " (lang.t("parcels-none-body")) }
                }
                @for parcel in &view.dossier.parcels { (parcel_part(view, parcel)) }
                @for told in foreign_ones { (by_someone_else(view, told)) }
            }
        },
    )
}

fn parcel_part(view: &View<'_>, parcel: &Parcel) -> Markup {
    let lang = view.lang;
    let told = view
        .dossier
        .fulfillments
        .iter()
        .find(|told| told.parcel_id == Some(parcel.id));
    html! {
        div.parcel.stack {
            div.row {
                span title=(tracking_hint(lang, parcel.status)) {
                    (chip(&tracking_chip(lang, parcel.status)))
                }
                (number(view, parcel))
                span.push { (chip(&told_chip(lang, told.map(|told| told.state)))) }
            }
            p.note { (tracking_hint(lang, parcel.status)) }
            (tracking::remarks(view, parcel))
            (definition_list(&facts(view, parcel)))
            (scans(view, parcel))
            (tracking::actions(view, parcel))
        }
    }
}

fn number(view: &View<'_>, parcel: &Parcel) -> Markup {
    let Some(number) = &parcel.number else {
        return html! { span.note { (view.lang.t("parcel-no-number")) } };
    };
    let shown = brief(number, 80);
    let tracked = view
        .names
        .store(view.dossier.order.store_id)
        .map(|store| store.settings.tracking_url.as_str())
        .filter(|url| url.contains("{tracking_number}"));
    let carrier = brief(&parcel.carrier, 60);
    html! {
        (copyable_code(view.lang, &shown))
        @match tracked {
            Some(url) if !carrier.is_empty() => (external_link(view.lang,
                &fill_tracking_url(url, number, &parcel.carrier), &carrier)),
            _ => span.note { (foreign(&carrier)) },
        }
    }
}

fn facts<'a>(view: &View<'_>, parcel: &Parcel) -> Vec<(Text<'a>, Markup)> {
    let lang = view.lang;
    let mut facts = vec![(lang.t("parcel-holds"), holds(view, &parcel.lines))];
    if !parcel.former_numbers.is_empty() {
        let numbers: Vec<String> = parcel
            .former_numbers
            .iter()
            .map(|number| isolated(number))
            .collect();
        let values = [("numbers", numbers.join(", ").into())];
        let former = lang.tr("parcel-former", &values);
        facts.push((lang.t("hand-number"), html! { span.note { (former) } }));
    }
    let times = [
        ("parcel-shipped", parcel.shipped_at),
        ("parcel-delivered", parcel.delivered_at),
        (
            "parcel-expected",
            parcel.expected_at.filter(|_| parcel.delivered_at.is_none()),
        ),
    ];
    for (key, at) in times {
        if let Some(at) = at {
            facts.push((lang.t(key), time(view.locale, at)));
        }
    }
    if parcel.purchase_id.is_none() {
        facts.push((
            lang.t("parcel-carrier"),
            html! {
                (foreign(&brief(&parcel.carrier, 60))) " " span.note { (lang.t("parcel-by-hand")) }
            },
        ));
    }
    facts
}

fn holds(view: &View<'_>, lines: &[ParcelLine]) -> Markup {
    let titled = |line: &ParcelLine| {
        let item = view.dossier.order.line(line.line_item_id);
        let title = item.map_or_else(String::new, |item| {
            brief(&format!("{} {}", item.title, item.variant_title), 120)
        });
        html! { span { (line.quantity) " × " (foreign(&title)) } }
    };
    html! {
        @if lines.is_empty() { span.note { (view.lang.t("parcel-holds-unknown")) } }
        div.lines { @for line in lines { (titled(line)) } }
    }
}

fn scans(view: &View<'_>, parcel: &Parcel) -> Markup {
    let lang = view.lang;
    if parcel.events.is_empty() {
        return html! { p.note { (lang.t("parcel-no-events")) } };
    }
    let entries: Vec<Entry<'_>> = parcel
        .events
        .iter()
        .map(|event| {
            let chip = tracking_chip(lang, event.status);
            let place = [event.place.trim(), parcel.carrier.trim()]
                .into_iter()
                .find(|text| !text.is_empty());
            Entry {
                tone: chip.tone,
                icon: chip.icon,
                what: html! { (foreign(&brief(&event.text, 400))) },
                who: place.map_or(chip.word, |place| brief(place, 80).into()),
                when: event.at,
                details: None,
            }
        })
        .collect();
    let values = [("count", parcel.events.len().into())];
    html! {
        details.fold id={ "parcel-" (parcel.id) } {
            summary { (lang.tr("parcel-events", &values)) }
            div.fold-body { (timeline(view.locale, &entries)) }
        }
    }
}

fn by_someone_else(view: &View<'_>, told: &Fulfillment) -> Markup {
    html! {
        div.parcel.stack {
            div.row {
                (chip(&told_chip(view.lang, Some(told.state))))
                @if !told.number.is_empty() {
                    (copyable_code(view.lang, &brief(&told.number, 80)))
                }
                span.note { (foreign(&brief(&told.carrier, 60))) }
            }
            (definition_list(&[(view.lang.t("parcel-holds"), holds(view, &told.lines))]))
        }
    }
}
