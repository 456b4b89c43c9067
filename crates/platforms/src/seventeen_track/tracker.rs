//! 17TRACK behind the tracker port: numbers in, what became of each out, in the order asked for.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::parcel::number;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{WebhookCall, WebhookRefused};
use domain::ports::tracker::{
    CarrierChange, NewRegistration, Push, Quota, ReadNumber, Registered, Told, TrackedNumber,
    TrackerCapabilities, TrackerCarrier, TrackerPort, TrackerRefusal,
};
use serde_json::{Map, Value, json};

use super::api::{Api, NUMBERS_PER_CALL};
use super::carriers::{self, CARRIERS};
use super::wire::{carrier_code, count, list, rejection, text};
use super::{convert, error, webhook};

/// A 17TRACK account.
pub(super) struct SeventeenTrack {
    api: Api,
}

impl SeventeenTrack {
    /// The account that `api` calls.
    pub(super) fn new(api: Api) -> Self {
        Self { api }
    }

    /// Posts one item a number and pairs the answers with what was asked for.
    async fn ask<T>(
        &self,
        path: &str,
        items: Vec<Value>,
        read: impl Fn(&Value) -> T,
    ) -> Result<Vec<Result<T, TrackerRefusal>>, CallError> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        if items.len() > NUMBERS_PER_CALL {
            let message = format!("17TRACK takes {NUMBERS_PER_CALL} numbers a call");
            return Err(CallError::new(CallErrorKind::Refused, message));
        }
        let asked: Vec<String> = items.iter().map(|item| text(item, "number")).collect();
        let data = self.api.post(path, &Value::Array(items)).await?;
        Ok(paired(&asked, &data, read))
    }
}

/// What was said of each number that was asked for. One that is not answered at all was not done.
fn paired<T>(
    asked: &[String],
    data: &Value,
    read: impl Fn(&Value) -> T,
) -> Vec<Result<T, TrackerRefusal>> {
    let named = |item: &Value| number::normal(&text(item, "number"));
    let mut said: BTreeMap<String, Result<T, TrackerRefusal>> = BTreeMap::new();
    for item in list(data, "rejected") {
        let (code, words) = rejection(item);
        said.insert(named(item), Err(error::of_number(code, &words)));
    }
    for item in list(data, "accepted") {
        said.insert(named(item), Ok(read(item)));
    }
    let unanswered = || error::of_number(0, "17TRACK said nothing of this number");
    asked
        .iter()
        .map(|asked| {
            said.remove(&number::normal(asked))
                .unwrap_or_else(|| Err(unanswered()))
        })
        .collect()
}

fn item(one: &TrackedNumber) -> Value {
    let mut members = Map::new();
    members.insert("number".into(), number::normal(&one.number).into());
    put_carrier(&mut members, "carrier", one.carrier.as_ref());
    Value::Object(members)
}

/// Codes are whole numbers; one that is none is left out, so that the platform finds out by itself.
fn put_carrier(members: &mut Map<String, Value>, name: &str, carrier: Option<&TrackerCarrier>) {
    let code = carrier.and_then(|carrier| carrier.code.parse::<i64>().ok());
    if let Some(code) = code {
        members.insert(name.into(), code.into());
    }
}

fn named(code: String) -> TrackerCarrier {
    let name = carriers::name(&code).to_owned();
    TrackerCarrier { code, name }
}

#[async_trait]
impl TrackerPort for SeventeenTrack {
    fn capabilities(&self) -> TrackerCapabilities {
        TrackerCapabilities {
            numbers_per_call: NUMBERS_PER_CALL,
            pushes: true,
            retracks: 1,
        }
    }

    async fn register(&self, wanted: &[NewRegistration]) -> Result<Vec<Registered>, CallError> {
        let item = |one: &NewRegistration| {
            let mut members = Map::new();
            members.insert("number".into(), number::normal(&one.number).into());
            members.insert("auto_detection".into(), true.into());
            put_carrier(&mut members, "carrier", one.carrier.as_ref());
            if let Some(country) = &one.destination {
                members.insert("destination_country".into(), country.as_str().into());
            }
            Value::Object(members)
        };
        let items = wanted.iter().map(item).collect();
        let carrier = |item: &Value| carrier_code(item, "carrier").map(named);
        self.ask("register", items, carrier).await
    }

    async fn read(&self, numbers: &[TrackedNumber]) -> Result<Vec<ReadNumber>, CallError> {
        let items = numbers.iter().map(item).collect();
        let said = self.ask("gettrackinfo", items, convert::reading).await?;
        let none = || error::of_number(-18_019_909, "nothing is known of it yet");
        let read = said.into_iter().map(|one| one?.ok_or_else(none));
        Ok(read.collect())
    }

    async fn stop(&self, numbers: &[TrackedNumber]) -> Result<Vec<Told>, CallError> {
        let items = numbers.iter().map(item).collect();
        self.ask("stoptrack", items, |_| ()).await
    }

    async fn retrack(&self, numbers: &[TrackedNumber]) -> Result<Vec<Told>, CallError> {
        let items = numbers.iter().map(item).collect();
        self.ask("retrack", items, |_| ()).await
    }

    async fn change_carrier(&self, changes: &[CarrierChange]) -> Result<Vec<Told>, CallError> {
        let item = |change: &CarrierChange| {
            let mut members = Map::new();
            members.insert("number".into(), number::normal(&change.from.number).into());
            put_carrier(&mut members, "carrier_old", change.from.carrier.as_ref());
            put_carrier(&mut members, "carrier_new", Some(&change.to));
            Value::Object(members)
        };
        let items = changes.iter().map(item).collect();
        self.ask("changecarrier", items, |_| ()).await
    }

    async fn quota(&self) -> Result<Quota, CallError> {
        let data = self.api.post("getquota", &json!([])).await?;
        if !data.is_object() {
            let message = "17TRACK did not say what is left";
            return Err(CallError::new(CallErrorKind::Unreadable, message));
        }
        Ok(Quota {
            total: count(&data, "quota_total"),
            used: count(&data, "quota_used"),
            left: count(&data, "quota_remain"),
            today: count(&data, "today_used"),
            daily: count(&data, "max_track_daily"),
            read_at: self.api.now(),
        })
    }

    fn read_push(&self, call: &WebhookCall<'_>) -> Result<Push, WebhookRefused> {
        webhook::read(call, self.api.access())
    }

    fn understand_push(&self, body: &[u8]) -> Result<Push, WebhookRefused> {
        webhook::understand(body)
    }

    fn carriers(&self) -> &'static [(&'static str, &'static str)] {
        CARRIERS
    }

    fn number_page(&self, number: &str) -> String {
        let shown: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
        format!("https://t.17track.net/en#nums={shown}")
    }
}

#[cfg(test)]
mod tests {
    use domain::ports::tracker::TrackerRefusalReason as R;

    use super::*;

    #[test]
    fn answers_are_paired_with_what_was_asked_for() {
        let asked = ["A1", "B2", "C3"].map(str::to_owned);
        let data = json!({
            "accepted": [{"number": "C3", "carrier": 3011}],
            "rejected": [{"number": "a1", "error": {"code": -18_019_903, "message": "?"}}],
        });
        let said = paired(&asked, &data, |item| carrier_code(item, "carrier"));
        assert_eq!(said[0].as_ref().unwrap_err().reason, R::CarrierUnknown);
        assert_eq!(said[1].as_ref().unwrap_err().reason, R::Other);
        assert_eq!(said[2], Ok(Some("3011".to_owned())));
    }
}
