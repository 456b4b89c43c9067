//! What needs a person, counted. A card is there only while it counts something.

use domain::order::{Attention, Tab};
use maud::html;
use storage::{OrderFilter, OrderSort};

use crate::counts::Tally;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::{Lang, Text};
use crate::ui::{Icon, Stat, Tone};
use crate::visit::Visit;

/// So many orders are looked into for their reasons; more than that are told as "and more".
const LOOKED_INTO: u32 = 100;

/// How many orders have each reason.
#[derive(Default)]
struct Reasons {
    in_doubt: i64,
    due_soon: i64,
    decisions: i64,
    parcels: i64,
    all_seen: bool,
}

/// The cards, the most pressing first.
pub(super) async fn needs(
    desk: &Desk,
    visit: &Visit,
    tally: &Tally,
) -> Result<Vec<Stat<'static>>, PageError> {
    let lang = visit.lang;
    let in_tab = |tab| {
        let count = tally.tabs.iter().find(|count| count.tab == tab);
        count.map_or(0, |count| count.orders)
    };
    let reasons = if tally.needing_person() > 0 {
        reasons(desk, visit).await?
    } else {
        Reasons::default()
    };
    let paying = in_tab(Tab::AwaitingPayment);
    let payment_hint = if reasons.due_soon > 0 {
        lang.tr("home-payment-due", &[("count", reasons.due_soon.into())])
    } else {
        lang.t("home-payment-hint")
    };
    let payment_tone = if reasons.due_soon > 0 {
        Tone::Warning
    } else {
        Tone::Info
    };
    let ending = tally.connections_needing_person(visit.now);
    let person = "/orders?attention=1";
    let seen = reasons.all_seen;
    let cards = [
        (
            in_tab(Tab::Failed),
            true,
            stat(
                lang,
                "home-failed",
                Tone::Danger,
                Icon::Danger,
                "/orders?tab=failed",
            ),
        ),
        (
            reasons.in_doubt,
            seen,
            stat(lang, "home-doubt", Tone::Doubt, Icon::Doubt, person),
        ),
        (
            reasons.decisions,
            seen,
            stat(lang, "home-decide", Tone::Warning, Icon::Held, person),
        ),
        (
            paying,
            true,
            Stat {
                hint: payment_hint,
                ..stat(
                    lang,
                    "home-payment",
                    payment_tone,
                    Icon::Payment,
                    "/orders?tab=awaiting_payment",
                )
            },
        ),
        (
            reasons.parcels,
            seen,
            stat(
                lang,
                "home-parcels",
                Tone::Warning,
                Icon::ParcelLost,
                person,
            ),
        ),
        (
            tally.needing_person(),
            true,
            stat(lang, "home-person", Tone::Warning, Icon::Person, person),
        ),
        (
            ending,
            true,
            stat(
                lang,
                "home-connections",
                Tone::Warning,
                Icon::Disconnected,
                "/connections",
            ),
        ),
        (
            tally.unmapped,
            true,
            stat(
                lang,
                "home-unmapped",
                Tone::Neutral,
                Icon::Link,
                "/products?unmapped=1",
            ),
        ),
    ];
    Ok(cards
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, exact, stat)| Stat {
            value: html! { (lang.number(count)) @if !exact { "+" } },
            ..stat
        })
        .collect())
}

// keys: home-*-hint
fn stat(lang: Lang, key: &str, tone: Tone, icon: Icon, href: &'static str) -> Stat<'static> {
    let hint = format!("{key}-hint");
    Stat {
        label: lang.t(key),
        value: html! {},
        tone,
        icon,
        hint: if lang.has(&hint) {
            lang.t(&hint)
        } else {
            Text::Borrowed("")
        },
        href: href.into(),
    }
}

async fn reasons(desk: &Desk, visit: &Visit) -> Result<Reasons, PageError> {
    let filter = OrderFilter {
        needs_person: true,
        ..OrderFilter::default()
    };
    let space = desk.app.space();
    let page = space
        .orders(filter, OrderSort::Newest, None, LOOKED_INTO)
        .await?;
    let mut reasons = Reasons {
        all_seen: page.next.is_none(),
        ..Reasons::default()
    };
    for dossier in &page.orders {
        let found = Attention::of(dossier, visit.now);
        let any = |wanted: fn(&Attention) -> bool| i64::from(found.iter().any(wanted));
        reasons.in_doubt += any(|reason| matches!(reason, Attention::InDoubt { .. }));
        reasons.due_soon += any(|reason| matches!(reason, Attention::PaymentDueSoon { .. }));
        reasons.parcels += any(|reason| matches!(reason, Attention::Parcel { .. }));
        reasons.decisions += any(|reason| {
            matches!(
                reason,
                Attention::OverCeiling { .. }
                    | Attention::Notice { .. }
                    | Attention::CalledOffAfterPlacing { .. }
                    | Attention::BoughtTooMuch
                    | Attention::StoreRefused
            )
        });
    }
    Ok(reasons)
}
