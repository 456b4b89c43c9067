//! `pages`: how long pages of the desk take with few and with many orders, beside the bare SQL of the
//! rows that they show.

use std::time::{Duration, Instant};

use anyhow::ensure;
use app::{Clock, SystemClock};
use jiff::Timestamp;
use storage::floor::bulk::{self, Sample};
use storage::floor::{BareList, BarePages};

use super::Options;
use super::child::Child;
use super::figures::percentile;
use super::folder::Folder;
use super::load::Connection;
use super::part::{Part, Ready};
use super::report::{Report, Row};
use super::sims::{Sims, SimsReady};
use super::stage::{self, Data, Prepared};
use crate::program::{DATABASE_FILE, KEY_FILE};

const BENCH: &str = "pages";

/// Pages before anything is measured: the database is in the machine's memory as far as it fits.
const WARM: usize = 5;

/// A page of a list shows so many orders and looks whether there is one more.
const ROWS: i64 = 51;

/// The smallest database.
const FEWEST: u32 = 10_000;

/// A page and the rows of it.
struct Kind {
    name: &'static str,
    path: fn(&Sample) -> String,
    bare: fn(&BarePages, &Sample) -> Result<usize, storage::StorageError>,
}

/// What was measured of a page at one size, in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Measured {
    p50: f64,
    p99: f64,
    floor: f64,
}

/// Measures.
pub(super) async fn measure(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let folder = Folder::make(options.folder.as_deref())?;
    let sims = Child::part(&Part::Sims(Sims::default()))?;
    let ready: SimsReady = sims.answer()?;
    let empty = Data {
        folder: folder.inner("empty"),
        database_url: None,
    };
    let prepared = stage::prepare(&empty, &ready, None).await?;
    drop(sims);
    let mut smallest: Vec<Measured> = Vec::new();
    let mut count = options.up_to.min(FEWEST);
    loop {
        let data = Data {
            folder: folder.inner("loaded"),
            database_url: None,
        };
        let found = tokio::task::block_in_place(|| {
            let until = SystemClock.now();
            let loaded = Loaded { data, count, until };
            loaded.load(&empty, report)?;
            loaded.measure_all(&prepared, options, report)
        })?;
        if smallest.is_empty() {
            smallest.clone_from(&found);
        }
        for ((kind, now), first) in KINDS.iter().zip(&found).zip(&smallest) {
            report.add(row(kind.name, count, now, first));
        }
        std::fs::remove_dir_all(folder.inner("loaded"))?;
        if count >= options.up_to {
            return Ok(());
        }
        count = count.saturating_mul(10).min(options.up_to);
    }
}

fn row(name: &str, count: u32, now: &Measured, first: &Measured) -> Row {
    let row = Row {
        floor: Some(now.floor),
        ratio: Some(now.floor / now.p50),
        p50: Some(now.p50),
        p99: Some(now.p99),
        ..Row::alone(BENCH, &format!("{name}, {count} orders"), "ms", now.p50)
    };
    row.with("growth", now.p50 / first.p50)
        .with("growth_floor", now.floor / first.floor)
}

/// A desk full of orders.
struct Loaded {
    data: Data,
    count: u32,
    /// When the newest one came.
    until: Timestamp,
}

impl Loaded {
    /// Copies the empty desk and fills it.
    fn load(&self, empty: &Data, report: &mut Report) -> anyhow::Result<()> {
        let folder = &self.data.folder;
        crate::program::private_folder()
            .recursive(true)
            .create(folder)?;
        for file in [DATABASE_FILE, KEY_FILE] {
            std::fs::copy(empty.folder.join(file), folder.join(file))?;
        }
        let database = folder.join(DATABASE_FILE);
        let began = Instant::now();
        bulk::load_sqlite(&database, self.count.into(), self.until)?;
        let seconds = began.elapsed().as_secs_f64();
        let mebibytes = std::fs::metadata(&database)?.len() / (1024 * 1024);
        let row = Row::alone(
            BENCH,
            &format!("filling, {} orders", self.count),
            "s",
            seconds,
        );
        report.add(row.with("database_mib", f64::from(u32::try_from(mebibytes)?)));
        Ok(())
    }

    fn measure_all(
        &self,
        prepared: &Prepared,
        options: &Options,
        report: &mut Report,
    ) -> anyhow::Result<Vec<Measured>> {
        let desk = Child::part(&Part::Desk {
            data: self.data.clone(),
            workers: 0,
            pace: None,
        })?;
        let mut open = Open {
            connection: Connection::open(desk.answer::<Ready>()?.address)?,
            session: prepared.session.clone(),
            bare: BarePages::open_sqlite(&self.data.folder.join(DATABASE_FILE))?,
        };
        let turns = options.rounds.max(1) * 10;
        let mut found = Vec::new();
        for kind in KINDS {
            found.push(kind.measure(self, &mut open, turns)?);
        }
        if let Some(memory) = desk.memory() {
            let mebibytes = f64::from(memory.most) / 1_024.0;
            let what = format!("memory at the most, {} orders", self.count);
            report.add(Row::alone(BENCH, &what, "MiB", mebibytes));
        }
        Ok(found)
    }
}

/// The two ways to the same rows.
struct Open {
    connection: Connection,
    session: String,
    bare: BarePages,
}

