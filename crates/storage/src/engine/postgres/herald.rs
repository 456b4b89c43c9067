//! Telling every process of what was committed, by NOTIFY and LISTEN.
//!
//! It is told right after the commit and not inside it: a transaction that notifies holds a lock of
//! the whole server until its commit is on the disk, so that all such commits wait for each other
//! (measured: 13,000/s become 5,500/s with 8 connections, 11,300/s become 3,100/s with 16). A process
//! that dies between the two leaves others untold; they look by themselves every few seconds, and
//! that is the race we accept. What several commits changed is told together.
//!
//! When the connection was lost, listeners are told that they may have missed something.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use domain::ids::{OrderId, WorkspaceId};
use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::broadcast;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_postgres::{AsyncMessage, Client, Notification};

use super::address::Address;
use super::error::translate;
use crate::change::Change;
use crate::error::StorageError;

/// Between two notifications, so that a busy process tells of many commits at once. A person does
/// not see it and a worker loses nothing.
const BREATH: Duration = Duration::from_millis(5);

/// Before a lost connection is opened again.
const PAUSE: Duration = Duration::from_millis(500);

/// PostgreSQL refuses 8,000 bytes.
const PAYLOAD_LIMIT: usize = 7_000;

/// A server that does not answer this long is gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// What stands for "anything may have changed".
const ANYTHING: &str = "*";

/// Tells this process and every other one. Cloning shares it.
#[derive(Clone)]
pub(super) struct Herald {
    near: broadcast::Sender<Change>,
    far: UnboundedSender<Vec<Change>>,
}

impl Herald {
    /// Starts telling and listening; listens when this returns.
    pub(super) fn start(
        address: Address,
        near: broadcast::Sender<Change>,
    ) -> Result<Self, StorageError> {
        let (far, outgoing) = unbounded_channel();
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StorageError::engine)?;
        let (ready, listening) = mpsc::sync_channel(1);
        let ears = near.clone();
        thread::Builder::new()
            .name("storage-herald".into())
            .spawn(move || run(&runtime, &address, outgoing, &ears, &ready))
            .map_err(StorageError::engine)?;
        listening.recv().map_err(StorageError::engine)??;
        Ok(Self { near, far })
    }

    pub(super) fn tell(&self, told: Vec<Change>) {
        if told.is_empty() {
            return;
        }
        for change in &told {
            // Nobody listening is fine.
            let _ = self.near.send(change.clone());
        }
        // It ends after everyone who tells.
        let _ = self.far.send(told);
    }
}

fn run(
    runtime: &Runtime,
    address: &Address,
    mut outgoing: UnboundedReceiver<Vec<Change>>,
    near: &broadcast::Sender<Change>,
    ready: &mpsc::SyncSender<Result<(), StorageError>>,
) {
    runtime.block_on(async {
        let mut line = match Line::open(address, near).await {
            Ok(line) => {
                let _ = ready.send(Ok(()));
                line
            }
            Err(error) => return drop(ready.send(Err(error))),
        };
        while let Err(error) = line.tell_until_closed(&mut outgoing).await {
            tracing::warn!(%error, "the connection that tells of changes was lost");
            line = match again(address, near, &mut outgoing).await {
                Some(line) => line,
                None => return,
            };
            // Others may have missed what was not told meanwhile, and we what they told.
            let _ = near.send(Change::Missed);
            // Should it fail, the next turn finds out.
            let _ = line.notify(ANYTHING).await;
        }
    });
}

/// A new connection, as soon as there is a server again; `None` when nobody tells any more.
async fn again(
    address: &Address,
    near: &broadcast::Sender<Change>,
    outgoing: &mut UnboundedReceiver<Vec<Change>>,
) -> Option<Line> {
    loop {
        sleep(PAUSE).await;
        loop {
            match outgoing.try_recv() {
                // Everyone is told to look once there is a connection.
                Ok(_) => {}
                Err(tokio::sync::mpsc::error::TryRecvError::Empty) => break,
                Err(tokio::sync::mpsc::error::TryRecvError::Disconnected) => return None,
            }
        }
        if let Ok(line) = Line::open(address, near).await {
            return Some(line);
        }
    }
}

/// The one connection that listens and notifies.
struct Line {
    client: Client,
    listening: JoinHandle<()>,
}

impl Line {
    async fn open(
        address: &Address,
        near: &broadcast::Sender<Change>,
    ) -> Result<Self, StorageError> {
        let failed = |error: &tokio_postgres::Error| translate(error);
        let connecting = address.config.connect(address.tls.clone());
        let (client, mut connection) = connecting.await.map_err(|error| failed(&error))?;
        let (own, pid) = tokio::sync::oneshot::channel();
        let near = near.clone();
        let listening = tokio::spawn(async move {
            let mut pid = pid;
            let mut own = None;
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await
            {
                let AsyncMessage::Notification(told) = message else {
                    continue;
                };
                own = own.or_else(|| pid.try_recv().ok());
                if own != Some(told.process_id()) {
                    hear(&told, &near);
                }
            }
        });
        let line = Self { client, listening };
        let asked = line.client.query_one("SELECT pg_backend_pid()", &[]).await;
        let row = asked.map_err(|error| failed(&error))?;
        let number: i32 = row.try_get(0).map_err(|error| failed(&error))?;
        // What this connection tells comes back to it; it was told here already.
        let _ = own.send(number);
        let listen = line.client.batch_execute("LISTEN crossdock").await;
        listen.map_err(|error| failed(&error))?;
        Ok(line)
    }

