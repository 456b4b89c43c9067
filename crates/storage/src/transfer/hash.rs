//! A hash of all rows of a table, whatever order they come in and whichever engine they come from.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::engine::Value;

/// The sum of the rows' own hashes. Nobody attacks it: it finds rows that are lost, doubled or changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TableHash {
    rows: u64,
    sum: u128,
}

impl TableHash {
    /// Adds a row; its values in the order of their columns' names.
    pub(super) fn add(&mut self, row: &[Value]) {
        let mut hash = Sha256::new();
        for value in row {
            // Each value with its kind and length, so that none runs into the next.
            match value {
                Value::Null => hash.update([0]),
                Value::Int(number) => {
                    hash.update([1]);
                    hash.update(number.to_be_bytes());
                }
                Value::Text(text) => piece(&mut hash, 2, text.as_bytes()),
                Value::Blob(bytes) => piece(&mut hash, 3, bytes),
            }
        }
        let mut half = [0; 16];
        half.copy_from_slice(&hash.finalize()[..16]);
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(half));
        self.rows += 1;
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }
}

fn piece(hash: &mut Sha256, kind: u8, bytes: &[u8]) {
    hash.update([kind]);
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

impl fmt::Display for TableHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[&[Value]]) -> TableHash {
        let mut hash = TableHash::default();
        rows.iter().for_each(|row| hash.add(row));
        hash
    }

    #[test]
    fn order_does_not_matter_and_everything_else_does() {
        let (a, b) = (
            [Value::from("a"), Value::Null],
            [Value::from("ab"), Value::Int(7)],
        );
        assert_eq!(of(&[&a, &b]), of(&[&b, &a]));
        assert_ne!(of(&[&a, &b]), of(&[&a]));
        assert_ne!(of(&[&a, &a]), of(&[&a]));
        let split = [Value::from("a"), "b".into()];
        let other = [Value::from("ab"), "".into()];
        assert_ne!(of(&[&split]), of(&[&other]));
        assert_ne!(of(&[&[Value::from("7")]]), of(&[&[Value::Int(7)]]));
        assert_ne!(
            of(&[&[Value::from("7")]]),
            of(&[&[Value::Blob(b"7".to_vec())]])
        );
    }
}
