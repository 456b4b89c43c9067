//! A tracker as the port promises it: numbers cost a credit once, and are told as they are.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::parcel::{TrackerReading, TrackingEvent, TrackingSource, TrackingStatus, Verdict};
use domain::ports::error::CallError;
use domain::ports::store::{WebhookCall, WebhookRefused};
use domain::ports::tracker::{
    CarrierChange, NewRegistration, NumberReading, Push, PushKind, Quota, ReadNumber, Registered,
    Told, TrackedNumber, TrackerCapabilities, TrackerCarrier, TrackerPort, TrackerRefusal,
    TrackerRefusalReason as R,
};

use super::world::{Op, World};

pub(crate) const TRACKER: &str = "fake_tracker";

/// The tracker's own books.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) credits: u32,
    /// Credits that were spent.
    pub(crate) spent: u32,
    /// Each number with what is known of it: scans, newest first.
    pub(crate) numbers: BTreeMap<String, Vec<TrackingEvent>>,
    pub(crate) stopped: Vec<String>,
    /// Those that were taken up again, each once at the most.
    pub(crate) retracked: Vec<String>,
    /// The code of the carrier under which each number is followed.
    pub(crate) carriers: BTreeMap<String, String>,
}

impl Books {
    /// Whether a number is followed under this carrier, or under whichever if none is said.
    fn is_under(&self, one: &TrackedNumber) -> bool {
        let said = one.carrier.as_ref().map(|carrier| &carrier.code);
        said.is_none_or(|code| self.carriers.get(&one.number) == Some(code))
    }
}

/// Whom the tracker takes for the carrier of everything.
pub(crate) const FOUND_OUT: &str = "5";

fn carrier(code: &str) -> TrackerCarrier {
    TrackerCarrier {
        code: code.to_owned(),
        name: String::new(),
    }
}

pub(crate) struct FakeTracker {
    pub(crate) world: World,
}

fn refused(reason: R) -> TrackerRefusal {
    TrackerRefusal {
        reason,
        code: "1".into(),
        message: "the rehearsed refusal".into(),
    }
}

fn reading(scans: &[TrackingEvent]) -> Option<NumberReading> {
    let newest = scans.first()?;
    let source = TrackingSource::Tracker;
    let events = scans.iter().cloned();
    Some(NumberReading {
        reading: TrackerReading {
            verdict: Verdict {
                at: Some(newest.at),
                scans: u32::try_from(scans.len()).unwrap(),
                status: newest.status,
                detail: None,
                raw: newest.status.as_str().to_owned(),
            },
            events: events
                .map(|event| TrackingEvent { source, ..event })
                .collect(),
            expected_at: None,
        },
        carrier: None,
    })
}

#[async_trait]
impl TrackerPort for FakeTracker {
    fn capabilities(&self) -> TrackerCapabilities {
        TrackerCapabilities {
            numbers_per_call: 2,
            pushes: true,
            retracks: 1,
        }
    }

    async fn register(&self, wanted: &[NewRegistration]) -> Result<Vec<Registered>, CallError> {
        let registered = self.world.call(Op::Register, |state| {
            let books = &mut state.tracker;
            let take = |one: &NewRegistration| {
                if books.numbers.contains_key(&one.number) {
                    return Err(refused(R::AlreadyRegistered));
                }
                if books.credits == 0 {
                    return Err(refused(R::QuotaUsedUp));
                }
                books.credits -= 1;
                books.spent += 1;
                books.numbers.insert(one.number.clone(), Vec::new());
                let said = one.carrier.as_ref();
                let code = said.map_or(FOUND_OUT, |carrier| &*carrier.code).to_owned();
                books.carriers.insert(one.number.clone(), code.clone());
                Ok(Some(carrier(&code)))
            };
            Ok(wanted.iter().map(take).collect())
        });
        registered.await
    }

