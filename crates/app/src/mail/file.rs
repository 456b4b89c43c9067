//! Mailing a file, or a link to one, to somebody who works here: an export that is ready.

use domain::ports::post::{Attachment, Mail};

use super::setup::looks_like_address;
use crate::App;
use crate::error::AppError;

/// What most mail servers take is 10 MiB, and a file grows by a third on its way; larger files go as a
/// link.
const ATTACHMENT_LIMIT: usize = 6 * 1024 * 1024;

/// Mails a text, with a file if one is given. `key` names what it is about: the same key is the same
/// mail, however often it is sent.
///
/// # Errors
/// When no mail server is set up, the file is too large for a mail, or the mail was not taken.
pub async fn mail_file(
    app: &App,
    key: &str,
    to: &str,
    (subject, text): (&str, &str),
    attachment: Option<Attachment>,
) -> Result<(), AppError> {
    if !looks_like_address(to) {
        let message = format!("{to} is no mail address");
        return Err(AppError::BadValue {
            field: "to".into(),
            message,
        });
    }
    if attachment
        .as_ref()
        .is_some_and(|file| file.content.len() > ATTACHMENT_LIMIT)
    {
        let message = "the file is too large for a mail; send a link to it";
        return Err(AppError::Refused(message.into()));
    }
    let Some((mailer, from)) = app.mailer().await? else {
        let message = "no mail server is set up: Settings → Mail and SMS";
        return Err(AppError::Refused(message.into()));
    };
    let (_, host) = from.rsplit_once('@').unwrap_or(("", "localhost"));
    let mail = Mail {
        message_id: format!("file.{key}@{host}"),
        from_name: "Crossdock".into(),
        reply_to: None,
        to: to.trim().to_owned(),
        subject: subject.to_owned(),
        text: text.to_owned(),
        html: None,
        unsubscribe_url: None,
        at: app.now(),
        attachment,
    };
    mailer.send(&mail).await.map(|_| ()).map_err(AppError::Call)
}
