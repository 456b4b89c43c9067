//! Reading how fast and how surely things arrive: by supplier, shipping method, country and day.
//!
//! The rows of a period are read once, in the order of an index, and gathered here, so that a median is
//! the same on every engine. What is asked for is of a period, so it costs what the period has.

use std::collections::BTreeMap;

use domain::parcel::TrackingStatus;
use jiff::Timestamp;

use crate::engine::{Row, params};
use crate::error::StorageError;
use crate::space::Space;

/// The days, the suppliers, the methods and the countries of a period.
#[derive(Clone, Debug, Default)]
pub struct Monitoring {
    /// Everything together.
    pub all: Figures,
    /// By supplier: the key that lists filter by, and the name.
    pub suppliers: Vec<(String, String, Figures)>,
    /// By shipping method's name.
    pub methods: Vec<(String, Figures)>,
    /// By country.
    pub countries: Vec<(String, Figures)>,
    /// By the day on which it was placed, counted from 1970 in the zone that was asked for.
    pub days: BTreeMap<i64, Counts>,
}

/// What became of what was placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Parcels, and placed purchases without one.
    pub placed: i64,
    /// Of them shipped, wherever they are now.
    pub shipped: i64,
    /// Of them delivered.
    pub delivered: i64,
    /// Of them delivered after the time that was promised, or not by now although it has passed.
    pub late: i64,
}

/// Counts and times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The counts.
    pub counts: Counts,
    /// From placing to shipping, of what was shipped.
    pub to_ship: Spread,
    /// From shipping to delivery, of what was delivered.
    pub to_deliver: Spread,
}

/// The middle and the slow end of some times, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Half took no longer.
    pub median: Option<i64>,
    /// Nine of ten took no longer.
    pub p90: Option<i64>,
}

/// Figures while their rows come in. Seconds fit in 32 bits: that is 68 years.
#[derive(Default)]
struct Gathering {
    counts: Counts,
    to_ship: Vec<i32>,
    to_deliver: Vec<i32>,
}

/// One row of the period.
struct One {
    placed_at: i64,
    shipped_at: Option<i64>,
    delivered_at: Option<i64>,
    is_late: bool,
}

impl Space {
    /// What became of what was placed from `from` until `until`, as it is at `now`. Days are those of
    /// `zone_offset_seconds` east of UTC.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn monitoring(
        &self,
        from: Timestamp,
        until: Timestamp,
        now: Timestamp,
        zone_offset_seconds: i64,
    ) -> Result<Monitoring, StorageError> {
        self.read(move |conn, workspace| {
            let mut gathered = Gathered::default();
            let sql = "SELECT placed_at, shipped_at, delivered_at, due_at, status, supplier_key, supplier,
                         method, country
                       FROM tracking_row
                       WHERE workspace_id = ?1 AND placed_at >= ?2 AND placed_at < ?3";
            conn.query(sql, params![workspace.0, from, until], |row| {
                gathered.read(row, now, zone_offset_seconds)
            })?;
            Ok(gathered.figures())
        })
        .await
    }
}

#[derive(Default)]
struct Gathered {
    all: Gathering,
    suppliers: BTreeMap<String, (String, Gathering)>,
    methods: BTreeMap<String, Gathering>,
    countries: BTreeMap<String, Gathering>,
    days: BTreeMap<i64, Counts>,
}

impl Gathered {
    fn read(&mut self, row: &mut Row, now: Timestamp, offset: i64) -> Result<(), StorageError> {
        let placed_at = row.int()?;
        let (shipped_at, delivered_at) = (row.opt_int()?, row.opt_int()?);
        let due_at = row.opt_int()?;
        let status = row.word(TrackingStatus::parse)?;
        // A marketplace may say that something was delivered without saying when.
        let delivered_at = delivered_at.filter(|_| status == TrackingStatus::Delivered);
        let came_at = delivered_at.unwrap_or(now.as_microsecond());
        let one = One {
            placed_at,
            shipped_at,
            delivered_at,
            is_late: due_at.is_some_and(|due| due < came_at),
        };
        self.all.add(&one);
        let (key, name) = (row.text()?, row.text()?);
        let supplier = self.suppliers.entry(key).or_default();
        // The newest name is the one that people know.
        supplier.0 = name;
        supplier.1.add(&one);
        self.methods.entry(row.text()?).or_default().add(&one);
        self.countries.entry(row.text()?).or_default().add(&one);
        let day = (placed_at.div_euclid(1_000_000) + offset).div_euclid(86_400);
        self.days.entry(day).or_default().add(&one);
        Ok(())
    }

    fn figures(self) -> Monitoring {
        let most_first = |counts: &Counts| -counts.placed;
        let mut suppliers: Vec<(String, String, Figures)> = self
            .suppliers
            .into_iter()
            .map(|(key, (name, gathering))| (key, name, gathering.figures()))
            .collect();
        suppliers.sort_by_key(|(_, _, figures)| most_first(&figures.counts));
        let named = |gathered: BTreeMap<String, Gathering>| {
            let mut named: Vec<(String, Figures)> = gathered
                .into_iter()
                .map(|(name, gathering)| (name, gathering.figures()))
                .collect();
            named.sort_by_key(|(_, figures)| most_first(&figures.counts));
            named
        };
        Monitoring {
            all: self.all.figures(),
            suppliers,
            methods: named(self.methods),
            countries: named(self.countries),
            days: self.days,
        }
    }
}

impl Counts {
    fn add(&mut self, one: &One) {
        self.placed += 1;
        self.shipped += i64::from(one.shipped_at.is_some());
        self.delivered += i64::from(one.delivered_at.is_some());
        self.late += i64::from(one.is_late);
    }
}

impl Gathering {
    fn add(&mut self, one: &One) {
        self.counts.add(one);
        let seconds = |from: i64, to: i64| {
            let seconds = to.saturating_sub(from).max(0) / 1_000_000;
            i32::try_from(seconds).unwrap_or(i32::MAX)
        };
        if let Some(shipped_at) = one.shipped_at {
            self.to_ship.push(seconds(one.placed_at, shipped_at));
            if let Some(delivered_at) = one.delivered_at {
                self.to_deliver.push(seconds(shipped_at, delivered_at));
            }
        }
    }

    fn figures(mut self) -> Figures {
        Figures {
            counts: self.counts,
            to_ship: Spread::of(&mut self.to_ship),
            to_deliver: Spread::of(&mut self.to_deliver),
        }
    }
}

impl Spread {
    /// By nearest rank: the smallest value that so many of a hundred do not exceed.
    fn of(seconds: &mut [i32]) -> Self {
        let mut at = |percent: usize| {
            let rank = (seconds.len() * percent).div_ceil(100).checked_sub(1)?;
            let (_, value, _) = seconds.select_nth_unstable(rank);
            Some(i64::from(*value))
        };
        Self {
            median: at(50),
            p90: at(90),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_slow_end() {
        let spread = |seconds: &[i32]| Spread::of(&mut seconds.to_vec());
        assert_eq!(spread(&[]), Spread::default());
        let of = |median, p90| Spread {
            median: Some(median),
            p90: Some(p90),
        };
        assert_eq!(spread(&[7]), of(7, 7));
        assert_eq!(spread(&[3, 1]), of(1, 3));
        assert_eq!(spread(&[3, 1, 2]), of(2, 3));
        let hundred: Vec<i32> = (1..=100).rev().collect();
        assert_eq!(spread(&hundred), of(50, 90));
    }
}
