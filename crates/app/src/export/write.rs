//! Reading rows by the page while a thread writes them: neither waits for the whole of the other.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use domain::ids::{OrderId, ParcelId, PurchaseId, StoreId};
use domain::order::Dossier;
use storage::{OrderFilter, StorageError, TrackingFilter, TrackingPlace};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::csv_form::CsvFile;
use super::orders::{self, OrderRow};
use super::parcels::{self, ParcelRow};
use super::purchases::{self, PurchaseRow};
use super::xlsx_form::XlsxFile;
use super::{Cell, Form, Rows, Which, Wish};
use crate::App;

/// Orders that are read at once: enough that a statement's cost does not count, few enough that a page
/// of large ones fits anywhere.
const PAGE: u32 = 250;

/// Pages that wait for the thread that writes.
const AHEAD: usize = 2;

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Reading failed; the next try may work.
    #[error("reading failed")]
    Storage(#[source] StorageError),
    /// The file can't be written.
    #[error("the file can't be written: {0}")]
    File(String),
    /// The export was removed, or belongs to someone else by now.
    #[error("it was stopped")]
    Stopped,
}

impl From<StorageError> for WriteError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

/// How far a file is, to be looked at while it is written.
#[derive(Debug, Default)]
pub struct Writing {
    rows: AtomicI64,
    stopped: AtomicBool,
}

impl Writing {
    /// Rows so far.
    pub fn rows(&self) -> i64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Has it end after the page that is being read.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

type Page = Vec<Vec<Cell>>;

/// Writes the rows that are wished for to `to` and says how many. `folder` is where a workbook's rows wait
/// for its end.
///
/// # Errors
/// When reading or writing fails, or it was stopped.
pub async fn write(
    app: &App,
    wish: &Wish,
    to: impl Write + Send + 'static,
    folder: Option<PathBuf>,
    writing: &Writing,
) -> Result<i64, WriteError> {
    let (pages, writer) = begin(wish, to, folder);
    let read = send_all(app, wish, &pages, writing).await;
    drop(pages);
    let written = writer
        .await
        .map_err(|error| WriteError::File(error.to_string()))?;
    match (written, read) {
        // The thread knows best why nobody takes pages any more.
        (Err(error), _) => Err(WriteError::File(error)),
        (Ok(()), read) => read,
    }
}

/// Starts the thread that writes. It ends when there are no more pages.
fn begin(
    wish: &Wish,
    to: impl Write + Send + 'static,
    folder: Option<PathBuf>,
) -> (mpsc::Sender<Page>, JoinHandle<Result<(), String>>) {
    let (sender, mut pages) = mpsc::channel::<Page>(AHEAD);
    let titles: Vec<String> = wish.columns.iter().map(|one| one.title.clone()).collect();
    let (form, zone, name) = (wish.form, wish.zone(), wish.name.clone());
    let writer = tokio::task::spawn_blocking(move || match form {
        Form::Csv => {
            let mut file = CsvFile::begin(to, &titles, zone).map_err(said)?;
            while let Some(page) = pages.blocking_recv() {
                page.iter()
                    .try_for_each(|row| file.add(row))
                    .map_err(said)?;
            }
            file.end().map_err(said)
        }
        Form::Xlsx => {
            let begun = XlsxFile::begin(folder.as_deref(), &name, &titles, zone);
            let mut file = begun.map_err(|error| error.to_string())?;
            while let Some(page) = pages.blocking_recv() {
                let added = page.iter().try_for_each(|row| file.add(row));
                added.map_err(|error| error.to_string())?;
            }
            file.end(to).map_err(|error| error.to_string())
        }
    });
    (sender, writer)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands where a function of the error is wanted"
)]
fn said(error: io::Error) -> String {
    error.to_string()
}

async fn send_all(
    app: &App,
    wish: &Wish,
    pages: &mpsc::Sender<Page>,
    writing: &Writing,
) -> Result<i64, WriteError> {
    let stores = app.space().stores().await?;
    let stores = stores.into_iter().map(|store| (store.id, store.name));
    let maker = Maker {
        wish,
        stores: stores.collect(),
        orders: chosen(wish, orders::COLUMNS),
        purchases: chosen(wish, purchases::COLUMNS),
        parcels: chosen(wish, parcels::COLUMNS),
    };
    let sending = Sending { pages, writing };
    match &wish.which {
        Which::Orders(filter) => of_orders(app, &maker, filter, &sending).await?,
        Which::Tracking(filter) => of_tracking(app, &maker, filter, &sending).await?,
    }
    Ok(writing.rows())
}

