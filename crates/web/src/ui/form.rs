//! Form fields: a label, a hint, an error, all tied to their control for whoever can not see them.

use maud::{Markup, html};

use super::{Icon, icon};
use crate::i18n::{Lang, Text};

/// Whether a field may stay empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Need {
    /// It must be filled in. Most fields are, so only the others are marked.
    #[default]
    Required,
    /// It may stay empty, and says so.
    Optional,
}

/// What is around a control.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field<'a> {
    /// The name in the form, and the id of the control.
    pub name: Text<'a>,
    /// What it asks for.
    pub label: Text<'a>,
    /// How to answer, or what follows from it.
    pub hint: Option<Text<'a>>,
    /// What is wrong with the answer, and how to mend it.
    pub error: Option<Text<'a>>,
    /// Whether it may stay empty.
    pub need: Need,
}

impl Field<'_> {
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = [hint, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }
}

/// What kind of text a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputKind {
    /// Any line.
    #[default]
    Text,
    /// A mail address.
    Email,
    /// A password or secret; its value is never sent back to the page.
    Password,
    /// A web address.
    Url,
    /// A whole or decimal number.
    Number,
    /// A day.
    Date,
    /// A call number.
    Phone,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Input<'a> {
    /// What kind of text it takes.
    pub kind: InputKind,
    /// What is in it now.
    pub value: Text<'a>,
    /// An example.
    pub placeholder: Option<Text<'a>>,
    /// What the browser may fill in, as in HTML's `autocomplete`.
    pub autocomplete: Option<&'static str>,
    /// What stands behind it: a currency, a unit.
    pub suffix: Option<Text<'a>>,
}

/// Shows a line of text with its label.
pub fn text_field(lang: Lang, around: &Field<'_>, input: &Input<'_>) -> Markup {
    let kind = match input.kind {
        InputKind::Text | InputKind::Number => "text",
        InputKind::Email => "email",
        InputKind::Password => "password",
        InputKind::Url => "url",
        InputKind::Date => "date",
        InputKind::Phone => "tel",
    };
    let value = (input.kind != InputKind::Password).then_some(&input.value);
    field(
        lang,
        around,
        &html! {
            span.input-line {
                input id=(around.name) name=(around.name) type=(kind) value=[value]
                    inputmode=[(input.kind == InputKind::Number).then_some("decimal")]
                    placeholder=[input.placeholder.as_ref()] autocomplete=[input.autocomplete]
                    required[around.need == Need::Required]
                    aria-describedby=[around.described_by()] aria-invalid=[around.invalid()];
                @if let Some(suffix) = &input.suffix { span.input-suffix { (suffix) } }
            }
        },
    )
}

/// Shows several lines of text with their label.
pub fn text_area(lang: Lang, around: &Field<'_>, value: &str, lines: u8) -> Markup {
    field(
        lang,
        around,
        &html! {
            textarea id=(around.name) name=(around.name) rows=(lines)
                required[around.need == Need::Required]
                aria-describedby=[around.described_by()] aria-invalid=[around.invalid()] { (value) }
        },
    )
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: Text<'a>,
    /// What is shown.
    pub label: Text<'a>,
}

/// Shows a list to choose one from.
pub fn select_field(
    lang: Lang,
    around: &Field<'_>,
    choices: &[Choice<'_>],
    chosen: &str,
) -> Markup {
    field(
        lang,
        around,
        &html! {
            select id=(around.name) name=(around.name)
                aria-describedby=[around.described_by()] aria-invalid=[around.invalid()] {
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
                }
            }
        },
    )
}

/// Shows any control with its label, hint and error. The control has the field's name as its id.
pub fn field(lang: Lang, around: &Field<'_>, control: &Markup) -> Markup {
    html! {
        div.field data-invalid[around.error.is_some()] {
            label.field-label for=(around.name) {
                (around.label)
                @if around.need == Need::Optional {
                    " " span.field-optional { (lang.t("field-optional")) }
                }
            }
            (control)
            (remarks(around))
        }
    }
}

/// Shows a yes or no.
pub fn checkbox(around: &Field<'_>, checked: bool) -> Markup {
    html! {
        div.field data-invalid[around.error.is_some()] {
            label.check {
                input id=(around.name) type="checkbox" name=(around.name) value="1"
                    checked[checked] aria-describedby=[around.described_by()]
                    aria-invalid=[around.invalid()];
                span { (around.label) }
            }
            (remarks(around))
        }
    }
}

fn remarks(around: &Field<'_>) -> Markup {
    html! {
        @if let Some(hint) = &around.hint {
            p.field-hint id={ (around.name) "-hint" } { (hint) }
        }
        @if let Some(error) = &around.error {
            p.field-error id={ (around.name) "-error" } { (icon(Icon::Danger)) span { (error) } }
        }
    }
}

/// An answer that needs explaining.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RadioCard<'a> {
    /// What is sent.
    pub value: Text<'a>,
    /// Its picture.
    pub icon: Icon,
    /// What it is called.
    pub label: Text<'a>,
    /// What follows from it.
    pub hint: Text<'a>,
}

/// How the cards stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Two beside each other; four make a square.
    Pairs,
    /// Under each other.
    List,
}

/// Shows answers as cards to choose one from.
pub fn radio_cards(
    around: &Field<'_>,
    spread: Spread,
    cards: &[RadioCard<'_>],
    chosen: &str,
) -> Markup {
    let class = match spread {
        Spread::Pairs => "radio-cards pairs",
        Spread::List => "radio-cards",
    };
    html! {
        fieldset.field data-invalid[around.error.is_some()]
            aria-describedby=[around.described_by()] {
            legend.field-label { (around.label) }
            div class=(class) {
                @for card in cards {
                    label.radio-card {
                        input type="radio" name=(around.name) value=(card.value)
                            checked[card.value == chosen];
                        (icon(card.icon))
                        span { strong { (card.label) } span.radio-hint { (card.hint) } }
                    }
                }
            }
            (remarks(around))
        }
    }
}
