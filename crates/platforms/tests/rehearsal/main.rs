//! Clients and simulators of both platforms in one process, on one thread and on paused time: the
//! same seed has the same history, byte for byte.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod life;
mod world;

use world::{History, World};

const ORDERS: u32 = 16;

/// One whole history: a runtime of its own, on paused time.
fn history(seed: u64) -> History {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let world = World::under_bad_weather(seed).await;
        life::live(&world, ORDERS).await;
        world.history()
    })
}

#[test]
fn the_same_seed_has_the_same_history() {
    let first = history(11);
    let again = history(11);
    assert_eq!(first.network, again.network, "what the wire carried");
    assert_eq!(first.store, again.store, "the store's ledger");
    assert_eq!(first.market, again.market, "the marketplace's ledger");
    assert_eq!(first.ended_at, again.ended_at);

    let other = history(12);
    assert_ne!(first.network.fingerprint, other.network.fingerprint);
    assert_ne!(first.market, other.market);

    for history in [first, other] {
        assert!(history.network.lost > 0, "the weather was bad");
        assert!(history.network.hooks > 0, "webhooks arrived");
        assert!(history.network.pushes > 0, "messages were pushed");
        // Calls that buy are made once here, so a wire that repeats nothing buys nothing twice.
        let mut keys = history.keys_bought.clone();
        keys.sort();
        keys.dedup();
        assert_eq!(
            keys.len(),
            history.keys_bought.len(),
            "nothing bought twice"
        );
        assert!(keys.len() > ORDERS as usize / 2, "most orders were bought");
        assert!(history.fulfilled > ORDERS as usize / 2, "and told");
    }
}