struct Sending<'a> {
    pages: &'a mpsc::Sender<Page>,
    writing: &'a Writing,
}

impl Sending<'_> {
    async fn send(&self, page: Page) -> Result<(), WriteError> {
        let rows = i64::try_from(page.len()).unwrap_or(0);
        // The writer went away: its own answer says why.
        self.pages
            .send(page)
            .await
            .map_err(|_| WriteError::Stopped)?;
        self.writing.rows.fetch_add(rows, Ordering::Relaxed);
        match self.writing.stopped.load(Ordering::Relaxed) {
            true => Err(WriteError::Stopped),
            false => Ok(()),
        }
    }
}

async fn of_orders(
    app: &App,
    maker: &Maker<'_>,
    filter: &OrderFilter,
    sending: &Sending<'_>,
) -> Result<(), WriteError> {
    let mut after = None;
    loop {
        let space = app.space();
        let found = space.orders_in_bulk(filter.clone(), after, PAGE).await?;
        let rows = found.orders.iter().flat_map(|one| maker.rows(one));
        sending.send(rows.collect()).await?;
        after = found.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn of_tracking(
    app: &App,
    maker: &Maker<'_>,
    filter: &TrackingFilter,
    sending: &Sending<'_>,
) -> Result<(), WriteError> {
    let mut place = None;
    loop {
        let found = app.space().tracking(filter.clone(), place, PAGE).await?;
        let orders = found.rows.iter().map(|row| row.order_id).collect();
        let dossiers = app.space().dossiers(orders).await?;
        let by_id: BTreeMap<OrderId, &Dossier> =
            dossiers.iter().map(|one| (one.order.id, one)).collect();
        let rows = found.rows.iter().filter_map(|row| {
            let dossier = by_id.get(&row.order_id)?;
            let parcel = row.parcel.as_ref().map(|parcel| parcel.id);
            Some(maker.parcel(dossier, parcel, row.purchase_id))
        });
        sending.send(rows.collect()).await?;
        place = found
            .rows
            .last()
            .map(|row| TrackingPlace::After(row.position()));
        if !found.more {
            return Ok(());
        }
    }
}

/// Makes rows of orders.
struct Maker<'a> {
    wish: &'a Wish,
    stores: BTreeMap<StoreId, String>,
    orders: Vec<orders::Value>,
    purchases: Vec<purchases::Value>,
    parcels: Vec<parcels::Value>,
}

impl Maker<'_> {
    /// The rows that an order has.
    fn rows(&self, dossier: &Dossier) -> Page {
        match self.wish.rows {
            Rows::Orders => {
                let row = OrderRow {
                    wish: self.wish,
                    stores: &self.stores,
                    dossier,
                };
                vec![self.orders.iter().map(|value| value(&row)).collect()]
            }
            Rows::Purchases => {
                let of = |purchase| PurchaseRow {
                    wish: self.wish,
                    stores: &self.stores,
                    dossier,
                    purchase,
                };
                let rows = dossier.purchases.iter().map(of);
                rows.map(|row| self.purchases.iter().map(|value| value(&row)).collect())
                    .collect()
            }
            Rows::Parcels => {
                let parcels = dossier.parcels.iter();
                parcels
                    .map(|one| self.parcel(dossier, Some(one.id), one.purchase_id))
                    .collect()
            }
        }
    }

    fn parcel(
        &self,
        dossier: &Dossier,
        parcel: Option<ParcelId>,
        purchase: Option<PurchaseId>,
    ) -> Vec<Cell> {
        let row = ParcelRow {
            wish: self.wish,
            stores: &self.stores,
            dossier,
            parcel: parcel.and_then(|id| dossier.parcels.iter().find(|one| one.id == id)),
            purchase: purchase.and_then(|id| dossier.purchase(id)),
        };
        self.parcels.iter().map(|value| value(&row)).collect()
    }
}

/// The values of the columns that are wished for, as far as these rows have them.
fn chosen<V: Copy>(wish: &Wish, all: &[(&str, V)]) -> Vec<V> {
    let find = |key: &str| all.iter().find(|(known, _)| *known == key);
    let wanted = wish.columns.iter().filter_map(|column| find(&column.key));
    wanted.map(|(_, value)| *value).collect()
}
