//! A tab without orders: what it will show, and the one step that fills it.

use domain::order::Tab;
use maud::{Markup, html};

use super::ListQuery;
use crate::i18n::Lang;
use crate::ui::{ButtonKind, Empty, Icon, Illustration, empty_state, link_button};
use crate::words::Names;

// keys: orders-empty-*, orders-none-*

/// What stands in place of the list.
pub(super) fn nothing(lang: Lang, query: &ListQuery, names: &Names) -> Markup {
    let (illustration, key, action) = if !query.is_unfiltered() {
        let clear = link_button(
            ButtonKind::Secondary,
            None,
            &lang.t("filter-clear"),
            &query.unfiltered().href(),
        );
        (Illustration::Search, "orders-none-match".to_owned(), clear)
    } else if let Some(tab) = query.tab {
        let illustration = match tab {
            Tab::Failed | Tab::AwaitingPayment | Tab::Canceled => Illustration::AllDone,
            _ => Illustration::Dock,
        };
        let all = link_button(
            ButtonKind::Secondary,
            None,
            &lang.t("orders-see-all"),
            "/orders",
        );
        (illustration, format!("orders-empty-{}", tab.as_str()), all)
    } else if names.stores().is_empty() {
        let connect = link_button(
            ButtonKind::Primary,
            Some(Icon::Connections),
            &lang.t("orders-empty-all-connect"),
            "/connections",
        );
        (Illustration::Plugs, "orders-empty-all".to_owned(), connect)
    } else {
        (Illustration::Dock, "orders-empty-all".to_owned(), html! {})
    };
    empty_state(&Empty {
        illustration,
        title: lang.t(&key),
        body: lang.t(&format!("{key}-body")),
        action,
    })
}
