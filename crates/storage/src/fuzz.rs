//! Fuzz targets of storage: sealed credentials, and the words that orders are found by.
//!
//! A target panics where a property is broken. Nothing here is in the program that people run.

#![expect(
    clippy::unwrap_used,
    reason = "a fuzz target tells what it found by panicking"
)]

use domain::fuzz::{Target, first_line};

use crate::apply::{of_number, words};
use crate::seal::SealKey;

/// The targets of this crate.
pub const TARGETS: &[Target] = &[
    Target {
        name: "seal",
        run: seal,
    },
    Target {
        name: "search_words",
        run: search_words,
    },
];

/// `row\nbytes`: nothing opens but what was sealed, in its own row, unchanged.
fn seal(bytes: &[u8]) {
    let (row, rest) = first_line(bytes);
    let key = SealKey::new([7; 32]);
    assert!(key.open(rest, row).is_err(), "nobody seals by chance");
    let secret = String::from_utf8_lossy(rest);
    let sealed = key.seal(&secret, row).unwrap();
    assert_eq!(key.open(&sealed, row).unwrap(), secret);
    assert!(key.open(&sealed, &format!("{row}1")).is_err());
    let mut altered = sealed.clone();
    let at = rest.iter().map(|byte| usize::from(*byte)).sum::<usize>() % altered.len();
    altered[at] ^= 1;
    assert!(key.open(&altered, row).is_err());
    assert!(key.open(&sealed[..sealed.len() - 1], row).is_err());
    assert!(SealKey::new([8; 32]).open(&sealed, row).is_err());
}

/// Every word that is kept is found by typing it, however it was written.
fn search_words(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for kept in of_number(&text) {
        assert!(!kept.is_empty() && kept.chars().count() <= 64);
        let typed: Vec<String> = words(&kept).collect();
        assert_eq!(typed, [kept]);
    }
}
