//! Buttons, links that look like buttons, menus, and things to copy.
//!
//! A dangerous button says what will happen, asks first and is never the focused default. Without
//! the script a question is asked by the server: it answers a POST without `confirmed=1` with a
//! page that asks.

use maud::{Markup, html};

use super::{Icon, hidden_text, icon, safe_href};
use crate::i18n::{Lang, Text};

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one thing to do here; at most one a view.
    Primary,
    /// Something else that can be done.
    #[default]
    Secondary,
    /// Beside a thing, without a frame.
    Quiet,
    /// Does what can not be taken back.
    Danger,
}

impl ButtonKind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Secondary => "button",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

/// The question before a dangerous step. `#` in it becomes the number of selected rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm<'a> {
    /// What will happen: "Cancel 3 orders?"
    pub title: Text<'a>,
    /// What that means, and whether it can be undone.
    pub body: Text<'a>,
    /// The word on the button that does it, the same verb as in the title.
    pub action: Text<'a>,
}

/// A button that submits the form around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Button<'a> {
    /// How much it asks to be pressed.
    pub kind: ButtonKind,
    /// Its icon, when it has one.
    pub icon: Option<Icon>,
    /// Its word.
    pub label: Text<'a>,
    /// The name and value that it adds to the form.
    pub value: Option<(Text<'a>, Text<'a>)>,
    /// The form that it belongs to, when that is not the one around it.
    pub form: Option<Text<'a>>,
    /// Where it sends the form, when not to the form's own address.
    pub action: Option<Text<'a>>,
    /// The question before it.
    pub confirm: Option<Confirm<'a>>,
}

/// Shows a submit button.
pub fn button(button: &Button<'_>) -> Markup {
    submit(button, button.kind.class())
}

/// Shows a submit button as a line of a menu.
pub fn menu_button(button: &Button<'_>) -> Markup {
    submit(
        button,
        if button.kind == ButtonKind::Danger {
            "menu-item danger"
        } else {
            "menu-item"
        },
    )
}

fn submit(button: &Button<'_>, class: &str) -> Markup {
    let confirm = button.confirm.as_ref();
    html! {
        button class=(class) type="submit" name=[button.value.as_ref().map(|(name, _)| name)]
            value=[button.value.as_ref().map(|(_, value)| value)] form=[button.form.as_ref()]
            formaction=[button.action.as_deref().map(safe_href)]
            data-confirm=[confirm.map(|confirm| &confirm.title)]
            data-confirm-body=[confirm.map(|confirm| &confirm.body)]
            data-confirm-action=[confirm.map(|confirm| &confirm.action)]
            data-confirm-kind=[confirm.map(|_| button.kind.class())] {
            @if let Some(drawing) = button.icon { (icon(drawing)) }
            span { (button.label) }
        }
    }
}

/// Shows a link that looks like a button.
pub fn link_button(kind: ButtonKind, drawing: Option<Icon>, label: &str, href: &str) -> Markup {
    html! {
        a class=(kind.class()) href=(safe_href(href)) {
            @if let Some(drawing) = drawing { (icon(drawing)) }
            span { (label) }
        }
    }
}

/// Shows a link as a line of a menu.
pub fn menu_link(drawing: Icon, label: &str, href: &str) -> Markup {
    html! { a.menu-item href=(safe_href(href)) { (icon(drawing)) span { (label) } } }
}

/// Shows a button that opens a list of further things to do; at most one is open at a time.
pub fn menu(label: &Markup, name: &str, items: &Markup) -> Markup {
    html! {
        details.menu name="menu" {
            summary.button.quiet aria-label=(name) title=(name) { (label) }
            div.menu-items { (items) }
        }
    }
}

/// Shows a button that copies `text`. It needs the script, and is not there without.
pub fn copy_button(lang: Lang, text: &str) -> Markup {
    html! {
        button.button.quiet.square.needs-script type="button" data-copy=(text) title=(lang.t("copy")) {
            (icon(Icon::Copy)) (hidden_text(&lang.t("copy")))
        }
    }
}

/// Shows a number or an address that people take elsewhere.
pub fn copyable_code(lang: Lang, text: &str) -> Markup {
    html! { span.copyable { code { bdi { (text) } } (copy_button(lang, text)) } }
}
