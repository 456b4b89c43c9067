//! The customer's page itself: the form, and an order with its parcels.

use domain::notice::{Logo, fill_tracking_url};
use domain::order::Dossier;
use domain::parcel::{Parcel, TrackingEvent, TrackingStatus as T};
use maud::{DOCTYPE, Markup, html};

use super::Guest;
use crate::i18n::{Lang, Locale};
use crate::ui::safe_href;
use crate::words::brief;

// keys: customer-status-*, customer-step-*

/// Scans are many on long ways; the newest are what a customer looks for.
const SCANS: usize = 60;

/// The whole page around its content.
pub(super) fn document(guest: &Guest, title: &str, content: &Markup) -> Markup {
    let (lang, brand) = (guest.lang, &guest.shown.brand);
    let home = format!("/track/{}", guest.shown.slug);
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex, nofollow";
                title { (title) " · " (brand.name) }
                link rel="stylesheet" href={ (home) "/look.css" };
                link rel="icon" href="data:,";
            }
            body {
                header {
                    div.wide {
                        a.name href=(home) {
                            @match logo(guest) {
                                Some(url) => img src=(safe_href(&url)) alt=(brand.name);,
                                None => bdi { (brand.name) },
                            }
                        }
                        (languages(lang))
                    }
                }
                main { (content) }
                footer { (contact(guest)) }
            }
        }
    }
}

fn logo(guest: &Guest) -> Option<String> {
    match &guest.shown.brand.logo {
        Logo::None => None,
        Logo::Url(url) => Some(url.clone()),
        Logo::Uploaded(number) => Some(format!("/track/{}/logo/{number}", guest.shown.slug)),
    }
}

fn languages(current: Lang) -> Markup {
    html! {
        nav.languages aria-label=(current.t("customer-languages")) {
            @for (lang, name) in [(Lang::En, "English"), (Lang::Vi, "Tiếng Việt")] {
                @if lang == current { strong aria-current="true" { (name) } }
                @else { a href={ "?lang=" (lang.code()) } lang=(lang.code()) hreflang=(lang.code()) { (name) } }
            }
        }
    }
}

/// Whom to ask: a mail address or a page of the merchant's.
fn contact(guest: &Guest) -> Markup {
    let contact = guest.shown.brand.contact.trim();
    let href = if contact.starts_with("https://") {
        Some(contact.to_owned())
    } else if contact.contains('@') && !contact.contains(char::is_whitespace) {
        Some(format!("mailto:{contact}"))
    } else {
        None
    };
    html! {
        @if !contact.is_empty() {
            p {
                (guest.lang.t("customer-contact")) " "
                @match href {
                    Some(href) => a href=(href) rel="noreferrer" { (contact) },
                    None => bdi { (contact) },
                }
            }
        }
    }
}

/// The form, with what was wrong with the last try.
pub(super) fn form(guest: &Guest, number: &str, wrong: Option<&str>) -> Markup {
    let lang = guest.lang;
    let action = format!("/track/{}?lang={}", guest.shown.slug, lang.code());
    html! {
        h1 { (lang.t("customer-page-title")) }
        p.lead { (lang.t("customer-lead")) }
        form.sheet method="post" action=(action) {
            @if let Some(wrong) = wrong { p.wrong id="wrong" role="alert" { (wrong) } }
            label {
                (lang.t("customer-number"))
                input name="order" value=(number) required maxlength="60" autocomplete="off"
                    placeholder="#1001" aria-describedby=[wrong.map(|_| "wrong")];
            }
            label {
                (lang.t("customer-email"))
                input name="email" type="email" required maxlength="200" autocomplete="email"
                    inputmode="email";
                small { (lang.t("customer-email-hint")) }
            }
            button type="submit" { (lang.t("customer-find")) }
        }
    }
}

/// An order with its parcels.
pub(super) fn order(guest: &Guest, dossier: &Dossier, _here: &str) -> Markup {
    let (lang, order) = (guest.lang, &dossier.order);
    let locale = guest.reader.locale();
    let sent: Vec<&Parcel> = dossier
        .parcels
        .iter()
        .filter(|parcel| parcel.number.is_some() && !parcel.lines.is_empty())
        .collect();
    let values = [("number", order.number.as_str().into())];
    let city = order.recipient.address.city.trim();
    let several = [("count", sent.len().into())];
    html! {
        h1 { (lang.tr("customer-order-title", &values)) }
        p.lead {
            (lang.t("customer-ordered")) " " (day(&locale, order.ordered_at))
            @if !city.is_empty() { " · " (lang.tr("customer-to", &[("city", city.into())])) }
        }
        @if order.canceled_at.is_some() {
            section.sheet { h2 { (lang.t("customer-canceled")) } }
        } @else if sent.is_empty() {
            section.sheet {
                h2 { (lang.t("customer-not-shipped")) }
                p.note { (lang.t("customer-not-shipped-body")) }
            }
        }
        @if sent.len() > 1 { p.note { (lang.tr("customer-parcels", &several)) } }
        @for parcel in &sent { (one(guest, dossier, parcel, &locale)) }
        @if !sent.is_empty() && has_more(dossier, &sent) {
            section.sheet { p.note { (lang.t("customer-more-comes")) } }
        }
    }
}

