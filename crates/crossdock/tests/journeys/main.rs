//! Journeys of the real program between both simulators: what a merchant lives through, with everything
//! that goes wrong on the way.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bench;
mod cancel;
mod crash;
mod happy;
mod lost_answer;
mod two_people;
