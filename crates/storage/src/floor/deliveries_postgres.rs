//! The rows of a webhook on PostgreSQL: as many connections as the program writes with, a transaction of
//! each a turn, everything of it sent without waiting for the answer before.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Statement};

use super::deliveries::Delivery;
use crate::engine::postgres::{Address, WRITERS, translate};
use crate::error::StorageError;

const DELIVERY: &str =
    "INSERT INTO webhook_delivery (workspace_id, id, store_id, topic, digest, body, received_at)
     VALUES (1, $1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";

const JOB: &str =
    "INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts,
       claim, created_at)
     VALUES (1, $1, 'read_delivery', $2, NULL, $3, 'waiting', $4, 0, 0, $4)";

/// The connections, each with its statements.
pub(super) struct Lines {
    runtime: Runtime,
    lines: Vec<Option<Line>>,
}

struct Line {
    client: Client,
    delivery: Statement,
    job: Statement,
}

impl Lines {
    /// Connects, and gives the id of the store that there is.
    pub(super) fn open(url: &str) -> Result<(Self, i64), StorageError> {
        let address = Address::parse(url)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(StorageError::engine)?;
        let opened = runtime.block_on(async {
            let mut lines = Vec::new();
            for _ in 0..WRITERS {
                lines.push(Some(Line::open(&address).await?));
            }
            let sql = "SELECT min(id) FROM store WHERE workspace_id = 1";
            let store_id = match lines.first() {
                Some(Some(line)) => line.client.query_one(sql, &[]).await?.try_get(0)?,
                _ => 0,
            };
            Ok::<_, Error>((lines, store_id))
        });
        let (lines, store_id) = opened.map_err(|error| translate(&error))?;
        Ok((Self { runtime, lines }, store_id))
    }

    /// Writes these, shared among the connections, durable when this returns.
    pub(super) fn write(&mut self, rows: Vec<Delivery>) -> Result<(), StorageError> {
        let share = rows.len().div_ceil(self.lines.len()).max(1);
        let mut rows = rows.into_iter();
        let lines = &mut self.lines;
        let written = self.runtime.block_on(async {
            let mut writing = JoinSet::new();
            for (place, line) in lines.iter_mut().enumerate() {
                let part: Vec<_> = rows.by_ref().take(share).collect();
                if let Some(line) = line.take_if(|_| !part.is_empty()) {
                    writing.spawn(async move {
                        let written = line.write(&part).await;
                        (place, line, written)
                    });
                }
            }
            let mut all = Ok(());
            for (place, line, written) in writing.join_all().await {
                if let Some(home) = lines.get_mut(place) {
                    *home = Some(line);
                }
                all = all.and(written);
            }
            all
        });
        written.map_err(|error| translate(&error))
    }
}

impl Line {
    async fn open(address: &Address) -> Result<Self, Error> {
        let client = address.connect().await?;
        let delivery = client.prepare(DELIVERY).await?;
        let job = client.prepare(JOB).await?;
        Ok(Self {
            client,
            delivery,
            job,
        })
    }

    /// One transaction, all of it sent before anything of it is answered.
    async fn write(&self, rows: &[Delivery]) -> Result<(), Error> {
        let mut sent: Vec<Sent<'_>> = vec![Box::pin(self.client.batch_execute("BEGIN"))];
        for row in rows {
            sent.push(Box::pin(async move {
                let body = &*row.body;
                let values: [&(dyn ToSql + Sync); 6] = [
                    &row.id,
                    &row.store_id,
                    &row.topic,
                    &row.digest,
                    &body,
                    &row.now,
                ];
                let written = self.client.execute(&self.delivery, &values).await;
                written.map(|_| ())
            }));
            sent.push(Box::pin(async move {
                let values: [&(dyn ToSql + Sync); 4] =
                    [&row.job_id, &row.payload, &row.dedupe, &row.now];
                let written = self.client.execute(&self.job, &values).await;
                written.map(|_| ())
            }));
        }
        sent.push(Box::pin(self.client.batch_execute("COMMIT")));
        in_turn(sent).await
    }
}

type Sent<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// Polls them in their order until all ended: the driver sends what is polled and does not wait.
async fn in_turn(mut sent: Vec<Sent<'_>>) -> Result<(), Error> {
    let mut all = Ok(());
    poll_fn(|context| {
        sent.retain_mut(|one| match one.as_mut().poll(context) {
            Poll::Ready(ended) => {
                let failed = std::mem::replace(&mut all, Ok(())).and(ended);
                all = failed;
                false
            }
            Poll::Pending => true,
        });
        if sent.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    all
}
