//! The frame of pages before the desk: signing in, first set-up, what customers see, and errors.

use maud::{Markup, html};

use super::page::document;
use super::preferences::preferences;
use super::{Notice, Theme, mark, notice};
use crate::i18n::{Locale, Text};

/// Everything around the content.
#[derive(Debug, Clone)]
pub struct EntryPage<'a> {
    /// Who reads it.
    pub locale: &'a Locale,
    /// Light or dark.
    pub theme: Theme,
    /// The name of the page.
    pub title: Text<'a>,
    /// A sentence under it.
    pub lead: Text<'a>,
    /// What just happened.
    pub notices: Vec<Notice<'a>>,
    /// Where theme and language are posted.
    pub preferences: Text<'a>,
}

/// Shows a page with one thing in its middle.
pub fn entry_page(page: &EntryPage<'_>, content: &Markup) -> Markup {
    let lang = page.locale.lang;
    document(
        page.locale,
        page.theme,
        &page.title,
        &html! {
            body.entry data-failed=(lang.t("request-failed")) data-copied=(lang.t("copied"))
                data-refused=(lang.tr("request-refused", &[("status", "#".into())])) {
                a.skip-link href="#main" { (lang.t("shell-skip")) }
                header.entry-brand {
                    (mark())
                    span.brand-name { (lang.t("product-name")) }
                    span.entry-claim { (lang.t("product-claim")) }
                }
                div.notices id="notices" data-oob role="status" aria-live="polite" {
                    @for item in &page.notices { (notice(lang, item)) }
                }
                main.entry-main id="main" tabindex="-1" {
                    div.entry-head {
                        h1 { (page.title) }
                        @if !page.lead.is_empty() { p { (page.lead) } }
                    }
                    (content)
                }
                footer.entry-foot { (preferences(lang, page.theme, &page.preferences)) }
            }
        },
    )
}
