//! The rehearsed tracker: it hears of parcels from the carriers that the rehearsed marketplaces ship by,
//! so that both tell one story, each in its own time.

use std::sync::Arc;

use anyhow::Context;
use app::App;
use domain::ports::connect::ConnectValues;
use platforms::aliexpress::sim::AliexpressSim;
use platforms::seventeen_track::sim::{Feed, FeedScan, SeventeenTrackSim, SeventeenTrackSimConfig};
use platforms::sim::{SimClock, SimServer};

/// Starts the tracker, connects it as a person would, and tells it where pushes go.
pub(super) async fn open(
    app: &App,
    clock: &SimClock,
    market: &AliexpressSim,
    seed: u64,
    own_url: &str,
) -> anyhow::Result<(SeventeenTrackSim, SimServer)> {
    let carriers = market.clone();
    let feed = Feed(Arc::new(move |number: &str| {
        let scans = carriers.scans_of(number)?;
        let scan = |(at, words)| FeedScan { at, words };
        Some(scans.into_iter().map(scan).collect())
    }));
    let config = SeventeenTrackSimConfig {
        seed,
        quota_total: 100_000,
        undetected_per_mille: 40,
        // On a sped-up clock a machine's own slowness would look like too many calls.
        enforce_rate: false,
        feed: Some(feed),
        ..SeventeenTrackSimConfig::default()
    };
    let key = config.key.clone();
    let here = ([127, 0, 0, 1], 0).into();
    let (sim, server) = SeventeenTrackSim::start(config, clock.clone(), here).await?;
    let values: ConnectValues = [("key", key), ("base_url", server.base_url())]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    app::connect::start(app, "seventeen_track", "key", &values, own_url)
        .await
        .context("the simulated tracker was not connected")?;
    let trackers = app.space().trackers().await?;
    let key = trackers.first().map(|tracker| tracker.hook_key.clone());
    sim.configure(|config| config.push_url = key.map(|key| format!("{own_url}/hooks/{key}/push")));
    Ok((sim, server))
}
