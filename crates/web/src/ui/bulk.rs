//! The bulk bar: appears when rows are selected, says how many, and acts on all of them.
//!
//! It is the form that the table's checkboxes belong to. The stylesheet alone shows and hides it,
//! so it works without the script; only the number needs that.

use maud::{Markup, html};

use super::{Button, Icon, button, hidden_text, icon, safe_href};
use crate::i18n::{Lang, Text};

/// One action of the bar.
pub type BulkAction<'a> = Button<'a>;

/// The bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkBar<'a> {
    /// The id of its form, which the table's selection names.
    pub id: Text<'a>,
    /// Where it is sent.
    pub action: Text<'a>,
    /// What can be done.
    pub actions: Vec<BulkAction<'a>>,
    /// How many match on all pages, when that is more than this page; adds `all_matching=1`.
    pub all_matching: Option<i64>,
}

/// Shows the bar. It stands after the table, in the same element with `data-list`.
pub fn bulk_bar(lang: Lang, bar: &BulkBar<'_>) -> Markup {
    html! {
        form.bulk-bar id=(bar.id) method="post" action=(safe_href(&bar.action))
            aria-label=(lang.t("bulk-label")) {
            output.bulk-count data-count data-one=(lang.t("bulk-one")) data-many=(lang.t("bulk-many")) {
                (lang.t("bulk-none"))
            }
            @if let Some(count) = bar.all_matching {
                label.bulk-all {
                    input type="checkbox" name="all_matching" value="1" autocomplete="off";
                    span { (lang.tr("bulk-all-matching", &[("count", count.into())])) }
                }
            }
            div.bulk-actions { @for action in &bar.actions { (button(action)) } }
            button.button.quiet.square type="reset" title=(lang.t("bulk-clear")) {
                (icon(Icon::Close)) (hidden_text(&lang.t("bulk-clear")))
            }
        }
    }
}
