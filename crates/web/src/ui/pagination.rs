//! Pages of a list by key: newer and older, because counting to page 4,000 is what makes it slow.

use maud::{Markup, html};

use super::{Icon, icon, safe_href};
use crate::i18n::{Lang, Text};

/// Where in a list a page is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pagination<'a> {
    /// The page with newer rows.
    pub newer: Option<Text<'a>>,
    /// The page with older rows.
    pub older: Option<Text<'a>>,
    /// What part of the list this is, when it is known: "1–50 of 214".
    pub range: Option<Text<'a>>,
}

/// Shows the way to newer and older rows.
pub fn pagination(lang: Lang, pages: &Pagination<'_>) -> Markup {
    html! {
        nav.pagination aria-label=(lang.t("pages-label")) {
            span.pagination-range { @if let Some(range) = &pages.range { (range) } }
            (way(&pages.newer, "prev", html! {
                (icon(Icon::Previous)) span { (lang.t("pages-newer")) }
            }))
            (way(&pages.older, "next", html! {
                span { (lang.t("pages-older")) } (icon(Icon::Next))
            }))
        }
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the label is made for this call"
)]
fn way(href: &Option<Text<'_>>, rel: &str, label: Markup) -> Markup {
    html! {
        @match href {
            Some(href) => a.button href=(safe_href(href)) rel=(rel) { (label) },
            None => span.button aria-disabled="true" { (label) },
        }
    }
}