    /// Tells whatever there is to tell; ends well when nobody tells any more.
    async fn tell_until_closed(
        &mut self,
        outgoing: &mut UnboundedReceiver<Vec<Change>>,
    ) -> Result<(), StorageError> {
        loop {
            let first = tokio::select! {
                first = outgoing.recv() => first,
                _ = &mut self.listening => {
                    return Err(StorageError::Unreachable("PostgreSQL ended the connection".into()));
                }
            };
            let Some(first) = first else {
                return Ok(());
            };
            let mut news = News::default();
            news.add(&first);
            while let Ok(more) = outgoing.try_recv() {
                news.add(&more);
            }
            for payload in payloads(&news.words()) {
                self.notify(&payload).await?;
            }
            sleep(BREATH).await;
        }
    }

    async fn notify(&self, payload: &str) -> Result<(), StorageError> {
        let sql = "SELECT pg_notify('crossdock', $1)";
        match timeout(PATIENCE, self.client.execute(sql, &[&payload])).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(translate(&error)),
            Err(late) => Err(StorageError::Unreachable(late.to_string())),
        }
    }
}

/// Tells this process what another one committed.
fn hear(told: &Notification, near: &broadcast::Sender<Change>) {
    for word in told.payload().split(' ') {
        // A newer version may tell of things that this one does not know.
        let change = read(word).unwrap_or(Change::Missed);
        let _ = near.send(change);
    }
}

/// What several commits changed, each once, and the first time that new work is due.
#[derive(Default)]
struct News {
    other: BTreeSet<String>,
    jobs: BTreeMap<WorkspaceId, Option<Timestamp>>,
}

impl News {
    fn add(&mut self, told: &[Change]) {
        for change in told {
            match change {
                Change::Jobs(workspace, due) => {
                    let first = self.jobs.entry(*workspace).or_default();
                    *first = [*first, *due].into_iter().flatten().min();
                }
                other => {
                    self.other.insert(written(other));
                }
            }
        }
    }

    fn words(mut self) -> BTreeSet<String> {
        for (workspace, due) in self.jobs {
            self.other.insert(written(&Change::Jobs(workspace, due)));
        }
        self.other
    }
}

/// A change as one word of a payload.
fn written(change: &Change) -> String {
    match change {
        Change::Order(workspace, order) => format!("o{}:{}", workspace.0, order.0),
        Change::Setup(workspace) => format!("s{}", workspace.0),
        Change::Jobs(workspace, None) => format!("j{}", workspace.0),
        Change::Jobs(workspace, Some(due)) => {
            format!("j{}:{}", workspace.0, due.as_microsecond())
        }
        Change::Exports(workspace) => format!("e{}", workspace.0),
        Change::Missed => ANYTHING.into(),
    }
}

fn read(word: &str) -> Option<Change> {
    let (kind, rest) = word.split_at_checked(1)?;
    let workspace = |text: &str| text.parse().ok().map(WorkspaceId);
    match (kind, rest.split_once(':')) {
        ("o", Some((space, order))) => Some(Change::Order(
            workspace(space)?,
            OrderId(order.parse().ok()?),
        )),
        ("s", None) => workspace(rest).map(Change::Setup),
        ("e", None) => workspace(rest).map(Change::Exports),
        ("j", None) => Some(Change::Jobs(workspace(rest)?, None)),
        ("j", Some((space, due))) => {
            let due = Timestamp::from_microsecond(due.parse().ok()?).ok()?;
            Some(Change::Jobs(workspace(space)?, Some(due)))
        }
        _ => None,
    }
}

/// The words, in as few payloads as hold them.
fn payloads(words: &BTreeSet<String>) -> Vec<String> {
    let mut payloads: Vec<String> = Vec::new();
    for word in words {
        match payloads.last_mut() {
            Some(last) if last.len() + word.len() < PAYLOAD_LIMIT => {
                last.push(' ');
                last.push_str(word);
            }
            _ => payloads.push(word.clone()),
        }
    }
    payloads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_heard() {
        let changes = [
            Change::Order(WorkspaceId(1), OrderId(9_007_199_254_740_993)),
            Change::Setup(WorkspaceId(2)),
            Change::Exports(WorkspaceId(4)),
            Change::Jobs(WorkspaceId(3), None),
            Change::Jobs(WorkspaceId(3), Some(Timestamp::UNIX_EPOCH)),
        ];
        for change in changes {
            assert_eq!(read(&written(&change)), Some(change));
        }
        for strange in [ANYTHING, "", "x1", "o1", "oé:1"] {
            assert_eq!(read(strange), None, "{strange}");
        }
    }

    #[test]
    fn commits_are_told_of_together() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        let jobs = |due| Change::Jobs(WorkspaceId(1), due);
        let order = Change::Order(WorkspaceId(1), OrderId(2));
        let mut news = News::default();
        news.add(&[jobs(None), jobs(at(9)), order.clone()]);
        news.add(&[order.clone(), jobs(at(5)), jobs(None)]);
        let expected = [written(&jobs(at(5))), written(&order)];
        assert_eq!(news.words(), BTreeSet::from(expected));
    }

    #[test]
    fn many_words_go_in_payloads_that_fit() {
        let words: BTreeSet<String> = (0..2_000)
            .map(|id| written(&Change::Order(WorkspaceId(1), OrderId(id))))
            .collect();
        let payloads = payloads(&words);
        assert!(payloads.iter().all(|payload| payload.len() < 8_000));
        let told: usize = payloads.iter().map(|it| it.split(' ').count()).sum();
        assert_eq!(told, 2_000);
    }
}
