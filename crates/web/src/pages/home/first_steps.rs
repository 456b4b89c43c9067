//! A new desk: the three steps until the first order can be bought.

use domain::connection::ConnectionKind;
use maud::{Markup, html};

use crate::counts::Tally;
use crate::i18n::Lang;
use crate::ui::{
    ButtonKind, Empty, Illustration, Step, StepState, card, empty_state, link_button, steps,
};

/// Which of the steps are done.
pub(super) struct FirstSteps {
    done: [bool; 3],
}

/// The steps, while one of them is open. Once orders came in, a card says what is not mapped.
pub(super) fn open(tally: &Tally) -> Option<FirstSteps> {
    let has = |kind| tally.connections.iter().any(|known| known.kind == kind);
    let store = has(ConnectionKind::Store);
    let supplier = has(ConnectionKind::Marketplace);
    let mapped = store && tally.unmapped == 0;
    let over = store && supplier && (mapped || tally.orders() > 0);
    (!over).then_some(FirstSteps {
        done: [store, supplier, mapped],
    })
}

/// Shows the steps and the one thing to do now.
pub(super) fn show(lang: Lang, first: &FirstSteps) -> Markup {
    let current = first.done.iter().position(|done| !done).unwrap_or(2);
    let names = ["home-step-store", "home-step-supplier", "home-step-map"];
    let bodies = [
        "home-step-store-body",
        "home-step-supplier-body",
        "home-step-map-body",
    ];
    let list: Vec<Step<'_>> = names
        .iter()
        .zip(first.done)
        .enumerate()
        .map(|(index, (key, done))| Step {
            label: lang.t(key),
            state: match done {
                true => StepState::Done,
                false if index == current => StepState::Current,
                false => StepState::Ahead,
            },
        })
        .collect();
    let href = if current == 2 {
        "/products"
    } else {
        "/connections/new"
    };
    let (name, body) = (lang.t(names[current]), lang.t(bodies[current]));
    card(&html! {
        div.card-body { (steps(lang, &list)) }
        (empty_state(&Empty {
            illustration: Illustration::Plugs,
            title: name.clone(),
            body,
            action: link_button(ButtonKind::Primary, None, &name, href),
        }))
    })
}
