//! Addresses that come from outside, made harmless before they become links or pictures.

use maud::{Markup, html};

use super::{Icon, hidden_text, icon};
use crate::i18n::Lang;

/// Lets through what leads to a page, a mail or a call, and turns anything else into `#`.
///
/// Browsers drop tabs and line breaks inside of addresses and read a backslash as a slash, so an
/// address that holds any of them is refused whole.
pub fn safe_href(href: &str) -> &str {
    let strange = href.chars().any(|c| c.is_control() || c == '\\') || href.starts_with(' ');
    let own = href.starts_with(['/', '?', '#']) && !href.starts_with("//");
    let lower = href.get(..8).unwrap_or(href).to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme));
    if !strange && (own || known) {
        href
    } else {
        "#"
    }
}

/// Lets through the address of a picture: a page's, or a small one written out in the address.
pub(super) fn safe_picture(src: &str) -> Option<&str> {
    let written_out = [
        "data:image/png;",
        "data:image/jpeg;",
        "data:image/webp;",
        "data:image/svg",
    ]
    .iter()
    .any(|start| src.starts_with(start));
    let fetched = safe_href(src) == src && !src.starts_with(['#', '?']) && !src.is_empty();
    let picture = written_out || (fetched && !src.starts_with("mailto:"));
    picture.then_some(src)
}

/// Links to another site, in a new tab, and says so. The other site does not learn from where.
pub fn external_link(lang: Lang, href: &str, text: &str) -> Markup {
    html! {
        a.external href=(safe_href(href)) target="_blank" rel="noopener noreferrer" {
            (text) (icon(Icon::External))
            (hidden_text(&format!("({})", lang.t("new-tab"))))
        }
    }
}
