//! The list of connections.

use app::desk::sync_connection;
use axum::extract::{Path, State};
use axum::response::{Html, Response};
use domain::connection::{Connection, ConnectionKind, ConnectionState};
use domain::ids::ConnectionId;
use domain::ports::connect::Permission;
use domain::store::Store;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Chip, Empty, Failure, Icon, Illustration, PageHeader, Tone, button,
    callout, card, card_with_title, chip, definition_list, empty_state, failure_box, foreign,
    link_button, page_header, time,
};
use crate::visit::Visit;

/// `GET /connections`.
pub(crate) async fn list(
    State(desk): State<Desk>,
    visit: Visit,
) -> Result<Html<String>, PageError> {
    let lang = visit.lang;
    let connections = desk.app.space().connections().await?;
    let stores = desk.app.space().stores().await?;
    let mut cards = Vec::new();
    for connection in &connections {
        let store = stores
            .iter()
            .find(|store| store.connection_id == connection.id);
        cards.push(connection_card(&desk, &visit, connection, store).await?);
    }
    let title = lang.t("nav-connections");
    let add = link_button(
        ButtonKind::Primary,
        Some(Icon::Add),
        &lang.t("connections-add"),
        "/connections/new",
    );
    let content = html! {
        (page_header(&PageHeader {
            back: None,
            title: title.clone(),
            beside: html! {},
            under: html! { @if !cards.is_empty() { (lang.t("connections-lead")) } },
            actions: html! { @if !cards.is_empty() { (add) } },
        }))
        div.stack id="connections" data-live="setup jobs" {
            (ending_soon(&visit, &connections))
            (super::tracker::warning(&desk, &visit).await?)
            @if cards.is_empty() {
                (card(&empty_state(&Empty {
                    illustration: Illustration::Plugs,
                    title: lang.t("connections-empty-title"),
                    body: lang.t("connections-empty-body"),
                    action: add,
                })))
            }
            div.grid-wide { @for one in &cards { (one) } }
        }
    };
    let page = shell(&desk, &visit, &title, Section::Connections, content).await?;
    Ok(html_page(&page))
}

/// `POST /connections/sync/{id}`.
pub(crate) async fn sync(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ConnectionId>,
) -> Result<Response, PageError> {
    let connection = desk.app.space().connection(id).await?;
    let connection = connection.ok_or(PageError::NotFound)?;
    match sync_connection(&desk.app, id).await {
        Ok(()) => {
            let name = [("name", connection.name.into())];
            let text = visit.lang.tr("connections-syncing", &name);
            Ok(redirect_with("/connections", Tone::Success, &text))
        }
        Err(error) => refused("/connections", error),
    }
}

/// What ends soon, said before everything else.
fn ending_soon(visit: &Visit, connections: &[Connection]) -> Markup {
    let lang = visit.lang;
    let ending = connections.iter().filter_map(|connection| {
        match (
            connection.state(visit.now),
            connection.authorization_ends_at(),
        ) {
            (ConnectionState::Expiring { days_left }, Some(end)) => {
                Some((connection, days_left, end))
            }
            _ => None,
        }
    });
    html! {
        @for (connection, days_left, end) in ending {
            @let values = [
                ("name", connection.name.as_str().into()),
                ("count", days_left.into()),
                ("date", visit.locale().date(end).into()),
            ];
            (callout(Tone::Warning, &lang.tr("connections-ending-title", &values), &html! {
                p { (lang.t("connections-ending-body")) }
                p { a href={ "/connections/new/" (connection.platform) } {
                    (lang.t("connections-reconnect"))
                } }
            }))
        }
    }
}

async fn connection_card(
    desk: &Desk,
    visit: &Visit,
    connection: &Connection,
    store: Option<&Store>,
) -> Result<Markup, PageError> {
    let lang = visit.lang;
    let state = connection.state(visit.now);
    let hooks = match store {
        Some(store) => Some(desk.app.space().delivery_counts(store.id).await?),
        None => None,
    };
    let title = desk
        .app
        .connector(connection.platform.as_str())
        .map_or(connection.platform.as_str(), |connector| connector.title());
    let mut facts = facts(visit, connection, title, store, hooks);
    facts.extend(super::tracker::facts(desk, visit, connection).await?);
    let permissions = app::connect::permissions(&desk.app, connection).await?;
    if !permissions.is_empty() {
        let shown = permissions_fact(lang, &permissions);
        facts.push((lang.t("connections-permissions"), shown));
    }
    let body = html! {
        div.stack {
            (trouble(lang, connection, title, state))
            (definition_list(&facts))
            div.actions {
                @if state == ConnectionState::Disconnected {
                    (reconnect(lang, ButtonKind::Primary, connection))
                } @else {
                    form method="post" action={ "/connections/sync/" (connection.id) } {
                        (button(&Button {
                            icon: Some(Icon::Refresh),
                            label: lang.t("connections-sync"),
                            ..Button::default()
                        }))
                    }
                    (reconnect(lang, ButtonKind::Quiet, connection))
                }
                @if let Some(store) = store {
                    (link_button(ButtonKind::Quiet, Some(Icon::Settings),
                        &lang.t("nav-settings"), &format!("/settings/stores/{}", store.id)))
                }
            }
        }
    };
    let chip = state_chip(lang, state);
    Ok(card_with_title(&connection.name, &chip, &body))
}

