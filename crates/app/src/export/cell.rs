//! One value of a file, before it is written in the file's form.
//!
//! A value that somebody else wrote must never run as a formula where the file is opened: a text that a
//! spreadsheet would calculate is marked as a text. Numbers and times stay what they are.

use jiff::Timestamp;
use rust_decimal::Decimal;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// An amount.
    Number(Decimal),
    /// A time.
    Time(Timestamp),
}

impl Cell {
    /// Words; none is an empty cell.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// A whole number.
    pub fn whole(number: impl Into<i64>) -> Self {
        Self::Number(Decimal::from(number.into()))
    }

    /// A time, if there is one.
    #[must_use]
    pub fn time(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Empty, Self::Time)
    }

    /// Several words in one cell.
    #[must_use]
    pub fn list(words: impl IntoIterator<Item = String>) -> Self {
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        Self::text(words.join("; "))
    }
}

/// Whether a spreadsheet would take a text for a formula: those that begin with what starts one, in wide
/// letters too, which Japanese and Chinese editions read alike; and those with a tab or a new line before
/// it, which some of them drop. See <https://owasp.org/www-community/attacks/CSV_Injection>.
pub(super) fn is_dangerous(text: &str) -> bool {
    let starts = |letter: char| "=+-@＝＋－＠".contains(letter);
    let breaks = |letter: char| matches!(letter, '\t' | '\r' | '\n');
    text.starts_with(breaks) || text.trim_start().starts_with(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_calculated_is_known() {
        for text in [
            "=1+1", "+84 912", "-x", "@SUM(A1)", "\tx", "\rx", "\n=1", "  =1", "＝1",
        ] {
            assert!(is_dangerous(text), "{text:?}");
        }
        for text in ["", "a=1", "1-2", "Đèn", "ก-ข", "#1001", "'=1"] {
            assert!(!is_dangerous(text), "{text:?}");
        }
    }
}
