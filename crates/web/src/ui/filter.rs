//! The filter bar over a list: search, choices, and what is filtered by now, each to be taken off.

use maud::{Markup, html};

use super::{Icon, hidden_text, icon, safe_href};
use crate::i18n::{Lang, Text};

/// A filter in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveFilter<'a> {
    /// What it says: "Country: France".
    pub label: Text<'a>,
    /// The list without it.
    pub remove: Text<'a>,
}

/// The bar.
#[derive(Debug, Clone)]
pub struct FilterBar<'a> {
    /// The list's address; the form is a GET of it.
    pub action: Text<'a>,
    /// The name of the search field.
    pub search_name: Text<'a>,
    /// What is searched for now.
    pub search: Text<'a>,
    /// What can be searched for.
    pub placeholder: Text<'a>,
    /// More fields: selects, and hidden ones that keep the tab and the order of rows.
    pub fields: Markup,
    /// What is filtered by now.
    pub active: Vec<ActiveFilter<'a>>,
    /// The list without any filter.
    pub clear: Text<'a>,
}

/// Shows the bar. With the script it is sent as soon as something changes.
pub fn filter_bar(lang: Lang, bar: &FilterBar<'_>) -> Markup {
    html! {
        form.filter-bar role="search" method="get" action=(safe_href(&bar.action)) data-auto
            aria-label=(lang.t("filter-label")) {
            label.search-field {
                (hidden_text(&bar.placeholder)) (icon(Icon::Search))
                input id="filter-search" type="search" name=(bar.search_name) value=(bar.search)
                    placeholder=(bar.placeholder) autocomplete="off" maxlength="200";
            }
            (bar.fields)
            button.button.needs-no-script type="submit" { (lang.t("filter-apply")) }
        }
        @if !bar.active.is_empty() {
            ul.active-filters aria-label=(lang.t("filter-active")) {
                @for filter in &bar.active {
                    li {
                        a.active-filter href=(safe_href(&filter.remove))
                            title=(lang.tr("filter-remove", &[("name", filter.label.as_ref().into())])) {
                            bdi { (filter.label) } (icon(Icon::Close))
                        }
                    }
                }
                li { a.quiet-link href=(safe_href(&bar.clear)) { (lang.t("filter-clear")) } }
            }
        }
    }
}
