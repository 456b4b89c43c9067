//! The list of keys, which opens with `?` and from the user's menu, with or without the script.

use maud::{Markup, html};

use super::page::NavItem;
use super::{Icon, hidden_text, icon};
use crate::i18n::{Lang, Text};

/// The id of the list, for buttons that open it.
pub(super) const SHORTCUTS_ID: &str = "shortcuts";

/// The list, closed.
pub(super) fn shortcuts(lang: Lang, nav: &[NavItem<'_>]) -> Markup {
    let mut lines: Vec<(&str, Text<'_>)> = vec![
        ("j", lang.t("shortcuts-next")),
        ("k", lang.t("shortcuts-previous")),
        ("x", lang.t("shortcuts-select")),
        ("Enter", lang.t("shortcuts-open")),
        ("/", lang.t("shortcuts-search")),
    ];
    for item in nav {
        if let Some(keys) = item.keys {
            lines.push((
                keys,
                lang.tr("shortcuts-go", &[("page", item.label.as_ref().into())]),
            ));
        }
    }
    lines.push(("?", lang.t("shortcuts-help")));
    lines.push(("Esc", lang.t("shortcuts-close")));
    html! {
        div.sheet id=(SHORTCUTS_ID) popover role="dialog" aria-labelledby="shortcuts-title" {
            div.sheet-head {
                h2 id="shortcuts-title" { (lang.t("shortcuts-title")) }
                button.button.quiet.square type="button" popovertarget=(SHORTCUTS_ID)
                    popovertargetaction="hide" title=(lang.t("close")) {
                    (icon(Icon::Close)) (hidden_text(&lang.t("close")))
                }
            }
            dl.keys {
                @for (keys, what) in &lines {
                    div {
                        dt { (what) }
                        dd { @for key in keys.split(' ') { kbd { (key) } " " } }
                    }
                }
            }
        }
    }
}
