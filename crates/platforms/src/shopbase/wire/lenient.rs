//! Scalars however they are written: ids and amounts as numbers or texts, times as ISO text or
//! seconds, lists that may be null.
//!
//! It never lets an id pass through a binary fraction, and never turns what it can't read into
//! something that looks fine: an unreadable time or id is an error, not nothing.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A JSON value that should be one word.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scalar {
    Nothing,
    Flag(bool),
    /// A whole number, digit for digit.
    Whole(String),
    /// A number with a fraction or an exponent. serde_json reads it into an `f64`; its shortest
    /// decimal text is the very text of any price (up to 15 digits), so that nothing is lost.
    Fraction(String),
    Text(String),
    /// A list or an object where a word should be.
    Structure,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word")
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_none<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Whole(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar::Whole(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar::Fraction(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Structure)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Structure)
    }
}

/// An id that must be there: a whole number, written as number or text.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    optional_id(deserializer)?.ok_or_else(|| Error::custom("an id is missing"))
}

/// An id that may be missing; 0 is how Go writes a missing one.
pub(super) fn optional_id<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let digits = match Scalar::deserialize(deserializer)? {
        Scalar::Nothing => return Ok(None),
        Scalar::Whole(digits) => digits,
        Scalar::Text(text) => text.trim().to_owned(),
        _ => return Err(Error::custom("an id is no whole number")),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::custom("an id is no whole number"));
    }
    let missing = digits.bytes().all(|byte| byte == b'0');
    Ok((!missing).then_some(digits))
}

/// A text; empty if there is none.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Scalar::deserialize(deserializer)? {
        Scalar::Nothing | Scalar::Structure => String::new(),
        Scalar::Flag(flag) => flag.to_string(),
        Scalar::Whole(text) | Scalar::Fraction(text) | Scalar::Text(text) => text,
    })
}

/// An amount or another decimal number.
pub(super) fn amount<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Decimal>, D::Error> {
    let text = match Scalar::deserialize(deserializer)? {
        Scalar::Nothing => return Ok(None),
        Scalar::Whole(text) | Scalar::Fraction(text) | Scalar::Text(text) => text,
        Scalar::Flag(_) | Scalar::Structure => return Err(Error::custom("an amount is no number")),
    };
    match text.trim() {
        "" => Ok(None),
        text => Decimal::from_str(text)
            .map(Some)
            .map_err(|_| Error::custom("an amount is no number")),
    }
}

/// A number of things.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let Some(number) = amount(deserializer)? else {
        return Ok(None);
    };
    let wrong = || Error::custom("a quantity is no whole number");
    if !number.fract().is_zero() {
        return Err(wrong());
    }
    u32::try_from(number).map(Some).map_err(|_| wrong())
}

/// Yes or no; `None` if it is not said.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Scalar::deserialize(deserializer)? {
        Scalar::Flag(flag) => Some(flag),
        Scalar::Whole(text) | Scalar::Text(text) => match text.trim() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        Scalar::Nothing | Scalar::Fraction(_) | Scalar::Structure => None,
    })
}

/// A time: ISO text or seconds since 1970, as number or text. Go's zero time and 0 are no time.
pub(super) fn time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let text = match Scalar::deserialize(deserializer)? {
        Scalar::Nothing => return Ok(None),
        Scalar::Whole(text) | Scalar::Fraction(text) | Scalar::Text(text) => text,
        Scalar::Flag(_) | Scalar::Structure => return Err(Error::custom("a time is no time")),
    };
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let time = seconds(text)
        .or_else(|| text.parse().ok())
        .or_else(|| without_zone(text))
        .ok_or_else(|| Error::custom("a time is no time"))?;
    Ok((time > Timestamp::UNIX_EPOCH).then_some(time))
}

fn seconds(text: &str) -> Option<Timestamp> {
    let number = Decimal::from_str(text).ok()?;
    Timestamp::from_second(i64::try_from(number.trunc()).ok()?).ok()
}

/// A time that does not say its zone is taken as UTC.
fn without_zone(text: &str) -> Option<Timestamp> {
    let time: DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}

/// A list that may be null and may hold nulls.
pub(super) fn list<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let list = Option::<Vec<Option<T>>>::deserialize(deserializer)?;
    Ok(list.unwrap_or_default().into_iter().flatten().collect())
}

