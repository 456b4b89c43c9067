//! send_notice: tells a customer of a parcel, once. Before it: the Changeset that changed the parcel.
//!
//! The needs that fight: a customer must not miss a notice because a server was down, and must not get
//! it twice. So each try is recorded before it leaves. A mail whose fate is unknown goes again under the
//! same Message-ID, and the story says so; an SMS whose fate is unknown is looked up, and when it is not
//! found a person decides. What was refused is never tried again by itself.

use domain::changeset::{Changeset, Write};
use domain::ids::{EventId, NoticeId, OrderId};
use domain::job::{Job, JobEnd, NewJob};
use domain::notice::{Medium, Notice, NoticeState as S};
use domain::order::{Dossier, TimelineEvent, TimelineKind};
use domain::ports::error::{CallError, CallErrorKind as K};
use domain::ports::post::{Sms, SmsPort, SmsReading, SmsState};
use domain::workspace::Actor;
use jiff::SignedDuration;

use super::letter::{self, Letter};
use crate::App;
use crate::error::{AppError, StepError};
use crate::flow::{Ending, Step, load};
use crate::queue::Held;

/// After this long nobody needs the notice any more.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(72);

/// What waits for a set-up looks again this often.
const WAIT_FOR_SETUP: SignedDuration = SignedDuration::from_mins(10);

/// How long after a try an SMS that the service does not list counts as not found: services list a
/// message within seconds.
const LISTED_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// The recipient wrote STOP to the SMS service.
const WROTE_STOP: &str = "21610";

/// Repeating it sends nothing twice.
pub(crate) async fn send_notice(
    app: &App,
    held: &Held,
    order_id: OrderId,
    notice_id: NoticeId,
) -> Step {
    let Some(notice) = app.space().notice(notice_id).await? else {
        // It was decided before, under another id.
        return Ok(Ending::done());
    };
    if notice.state.is_over() {
        return Ok(Ending::done());
    }
    let dossier = load(app, order_id).await?;
    let trying = Trying {
        app,
        held,
        number: number(&dossier, &notice),
        notice,
    };
    match trying.notice.medium {
        Medium::Email => by_mail(trying, &dossier).await,
        Medium::Sms => by_sms(trying, &dossier).await,
    }
}

/// One run of the step.
struct Trying<'a> {
    app: &'a App,
    held: &'a Held,
    number: String,
    notice: Notice,
}

async fn by_mail(mut trying: Trying<'_>, dossier: &Dossier) -> Step {
    let to = dossier.order.customer_email.trim().to_owned();
    if let Some(why) = unwanted(trying.app, dossier, &trying.notice, &to).await? {
        return Ok(trying.skipped(why));
    }
    let Some((mailer, from)) = trying.app.mailer().await? else {
        return Ok(trying.later(WAIT_FOR_SETUP, "no mail server is set up"));
    };
    let letter = letter::write(trying.app, dossier, &trying.notice, &from).await?;
    let Some(Letter::Mail(mail)) = letter else {
        return Ok(trying.skipped("the parcel is not there any more"));
    };
    // A try that nobody knows the end of: the process that made it is gone.
    trying.notice.maybe_before |= trying.notice.state == S::Sending;
    trying.notice.reference = Some(mail.message_id.clone());
    trying.begin(&to).await?;
    let sent = trying.guarded(mailer.send(&mail)).await;
    Ok(match sent {
        Ok(answer) => trying.sent(answer),
        Err(error) => trying.mail_failed(&error),
    })
}

async fn by_sms(mut trying: Trying<'_>, dossier: &Dossier) -> Step {
    let service = trying.app.sms_service().await?;
    let letter = letter::write(trying.app, dossier, &trying.notice, "").await?;
    let is_in_doubt = trying.notice.state == S::Sending;
    let Some(Letter::Sms(sms)) = letter else {
        return Ok(trying.skipped("the phone number can't be written to"));
    };
    if is_in_doubt {
        return match service {
            Some(service) => settle(trying, &*service, &sms).await,
            None => Ok(trying.in_doubt("the SMS service is not set up any more")),
        };
    }
    if let Some(why) = unwanted(trying.app, dossier, &trying.notice, &sms.to).await? {
        return Ok(trying.skipped(why));
    }
    let Some(service) = service else {
        return Ok(trying.later(WAIT_FOR_SETUP, "no SMS service is set up"));
    };
    trying.begin(&sms.to).await?;
    match trying.guarded(service.send(&sms)).await {
        Ok(reading) => Ok(trying.taken(&reading)),
        Err(error) => {
            if error.vendor_code.as_deref() == Some(WROTE_STOP) {
                let (space, store) = (trying.app.space(), trying.notice.store_id);
                let stopped = space.unsubscribe(store, Medium::Sms, &sms.to, trying.app.now());
                stopped.await?;
            }
            Ok(trying.sms_failed(&error))
        }
    }
}

