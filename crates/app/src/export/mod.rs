//! Files of orders, purchases and parcels: CSV and xlsx, written by a job, kept for some days.
//!
//! A wish says what is to be in the file, in the words of the reader who asked; it is stored, so that a
//! process that ends on the way leaves nothing to be asked again. Rows are read by the page and written
//! as they come: a file of all orders needs the memory of a few pages. It must never change an order.
//! Before it: `storage`. After it: the pages of the desk and the command line.

mod cell;
mod columns;
mod csv_form;
mod files;
mod letter;
mod orders;
mod parcels;
mod purchases;
mod run;
mod write;
mod xlsx_form;

use std::collections::BTreeMap;

use domain::ids::ExportId;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use storage::{Export, ExportState, OrderFilter, TrackingFilter};

pub use cell::Cell;
pub use columns::{columns, usual_columns};
pub use files::{file_name, open_file};
pub use letter::Letter;
pub(crate) use letter::mail_export;
pub(crate) use run::{remove_old_exports, write_export};
pub use write::{WriteError, Writing, write};

use crate::App;
use crate::error::AppError;

/// Files are removed after so many days: whoever wants to keep one has downloaded it.
pub const KEPT_DAYS: i64 = 7;

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// A row an order.
    Orders,
    /// A row a purchase.
    Purchases,
    /// A row a parcel.
    Parcels,
}

impl Rows {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Orders, Self::Purchases, Self::Parcels];

    /// As written in addresses and names of files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Purchases => "purchases",
            Self::Parcels => "parcels",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rows| rows.as_str() == text)
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Values with commas between them (RFC 4180).
    Csv,
    /// A workbook of a spreadsheet (Office Open XML).
    Xlsx,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// As written in addresses; also the ending of a file's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }

    /// What it is called on the web.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Which orders or parcels a file is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those of these orders.
    Orders(OrderFilter),
    /// Those that the tracking page lists; only for rows of parcels.
    Tracking(TrackingFilter),
}

/// A column with its title in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// One of [`columns`].
    pub key: String,
    /// What stands above it.
    pub title: String,
}

/// What somebody wants in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// What its rows are.
    pub rows: Rows,
    /// How it is written.
    pub form: Form,
    /// About which orders or parcels.
    pub which: Which,
    /// What is in it, from the left.
    pub columns: Vec<Column>,
    /// What words of ours are called in the reader's language; one that is missing is written as it is.
    pub words: BTreeMap<String, String>,
    /// The zone that times are written in.
    pub zone: String,
    /// The name of the file without its ending; also of the sheet.
    pub name: String,
    /// To whom it is mailed when it is there, if to anybody.
    #[serde(default)]
    pub letter: Option<Letter>,
}

impl Wish {
    /// That it can be written.
    ///
    /// # Errors
    /// When a column is not known, none is wanted, or the rows do not fit what they are about.
    pub fn check(&self) -> Result<(), AppError> {
        let bad = |message: String| AppError::BadValue {
            field: "columns".to_owned(),
            message,
        };
        let known = columns(self.rows);
        for column in &self.columns {
            if !known.contains(&column.key.as_str()) {
                let known = known.join(", ");
                return Err(bad(format!(
                    "there is no column {}; there are {known}",
                    column.key
                )));
            }
        }
        if self.columns.is_empty() {
            return Err(bad("choose at least one column".to_owned()));
        }
        if matches!(self.which, Which::Tracking(_)) && self.rows != Rows::Parcels {
            return Err(AppError::Refused(
                "a list of parcels can only be exported as parcels".to_owned(),
            ));
        }
        Ok(())
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// A word of ours as the reader knows it.
    fn word(&self, kind: &str, word: &str) -> Cell {
        let known = self.words.get(&format!("{kind}.{word}"));
        Cell::text(known.map_or(word, String::as_str))
    }

    /// As it is stored.
    fn written(&self) -> Result<String, AppError> {
        serde_json::to_string(self)
            .map_err(|error| AppError::Refused(format!("the export can't be kept: {error}")))
    }

    /// Reads a stored wish.
    ///
    /// # Errors
    /// When it is none.
    pub fn of(export: &Export) -> Result<Self, AppError> {
        serde_json::from_str(&export.wish)
            .map_err(|error| AppError::Refused(format!("the export can't be read: {error}")))
    }
}

/// Keeps a wish and the work of writing it.
///
/// # Errors
/// When it can't be written, or storing fails.
pub async fn ask(app: &App, wish: &Wish, asked_by: &str) -> Result<ExportId, AppError> {
    wish.check()?;
    files::folder(app)?;
    let text = wish.written()?;
    let export = Export {
        id: ExportId::fresh(app.ids()),
        wish: text,
        asked_by: asked_by.to_owned(),
        state: ExportState::Waiting,
        rows_done: 0,
        rows_expected: None,
        size_bytes: None,
        error: None,
        created_at: app.now(),
        ended_at: None,
    };
    let id = export.id;
    app.space().add_export(export).await?;
    Ok(id)
}

/// Removes an export and its file.
///
/// # Errors
/// When storing fails.
pub async fn remove(app: &App, id: ExportId) -> Result<(), AppError> {
    app.space().remove_export(id).await?;
    files::remove(app, id);
    Ok(())
}
