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
    /// What is not settled with suppliers.
    Cases,
    /// Parcels on their way.
    Tracking,
    /// Products and how they are bought.
    Products,
    /// Numbers over time.
    Reports,
    /// Files that were asked for.
    Exports,
    /// Platform accounts.
    Connections,
    /// Background work.
    Work,
    /// Settings.
    Settings,
    /// In none of them: the person's own page.
    None,
}

const SECTIONS: [Section; 10] = [
    Section::Home,
    Section::Orders,
    Section::Tracking,
    Section::Cases,
    Section::Products,
    Section::Reports,
    Section::Exports,
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
    let needing = tally.needing_person();
    let ending = tally.connections_needing_person(visit.now);
    let item = |section: Section| {
        let (key, href, icon, keys) = place(section);
        let (count, tone) = match section {
            Section::Orders => (needing, Tone::Danger),
            Section::Tracking => (tally.parcels, Tone::Danger),
            Section::Cases => (tally.cases, Tone::Warning),
            Section::Products => (tally.unmapped, Tone::Warning),
            Section::Connections => (ending, Tone::Warning),
            Section::Work => (failed_jobs, Tone::Danger),
            _ => (0, Tone::Neutral),
        };
        NavItem {
            label: visit.lang.t(key),
            href: href.into(),
            icon,
            count,
            tone,
            keys: Some(keys),
        }
    };
    SECTIONS.into_iter().map(item).collect()
}

/// A section's name, address, picture and keys.
const fn place(section: Section) -> (&'static str, &'static str, Icon, &'static str) {
    match section {
        Section::Home | Section::None => ("nav-home", "/", Icon::Home, "g h"),
        Section::Orders => ("nav-orders", "/orders", Icon::Orders, "g o"),
        Section::Cases => ("cases-title", "/cases", Icon::Message, "g a"),
        Section::Tracking => ("nav-tracking", "/tracking", Icon::Tracking, "g t"),
        Section::Products => ("nav-products", "/products", Icon::Products, "g p"),
        Section::Reports => ("nav-reports", "/monitoring", Icon::Reports, "g r"),
        Section::Exports => ("nav-exports", "/exports", Icon::Download, "g e"),
        Section::Connections => ("nav-connections", "/connections", Icon::Connections, "g c"),
        Section::Work => ("nav-work", "/jobs", Icon::Automatic, "g w"),
        Section::Settings => ("nav-settings", "/settings", Icon::Settings, "g s"),
    }
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
