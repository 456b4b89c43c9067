//! Theme and language: two rows of buttons that post the choice to the server.
//!
//! The server keeps it in a cookie; with the script the theme changes at once.

use maud::{Markup, html};

use super::{Icon, icon, safe_href};
use crate::i18n::Lang;

/// Light, dark, or whatever the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The name of the cookie that keeps the choice.
    pub const COOKIE: &'static str = "crossdock_theme";

    /// Every theme, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Gives the value of `data-theme` and of the cookie.
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the cookie's value; anything else is the device's choice.
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.code() == code)
            .unwrap_or_default()
    }
}

/// Shows the choice of theme and language. The form posts `theme=` or `lang=` to `action`.
pub fn preferences(lang: Lang, theme: Theme, action: &str) -> Markup {
    html! {
        form.preferences method="post" action=(safe_href(action)) data-swap="none" {
            fieldset.segments {
                legend { (lang.t("theme-label")) }
                div.segment-row {
                    @for choice in Theme::ALL {
                        button.segment type="submit" name="theme" value=(choice.code())
                            data-theme-choice=(choice.code()) aria-pressed=(choice == theme) {
                            (icon(match choice {
                                Theme::System => Icon::Device,
                                Theme::Light => Icon::Light,
                                Theme::Dark => Icon::Dark,
                            }))
                            span { (match choice {
                                Theme::System => lang.t("theme-system"),
                                Theme::Light => lang.t("theme-light"),
                                Theme::Dark => lang.t("theme-dark"),
                            }) }
                        }
                    }
                }
            }
            fieldset.segments {
                legend { (lang.t("language-label")) }
                div.segment-row {
                    @for choice in Lang::ALL {
                        button.segment type="submit" name="lang" value=(choice.code())
                            lang=(choice.code()) aria-pressed=(choice == lang) {
                            span { (choice.own_name()) }
                        }
                    }
                }
            }
        }
    }
}
