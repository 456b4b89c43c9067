//! What went wrong or is worth knowing: the reason, what to do about it, and the button that does.
//!
//! There is no error without a next step, and no "unknown error": what the platform itself said is
//! always there, folded.

use maud::{Markup, html};

use super::{Icon, Tone, hidden_text, icon};
use crate::i18n::{Lang, Text};

/// A failure, told to the merchant.
#[derive(Debug, Clone)]
pub struct Failure<'a> {
    /// Danger for what failed, doubt for what is being looked up, warning for what waits.
    pub tone: Tone,
    /// What happened, in the merchant's words.
    pub reason: Text<'a>,
    /// What to do about it.
    pub fix: Text<'a>,
    /// The buttons that do it.
    pub actions: Markup,
    /// Who answered, and their own words.
    pub own_words: Option<(Text<'a>, Text<'a>)>,
}

/// Shows a failure with its fix at the top of what it concerns.
pub fn failure_box(lang: Lang, failure: &Failure<'_>) -> Markup {
    html! {
        section.failure data-tone=(failure.tone.name()) {
            span.failure-icon { (icon(tone_icon(failure.tone))) }
            div.failure-body {
                h2.failure-reason { (failure.reason) }
                p { (hidden_text(&format!("{}:", lang.t("failure-what-to-do")))) (failure.fix) }
                @if !failure.actions.0.is_empty() { div.actions { (failure.actions) } }
                @if let Some((platform, words)) = &failure.own_words {
                    details.own-words {
                        summary {
                            (lang.tr("failure-own-words", &[("platform", platform.as_ref().into())]))
                        }
                        pre { bdi { (words) } }
                    }
                }
            }
        }
    }
}

/// Shows a remark inside of a page.
pub fn callout(tone: Tone, title: &str, body: &Markup) -> Markup {
    html! {
        div.callout data-tone=(tone.name()) {
            (icon(tone_icon(tone)))
            div { strong { (title) } div { (body) } }
        }
    }
}

/// Says above a form how many of its fields need mending.
pub fn form_errors(lang: Lang, count: usize) -> Markup {
    html! {
        @if count > 0 {
            div.callout data-tone="danger" role="alert" {
                (icon(Icon::Danger))
                strong { (lang.tr("form-errors", &[("count", count.into())])) }
            }
        }
    }
}

/// What just happened, shown once at the edge of the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice<'a> {
    /// How it went.
    pub tone: Tone,
    /// What happened.
    pub text: Text<'a>,
    /// Where more is to be seen or it can be taken back: a label and an address.
    pub link: Option<(Text<'a>, Text<'a>)>,
}

/// Shows what just happened.
pub fn notice(lang: Lang, notice: &Notice<'_>) -> Markup {
    html! {
        div.notice data-tone=(notice.tone.name()) {
            (icon(tone_icon(notice.tone)))
            span.notice-text { (notice.text) }
            @if let Some((label, href)) = &notice.link {
                a href=(super::safe_href(href)) { (label) }
            }
            button.button.quiet.square.needs-script type="button" data-dismiss
                title=(lang.t("dismiss")) {
                (icon(Icon::Close)) (hidden_text(&lang.t("dismiss")))
            }
        }
    }
}

pub(super) const fn tone_icon(tone: Tone) -> Icon {
    match tone {
        Tone::Neutral | Tone::Info => Icon::Info,
        Tone::Progress => Icon::Waiting,
        Tone::Success => Icon::Success,
        Tone::Warning => Icon::Warning,
        Tone::Danger => Icon::Danger,
        Tone::Doubt => Icon::Doubt,
    }
}
