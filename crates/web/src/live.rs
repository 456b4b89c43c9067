//! Live updates: a stream of topics that changed. A page fetches its own parts again; nothing of an
//! order travels here.
//!
//! Before it: `storage`'s announcements; after it: `static/app.js`.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{iter, unfold};
use futures_util::{Stream, StreamExt};
use storage::Change;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::sync::watch;

use crate::desk::Desk;
use crate::visit::Visit;

/// Changes of one step come together; so does their news.
const GATHERED: Duration = Duration::from_millis(100);

/// More topics than this are told as "anything", which costs the page one look as well.
const MOST_TOPICS: usize = 64;

/// What a page says when it begins to listen.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Listening {
    /// The mark at which it was read.
    seen: Option<String>,
}

/// `GET /live?seen=mark`.
pub(crate) async fn live(
    State(desk): State<Desk>,
    _visit: Visit,
    Query(listening): Query<Listening>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = desk.app.space().storage().changes();
    // Asked after the ear is open, so that nothing falls between the two.
    let missed = listening.seen.is_some_and(|seen| seen != desk.mark.now());
    let first = missed.then(|| Ok(Event::default().data("*")));
    let stopping = desk.options.stopping.clone();
    let topics = unfold((changes, stopping), |(mut changes, mut stopping)| async {
        let topics = tokio::select! {
            topics = next_topics(&mut changes) => topics?,
            () = stopped(&mut stopping) => return None,
        };
        Some((Ok(Event::default().data(topics)), (changes, stopping)))
    });
    Sse::new(iter(first).chain(topics)).keep_alive(KeepAlive::default())
}

/// Waits for a change, gathers what comes with it, and names it all. `None` when the storage is gone.
async fn next_topics(changes: &mut Receiver<Change>) -> Option<String> {
    let mut topics = BTreeSet::new();
    let first = changes.recv().await;
    if matches!(first, Err(RecvError::Closed)) {
        return None;
    }
    add(first.ok().as_ref(), &mut topics);
    tokio::time::sleep(GATHERED).await;
    loop {
        match changes.try_recv() {
            Ok(change) => add(Some(&change), &mut topics),
            Err(tokio::sync::broadcast::error::TryRecvError::Lagged(_)) => add(None, &mut topics),
            Err(_) => break,
        }
    }
    if topics.len() > MOST_TOPICS || topics.contains("*") {
        return Some("*".to_owned());
    }
    Some(topics.into_iter().collect::<Vec<_>>().join(" "))
}

/// `None` stands for changes that were missed: then anything may have changed.
fn add(change: Option<&Change>, topics: &mut BTreeSet<String>) {
    let mut tell = |topic: &str| {
        topics.insert(topic.to_owned());
    };
    match change {
        Some(Change::Order(_, id)) => {
            tell(&format!("order:{id}"));
            tell("orders");
            tell("tabs");
        }
        Some(Change::Setup(_)) => tell("setup"),
        Some(Change::Jobs(..)) => tell("jobs"),
        Some(Change::Exports(_)) => tell("exports"),
        Some(Change::Missed) | None => tell("*"),
    }
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stopping| *stopping).await.is_err() {
        // Nobody can stop the server this way any more.
        std::future::pending::<()>().await;
    }
}
