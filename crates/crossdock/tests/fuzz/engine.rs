//! A small fuzzing engine that needs nothing but stable Rust: it changes known inputs at random, from
//! a seed, and shortens what breaks a target.
//!
//! It sees no coverage; `fuzz/README.md` tells how to run the same targets under libFuzzer. What that
//! finds is kept in the same folders of inputs, which are all run before anything is changed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::time::{Duration, Instant};

/// Longer inputs find nothing that shorter ones do not.
const LONGEST: usize = 1 << 16;

/// Pieces that have broken parsers before: edges of numbers, of texts and of JSON.
const PIECES: &[&str] = &[
    "0",
    "-1",
    "1e400",
    "-0",
    "0.005",
    "18446744073709551616",
    "9007199254740993",
    "79228162514264337593543950335",
    "9223372036854775807",
    "00",
    "1.",
    ".5",
    "+1",
    "1_000",
    "null",
    "true",
    "{}",
    "[]",
    "[[[[",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\u{202e}",
    "\u{feff}",
    "İ",
    "ß",
    "é",
    "９",
    "\n",
    "\r\n",
    " ",
    "\t",
    "\0",
    "=",
    "+",
    "@",
    "'",
    "%",
    "%00",
    "..",
    "/",
    "//",
    ":",
    "#",
    "?",
    "&",
    "\\",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-02-30 25:61:61",
    "LP",
    "finish",
];

/// What is run for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effort {
    /// So many changed inputs: the same on every machine.
    Inputs(u32),
    /// For so long.
    Time(Duration),
}

/// An input that broke the target, shortened, and what the target said.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) input: Vec<u8>,
    pub(crate) said: String,
}

/// Runs `target` on every known input and on changed ones; returns how many.
pub(crate) fn fuzz(
    target: fn(&[u8]),
    known: &[Vec<u8>],
    seed: u64,
    effort: Effort,
) -> Result<u64, Broken> {
    let begun = Instant::now();
    let mut done = 0;
    for input in known {
        run(target, input)?;
        done += 1;
    }
    let mut dice = Dice(seed | 1);
    let pieces = pieces_of(known);
    loop {
        let enough = match effort {
            Effort::Inputs(most) => done >= u64::from(most),
            Effort::Time(most) => begun.elapsed() >= most,
        };
        if enough {
            return Ok(done);
        }
        let mut input = dice.pick(known).cloned().unwrap_or_default();
        for _ in 0..=dice.below(6) {
            change(&mut input, known, &pieces, &mut dice);
        }
        input.truncate(LONGEST);
        run(target, &input)?;
        done += 1;
    }
}

fn run(target: fn(&[u8]), input: &[u8]) -> Result<(), Broken> {
    let Err(first) = said(target, input) else {
        return Ok(());
    };
    let mut input = input.to_vec();
    let mut step = input.len().next_power_of_two();
    // Ever smaller parts are left out, as long as it still breaks.
    while step > 0 {
        let mut at = 0;
        while at < input.len() {
            let mut shorter = input.clone();
            shorter.drain(at..(at + step).min(input.len()));
            if said(target, &shorter).is_err() {
                input = shorter;
            } else {
                at += step;
            }
        }
        step /= 2;
    }
    let said = said(target, &input).err().unwrap_or(first);
    Err(Broken { input, said })
}

thread_local! {
    /// Whether this thread's panics are expected; only the last one is told.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

fn said(target: fn(&[u8]), input: &[u8]) -> Result<(), String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                loud(panic);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| target(input)));
    QUIET.set(false);
    outcome.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("it panicked").to_owned()
    })
}

/// The words, numbers and texts of the known inputs: what changed inputs are put together from.
fn pieces_of(known: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let own = PIECES.iter().map(|piece| piece.as_bytes().to_vec());
    let is_mark = |byte: &u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-' | b'.');
    let theirs = known
        .iter()
        .flat_map(|input| input.split(is_mark))
        .filter(|piece| (1..=40).contains(&piece.len()))
        .map(<[u8]>::to_vec);
    let mut pieces: Vec<Vec<u8>> = own.chain(theirs).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

fn change(input: &mut Vec<u8>, known: &[Vec<u8>], pieces: &[Vec<u8>], dice: &mut Dice) {
    let (start, end) = dice.range(input.len());
    let piece = dice.pick(pieces).cloned().unwrap_or_default();
    match dice.below(10) {
        0 => {
            if let Some(byte) = input.get_mut(start) {
                *byte ^= 1 << dice.below(8);
            }
        }
        1 => {
            input.drain(start..end);
        }
        2 => {
            let part = input[start..end].to_vec();
            input.splice(start..start, part);
        }
        3 => {
            input.splice(start..start, piece);
        }
        4 => {
            input.splice(start..end.min(start + 4), piece);
        }
        // Whole words and numbers, so that the rest can still be read.
        5..=7 => {
            let (start, end) = word_around(input, start);
            input.splice(start..end, piece);
        }
        8 => {
            let (start, end) = word_around(input, start);
            let digits = dice.next().to_string();
            input.splice(start..end, digits.into_bytes());
        }
        _ => {
            let other = dice.pick(known).cloned().unwrap_or_default();
            let (from, to) = dice.range(other.len());
            input.splice(start..end, other[from..to].iter().copied());
        }
    }
}

fn word_around(input: &[u8], at: usize) -> (usize, usize) {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let before = input[..at].iter().rev().take_while(|byte| is_word(byte));
    let start = at - before.count();
    let after = input[at..].iter().take_while(|byte| is_word(byte));
    (start, at + after.count())
}

/// Xorshift: the same seed throws the same numbers everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap_or(0) % end.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// A part of something of this length: often a short one.
    fn range(&mut self, length: usize) -> (usize, usize) {
        let start = self.below(length + 1);
        let most = if self.below(3) == 0 { length } else { 16 };
        (start, (start + self.below(most + 1)).min(length))
    }
}

#[test]
fn it_finds_what_is_hidden_and_shortens_it() {
    let target: fn(&[u8]) = |bytes| {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("\"price\":-1"), "negative");
    };
    let known = vec![
        br#"{"price":7,"count":2}"#.to_vec(),
        br#"{"count":-1}"#.to_vec(),
    ];
    let broken = fuzz(target, &known, 7, Effort::Inputs(100_000)).unwrap_err();
    assert_eq!(broken.input, br#""price":-1"#);
    assert_eq!(broken.said, "negative");
    let again = fuzz(target, &known, 7, Effort::Inputs(100_000)).unwrap_err();
    assert_eq!(again.input, broken.input);
}
