//! One connection to PostgreSQL, used by one thread.
//!
//! Needs that fight: callers ask for one statement after the other, and each answer costs a round
//! trip. So a statement whose answer nobody needs yet is only handed to the driver; it leaves
//! together with the next one that waits, and its failure is told by that one. Nothing flows while
//! nobody waits, because the connection is driven by the waiting thread itself.

use std::collections::{HashMap, VecDeque};
use std::future::{Future, poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Statement};

use super::address::Address;
use super::error::translate;
use super::text;
use crate::engine::Value;
use crate::error::StorageError;

/// What every session is told first. A server whose default is to answer before a commit is durable
/// is asked for the truth; and the locks of a process that froze are not held for ever. Every statement
/// is written for an index; but a plan that was made while a table was new and empty would read the
/// whole table, and go on doing so while it grows, until the server has counted it.
const MANNERS: &str = "SET idle_in_transaction_session_timeout = '60s';
    SET enable_seqscan = off;
    SET client_min_messages = warning;
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') = 'off';";

/// Prepared statements that a session keeps.
const STATEMENTS_KEPT: usize = 512;

/// An open connection.
pub(crate) struct Session {
    runtime: Runtime,
    client: Arc<Client>,
    statements: HashMap<String, Statement>,
    sent: VecDeque<Sent>,
}

/// A statement on its way, whose answer nobody has waited for yet.
struct Sent {
    reply: Reply,
    /// The row that it must have changed: what it is called, and its id.
    one: Option<(&'static str, i64)>,
}

type Reply = Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>;

impl Session {
    pub(super) fn open(address: &Address) -> Result<Self, StorageError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StorageError::engine)?;
        let unreached = |error: &Error| match translate(error) {
            StorageError::Unreachable(why) | StorageError::Engine(why) => {
                StorageError::Unreachable(format!("{address}: {why}"))
            }
            other => other,
        };
        let client = runtime.block_on(async {
            let connecting = address.connect().await;
            let client = connecting.map_err(|error| unreached(&error))?;
            client
                .batch_execute(MANNERS)
                .await
                .map_err(|error| unreached(&error))?;
            Ok::<_, StorageError>(client)
        })?;
        Ok(Self {
            runtime,
            client: Arc::new(client),
            statements: HashMap::new(),
            sent: VecDeque::new(),
        })
    }

    /// Whether the server is still at the other end, as far as is known without asking it.
    pub(crate) fn is_open(&self) -> bool {
        self.runtime.block_on(async {
            // Twice: once for what the socket has to say, once for the driver to hear it.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        });
        !self.client.is_closed()
    }

    /// Sends several statements without parameters, and waits.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), StorageError> {
        self.settle()?;
        self.runtime
            .block_on(self.client.batch_execute(sql))
            .map_err(|error| translate(&error))
    }

    /// Sends a statement without parameters, later.
    pub(crate) fn say(&mut self, sql: &'static str) {
        let client = Arc::clone(&self.client);
        let reply = async move { client.batch_execute(sql).await.map(|()| 0) };
        self.send(Box::pin(reply), None);
    }

    /// Runs a statement and waits for how many rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<usize, StorageError> {
        let statement = self.statement(sql)?;
        let changed = self.waited(|client| {
            let client = Arc::clone(client);
            async move { client.execute(&statement, &borrowed(params)).await }
        })?;
        usize::try_from(changed).map_err(StorageError::engine)
    }

    /// Runs a statement later; where `one` names a row, exactly one must have been changed.
    pub(crate) fn execute_later(
        &mut self,
        sql: &str,
        params: Vec<Value>,
        one: Option<(&'static str, i64)>,
    ) -> Result<(), StorageError> {
        let statement = self.statement(sql)?;
        let client = Arc::clone(&self.client);
        let reply = async move { client.execute(&statement, &borrowed(&params)).await };
        self.send(Box::pin(reply), one);
        Ok(())
    }

    /// Runs a query and hands over each row.
    pub(crate) fn query(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(Vec<Value>) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let statement = self.statement(sql)?;
        let rows = self.waited(|client| {
            let client = Arc::clone(client);
            async move { client.query(&statement, &borrowed(params)).await }
        })?;
        for row in rows {
            let column = |index| row.try_get(index).map_err(|error| translate(&error));
            each(
                (0..row.len())
                    .map(column)
                    .collect::<Result<_, StorageError>>()?,
            )?;
        }
        Ok(())
    }

    /// Waits for everything that was sent.
    pub(crate) fn settle(&mut self) -> Result<(), StorageError> {
        if self.sent.is_empty() {
            return Ok(());
        }
        let sent = &mut self.sent;
        self.runtime.block_on(settled(sent))
    }

    /// The answer to a request that leaves now, behind everything that was sent before it.
    fn waited<T, F>(&mut self, ask: impl FnOnce(&Arc<Client>) -> F) -> Result<T, StorageError>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let (client, sent) = (&self.client, &mut self.sent);
        self.runtime.block_on(async {
            let mut asked = pin!(ask(client));
            // The first look sends it; the answers come in the order of the questions.
            let early = poll_fn(|context| Poll::Ready(asked.as_mut().poll(context))).await;
            settled(sent).await?;
            let answer = match early {
                Poll::Ready(answer) => answer,
                Poll::Pending => asked.await,
            };
            answer.map_err(|error| translate(&error))
        })
    }

    fn send(&mut self, mut reply: Reply, one: Option<(&'static str, i64)>) {
        // The first look hands it to the driver.
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(early) = reply.as_mut().poll(&mut context) {
            reply = Box::pin(ready(early));
        }
        self.sent.push_back(Sent { reply, one });
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, StorageError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS_KEPT {
            // Searches and filters put theirs together; no more of them than this is worth its memory.
            self.statements.clear();
        }
        // The driver stops reading while an answer waits to be taken.
        self.settle()?;
        let statement = self
            .runtime
            .block_on(self.client.prepare(&text::translate(sql)))
            .map_err(|error| translate(&error))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value| -> &(dyn ToSql + Sync) { value })
        .collect()
}

/// Takes every answer and gives the first failure: the others only follow from it.
async fn settled(sent: &mut VecDeque<Sent>) -> Result<(), StorageError> {
    let mut first = Ok(());
    while let Some(Sent { reply, one }) = sent.pop_front() {
        let outcome = match (reply.await, one) {
            (Err(error), _) => Err(translate(&error)),
            (Ok(1), _) | (Ok(_), None) => Ok(()),
            (Ok(_), Some((what, id))) => Err(StorageError::moved(what, id)),
        };
        if first.is_ok() {
            first = outcome;
        }
    }
    first
}
