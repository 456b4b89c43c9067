//! Waiting for rest, and gathering what the judge reads.

use std::collections::BTreeSet;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::time::{Instant, sleep};

use crate::customers::Marks;
use crate::judge::{self, Evidence};
use crate::stage::{Database, Stage};

/// How long it may take to come to rest: the program waits out lost calls, and the store takes two calls
/// a second.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// Between two looks.
const LOOK: Duration = Duration::from_millis(400);

/// Looks in a row that find nothing moving: a retry may be about to begin.
const QUIET_LOOKS: u32 = 3;

/// Waits until nothing moves and nothing waits for the merchant, who must be at work.
pub(crate) async fn rest(stage: &Stage, marks: &Marks) {
    let deadline = Instant::now() + PATIENCE;
    let mut quiet = 0;
    while quiet < QUIET_LOOKS {
        let moving = match gather(stage, marks).await {
            Some(evidence) => judge::restless(&evidence),
            None => Some("the database is away".to_owned()),
        };
        quiet = if moving.is_some() { 0 } else { quiet + 1 };
        let moving = moving.unwrap_or_default();
        assert!(
            Instant::now() < deadline,
            "it does not come to rest: {moving}\njobs: {}",
            jobs(stage)
        );
        sleep(LOOK).await;
    }
}

/// The jobs that are there, as far as the database can be asked while the program runs.
fn jobs(stage: &Stage) -> String {
    let Database::Postgres { cluster, url } = &stage.database else {
        return "in the file".to_owned();
    };
    cluster
        .run_sql_in(url, "SELECT row_to_json(job) FROM job ORDER BY due_at")
        .unwrap_or_else(|error| error.to_string())
}

/// Everything but the webhooks in the database; nothing while that is away.
async fn gather(stage: &Stage, marks: &Marks) -> Option<Evidence> {
    let export = stage.export(&[]).await?;
    Some(Evidence {
        marks: marks.clone(),
        store: stage.outsides.store().await,
        outbox: stage.outsides.outbox().await,
        market: stage.outsides.market().await,
        export,
        kept: BTreeSet::new(),
    })
}

/// Everything. Nothing may run any more.
pub(crate) async fn at_rest(stage: &Stage, marks: &Marks) -> Evidence {
    let mut evidence = gather(stage, marks).await.unwrap();
    evidence.kept = kept(stage);
    evidence
}

fn kept(stage: &Stage) -> BTreeSet<String> {
    match &stage.database {
        Database::Sqlite => {
            let file = stage.program.data().join("crossdock.sqlite3");
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
            let database = Connection::open_with_flags(file, flags).unwrap();
            let sql = "SELECT lower(hex(digest)) FROM webhook_delivery";
            let mut rows = database.prepare(sql).unwrap();
            let rows = rows.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        }
        Database::Postgres { cluster, url } => {
            let sql = "SELECT encode(digest, 'hex') FROM webhook_delivery";
            let rows = cluster.run_sql_in(url, sql).unwrap();
            rows.lines().map(str::to_owned).collect()
        }
    }
}
