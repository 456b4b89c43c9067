//! Times: how far away, with the exact time on hover or focus; and how fresh mirrored data is.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Icon, hidden_text, icon, safe_href};
use crate::i18n::Locale;

/// Shows how far away a time is. `app.js` keeps it up to date while the page is open.
pub fn time(locale: &Locale, time: Timestamp) -> Markup {
    html! {
        time datetime=(Locale::machine(time)) title=(locale.exact_with_zone(time))
            data-relative { (locale.relative(time)) }
    }
}

/// Shows a time exactly, in the merchant's zone.
pub fn exact_time(locale: &Locale, time: Timestamp) -> Markup {
    html! {
        time datetime=(Locale::machine(time)) title=(locale.exact_with_zone(time)) {
            (locale.exact(time))
        }
    }
}

/// Says how fresh something mirrored is, and offers to fetch it again by a POST to `refresh`.
/// `None` stands for never fetched.
pub fn as_of(locale: &Locale, fetched: Option<Timestamp>, refresh: &str) -> Markup {
    let lang = locale.lang;
    html! {
        form.as-of method="post" action=(safe_href(refresh)) {
            span {
                (lang.t("as-of")) " "
                @match fetched {
                    Some(fetched) => (time(locale, fetched)),
                    None => (lang.t("time-never")),
                }
            }
            button.button.quiet.square type="submit" title=(lang.t("as-of-refresh")) {
                (icon(Icon::Refresh)) (hidden_text(&lang.t("as-of-refresh")))
            }
        }
    }
}
