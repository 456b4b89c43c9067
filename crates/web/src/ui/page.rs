//! The frame of every page of the desk: navigation, search, the person, notices, and the content.
//!
//! It must never fetch anything: counts, names and notices are handed in by the page.

use maud::{DOCTYPE, Markup, html};

use super::preferences::preferences;
use super::shortcuts::{SHORTCUTS_ID, shortcuts};
use super::{
    Icon, Notice, Theme, Tone, count_badge, foreign, hidden_text, icon, mark, menu_link, notice,
    safe_href,
};
use crate::i18n::{Lang, Locale, Text};
use crate::static_files;

/// A place in the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem<'a> {
    /// Its name.
    pub label: Text<'a>,
    /// Its address.
    pub href: Text<'a>,
    /// Its picture.
    pub icon: Icon,
    /// How many wait there; zero is not shown.
    pub count: i64,
    /// What the count means.
    pub tone: Tone,
    /// The keys that lead there, such as `g o`.
    pub keys: Option<&'static str>,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User<'a> {
    /// The person.
    pub name: Text<'a>,
    /// What they sign in with.
    pub email: Text<'a>,
    /// The workspace that they are in.
    pub workspace: Text<'a>,
}

/// Everything around the content.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// Who reads it.
    pub locale: &'a Locale,
    /// Light or dark.
    pub theme: Theme,
    /// The name of the page, for the window and the history.
    pub title: Text<'a>,
    /// The navigation.
    pub nav: Vec<NavItem<'a>>,
    /// Which of them is open.
    pub current: Option<usize>,
    /// Pages beside the desk, label and address: the simulators of a rehearsal.
    pub extra: Vec<(Text<'a>, Text<'a>)>,
    /// Who is signed in.
    pub user: User<'a>,
    /// What is searched for now, on the page of results.
    pub search: Text<'a>,
    /// What just happened.
    pub notices: Vec<Notice<'a>>,
    /// Where live updates come from: a stream of events whose data are topics.
    pub events: Option<Text<'a>>,
    /// Addresses of the frame's own forms.
    pub links: PageLinks<'a>,
}

/// Addresses of the frame's own forms and links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLinks<'a> {
    /// The search: a GET with `q`.
    pub search: Text<'a>,
    /// Theme and language: a POST.
    pub preferences: Text<'a>,
    /// Signing out: a POST.
    pub sign_out: Text<'a>,
    /// The person's own page.
    pub profile: Text<'a>,
}

impl Default for PageLinks<'_> {
    fn default() -> Self {
        Self {
            search: "/search".into(),
            preferences: "/preferences".into(),
            sign_out: "/sign-out".into(),
            profile: "/profile".into(),
        }
    }
}

/// Shows a whole page.
pub fn page(page: &Page<'_>, content: &Markup) -> Markup {
    let lang = page.locale.lang;
    let events = page.events.as_deref().map(safe_href);
    document(
        page.locale,
        page.theme,
        &page.title,
        &html! {
            body.desk data-events=[events] data-live-lost=(lang.t("live-lost"))
                data-failed=(lang.t("request-failed")) data-copied=(lang.t("copied"))
                data-refused=(lang.tr("request-refused", &[("status", "#".into())])) {
                a.skip-link href="#main" { (lang.t("shell-skip")) }
                (sidebar(lang, page))
                header.topbar {
                    button.button.quiet.square.nav-open type="button" popovertarget="nav"
                        title=(lang.t("nav-open")) {
                        (icon(Icon::Menu)) (hidden_text(&lang.t("nav-open")))
                    }
                    (global_search(lang, page))
                    (user_menu(lang, page))
                }
                div.notices id="notices" data-oob role="status" aria-live="polite" {
                    @for item in &page.notices { (notice(lang, item)) }
                }
                main id="main" tabindex="-1" { (content) }
                (shortcuts(lang, &page.nav))
                (confirm_dialog(lang))
            }
        },
    )
}

/// The document around a body: also used by the pages without navigation.
pub(super) fn document(locale: &Locale, theme: Theme, title: &str, body: &Markup) -> Markup {
    let lang = locale.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.code()) data-theme=(theme.code()) data-now=(Locale::machine(locale.now)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content=(match theme {
                    Theme::System => "light dark",
                    Theme::Light => "light",
                    Theme::Dark => "dark",
                });
                title { (lang.tr("page-title", &[("page", title.into())])) }
                link rel="icon" type="image/svg+xml" href=(static_files::href("favicon.svg"));
                link rel="stylesheet" href=(static_files::href("app.css"));
                script src=(static_files::href("app.js")) defer {}
            }
            (body)
        }
    }
}

