//! A tracker as the port promises it: numbers cost a credit once, and are told as they are.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::parcel::{TrackerReading, TrackingEvent, TrackingSource, TrackingStatus, Verdict};
use domain::ports::error::CallError;
use domain::ports::store::{WebhookCall, WebhookRefused};
use domain::ports::tracker::{
    CarrierChange, NewRegistration, NumberReading, Push, PushKind, Quota, ReadNumber, Registered,
    Told, TrackedNumber, TrackerCapabilities, TrackerPort, TrackerRefusal,
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
                Ok(None)
            };
            Ok(wanted.iter().map(take).collect())
        });
        registered.await
    }

    async fn read(&self, numbers: &[TrackedNumber]) -> Result<Vec<ReadNumber>, CallError> {
        let read = self.world.call(Op::ReadNumbers, |state| {
            let known = |one: &TrackedNumber| match state.tracker.numbers.get(&one.number) {
                None => Err(refused(R::NotRegistered)),
                Some(scans) => reading(scans).ok_or_else(|| refused(R::NoNewsYet)),
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
                let stopped = &mut state.tracker.stopped;
                let place = stopped.iter().position(|number| *number == one.number);
                place.map_or(Err(refused(R::NotStopped)), |place| {
                    stopped.remove(place);
                    Ok(())
                })
            };
            Ok(numbers.iter().map(again).collect())
        });
        told.await
    }

    async fn change_carrier(&self, changes: &[CarrierChange]) -> Result<Vec<Told>, CallError> {
        let told = self.world.call(Op::ChangeCarrier, |_| Ok(()));
        told.await?;
        Ok(changes.iter().map(|_| Ok(())).collect())
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
