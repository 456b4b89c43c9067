//! The jobs: writing a file that was asked for, and removing those that nobody needs any more.

use std::pin::pin;
use std::time::Duration;

use domain::ids::ExportId;
use jiff::SignedDuration;
use storage::{Export, ExportState, MOST_COUNTED};

use super::files::{self, Unfinished};
use super::write::{WriteError, Writing, write};
use super::{KEPT_DAYS, Which, Wish, letter};
use crate::App;
use crate::error::{AppError, StepError};
use crate::flow::{Ending, Step};
use crate::queue::Held;

/// Real time between two notes of how far a file is: a person watches it move, and a write costs little.
const BETWEEN_NOTES: Duration = Duration::from_secs(1);

/// Writes the file of an export. A try that ended on the way is begun anew: what it wrote is overwritten.
pub(crate) async fn write_export(app: &App, held: &Held, id: ExportId) -> Step {
    let Some(export) = app.space().export(id).await? else {
        return Ok(Ending::done());
    };
    if export.state == ExportState::Done {
        // An earlier run ended between the file and the note of its own end.
        return Ok(with_letter(app, &export));
    }
    let mut export = Export {
        state: ExportState::Writing,
        rows_done: 0,
        error: None,
        ..export
    };
    match write_file(app, held, &mut export).await {
        Ok(size) => {
            export.state = ExportState::Done;
            export.rows_expected = Some(export.rows_done);
            export.size_bytes = i64::try_from(size).ok();
        }
        Err(Trouble::Step(error)) => return Err(error),
        Err(Trouble::Stopped) => return Ok(Ending::done()),
        Err(Trouble::Failed(error)) => {
            tracing::error!(export.id = %id, error, "an export could not be written");
            export.state = ExportState::Failed;
            export.error = Some(error);
        }
    }
    export.ended_at = Some(app.now());
    app.space().put_export_progress(export.clone()).await?;
    // A failure is shown where the file was asked for, with its reason and a button.
    Ok(with_letter(app, &export))
}

/// The end of a file that is there, with the work of mailing it.
fn with_letter(app: &App, export: &Export) -> Ending {
    let wish = Wish::of(export).ok();
    let wish = wish.filter(|_| export.state == ExportState::Done);
    let work = wish.map(|wish| letter::work(app, export.id, &wish));
    Ending::recording(work.unwrap_or_default())
}

/// Removes the exports that were asked for some days ago.
pub(crate) async fn remove_old_exports(app: &App) -> Step {
    let kept = SignedDuration::from_hours(KEPT_DAYS * 24);
    let before = app.now().saturating_sub(kept).unwrap_or_default();
    for id in app.space().exports_before(before).await? {
        app.space().remove_export(id).await?;
        files::remove(app, id);
    }
    Ok(Ending::done())
}

/// Why there is no file.
enum Trouble {
    /// Another try may do better.
    Step(StepError),
    /// Nobody wants it any more.
    Stopped,
    /// It will never work.
    Failed(String),
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Storage(error) => Self::Step(error.into()),
            other => Self::Failed(other.to_string()),
        }
    }
}

async fn write_file(app: &App, held: &Held, export: &mut Export) -> Result<u64, Trouble> {
    let wish = Wish::of(export)?;
    wish.check()?;
    export.rows_expected = expected(app, &wish).await?;
    note(app, export).await?;
    let unfinished = Unfinished::of(app, export.id, wish.form)?;
    let folder = files::folder(app)?.to_owned();
    let failed =
        |error: std::io::Error| Trouble::Failed(format!("the file can't be written: {error}"));
    let file = unfinished.create().map_err(failed)?;
    let writing = Writing::default();
    let mut written = pin!(write(app, &wish, file, Some(folder), &writing));
    let written = loop {
        tokio::select! {
            written = &mut written => break written,
            () = tokio::time::sleep(BETWEEN_NOTES) => {
                export.rows_done = writing.rows();
                if !goes_on(app, held, export).await {
                    writing.stop();
                }
            }
        }
    };
    match written {
        Ok(rows) => {
            export.rows_done = rows;
            unfinished.finish().map_err(failed)
        }
        Err(error) => {
            unfinished.discard();
            Err(match error {
                WriteError::Storage(error) => Trouble::Step(error.into()),
                WriteError::File(error) => Trouble::Failed(error),
                WriteError::Stopped => Trouble::Stopped,
            })
        }
    }
}

/// Notes how far it is, and asks whether it is still wanted of us.
async fn goes_on(app: &App, held: &Held, export: &Export) -> bool {
    let noted = note(app, export).await.is_ok();
    let wanted = app.space().export(export.id).await;
    noted && matches!(wanted, Ok(Some(_))) && matches!(held.is_held(app).await, Ok(true))
}

async fn note(app: &App, export: &Export) -> Result<(), Trouble> {
    let noted = app.space().put_export_progress(export.clone()).await;
    noted.map_err(|error| Trouble::Step(error.into()))
}

/// How many rows there will be, where that is told fast.
async fn expected(app: &App, wish: &Wish) -> Result<Option<i64>, Trouble> {
    let storage = |error: storage::StorageError| Trouble::Step(error.into());
    match &wish.which {
        Which::Orders(filter) if wish.rows == super::Rows::Orders => {
            let counted = app.space().order_count(filter.clone()).await;
            counted.map(Some).map_err(storage)
        }
        // An order has one purchase or several, and so have parcels: nobody has counted them.
        Which::Orders(_) => Ok(None),
        Which::Tracking(filter) => {
            let counted = app.space().tracking_count(filter.clone()).await;
            let counted = counted.map_err(storage)?;
            Ok((counted < MOST_COUNTED).then_some(counted))
        }
    }
}
