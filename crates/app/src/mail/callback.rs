//! What the SMS service tells of a message: that it arrived, or never will.
//!
//! A callback comes to the address of its notice, signed. It may come before our own record of the
//! sending, twice, or late: what is final stays.

use domain::changeset::{Changeset, Write};
use domain::ids::{EventId, NoticeId};
use domain::notice::{Medium, Notice, NoticeState as S};
use domain::order::{TimelineEvent, TimelineKind};
use domain::ports::post::{CallbackRefused, SmsReading, SmsState};
use domain::workspace::Actor;

use crate::App;
use crate::error::AppError;

/// What became of a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackTaken {
    /// It is kept, or says nothing new.
    Kept,
    /// There is no such notice.
    Unknown,
    /// It has no signature, or a wrong one, or can't be read.
    Refused(CallbackRefused),
}

/// A callback and our own record of the sending may meet; the later one looks again.
const TRIES: u32 = 20;

/// Takes a callback about a notice.
///
/// # Errors
/// When storing fails; then the service must not be told that it was taken.
pub async fn take_sms_callback(
    app: &App,
    id: NoticeId,
    signature: &str,
    form: &[u8],
) -> Result<CallbackTaken, AppError> {
    let (Some(service), Some(base)) = (app.sms_service().await?, &app.settings().public_url) else {
        return Ok(CallbackTaken::Unknown);
    };
    let url = format!("{base}/hooks/sms/{id}");
    let reading = match service.read_callback(&url, signature, form) {
        Ok(reading) => reading,
        Err(refused) => return Ok(CallbackTaken::Refused(refused)),
    };
    for _ in 0..TRIES {
        let notice = app.space().notice(id).await?;
        let Some(notice) = notice.filter(|notice| notice.medium == Medium::Sms) else {
            return Ok(CallbackTaken::Unknown);
        };
        let Some(changeset) = decide(app, notice, &reading) else {
            return Ok(CallbackTaken::Kept);
        };
        match app.space().commit(changeset).await {
            Err(error) if error.is_conflict() => {}
            kept => return Ok(kept.map(|()| CallbackTaken::Kept)?),
        }
    }
    Err(AppError::Busy)
}

/// What a callback changes; nothing if it says what is known, or if what is known is final.
fn decide(app: &App, mut notice: Notice, reading: &SmsReading) -> Option<Changeset> {
    let is_another = notice
        .reference
        .as_ref()
        .is_some_and(|known| *known != *reading.external_id.as_str());
    if is_another || matches!(notice.state, S::Arrived | S::Refused | S::Skipped) {
        return None;
    }
    let was_sent = notice.state == S::Sent;
    let state = match reading.state {
        SmsState::Taken => S::Sent,
        SmsState::Arrived => S::Arrived,
        SmsState::Failed => S::Refused,
    };
    if state == notice.state && notice.reference.is_some() {
        return None;
    }
    notice.state = state;
    notice.reference = Some(reading.external_id.as_str().to_owned());
    notice.answer = Some(reading.words.clone());
    let (event, medium) = (notice.event, notice.medium);
    let kind = match reading.state {
        SmsState::Failed => Some(TimelineKind::NoticeRefused {
            event,
            medium,
            message: reading.words.clone(),
        }),
        SmsState::Taken | SmsState::Arrived if !was_sent => Some(TimelineKind::NoticeSent {
            event,
            medium,
            number: String::new(),
            maybe_before: false,
        }),
        SmsState::Taken | SmsState::Arrived => None,
    };
    let order_id = notice.order_id;
    let mut changeset = Changeset {
        writes: vec![Write::UpdateNotice(Box::new(notice))],
        ..Changeset::default()
    };
    changeset.events.extend(kind.map(|kind| TimelineEvent {
        id: EventId::fresh(app.ids()),
        order_id,
        at: app.now(),
        actor: Actor::System,
        kind,
    }));
    Some(changeset)
}
