//! Journeys of the real program between both simulators: what a merchant lives through, with everything
//! that goes wrong on the way.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![expect(
    clippy::print_stderr,
    reason = "what the server said is shown when a journey fails"
)]

mod access;
mod bench;
mod by_hand;
mod cancel;
mod commands;
mod crash;
mod failures;
mod fixes;
mod happy;
mod hooks;
mod hostile;
mod lost_answer;
mod rush;
mod stop;
mod two_people;