/// Whether wanted units are in none of the parcels shown.
fn has_more(dossier: &Dossier, sent: &[&Parcel]) -> bool {
    dossier.order.lines.iter().any(|line| {
        let packed: u32 = sent
            .iter()
            .flat_map(|parcel| &parcel.lines)
            .filter(|packed| packed.line_item_id == line.id)
            .map(|packed| packed.quantity)
            .sum();
        packed < line.wanted_quantity()
    })
}

fn one(guest: &Guest, dossier: &Dossier, parcel: &Parcel, locale: &Locale) -> Markup {
    let lang = guest.lang;
    let tone = match parcel.status {
        T::Delivered => "sheet arrived",
        status if status.needs_person() => "sheet trouble",
        _ => "sheet",
    };
    let number = parcel.number.as_deref().unwrap_or_default();
    let url = fill_tracking_url(
        &guest.shown.store.settings.tracking_url,
        number,
        &parcel.carrier,
    );
    html! {
        section class=(tone) {
            div.status {
                strong { (lang.t(&format!("customer-status-{}", parcel.status.as_str()))) }
                @match (parcel.delivered_at, parcel.expected_at) {
                    (Some(at), _) => small { (day(locale, at)) },
                    (None, Some(at)) => small { (lang.t("customer-expected")) " " (day(locale, at)) },
                    (None, None) => {}
                }
            }
            (way(lang, parcel.status))
            ul.items {
                @for line in &parcel.lines {
                    @if let Some(item) = dossier.order.line(line.line_item_id) {
                        li { (line.quantity) " × " bdi { (brief(&item.title, 140)) }
                            @if !item.variant_title.is_empty() { " (" bdi { (brief(&item.variant_title, 60)) } ")" } }
                    }
                }
            }
            dl {
                dt { (lang.t("customer-tracking-number")) }
                dd {
                    @if url.is_empty() { bdi { (brief(number, 80)) } }
                    @else { a href=(safe_href(&url)) rel="noreferrer noopener" target="_blank" { bdi { (brief(number, 80)) } } }
                }
                @if !parcel.carrier.trim().is_empty() {
                    dt { (lang.t("customer-carrier")) } dd { bdi { (brief(&parcel.carrier, 80)) } }
                }
            }
            (scans(lang, parcel, locale))
        }
    }
}

/// The four stations of every way; what went wrong is said above it.
fn way(lang: Lang, status: T) -> Markup {
    let reached = match status {
        T::Pending | T::Unknown => 1,
        T::InTransit | T::Expired | T::Alert | T::Returned | T::Undelivered => 2,
        T::PickUp => 3,
        T::Delivered => 4,
    };
    let steps = ["shipped", "on_the_way", "close", "delivered"];
    html! {
        ol.way {
            @for (index, step) in steps.iter().enumerate() {
                li.done[index < reached] aria-current=[(index + 1 == reached).then_some("step")] {
                    (lang.t(&format!("customer-step-{step}")))
                }
            }
        }
    }
}

fn scans(lang: Lang, parcel: &Parcel, locale: &Locale) -> Markup {
    if parcel.events.is_empty() {
        return html! { p.note { (lang.t("customer-no-scans")) } };
    }
    let scan = |event: &TrackingEvent| {
        let at = locale.exact(event.at);
        html! {
            li {
                p { bdi { (brief(&event.text, 300)) } }
                small {
                    time datetime=(Locale::machine(event.at)) { (at) }
                    @if !event.place.trim().is_empty() { " · " bdi { (brief(&event.place, 80)) } }
                }
            }
        }
    };
    html! {
        details open[parcel.events.len() <= 3] {
            summary { (lang.tr("customer-scans", &[("count", parcel.events.len().into())])) }
            ol.scans { @for event in parcel.events.iter().take(SCANS) { (scan(event)) } }
        }
    }
}

fn day(locale: &Locale, at: jiff::Timestamp) -> Markup {
    html! { time datetime=(Locale::machine(at)) { (locale.date(at)) } }
}
