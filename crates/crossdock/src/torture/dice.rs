//! Seeded randomness: one seed, and a stream of its own for each thing that is left to chance.
//!
//! A thing's stream depends on the seed and its name alone, so that leaving something out (fewer orders,
//! no crashes) leaves all others as they were: that is what makes a failure small.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A stream of dice.
pub(super) struct Dice(StdRng);

/// A number that depends on the seed, a name and a number.
pub(super) fn mix(seed: u64, name: &str, number: u64) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let bytes = name.bytes().chain(number.to_le_bytes());
    for byte in bytes.chain(seed.to_le_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    // The last step of splitmix64: near numbers end far apart.
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

impl Dice {
    pub(super) fn of(seed: u64, name: &str, number: u64) -> Self {
        Self(StdRng::seed_from_u64(mix(seed, name, number)))
    }

    /// From `least` up to but not including `end`.
    pub(super) fn between(&mut self, least: u64, end: u64) -> u64 {
        if end <= least {
            least
        } else {
            self.0.random_range(least..end)
        }
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.between(0, end)
    }

    pub(super) fn index(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        usize::try_from(self.below(count)).unwrap_or(0)
    }

    /// Whether something happens that happens so often in a hundred.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() {
            None
        } else {
            from.get(self.index(from.len()))
        }
    }

    /// A span that is mostly short and sometimes long: milliseconds up to `end`.
    pub(super) fn span(&mut self, end: u64) -> u64 {
        let scale = self.below(5);
        let end = end >> (scale * 3);
        self.below(end.max(2))
    }
}