/// Looks up an SMS that may have been taken; it is never sent again blind.
async fn settle(mut trying: Trying<'_>, service: &dyn SmsPort, sms: &Sms) -> Step {
    let tried_at = trying.notice.tried_at.unwrap_or(trying.notice.created_at);
    trying.notice.maybe_before = true;
    let found = match service.find(sms, tried_at).await {
        Ok(found) => Ok(nobodys(&trying, found).await?),
        Err(error) => Err(error),
    };
    match found {
        Ok(Some(reading)) => Ok(trying.taken(&reading)),
        Ok(None) if trying.app.now().duration_since(tried_at) >= LISTED_AFTER => {
            Ok(trying.in_doubt("the SMS service gave no answer and does not list the message"))
        }
        Ok(None) => Ok(trying.later(SignedDuration::from_mins(2), "it is looked up")),
        Err(error) if trying.is_too_late() => Ok(trying.in_doubt(&words(&error))),
        Err(error) => {
            let wait = trying.backoff();
            Ok(trying.later(wait, &words(&error)))
        }
    }
}

/// The one that no other notice went out as.
async fn nobodys(
    trying: &Trying<'_>,
    found: Vec<SmsReading>,
) -> Result<Option<SmsReading>, StepError> {
    for reading in found {
        let space = trying.app.space();
        let known = space.notice_by_reference(reading.external_id.as_str());
        if known
            .await?
            .is_none_or(|known| known.id == trying.notice.id)
        {
            return Ok(Some(reading));
        }
    }
    Ok(None)
}

/// Why a notice is not to be sent (any more).
async fn unwanted(
    app: &App,
    dossier: &Dossier,
    notice: &Notice,
    to: &str,
) -> Result<Option<&'static str>, StepError> {
    let order = &dossier.order;
    Ok(if !dossier.notices.allows(notice.medium) {
        Some("these notices were switched off for this store")
    } else if order.is_called_off() {
        Some("the order was called off")
    } else if notice.medium == Medium::Sms && !order.may_be_bought() {
        Some("the order is not paid")
    } else if to.is_empty() {
        Some("there is no address")
    } else if app
        .space()
        .is_unsubscribed(notice.store_id, notice.medium, to)
        .await?
    {
        Some("the customer wants no more of these")
    } else {
        None
    })
}

