//! Arithmetic of measurements: rates, medians, percentiles.

use std::time::Duration;

/// What one turn of a measurement found.
#[derive(Clone, Debug, Default)]
pub(super) struct Turn {
    /// How often a second.
    pub(super) rate: f64,
    /// How long each took.
    pub(super) waits: Vec<Duration>,
}

/// The turns of one thing that is measured.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns {
    rates: Vec<f64>,
    waits: Vec<Duration>,
}

impl Turns {
    /// Adds a turn.
    pub(super) fn add(&mut self, turn: Turn) {
        self.rates.push(turn.rate);
        self.waits.extend(turn.waits);
    }

    /// The median of the turns' rates.
    pub(super) fn rate(&self) -> f64 {
        median(&self.rates)
    }

    /// The wait that so many of a thousand stay within, in milliseconds.
    pub(super) fn millis(&self, per_mille: usize) -> f64 {
        let mut waits = self.waits.clone();
        percentile(&mut waits, per_mille).as_secs_f64() * 1_000.0
    }
}

/// The middle of some figures; 0 of none.
pub(super) fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        even if even % 2 == 0 => f64::midpoint(sorted[even / 2 - 1], sorted[even / 2]),
        odd => sorted[odd / 2],
    }
}

/// The wait that so many of a thousand stay within; none is zero.
pub(super) fn percentile(waits: &mut [Duration], per_mille: usize) -> Duration {
    if waits.is_empty() {
        return Duration::ZERO;
    }
    let place = (waits.len() * per_mille / 1_000).min(waits.len() - 1);
    *waits.select_nth_unstable(place).1
}

/// How often a second something happened.
pub(super) fn rate(count: usize, took: Duration) -> f64 {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    f64::from(count) / took.as_secs_f64().max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_percentiles() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(&[1.0, 4.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
        assert!(median(&[]).abs() < 1e-9);
        let mut waits: Vec<Duration> = (0..100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&mut waits, 500), Duration::from_millis(50));
        assert_eq!(percentile(&mut waits, 990), Duration::from_millis(99));
        assert_eq!(percentile(&mut waits, 1_000), Duration::from_millis(99));
        assert_eq!(percentile(&mut [], 500), Duration::ZERO);
    }
}
