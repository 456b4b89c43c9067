//! Who reads the page: their language, their zone, and what time it is for them.
//!
//! The time is handed in once per request, so that one page never shows two of them. A rehearsal
//! runs on a faster clock, and the page believes what it is told.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Lang, Text};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// After this the distance says less than the date; `app.js` has the same number.
const LAST_RELATIVE_DAY: i64 = 30;

/// The reader of a page.
#[derive(Debug, Clone)]
pub struct Locale {
    /// The language that texts and numbers are written in.
    pub lang: Lang,
    /// The zone that exact times are written in: the merchant's.
    pub zone: TimeZone,
    /// The time of the request.
    pub now: Timestamp,
}

impl Locale {
    /// Says how far away a time is: `3 hours ago`, `in 2 days`, and the date when that is more
    /// than a month. `app.js` says the same when it brings these up to date.
    pub fn relative(&self, time: Timestamp) -> Text<'static> {
        let seconds = self.now.as_second().saturating_sub(time.as_second());
        let distance = seconds.saturating_abs();
        let (count, past, future) = match distance {
            ..MINUTE => return self.lang.t("time-just-now"),
            MINUTE..HOUR => (distance / MINUTE, "time-minutes-ago", "time-in-minutes"),
            HOUR..DAY => (distance / HOUR, "time-hours-ago", "time-in-hours"),
            _ => (distance / DAY, "time-days-ago", "time-in-days"),
        };
        if distance > LAST_RELATIVE_DAY * DAY {
            return self.date(time).into();
        }
        self.lang.tr(
            if seconds > 0 { past } else { future },
            &[("count", count.into())],
        )
    }

    /// Writes the day and the minute in the merchant's zone.
    pub fn exact(&self, time: Timestamp) -> String {
        self.strftime(time, "%b %-d, %Y, %H:%M", "%H:%M, %d/%m/%Y")
    }

    /// Writes the day, the second and the distance to UTC, for whoever has to compare.
    pub fn exact_with_zone(&self, time: Timestamp) -> String {
        self.strftime(
            time,
            "%b %-d, %Y, %H:%M:%S (UTC%:z)",
            "%H:%M:%S, %d/%m/%Y (UTC%:z)",
        )
    }

    /// Writes the day in the merchant's zone.
    pub fn date(&self, time: Timestamp) -> String {
        self.strftime(time, "%b %-d, %Y", "%d/%m/%Y")
    }

    /// Writes the hour and minute in the merchant's zone.
    pub fn clock(&self, time: Timestamp) -> String {
        self.strftime(time, "%H:%M", "%H:%M")
    }

    /// Writes the time for machines: the `datetime` attribute.
    pub fn machine(time: Timestamp) -> String {
        time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    fn strftime(&self, time: Timestamp, english: &str, vietnamese: &str) -> String {
        let format = match self.lang {
            Lang::En => english,
            Lang::Vi => vietnamese,
        };
        time.to_zoned(self.zone.clone())
            .strftime(format)
            .to_string()
    }
}
