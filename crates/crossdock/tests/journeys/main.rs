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

/// Makes a journey twice: a test on each engine out of one function that takes the engine.
macro_rules! on_both_engines {
    ($journey:ident) => {
        mod $journey {
            use crate::bench::engine::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$journey(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                super::$journey(Engine::Postgres).await;
            }
        }
    };
}

mod access;
mod bench;
mod by_hand;
mod cancel;
mod cases;
mod commands;
mod crash;
mod failures;
mod fixes;
mod happy;
mod hooks;
mod hostile;
mod lost_answer;
mod notices;
mod on_the_way;
mod rush;
mod several;
mod shopify;
mod statements;
mod stop;
mod tracking;
mod two_people;