fn reconnect(lang: Lang, kind: ButtonKind, connection: &Connection) -> Markup {
    link_button(
        kind,
        Some(Icon::Connections),
        &lang.t("connections-reconnect"),
        &format!("/connections/new/{}", connection.platform),
    )
}

/// Why it does not work, with the fix and the platform's own words.
fn trouble(lang: Lang, connection: &Connection, platform: &str, state: ConnectionState) -> Markup {
    let words = connection
        .disconnected_because
        .as_ref()
        .or(connection.last_error.as_ref());
    let own_words = words.map(|words| (Text::from(platform.to_owned()), Text::from(words.clone())));
    let (tone, reason, fix) = match (state, &connection.last_error) {
        (ConnectionState::Disconnected, _) => (
            Tone::Danger,
            "connections-disconnected",
            "connections-disconnected-fix",
        ),
        (_, Some(_)) => (
            Tone::Warning,
            "connections-last-error",
            "connections-last-error-fix",
        ),
        _ => return html! {},
    };
    failure_box(
        lang,
        &Failure {
            tone,
            reason: lang.t(reason),
            fix: lang.t(fix),
            actions: html! {},
            own_words,
        },
    )
}

type Fact = (Text<'static>, Markup);

fn facts(
    visit: &Visit,
    connection: &Connection,
    platform: &str,
    store: Option<&Store>,
    hooks: Option<(i64, Option<Timestamp>)>,
) -> Vec<Fact> {
    let (lang, locale) = (visit.lang, visit.locale());
    let when = |at: Option<Timestamp>| match at {
        Some(at) => time(&locale, at),
        None => html! { (lang.t("time-never")) },
    };
    let kind = kind_name(lang, connection.kind);
    let mut facts = vec![(
        lang.t("connections-platform"),
        html! { (platform) " · " (kind) },
    )];
    if let Some(store) = store {
        facts.push((lang.t("connections-domain"), foreign(&store.domain)));
    }
    facts.push((
        lang.t("connections-holds"),
        match connection.authorization_ends_at() {
            Some(end) => {
                let date = [("date", locale.date(end).into())];
                html! { (lang.tr("connections-holds-until", &date)) }
            }
            None => html! { (lang.t("connections-holds-always")) },
        },
    ));
    facts.push((
        lang.t("connections-last-success"),
        when(connection.last_success_at),
    ));
    if let Some(store) = store {
        facts.push((lang.t("connections-read-until"), when(store.polled_until)));
    }
    if let Some((count, last)) = hooks {
        let received = html! {
            (lang.number(count))
            @if last.is_some() { " · " (lang.t("connections-webhooks-last")) " " (when(last)) }
        };
        facts.push((lang.t("connections-webhooks"), received));
    }
    facts.push((
        lang.t("connections-since"),
        when(Some(connection.connected_at)),
    ));
    facts
}

/// What was granted beside what is wanted; what is missing is named.
fn permissions_fact(lang: Lang, permissions: &[Permission]) -> Markup {
    let missing = |optional: bool| {
        permissions
            .iter()
            .filter(move |one| !one.granted && one.optional == optional)
            .map(|one| one.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (needed, extra) = (missing(false), missing(true));
    let granted = permissions
        .iter()
        .filter(|one| one.granted && !one.optional);
    let count = i64::try_from(granted.count()).unwrap_or(i64::MAX);
    html! {
        @if needed.is_empty() {
            (lang.tr("connections-permissions-all", &[("count", count.into())]))
        } @else {
            (lang.t("connections-permission-missing")) " " (foreign(&needed))
        }
        @if !extra.is_empty() {
            br;
            (lang.t("connections-permission-optional")) " " (foreign(&extra))
        }
    }
}

/// What a platform is to us, in words.
pub(super) fn kind_name(lang: Lang, kind: ConnectionKind) -> Text<'static> {
    lang.t(match kind {
        ConnectionKind::Store => "connections-kind-store",
        ConnectionKind::Marketplace => "connections-kind-marketplace",
        ConnectionKind::Tracker => "connections-kind-tracker",
    })
}

/// How a connection stands.
fn state_chip(lang: Lang, state: ConnectionState) -> Markup {
    let (tone, icon, word) = match state {
        ConnectionState::Connected => (Tone::Success, Icon::Check, lang.t("connections-connected")),
        ConnectionState::Expiring { days_left } => {
            let days = [("count", days_left.into())];
            let word = lang.tr("connections-expiring", &days);
            (Tone::Warning, Icon::Waiting, word)
        }
        ConnectionState::Disconnected => (
            Tone::Danger,
            Icon::Disconnected,
            lang.t("connections-disconnected-word"),
        ),
    };
    chip(&Chip { tone, icon, word })
}