    async fn read(&self, numbers: &[TrackedNumber]) -> Result<Vec<ReadNumber>, CallError> {
        let read = self.world.call(Op::ReadNumbers, |state| {
            let books = &state.tracker;
            let known = |one: &TrackedNumber| match books.numbers.get(&one.number) {
                Some(scans) if books.is_under(one) => {
                    let told = reading(scans).ok_or_else(|| refused(R::NoNewsYet))?;
                    let code = books.carriers.get(&one.number);
                    Ok(NumberReading {
                        carrier: code.map(|code| carrier(code)),
                        ..told
                    })
                }
                _ => Err(refused(R::NotRegistered)),
            };
            Ok(numbers.iter().map(known).collect())
        });
        read.await
    }

    async fn stop(&self, numbers: &[TrackedNumber]) -> Result<Vec<Told>, CallError> {
        let told = self.world.call(Op::StopNumbers, |state| {
            let stop = |one: &TrackedNumber| {
                if state.tracker.stopped.contains(&one.number) {
                    return Err(refused(R::Stopped));
                }
                state.tracker.stopped.push(one.number.clone());
                Ok(())
            };
            Ok(numbers.iter().map(stop).collect())
        });
        told.await
    }

    async fn retrack(&self, numbers: &[TrackedNumber]) -> Result<Vec<Told>, CallError> {
        let told = self.world.call(Op::Retrack, |state| {
            let again = |one: &TrackedNumber| {
                let books = &mut state.tracker;
                let mut stopped = books.stopped.iter();
                let place = stopped.position(|number| *number == one.number);
                let place = place.ok_or_else(|| refused(R::NotStopped))?;
                if books.retracked.contains(&one.number) {
                    return Err(refused(R::RetracksUsedUp));
                }
                books.stopped.remove(place);
                books.retracked.push(one.number.clone());
                Ok(())
            };
            Ok(numbers.iter().map(again).collect())
        });
        told.await
    }

    async fn change_carrier(&self, changes: &[CarrierChange]) -> Result<Vec<Told>, CallError> {
        let told = self.world.call(Op::ChangeCarrier, |state| {
            let books = &mut state.tracker;
            let correct = |change: &CarrierChange| {
                let (number, to) = (&change.from.number, &change.to.code);
                if !books.is_under(&change.from) {
                    return Err(refused(R::CarrierWrong));
                }
                if books.carriers.get(number) == Some(to) {
                    return Err(refused(R::AlreadyRegistered));
                }
                books.carriers.insert(number.clone(), to.clone());
                Ok(())
            };
            Ok(changes.iter().map(correct).collect())
        });
        told.await
    }

    async fn quota(&self) -> Result<Quota, CallError> {
        let read_at = app::Clock::now(&self.world.clock);
        let quota = self.world.call(Op::ReadQuota, |state| {
            let (left, used) = (state.tracker.credits, state.tracker.spent);
            Ok(Quota {
                total: left + used,
                used,
                left,
                today: used,
                daily: 0,
                read_at,
            })
        });
        quota.await
    }

    fn read_push(&self, call: &WebhookCall<'_>) -> Result<Push, WebhookRefused> {
        self.understand_push(call.body)
    }

    /// A push names its number and its status: `LP1 delivered`.
    fn understand_push(&self, body: &[u8]) -> Result<Push, WebhookRefused> {
        let text = String::from_utf8_lossy(body);
        let (number, status) = text.split_once(' ').unwrap();
        let event = TrackingEvent {
            at: app::Clock::now(&self.world.clock),
            place: String::new(),
            text: status.to_owned(),
            status: TrackingStatus::parse(status).unwrap(),
            source: TrackingSource::Tracker,
        };
        Ok(Push {
            number: number.to_owned(),
            what: PushKind::Updated(Box::new(reading(&[event]).unwrap())),
        })
    }

    fn carriers(&self) -> &'static [(&'static str, &'static str)] {
        &[("7", "Slow Boat")]
    }

    fn number_page(&self, number: &str) -> String {
        format!("https://tracker.example/{number}")
    }
}
