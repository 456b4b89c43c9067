//! Dice that always fall the same way for the same seed, label and number.

use std::ops::RangeInclusive;

/// A small generator (`splitmix64`) started from a seed, a label and a text.
#[derive(Clone, Debug)]
pub(super) struct Roll(u64);

impl Roll {
    pub(super) fn new(seed: u64, label: &str, text: &str) -> Self {
        let mut state = 0xcbf2_9ce4_8422_2325 ^ seed;
        for byte in label.bytes().chain([0]).chain(text.bytes()) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(state)
    }

    fn draw(&mut self) -> u64 {
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
}
