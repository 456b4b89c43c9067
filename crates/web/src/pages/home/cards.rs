//! What needs a person, counted. A card is there only while it counts something.

use domain::connection::{Connection, ConnectionState};
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
    all_seen: bool,
}

/// A card, what it counts, and whether that is all.
type Counted = (i64, bool, Stat<'static>);

/// The list of everything that a person should look at.
const PERSON: &str = "/orders?attention=1";

/// The cards, the most pressing first.
pub(super) async fn needs(
    desk: &Desk,
    visit: &Visit,
    tally: &Tally,
) -> Result<Vec<Stat<'static>>, PageError> {
    let lang = visit.lang;
    let reasons = if tally.needing_person() > 0 {
        reasons(desk, visit).await?
    } else {
        Reasons::default()
    };
    let ending = tally.connections_needing_person(visit.now);
    let (unmapped, products) = (tally.unmapped, "/products?show=unmapped");
    let of_the_rest: [Counted; 2] = [
        (ending, true, connections(visit, tally)),
        (
            unmapped,
            true,
            stat(lang, "home-unmapped", Tone::Neutral, Icon::Link, products),
        ),
    ];
    let cards = of_orders(lang, tally, &reasons).into_iter();
    Ok(cards
        .chain(of_the_rest)
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, exact, stat)| Stat {
            value: html! { (lang.number(count)) @if !exact { "+" } },
            ..stat
        })
        .collect())
}

fn of_orders(lang: Lang, tally: &Tally, reasons: &Reasons) -> [Counted; 7] {
    let in_tab = |tab| {
        let count = tally.tabs.iter().find(|count| count.tab == tab);
        count.map_or(0, |count| count.orders)
    };
    let person = |key, tone, icon| stat(lang, key, tone, icon, PERSON);
    let (seen, warning) = (reasons.all_seen, Tone::Warning);
    [
        (
            in_tab(Tab::Failed),
            true,
            Stat {
                href: "/orders?tab=failed".into(),
                ..person("home-failed", Tone::Danger, Icon::Danger)
            },
        ),
        (
            reasons.in_doubt,
            seen,
            person("home-doubt", Tone::Doubt, Icon::Doubt),
        ),
        (
            reasons.decisions,
            seen,
            person("home-decide", warning, Icon::Held),
        ),
        (
            in_tab(Tab::AwaitingPayment),
            true,
            payment(lang, reasons.due_soon),
        ),
        (
            tally.parcels,
            true,
            Stat {
                href: "/tracking?attention=1".into(),
                ..person("home-parcels", warning, Icon::ParcelLost)
            },
        ),
        (
            tally.cases,
            true,
            stat(lang, "home-cases", warning, Icon::Message, "/cases"),
        ),
        (
            tally.needing_person(),
            true,
            person("home-person", warning, Icon::Person),
        ),
    ]
}

/// Paying is a day's work; it presses once a marketplace is about to close something.
fn payment(lang: Lang, due_soon: i64) -> Stat<'static> {
    let list = "/orders?tab=awaiting_payment";
    let card = stat(lang, "home-payment", Tone::Info, Icon::Payment, list);
    if due_soon == 0 {
        return card;
    }
    Stat {
        tone: Tone::Warning,
        hint: lang.tr("home-payment-due", &[("count", due_soon.into())]),
        ..card
    }
}

/// Ended is worse than ending: what is disconnected holds orders up now.
fn connections(visit: &Visit, tally: &Tally) -> Stat<'static> {
    let is_ended =
        |connection: &Connection| connection.state(visit.now) == ConnectionState::Disconnected;
    let (key, tone) = if tally.connections.iter().any(is_ended) {
        ("home-disconnected", Tone::Danger)
    } else {
        ("home-connections", Tone::Warning)
    };
    stat(visit.lang, key, tone, Icon::Disconnected, "/connections")
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
        reasons.decisions += any(|reason| {
            matches!(
                reason,
                Attention::OverCeiling { .. }
                    | Attention::Notice { .. }
                    | Attention::CalledOffAfterPlacing { .. }
                    | Attention::BoughtTooMuch
                    | Attention::StoreRefused
                    | Attention::FulfillmentCanceled { .. }
                    | Attention::SentBefore { .. }
            )
        });
    }
    Ok(reasons)
}
