//! register_numbers: has the tracker follow the numbers of parcels that are under way.

use domain::address::CountryCode;
use domain::changeset::Write;
use domain::ids::ConnectionId;
use domain::parcel::number::{NumberCheck, check, normal};
use domain::parcel::{Registration, RegistrationState};
use domain::ports::tracker::{
    NewRegistration, Registered, TrackerPort, TrackerRefusal, TrackerRefusalReason as R,
};
use domain::tracker::Tracker;
use jiff::SignedDuration;
use storage::{DueNumbers, NumberHolder};

use super::{BATCHES, putting, tell, tracker};
use crate::App;
use crate::error::StepError;
use crate::flow::{Ending, Step, call};

/// A parcel that is older has arrived, or will not.
const TOO_OLD: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Repeating it costs nothing: a number that is registered already is followed for no credit.
pub(crate) async fn register_numbers(app: &App, connection_id: ConnectionId) -> Step {
    let Some(mut tracker) = tracker(app, connection_id).await? else {
        return Ok(Ending::done());
    };
    let port = app.tracker_port(connection_id).await?;
    tell::tell_wishes(app, connection_id, &*port).await?;
    for _ in 0..BATCHES {
        let left = tracker.left_today(app.now());
        if left == 0 || tracker.used_up_since.is_some() {
            break;
        }
        let most = port
            .capabilities()
            .numbers_per_call
            .min(usize::try_from(left).unwrap_or(1));
        let limit = u32::try_from(most).unwrap_or(1);
        let due = app
            .space()
            .numbers_due(DueNumbers::ToRegister, app.now(), limit)
            .await?;
        if due.is_empty() {
            break;
        }
        tracker = batch(app, &*port, tracker, due).await?;
    }
    Ok(Ending::done())
}

/// Registers a batch and records what became of it, with what it cost.
async fn batch(
    app: &App,
    port: &dyn TrackerPort,
    mut tracker: Tracker,
    due: Vec<Registration>,
) -> Result<Tracker, StepError> {
    let now = app.now();
    let id = tracker.connection_id;
    let (mut wanted, mut asked, mut ready) = (Vec::new(), Vec::new(), Vec::new());
    for mut one in due {
        let holders = app.space().number_holders(&one.number).await?;
        let Some(holder) = waiting(app, &one.number, &holders) else {
            one.state = RegistrationState::Skipped;
            one.next_at = None;
            ready.push(one);
            continue;
        };
        if check(&one.number) == NumberCheck::NoNumber {
            one.refused(id, no_number(), now);
            ready.push(one);
            continue;
        }
        let country = holder.country.as_str();
        asked.push(NewRegistration {
            number: one.number.clone(),
            carrier: one.carrier.clone(),
            destination: (!country.is_empty()).then(|| CountryCode::new(country)),
        });
        wanted.push(one);
    }
    let answers = port
        .register(&asked)
        .await
        .map_err(call("registering tracking numbers", id))?;
    let mut spent = 0;
    for (mut one, answer) in wanted.into_iter().zip(answers) {
        spent += take(&mut one, &mut tracker, answer, now);
        ready.push(one);
    }
    tracker.spend(spent, now);
    let mut changeset = putting(ready);
    changeset
        .writes
        .push(Write::PutTracker(Box::new(tracker.clone())));
    app.space().commit(changeset).await?;
    tracker.version += 1;
    Ok(tracker)
}

/// Takes over what became of one number; gives the credits that it cost.
fn take(
    one: &mut Registration,
    tracker: &mut Tracker,
    answer: Registered,
    now: jiff::Timestamp,
) -> u32 {
    let id = tracker.connection_id;
    match answer {
        Ok(carrier) => {
            one.taken(id, carrier, now);
            1
        }
        Err(refusal) => {
            match refusal.reason {
                R::QuotaUsedUp => {
                    tracker.used_up_since.get_or_insert(now);
                }
                // The tracker's day is over although our budget is not.
                R::DailyLimit => {
                    let left = tracker.left_today(now);
                    let quota = tracker.quota.take();
                    tracker.spend(left, now);
                    tracker.quota = quota;
                }
                _ => {}
            }
            one.refused(id, refusal, now);
            0
        }
    }
}

/// The parcel for which a number is worth a credit: it has the number now, and is under way.
fn waiting<'a>(app: &App, number: &str, holders: &'a [NumberHolder]) -> Option<&'a NumberHolder> {
    let now = app.now();
    holders.iter().find(|holder| {
        holder.number.as_deref().map(normal).as_deref() == Some(number)
            && !holder.status.is_final()
            && now.duration_since(holder.created_at) < TOO_OLD
    })
}

fn no_number() -> TrackerRefusal {
    TrackerRefusal {
        reason: R::NumberWrong,
        code: String::new(),
        message: "this can't be a tracking number".into(),
    }
}
