//! The frame of every page of the desk, with its navigation and counts.
//!
//! Before it: a page's content; after it: `ui::page`.

use axum::response::Html;
use maud::Markup;

use crate::counts::Tally;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Text;
use crate::ui::{EntryPage, Icon, NavItem, Notice, Page, PageLinks, Tone, User, entry_page, page};
use crate::visit::{Reader, Visit};

/// Where in the navigation a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// What needs a person.
    Home,
    /// Orders.
    Orders,
    /// Products and how they are bought.
    Products,
    /// Platform accounts.
    Connections,
    /// Background work.
    Work,
    /// Settings.
    Settings,
    /// In none of them: the person's own page.
    None,
}

const SECTIONS: [Section; 6] = [
    Section::Home,
    Section::Orders,
    Section::Products,
    Section::Connections,
    Section::Work,
    Section::Settings,
];

/// Shows `content` as a page of the desk.
pub(crate) async fn shell(
    desk: &Desk,
    visit: &Visit,
    title: &str,
    section: Section,
    content: Markup,
) -> Result<Markup, PageError> {
    searched(desk, visit, title, section, "", &content).await
}

/// Shows `content` as a page of the desk on which `search` was searched for.
pub(crate) async fn searched(
    desk: &Desk,
    visit: &Visit,
    title: &str,
    section: Section,
    search: &str,
    content: &Markup,
) -> Result<Markup, PageError> {
    let tally = desk.counts.read(&desk.app).await?;
    let failed_jobs = desk.app.space().failed_job_count().await?;
    let notice = visit.reader.said.as_ref().map(|said| Notice {
        tone: said.tone,
        text: Text::Borrowed(&said.text),
        link: None,
    });
    let extra = desk.options.extra_links.iter();
    let frame = Page {
        locale: &visit.locale(),
        theme: visit.theme,
        title: title.into(),
        nav: nav(visit, &tally, failed_jobs),
        current: SECTIONS.iter().position(|known| *known == section),
        extra: extra
            .map(|(label, href)| (label.as_str().into(), href.as_str().into()))
            .collect(),
        user: User {
            name: Text::Borrowed(&visit.user.name),
            email: Text::Borrowed(&visit.user.email),
            workspace: workspace_name(visit, &tally),
        },
        search: search.into(),
        notices: notice.into_iter().collect(),
        events: Some(format!("/live?seen={}", visit.reader.mark).into()),
        links: PageLinks {
            search: "/orders".into(),
            ..PageLinks::default()
        },
    };
    Ok(page(&frame, content))
}

/// Shows a page before the desk: one thing in its middle, no navigation.
pub(crate) fn entry(
    reader: &Reader,
    title: Text<'_>,
    lead: Text<'_>,
    content: &Markup,
) -> Html<String> {
    let notice = reader.said.as_ref().map(|said| Notice {
        tone: said.tone,
        text: Text::Borrowed(&said.text),
        link: None,
    });
    let frame = EntryPage {
        locale: &reader.locale(),
        theme: reader.theme,
        title,
        lead,
        notices: notice.into_iter().collect(),
        preferences: "/preferences".into(),
    };
    html_page(&entry_page(&frame, content))
}

/// A page as an answer. It shows what changes, so nobody keeps it.
pub(crate) fn html_page(page: &Markup) -> Html<String> {
    Html(page.0.clone())
}

fn nav(visit: &Visit, tally: &Tally, failed_jobs: i64) -> Vec<NavItem<'static>> {
    let lang = visit.lang;
    let item = |key: &str, href: &'static str, icon, count, tone, keys| NavItem {
        label: lang.t(key),
        href: href.into(),
        icon,
        count,
        tone,
        keys: Some(keys),
    };
    let needing = tally.needing_person();
    let ending = tally.connections_needing_person(visit.now);
    vec![
        item("nav-home", "/", Icon::Home, 0, Tone::Neutral, "g h"),
        item(
            "nav-orders",
            "/orders",
            Icon::Orders,
            needing,
            Tone::Danger,
            "g o",
        ),
        item(
            "nav-products",
            "/products",
            Icon::Products,
            tally.unmapped,
            Tone::Warning,
            "g p",
        ),
        item(
            "nav-connections",
            "/connections",
            Icon::Connections,
            ending,
            Tone::Warning,
            "g c",
        ),
        item(
            "nav-work",
            "/jobs",
            Icon::Automatic,
            failed_jobs,
            Tone::Danger,
            "g w",
        ),
        item(
            "nav-settings",
            "/settings",
            Icon::Settings,
            0,
            Tone::Neutral,
            "g s",
        ),
    ]
}

/// What stands under the mark: the stores by name while that fits, by number after that.
fn workspace_name(visit: &Visit, tally: &Tally) -> Text<'static> {
    match tally.stores.as_slice() {
        [] => visit.lang.t("shell-no-store"),
        [only] => only.name.clone().into(),
        several => {
            let values = [("count", several.len().into())];
            visit.lang.tr("shell-stores", &values)
        }
    }
}
