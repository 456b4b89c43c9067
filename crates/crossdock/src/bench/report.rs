//! One table of figures beside their floors, or one JSON object of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::cli::{say, say_error};

/// Everything that was measured in one run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    bench: &'static str,
    version: &'static str,
    cores: usize,
    rows: Vec<Row>,
}

/// One figure.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Row {
    /// Which bench it belongs to.
    pub(super) bench: &'static str,
    /// What was measured.
    pub(super) what: String,
    /// In what.
    pub(super) unit: &'static str,
    /// The program's own figure.
    pub(super) value: f64,
    /// The floor under it, measured in the same run.
    pub(super) floor: Option<f64>,
    /// How near the value is to its floor; 1 is as fast as the floor.
    pub(super) ratio: Option<f64>,
    /// Half of all waits are not longer, in milliseconds.
    pub(super) p50: Option<f64>,
    /// 99 of 100 waits are not longer, in milliseconds.
    pub(super) p99: Option<f64>,
    /// Further figures by name.
    pub(super) more: BTreeMap<&'static str, f64>,
}

impl Row {
    /// A rate and the rate of its floor: more is better.
    pub(super) fn rate(bench: &'static str, what: String, value: f64, floor: f64) -> Self {
        Self {
            bench,
            what,
            unit: "/s",
            value,
            floor: Some(floor),
            ratio: (floor > 0.0).then(|| value / floor),
            ..Self::default()
        }
    }

    /// A figure that has no floor.
    pub(super) fn alone(bench: &'static str, what: &str, unit: &'static str, value: f64) -> Self {
        Self {
            bench,
            what: what.to_owned(),
            unit,
            value,
            ..Self::default()
        }
    }

    /// The same with a further figure.
    pub(super) fn with(mut self, name: &'static str, value: f64) -> Self {
        self.more.insert(name, value);
        self
    }
}

impl Report {
    pub(super) fn new(bench: &'static str) -> Self {
        Self {
            bench,
            version: env!("CARGO_PKG_VERSION"),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            rows: Vec::new(),
        }
    }

    /// Adds a figure, and says it beside the answer: a long run is not silent.
    pub(super) fn add(&mut self, row: Row) {
        say_error(&format!("{}: {}", row.bench, line(&row)));
        self.rows.push(row);
    }

    /// Prints the table, or the object; to a file the object goes beside the table.
    pub(super) fn print(&self, json: Option<&Path>) -> anyhow::Result<()> {
        let Some(path) = json else {
            say(&self.table());
            return Ok(());
        };
        let object = serde_json::to_string_pretty(self)?;
        if path == Path::new("-") {
            say(&object);
        } else {
            std::fs::write(path, object + "\n")?;
            say(&self.table());
        }
        Ok(())
    }

    fn table(&self) -> String {
        let mut lines = vec![
            format!(
                "| {} | value | floor | ratio | p50 ms | p99 ms | more |",
                self.bench
            ),
            "|---|--:|--:|--:|--:|--:|---|".to_owned(),
        ];
        lines.extend(self.rows.iter().map(|row| {
            let more: Vec<String> = row
                .more
                .iter()
                .map(|(name, value)| format!("{name} {}", number(*value)))
                .collect();
            let shown = |figure: Option<f64>| figure.map(number).unwrap_or_default();
            format!(
                "| {} | {} {} | {} | {} | {} | {} | {} |",
                row.what,
                number(row.value),
                row.unit,
                shown(row.floor),
                row.ratio
                    .map(|ratio| format!("{ratio:.2}"))
                    .unwrap_or_default(),
                shown(row.p50),
                shown(row.p99),
                more.join(", "),
            )
        }));
        lines.join("\n")
    }
}

fn line(row: &Row) -> String {
    let floor = row.floor.map(|floor| format!(", floor {}", number(floor)));
    let ratio = row.ratio.map(|ratio| format!(", ratio {ratio:.2}"));
    format!(
        "{}: {} {}{}{}",
        row.what,
        number(row.value),
        row.unit,
        floor.unwrap_or_default(),
        ratio.unwrap_or_default()
    )
}

/// A figure as a person reads it: three digits that matter, thousands apart.
fn number(value: f64) -> String {
    let size = value.abs();
    if size < 10.0 {
        return format!("{value:.2}");
    }
    if size < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let places = digits.len();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digit != '-' && (places - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_readable() {
        let shown = [0.125, 12.34, 123.4, 1_234.0, 1_234_567.0].map(number);
        assert_eq!(shown, ["0.12", "12.3", "123", "1,234", "1,234,567"]);
    }

    #[test]
    fn a_row_says_how_near_it_is_to_its_floor() {
        let row = Row::rate("ingest", "1 connection".into(), 70.0, 100.0).with("floor_http", 100.0);
        let mut report = Report::new("ingest");
        report.add(row);
        assert!(
            report
                .table()
                .contains("| 1 connection | 70.0 /s | 100 | 0.70 |  |  | floor_http 100 |")
        );
    }
}