fn sidebar(lang: Lang, page: &Page<'_>) -> Markup {
    html! {
        nav.sidebar id="nav" popover aria-label=(lang.t("nav-label")) {
            div.brand {
                (mark())
                span.brand-words {
                    span.brand-name { (lang.t("product-name")) }
                    span.brand-workspace { (foreign(&page.user.workspace)) }
                }
                button.button.quiet.square.nav-close type="button" popovertarget="nav"
                    popovertargetaction="hide" title=(lang.t("nav-close")) {
                    (icon(Icon::Close)) (hidden_text(&lang.t("nav-close")))
                }
            }
            ul.nav-items id="nav-items" data-oob {
                @for (index, item) in page.nav.iter().enumerate() {
                    li { (nav_item(lang, item, page.current == Some(index))) }
                }
            }
            @if !page.extra.is_empty() {
                p.nav-heading id="nav-extra" { (lang.t("nav-rehearsal")) }
                ul.nav-items aria-labelledby="nav-extra" {
                    @for (label, href) in &page.extra {
                        li {
                            a.nav-item href=(safe_href(href)) target="_blank" rel="noopener noreferrer" {
                                (icon(Icon::External)) span { (label) }
                                (hidden_text(&format!("({})", lang.t("new-tab"))))
                            }
                        }
                    }
                }
            }
            button.nav-item.nav-foot type="button" popovertarget=(SHORTCUTS_ID) {
                (icon(Icon::Keyboard)) span { (lang.t("shortcuts-title")) } kbd { "?" }
            }
        }
    }
}

fn nav_item(lang: Lang, item: &NavItem<'_>, current: bool) -> Markup {
    let counted = (item.count > 0).then(|| {
        let values = [
            ("name", item.label.as_ref().into()),
            ("count", item.count.into()),
        ];
        lang.tr("nav-count", &values)
    });
    html! {
        a.nav-item href=(safe_href(&item.href)) aria-current=[current.then_some("page")]
            data-key=[item.keys] aria-label=[counted] {
            (icon(item.icon)) span { (item.label) }
            @if item.count > 0 { (count_badge(item.tone, &lang.number(item.count))) }
        }
    }
}

fn global_search(lang: Lang, page: &Page<'_>) -> Markup {
    html! {
        form.global-search role="search" method="get" action=(safe_href(&page.links.search)) {
            label.search-field {
                (hidden_text(&lang.t("shell-search"))) (icon(Icon::Search))
                input type="search" name="q" value=(page.search) data-search maxlength="200"
                    placeholder=(lang.t("shell-search-placeholder")) autocomplete="off";
                kbd.needs-script { "/" }
            }
        }
    }
}

fn user_menu(lang: Lang, page: &Page<'_>) -> Markup {
    let name = lang.tr(
        "shell-user-menu",
        &[("name", page.user.name.as_ref().into())],
    );
    let initial = page
        .user
        .name
        .chars()
        .find(|letter| letter.is_alphanumeric())
        .unwrap_or('·');
    html! {
        details.menu.user-menu name="menu" {
            summary.button.quiet aria-label=(name) title=(name) {
                span.avatar aria-hidden="true" { (initial.to_uppercase().to_string()) }
                span.user-name { (foreign(&page.user.name)) } (icon(Icon::Down))
            }
            div.menu-items {
                div.menu-head {
                    strong { (foreign(&page.user.name)) } span { (foreign(&page.user.email)) }
                }
                (menu_link(Icon::Person, &lang.t("shell-profile"), &page.links.profile))
                div.menu-part { (preferences(lang, page.theme, &page.links.preferences)) }
                form method="post" action=(safe_href(&page.links.sign_out)) {
                    button.menu-item type="submit" {
                        (icon(Icon::SignOut)) span { (lang.t("shell-sign-out")) }
                    }
                }
            }
        }
    }
}

/// The one question box; `app.js` fills it from the button that asks.
fn confirm_dialog(lang: Lang) -> Markup {
    html! {
        dialog.dialog id="confirm" aria-labelledby="confirm-title" {
            form method="dialog" {
                h2 id="confirm-title" {}
                p id="confirm-body" {}
                div.actions {
                    button.button value="" autofocus { (lang.t("go-back")) }
                    button.button.primary value="yes" id="confirm-action" { (lang.t("confirm")) }
                }
            }
        }
    }
}

/// The top of the content.
#[derive(Debug, Clone)]
pub struct PageHeader<'a> {
    /// The way back: a label and an address.
    pub back: Option<(Text<'a>, Text<'a>)>,
    /// The name of the page.
    pub title: Text<'a>,
    /// What stands beside the name: chips.
    pub beside: Markup,
    /// What stands under it: when, from where, how fresh.
    pub under: Markup,
    /// What can be done.
    pub actions: Markup,
}

/// Shows the top of the content.
pub fn page_header(header: &PageHeader<'_>) -> Markup {
    html! {
        div.page-header {
            div.page-header-words {
                @if let Some((label, href)) = &header.back {
                    a.back-link href=(safe_href(href)) { (icon(Icon::Previous)) (label) }
                }
                div.page-title { h1 { (foreign(&header.title)) } (header.beside) }
                @if !header.under.0.is_empty() { div.page-under { (header.under) } }
            }
            @if !header.actions.0.is_empty() { div.actions { (header.actions) } }
        }
    }
}

/// Shows a part of a page on its own ground.
pub fn card(content: &Markup) -> Markup {
    html! { section.card { (content) } }
}

/// Shows a part of a page with its name, and what stands at the right of that.
pub fn card_with_title(title: &str, beside: &Markup, content: &Markup) -> Markup {
    html! {
        section.card {
            div.card-head { h2 { (title) } div.card-beside { (beside) } }
            div.card-body { (content) }
        }
    }
}
