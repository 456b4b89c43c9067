//! The words that the loaded orders are found by, told in the order of the alphabet: the table is
//! sorted by them, and only what comes sorted is written fast.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::story::{self, FAMILIES, FIRST, MAKES, Stage, THINGS};

/// Words in the order of the alphabet, with the places of their orders.
type Stream = Box<dyn Iterator<Item = (String, u64)>>;

/// All words of `count` orders, sorted, with the place of the order of each.
pub(super) fn sorted(count: u64) -> impl Iterator<Item = (String, u64)> {
    let placed = move |place: &u64| Stage::of(*place, count).is_placed();
    let sent = move |place: &u64| Stage::of(*place, count).has_parcel();
    let streams = vec![
        by_place("#", story::number, 0..count),
        by_place("", story::number, 0..count),
        by_place("", story::external, 0..count),
        by_place("", story::supplier_order, (0..count).filter(placed)),
        by_place("", story::mail, (0..count).filter(sent)),
        by_class(story::first_name, FIRST, count),
        by_class(story::family_name, FAMILIES, count),
        by_class(story::make_word, MAKES, count),
        things(count),
        skus(count),
        emails(count),
    ];
    Merged::of(streams)
}

/// A word for each of these places.
fn by_place(
    prefix: &'static str,
    write: fn(&mut String, u64),
    places: impl Iterator<Item = u64> + 'static,
) -> Stream {
    Box::new(places.map(move |place| {
        let mut word = prefix.to_owned();
        write(&mut word, place);
        (word, place)
    }))
}

/// A word for each class of places that leave the same rest.
fn by_class(write: fn(&mut String, u64), classes: u64, count: u64) -> Stream {
    let mut words = named(write, classes);
    words.sort_unstable();
    Box::new(words.into_iter().flat_map(move |(word, class)| {
        let places = (class..count).step_by(usize::try_from(classes).unwrap_or(1));
        places.map(move |place| (word.clone(), place))
    }))
}

fn named(write: fn(&mut String, u64), classes: u64) -> Vec<(String, u64)> {
    let name = |class| {
        let mut word = String::new();
        write(&mut word, class);
        (word, class)
    };
    (0..classes).map(name).collect()
}

fn things(count: u64) -> Stream {
    Box::new((0..THINGS).flat_map(move |thing| {
        let mut word = String::new();
        story::thing_word(&mut word, thing);
        let turns = (thing * MAKES..count).step_by(usize::try_from(MAKES * THINGS).unwrap_or(1));
        let places = turns.flat_map(move |from| from..(from + MAKES).min(count));
        places.map(move |place| (word.clone(), place))
    }))
}

fn skus(count: u64) -> Stream {
    let pairs = (0..MAKES).flat_map(|make| (0..THINGS).map(move |thing| (make, thing)));
    Box::new(pairs.flat_map(move |(make, thing)| {
        let mut word = String::new();
        story::sku_word(&mut word, make, thing);
        let first = thing * MAKES + make;
        let places = (first..count).step_by(usize::try_from(MAKES * THINGS).unwrap_or(1));
        places.map(move |place| (word.clone(), place))
    }))
}

/// Every pair of a first name and a family meets at one place of each turn.
fn emails(count: u64) -> Stream {
    let turn = FIRST * FAMILIES;
    let (mut firsts, mut families) = (
        named(story::first_name, FIRST),
        named(story::family_name, FAMILIES),
    );
    firsts.sort_unstable();
    families.sort_unstable();
    // What leaves a rest of one here and none there.
    let of_first = FAMILIES * inverse(FAMILIES % FIRST, FIRST) % turn;
    let of_family = FIRST * inverse(FIRST % FAMILIES, FAMILIES) % turn;
    Box::new(firsts.into_iter().flat_map(move |(_, first)| {
        let families = families.clone();
        families.into_iter().flat_map(move |(_, family)| {
            let place = (first * of_first + family * of_family) % turn;
            let places = (place..count).step_by(usize::try_from(turn).unwrap_or(1));
            places.map(move |place| {
                let mut word = String::new();
                story::email(&mut word, first, family, place / turn);
                (word, place)
            })
        })
    }))
}

/// The number that times `value` leaves a rest of one; `modulus` is prime.
fn inverse(value: u64, modulus: u64) -> u64 {
    let (mut result, mut base, mut exponent) = (1, value % modulus, modulus - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent /= 2;
    }
    result
}

/// Several sorted streams as one.
struct Merged {
    streams: Vec<Stream>,
    heads: BinaryHeap<Reverse<(String, u64, usize)>>,
}

impl Merged {
    fn of(mut streams: Vec<Stream>) -> Self {
        let heads = streams.iter_mut().enumerate();
        let heads = heads.filter_map(|(from, stream)| {
            let (word, place) = stream.next()?;
            Some(Reverse((word, place, from)))
        });
        let heads = heads.collect();
        Self { streams, heads }
    }
}

impl Iterator for Merged {
    type Item = (String, u64);

    fn next(&mut self) -> Option<Self::Item> {
        let mut head = self.heads.peek_mut()?;
        let from = head.0.2;
        match self.streams[from].next() {
            Some((word, place)) => {
                let Reverse((word, place, _)) =
                    std::mem::replace(&mut *head, Reverse((word, place, from)));
                Some((word, place))
            }
            None => {
                let Reverse((word, place, _)) = std::collections::binary_heap::PeekMut::pop(head);
                Some((word, place))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_sorted_and_belong_to_their_orders() {
        let count = 3_000;
        let all: Vec<(String, u64)> = sorted(count).collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        let mut words = story::Words::default();
        for place in [0, 7, 1_234, 2_999] {
            words.set(place);
            for word in [
                &words.number,
                &words.email,
                &words.first,
                &words.family,
                &words.thing,
                &words.make,
                &words.sku,
            ] {
                assert!(all.contains(&(word.clone(), place)), "{word} {place}");
            }
        }
        // Eight words for each, and more for those that were placed and sent.
        assert!(all.len() as u64 > count * 9, "{}", all.len());
    }
}