/// A list of texts, or one text.
pub(super) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Texts {
        Many(Vec<Option<String>>),
        One(String),
        Other(IgnoredAny),
    }
    let texts = match Texts::deserialize(deserializer)? {
        Texts::Many(texts) => texts.into_iter().flatten().collect(),
        Texts::One(text) => text.split(',').map(str::to_owned).collect(),
        Texts::Other(_) => Vec::new(),
    };
    Ok(texts
        .into_iter()
        .map(|text: String| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Sample {
        #[serde(deserialize_with = "optional_id")]
        id: Option<String>,
        #[serde(deserialize_with = "text")]
        text: String,
        #[serde(deserialize_with = "amount")]
        amount: Option<Decimal>,
        #[serde(deserialize_with = "count")]
        count: Option<u32>,
        #[serde(deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(deserialize_with = "time")]
        time: Option<Timestamp>,
        #[serde(deserialize_with = "list")]
        list: Vec<u8>,
        #[serde(deserialize_with = "texts")]
        texts: Vec<String>,
    }

    fn read(json: &str) -> Sample {
        serde_json::from_str(json).unwrap()
    }

    fn fails(json: &str) -> bool {
        serde_json::from_str::<Sample>(json).is_err()
    }

    #[test]
    fn ids_keep_every_digit() {
        for json in [
            r#"{"id":9007199254740993}"#,
            r#"{"id":"9007199254740993"}"#,
            r#"{"id":" 9007199254740993 "}"#,
        ] {
            assert_eq!(read(json).id.as_deref(), Some("9007199254740993"));
        }
        let largest = read(r#"{"id":18446744073709551615}"#).id;
        assert_eq!(largest.as_deref(), Some("18446744073709551615"));
        for json in [r#"{"id":null}"#, r#"{"id":0}"#, r#"{"id":""}"#] {
            assert_eq!(read(json).id, None);
        }
        for json in [
            r#"{"id":1.5}"#,
            r#"{"id":-1}"#,
            r#"{"id":"../7"}"#,
            r#"{"id":{}}"#,
            r#"{"id":98446744073709551615}"#,
        ] {
            assert!(fails(json), "{json}");
        }
    }

    #[test]
    fn amounts_are_exact_as_numbers_and_texts() {
        for (json, wanted) in [
            (r#"{"amount":19.99}"#, "19.99"),
            (r#"{"amount":"19.99"}"#, "19.99"),
            (r#"{"amount":0.1}"#, "0.1"),
            (r#"{"amount":20}"#, "20"),
            (r#"{"amount":1e3}"#, "1000"),
            (r#"{"amount":-4.35}"#, "-4.35"),
            (r#"{"amount":9999999999999.99}"#, "9999999999999.99"),
        ] {
            assert_eq!(read(json).amount, Some(wanted.parse().unwrap()), "{json}");
        }
        assert_eq!(read(r#"{"amount":""}"#).amount, None);
        assert!(fails(r#"{"amount":"free"}"#));
        assert!(fails(r#"{"amount":1e300}"#));
    }

    #[test]
    fn times_are_text_or_seconds_and_zero_is_none() {
        let wanted: Timestamp = "2019-06-28T04:03:56Z".parse().unwrap();
        for json in [
            r#"{"time":1561694636}"#,
            r#"{"time":"1561694636"}"#,
            r#"{"time":1561694636.0}"#,
            r#"{"time":"2019-06-28T04:03:56Z"}"#,
            r#"{"time":"2019-06-28T11:03:56+07:00"}"#,
            r#"{"time":"2019-06-28T04:03:56"}"#,
            r#"{"time":"2019-06-28 04:03:56"}"#,
        ] {
            assert_eq!(read(json).time, Some(wanted), "{json}");
        }
        for json in [
            r#"{"time":null}"#,
            r#"{"time":0}"#,
            r#"{"time":""}"#,
            r#"{"time":"0001-01-01T00:00:00Z"}"#,
        ] {
            assert_eq!(read(json).time, None, "{json}");
        }
        assert!(fails(r#"{"time":"soon"}"#));
        assert!(fails(r#"{"time":true}"#));
    }

    #[test]
    fn the_rest_is_as_loose() {
        assert_eq!(read("{}"), Sample::default());
        let all_null = r#"{"text":null,"count":null,"flag":null,"list":null,"texts":null}"#;
        assert_eq!(read(all_null), Sample::default());
        let sample =
            read(r#"{"text":12,"count":"3","flag":"true","list":[1,null,2],"texts":"a, b"}"#);
        assert_eq!((sample.text.as_str(), sample.count), ("12", Some(3)));
        assert_eq!((sample.flag, sample.list), (Some(true), vec![1, 2]));
        assert_eq!(sample.texts, ["a", "b"]);
        assert_eq!(read(r#"{"count":2.0}"#).count, Some(2));
        assert_eq!(read(r#"{"text":{"a":[1]}}"#).text, "");
        assert!(fails(r#"{"count":1.5}"#));
        assert!(fails(r#"{"count":-1}"#));
    }
}
