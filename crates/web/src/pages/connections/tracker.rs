//! What a connected tracker costs and what is left: facts on its card, and a warning before it ends.

use domain::connection::{Connection, ConnectionState};
use domain::tracker::Tracker;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Text;
use crate::ui::{Tone, callout, copyable_code, time};
use crate::visit::Visit;

/// Whether a tracker's credits are at their end or nearly, said before everything else.
pub(crate) async fn warning(desk: &Desk, visit: &Visit) -> Result<Markup, PageError> {
    let lang = visit.lang;
    let trackers = desk.app.space().trackers().await?;
    let used_up = trackers.iter().any(|one| one.used_up_since.is_some());
    let low = trackers
        .iter()
        .filter_map(|one| one.quota.as_ref())
        .find(|quota| quota.is_low());
    let body = |key: &str| html! { p { (lang.t(key)) } p { a href="/connections" { (lang.t("nav-connections")) } } };
    Ok(match low {
        _ if used_up => callout(
            Tone::Warning,
            &lang.t("tracker-used-up-title"),
            &body("tracker-used-up-body"),
        ),
        Some(quota) => {
            let left = [("count", i64::from(quota.left).into())];
            let title = lang.tr("tracker-low-title", &left);
            callout(Tone::Warning, &title, &body("tracker-low-body"))
        }
        None => html! {},
    })
}

type Fact = (Text<'static>, Markup);

/// What is told of a tracker on its card; nothing of other connections.
pub(super) async fn facts(
    desk: &Desk,
    visit: &Visit,
    connection: &Connection,
) -> Result<Vec<Fact>, PageError> {
    let space = desk.app.space();
    let trackers = space.trackers().await?;
    let is_it = |one: &&Tracker| one.connection_id == connection.id;
    let Some(tracker) = trackers.iter().find(is_it) else {
        return Ok(Vec::new());
    };
    let (lang, locale) = (visit.lang, visit.locale());
    let mut facts = Vec::new();
    if let Some(quota) = &tracker.quota {
        let values = [
            ("left", i64::from(quota.left).into()),
            ("total", i64::from(quota.total).into()),
        ];
        let text = lang.tr("tracker-credits-left", &values);
        let read = time(&locale, quota.read_at);
        facts.push((lang.t("tracker-credits"), html! { (text) " · " (read) }));
    }
    let left = tracker.left_today(visit.now);
    let values = [
        (
            "spent",
            i64::from(tracker.settings.daily_credits - left).into(),
        ),
        ("most", i64::from(tracker.settings.daily_credits).into()),
    ];
    facts.push((
        lang.t("tracker-budget"),
        html! {
            (lang.tr("tracker-budget-spent", &values)) " · "
            a href={ "/connections/budget/" (connection.id) } { (lang.t("tracker-budget-change")) }
        },
    ));
    let (count, last) = space.push_counts(connection.id).await?;
    facts.push((lang.t("tracker-pushes"), pushes(visit, count, last)));
    let address = desk.app.settings().public_url.as_ref().map(|url| {
        let address = format!("{url}/hooks/{}/push", tracker.hook_key);
        html! { (copyable_code(lang, &address)) p.note { (lang.t("tracker-push-address-hint")) } }
    });
    let shown = connection.state(visit.now) != ConnectionState::Disconnected;
    facts.extend(
        address
            .filter(|_| shown)
            .map(|address| (lang.t("tracker-push-address"), address)),
    );
    Ok(facts)
}

fn pushes(visit: &Visit, count: i64, last: Option<Timestamp>) -> Markup {
    let lang = visit.lang;
    html! {
        (lang.number(count))
        @if let Some(last) = last {
            " · " (lang.t("connections-webhooks-last")) " " (time(&visit.locale(), last))
        }
    }
}
