//! Dice that always fall the same way for the same seed, label and number.
//!
//! What an order will live through is decided from its id, so that a rehearsal can be repeated. It
//! must never read the clock or the machine's randomness.

use std::ops::RangeInclusive;

/// A small generator (`splitmix64`) started from a seed, a label and a number.
#[derive(Clone, Debug)]
pub(super) struct Roll(u64);

impl Roll {
    pub(super) fn new(seed: u64, label: &str, number: u64) -> Self {
        let mut state = 0xcbf2_9ce4_8422_2325 ^ seed;
        for byte in label.bytes().chain(number.to_le_bytes()) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(state)
    }

    pub(super) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.draw() % end.max(1)
    }

    pub(super) fn between(&mut self, range: &RangeInclusive<u32>) -> i64 {
        let span = u64::from(range.end().saturating_sub(*range.start())) + 1;
        i64::from(*range.start()) + i64::try_from(self.below(span)).unwrap_or(0)
    }

    pub(super) fn chance(&mut self, per_mille: u16) -> bool {
        self.below(1000) < u64::from(per_mille)
    }

    pub(super) fn digits(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0)))
            .collect()
    }

    pub(super) fn text(&mut self, length: usize) -> String {
        const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        (0..length)
            .map(|_| {
                let place = usize::try_from(self.below(ALPHABET.len() as u64)).unwrap_or(0);
                char::from(ALPHABET[place])
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_label_and_number_fall_the_same_way() {
        let throw = |seed, label, number| Roll::new(seed, label, number).text(12);
        assert_eq!(throw(1, "order", 7), throw(1, "order", 7));
        assert_ne!(throw(1, "order", 7), throw(2, "order", 7));
        assert_ne!(throw(1, "order", 7), throw(1, "risk", 7));
        let mut roll = Roll::new(3, "days", 1);
        assert!((0..200).all(|_| (4..=12).contains(&roll.between(&(4..=12)))));
    }
}