impl Trying<'_> {
    /// Records that a try begins, while the job is still ours. If a version moved or the job was given
    /// to another process, this is refused and everything is decided again; nothing was sent.
    async fn begin(&mut self, to: &str) -> Result<(), StepError> {
        let hold = self.held.hold(self.app);
        self.notice.state = S::Sending;
        self.notice.recipient = to.to_owned();
        self.notice.attempts = self.notice.attempts.saturating_add(1);
        self.notice.tried_at = Some(self.app.now());
        let mut intent = self.changed();
        intent.holds = Some(hold.clone());
        self.app.space().commit(intent).await?;
        self.held.is_held_until(&hold);
        self.notice.version += 1;
        Ok(())
    }

    /// The call, unless the job may be someone else's before it ends.
    async fn guarded<T>(
        &self,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        match self.held.covers_a_call(self.app) {
            Ok(()) => call.await,
            Err(ended) => {
                let words = StepError::from(ended).to_string();
                Err(CallError::new(K::NotSent, words))
            }
        }
    }

    fn sent(mut self, answer: String) -> Ending {
        self.notice.state = S::Sent;
        self.notice.answer = Some(answer);
        let event = self.told();
        self.over(Some(event))
    }

    fn told(&self) -> TimelineKind {
        TimelineKind::NoticeSent {
            event: self.notice.event,
            medium: self.notice.medium,
            number: self.number.clone(),
            maybe_before: self.notice.maybe_before,
        }
    }

    fn taken(mut self, reading: &SmsReading) -> Ending {
        self.notice.reference = Some(reading.external_id.as_str().to_owned());
        match reading.state {
            SmsState::Failed => self.refused(reading.words.clone()),
            SmsState::Arrived => {
                self.notice.state = S::Arrived;
                self.notice.answer = Some(reading.words.clone());
                let event = self.told();
                self.over(Some(event))
            }
            SmsState::Taken => self.sent(reading.words.clone()),
        }
    }

    fn refused(mut self, message: String) -> Ending {
        self.notice.state = S::Refused;
        self.notice.answer = Some(message.clone());
        let event = TimelineKind::NoticeRefused {
            event: self.notice.event,
            medium: self.notice.medium,
            message,
        };
        self.over(Some(event))
    }

    fn in_doubt(mut self, because: &str) -> Ending {
        self.notice.state = S::Unclear;
        self.notice.answer = Some(because.to_owned());
        let event = TimelineKind::NoticeInDoubt {
            event: self.notice.event,
            medium: self.notice.medium,
            because: because.to_owned(),
        };
        self.over(Some(event))
    }

    fn skipped(mut self, why: &str) -> Ending {
        self.notice.state = S::Skipped;
        self.notice.answer = Some(why.to_owned());
        self.over(None)
    }

    fn mail_failed(mut self, error: &CallError) -> Ending {
        match error.kind {
            K::Refused | K::NotFound => self.refused(words(error)),
            // The same Message-ID goes again: mailboxes show two copies as one mail.
            K::Unclear | K::Unavailable | K::Unreadable => {
                self.notice.maybe_before = true;
                match self.is_too_late() {
                    true => self.in_doubt(&words(error)),
                    false => self.again(error),
                }
            }
            K::NotSent | K::Throttled { .. } | K::SignedOut | K::Misconfigured => self.again(error),
        }
    }

    fn sms_failed(mut self, error: &CallError) -> Ending {
        match error.kind {
            K::Refused | K::NotFound => self.refused(words(error)),
            // It stays *sending*: the next run looks it up.
            K::Unclear | K::Unavailable | K::Unreadable => {
                self.later(SignedDuration::from_mins(1), &words(error))
            }
            K::NotSent | K::Throttled { .. } | K::SignedOut | K::Misconfigured => {
                self.notice.state = S::Waiting;
                self.again(error)
            }
        }
    }

    /// Certainly not taken, or a mail that may go again: the next try, or the end.
    fn again(mut self, error: &CallError) -> Ending {
        self.notice.state = S::Waiting;
        let wait = match error.kind {
            K::Throttled { wait } => wait.max(self.backoff()),
            _ => self.backoff(),
        };
        self.later(wait, &words(error))
    }

    fn is_too_late(&self) -> bool {
        self.app.now().duration_since(self.notice.created_at) >= GIVE_UP
    }

    /// A minute, then each time twice as long, up to two hours; spread by the notice's own id.
    fn backoff(&self) -> SignedDuration {
        let minutes = (1_i64 << self.notice.attempts.saturating_sub(1).min(7)).min(120);
        let spread = self.notice.id.0.rem_euclid(30);
        SignedDuration::from_secs(minutes * 60 + spread)
    }

    fn later(mut self, wait: SignedDuration, because: &str) -> Ending {
        if self.is_too_late() && self.notice.state == S::Waiting {
            return self.refused(format!("given up after three days: {because}"));
        }
        self.notice.answer = Some(because.to_owned());
        let at = self.app.now().saturating_add(wait).unwrap_or_default();
        Ending {
            changeset: self.changed(),
            end: JobEnd::Snooze { at },
        }
    }

    fn over(&self, kind: Option<TimelineKind>) -> Ending {
        let mut changeset = self.changed();
        changeset.events.extend(kind.map(|kind| TimelineEvent {
            id: EventId::fresh(self.app.ids()),
            order_id: self.notice.order_id,
            at: self.app.now(),
            actor: Actor::System,
            kind,
        }));
        Ending::recording(changeset)
    }

    fn changed(&self) -> Changeset {
        Changeset {
            writes: vec![Write::UpdateNotice(Box::new(self.notice.clone()))],
            ..Changeset::default()
        }
    }
}

fn number(dossier: &Dossier, notice: &Notice) -> String {
    let parcel = dossier.parcel(notice.parcel_id);
    parcel
        .and_then(|parcel| parcel.number.clone())
        .unwrap_or_default()
}

fn words(error: &CallError) -> String {
    match error.vendor_message.as_deref() {
        Some(own) if !own.is_empty() => format!("{}: {own}", error.message),
        _ => error.message.clone(),
    }
}

/// A person sends a notice again that bounced, was skipped or is in doubt.
///
/// # Errors
/// When there is none such, or it is on its way.
pub async fn send_again(app: &App, id: NoticeId) -> Result<(), AppError> {
    let notice = app.space().notice(id).await?;
    let mut notice = notice.ok_or(AppError::NotFound("notice"))?;
    if !matches!(notice.state, S::Unclear | S::Refused | S::Skipped) {
        return Err(AppError::Refused("it was sent, or is on its way".into()));
    }
    notice.maybe_before |= notice.state == S::Unclear;
    notice.state = S::Waiting;
    notice.created_at = app.now();
    let job = Job::SendNotice {
        order_id: notice.order_id,
        notice_id: id,
    };
    let changeset = Changeset {
        writes: vec![Write::UpdateNotice(Box::new(notice))],
        jobs: vec![NewJob {
            job,
            due_at: app.now(),
        }],
        ..Changeset::default()
    };
    Ok(app.space().commit(changeset).await?)
}