impl Kind {
    /// Page and floor in turns, each time of another order.
    fn measure(&self, loaded: &Loaded, open: &mut Open, turns: usize) -> anyhow::Result<Measured> {
        let (mut waits, mut floors) = (Vec::new(), Vec::new());
        for turn in 0..WARM + turns {
            let which = u64::try_from(turn)?;
            let sample = bulk::sample(loaded.count.into(), which, loaded.until);
            let path = (self.path)(&sample);
            let request = format!(
                "GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: crossdock_session={}\r\n\r\n",
                open.session
            );
            let began = Instant::now();
            let (status, page) = open.connection.exchange(request.as_bytes())?;
            let wait = began.elapsed();
            ensure!(
                status == 200 && page.ends_with(b"</html>"),
                "{path} was answered {status}"
            );
            let began = Instant::now();
            let read = (self.bare)(&open.bare, &sample)?;
            let floor = began.elapsed();
            ensure!(read > 0, "{path} has no rows");
            if turn >= WARM {
                waits.push(wait);
                floors.push(floor);
            }
        }
        let millis = |waits: &mut [Duration], per_mille| {
            percentile(waits, per_mille).as_secs_f64() * 1_000.0
        };
        Ok(Measured {
            p50: millis(&mut waits, 500),
            p99: millis(&mut waits, 990),
            floor: millis(&mut floors, 500),
        })
    }
}

fn list(bare: &BarePages, tab: Option<&'static str>) -> Result<usize, storage::StorageError> {
    bare.list(&BareList {
        tab,
        limit: ROWS,
        ..BareList::default()
    })
}

fn search(bare: &BarePages, words: &str) -> Result<usize, storage::StorageError> {
    bare.list(&BareList {
        words: words.split(' ').map(str::to_owned).collect(),
        limit: ROWS,
        ..BareList::default()
    })
}

fn found(words: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    format!("/orders?q={encoded}")
}

/// Every kind of page that is opened all day.
const KINDS: &[Kind] = &[
    Kind {
        name: "Home",
        path: |_| "/".into(),
        bare: |bare, _| bare.frame(),
    },
    Kind {
        name: "All",
        path: |_| "/orders".into(),
        bare: |bare, _| list(bare, None),
    },
    Kind {
        name: "Awaiting order",
        path: |_| "/orders?tab=awaiting_order".into(),
        bare: |bare, _| list(bare, Some("awaiting_order")),
    },
    Kind {
        name: "Awaiting payment",
        path: |_| "/orders?tab=awaiting_payment".into(),
        bare: |bare, _| list(bare, Some("awaiting_payment")),
    },
    Kind {
        name: "Awaiting shipment",
        path: |_| "/orders?tab=awaiting_shipment".into(),
        bare: |bare, _| list(bare, Some("awaiting_shipment")),
    },
    Kind {
        name: "Fulfilled",
        path: |_| "/orders?tab=fulfilled".into(),
        bare: |bare, _| list(bare, Some("fulfilled")),
    },
    Kind {
        name: "Canceled",
        path: |_| "/orders?tab=canceled".into(),
        bare: |bare, _| list(bare, Some("canceled")),
    },
    Kind {
        name: "Failed",
        path: |_| "/orders?tab=failed".into(),
        bare: |bare, _| list(bare, Some("failed")),
    },
    Kind {
        name: "Needs a person",
        path: |_| "/orders?attention=1".into(),
        bare: |bare, _| {
            bare.list(&BareList {
                needs_person: true,
                limit: ROWS,
                ..BareList::default()
            })
        },
    },
    Kind {
        name: "Fulfilled, largest total",
        path: |_| "/orders?tab=fulfilled&sort=largest".into(),
        bare: |bare, _| {
            bare.list(&BareList {
                tab: Some("fulfilled"),
                by_total: true,
                limit: ROWS,
                ..BareList::default()
            })
        },
    },
    Kind {
        name: "All, a page far back",
        path: |sample| format!("/orders?after={}_{}", sample.ordered_at, sample.id),
        bare: |bare, sample| {
            bare.list(&BareList {
                before: Some(sample.ordered_at),
                limit: ROWS,
                ..BareList::default()
            })
        },
    },
    Kind {
        name: "Search, order number",
        path: |sample| found(&sample.number),
        bare: |bare, sample| search(bare, &sample.number),
    },
    Kind {
        name: "Search, tracking number",
        path: |sample| found(&sample.mail),
        bare: |bare, sample| search(bare, &sample.mail),
    },
    Kind {
        name: "Search, customer",
        path: |sample| found(&sample.customer),
        bare: |bare, sample| search(bare, &sample.customer),
    },
    Kind {
        name: "Search, e-mail",
        path: |sample| found(&sample.email),
        bare: |bare, sample| search(bare, &sample.email),
    },
    Kind {
        name: "Search, what one in fifty ordered",
        path: |sample| found(&sample.thing),
        bare: |bare, sample| search(bare, &sample.thing),
    },
    Kind {
        name: "Order",
        path: |sample| format!("/orders/{}", sample.id),
        bare: |bare, sample| bare.order(sample.id),
    },
    Kind {
        name: "Tracking",
        path: |_| "/tracking".into(),
        bare: |bare, _| bare.tracking(ROWS),
    },
    Kind {
        name: "Tracking, needs attention",
        path: |_| "/tracking?attention=1".into(),
        bare: |bare, _| bare.tracking(ROWS),
    },
    Kind {
        name: "Monitoring, 30 days",
        path: |_| "/monitoring".into(),
        bare: |bare, sample| bare.monitoring(sample.month_ago),
    },
    Kind {
        name: "Work",
        path: |_| "/jobs".into(),
        bare: |bare, _| bare.frame(),
    },
];
