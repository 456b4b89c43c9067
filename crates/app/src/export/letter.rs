//! Mailing a file to whoever wants it: the file itself where mail servers take it, else the way to it.
//!
//! The export's id is the mail's key, so that a try whose answer was lost and its repeat are one mail.

use std::io::Read;

use domain::changeset::Changeset;
use domain::ids::ExportId;
use domain::job::{Job, JobEnd, NewJob};
use domain::ports::post::Attachment;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use storage::{Export, ExportState};

use super::files::{file_name, open_file};
use super::{Form, Wish};
use crate::App;
use crate::error::AppError;
use crate::flow::{Ending, Step};

/// A larger file goes as a link; most mail servers take no more.
const ATTACHED_BYTES: u64 = 6 * 1024 * 1024;

/// A mail server that does not answer is asked again this soon, and for this long.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// A mail with a file, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// What stands above it.
    pub subject: String,
    /// What it says, with the way to the file.
    pub text: String,
    /// When the mail server took it.
    #[serde(default)]
    pub sent_at: Option<Timestamp>,
}

/// The work of mailing a file that is there, if it is still to be mailed.
pub(super) fn work(app: &App, id: ExportId, wish: &Wish) -> Changeset {
    let mut changeset = Changeset::default();
    if wish
        .letter
        .as_ref()
        .is_some_and(|letter| letter.sent_at.is_none())
    {
        changeset.jobs.push(NewJob {
            job: Job::MailExport { export_id: id },
            due_at: app.now(),
        });
    }
    changeset
}

/// Mails the file of an export. A refusal is shown beside the file, which is there all the same.
pub(crate) async fn mail_export(app: &App, id: ExportId) -> Step {
    let export = app.space().export(id).await?;
    let Some(export) = export.filter(|one| one.state == ExportState::Done) else {
        return Ok(Ending::done());
    };
    let Ok(mut wish) = Wish::of(&export) else {
        return Ok(Ending::done());
    };
    let Some(letter) = wish
        .letter
        .clone()
        .filter(|letter| letter.sent_at.is_none())
    else {
        return Ok(Ending::done());
    };
    let sent = mail(app, &export, &wish, &letter).await;
    let mut export = export;
    match sent {
        Ok(()) => {
            let sent_at = Some(app.now());
            wish.letter = Some(Letter { sent_at, ..letter });
            export.error = None;
            if let Ok(written) = wish.written() {
                export.wish = written;
            }
        }
        Err(AppError::Storage(error)) => return Err(error.into()),
        Err(AppError::Call(error)) if error.is_temporary() && is_young(app, &export) => {
            let at = app.now().saturating_add(AGAIN).unwrap_or_default();
            return Ok(Ending {
                changeset: Changeset::default(),
                end: JobEnd::Retry {
                    at,
                    error: error.to_string(),
                },
            });
        }
        Err(error) => export.error = Some(format!("it was not mailed: {error}")),
    }
    app.space().put_export_progress(export).await?;
    Ok(Ending::done())
}

fn is_young(app: &App, export: &Export) -> bool {
    let ended = export.ended_at.unwrap_or(export.created_at);
    app.now().duration_since(ended) < PATIENCE
}

async fn mail(app: &App, export: &Export, wish: &Wish, letter: &Letter) -> Result<(), AppError> {
    let (mut file, size) = open_file(app, export.id, wish.form)?;
    let attachment = if size <= ATTACHED_BYTES {
        let mut content = Vec::new();
        let read = file.read_to_end(&mut content);
        read.map_err(|error| AppError::Refused(format!("the file can't be read: {error}")))?;
        Some(Attachment {
            file_name: file_name(wish),
            media_type: media_type(wish.form).to_owned(),
            content,
        })
    } else {
        None
    };
    let words = (letter.subject.as_str(), letter.text.as_str());
    let key = format!("export.{}", export.id);
    crate::mail::mail_file(app, &key, &letter.to, words, attachment).await
}

/// Without the letters' encoding: an attachment is bytes.
fn media_type(form: Form) -> &'static str {
    let named = form.media_type();
    named.split_once(';').map_or(named, |(kind, _)| kind)
}
