//! `crossdock sim`: one platform's simulator alone, for writing and testing against it.

use std::net::SocketAddr;

use platforms::sim::{SimClock, SimServer};

use super::{say, serve};

/// What `sim` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Which platform.
    #[arg(value_enum)]
    platform: Platform,
    /// The port on this machine; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// How many times as fast as real time its clock runs.
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// Decides everything that is random.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Platform {
    /// A store that speaks GraphQL.
    Shopify,
    /// A store.
    Shopbase,
    /// A marketplace.
    Aliexpress,
    /// A tracker.
    #[value(name = "17track")]
    SeventeenTrack,
}

/// Runs until a signal says stop.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let clock = SimClock::real();
    clock.set_speed(options.speed);
    let address: SocketAddr = ([127, 0, 0, 1], options.port).into();
    let seed = options.seed;
    // The server runs until it is dropped at the end.
    let _server = match options.platform {
        Platform::Shopify => shopify(clock, address, seed).await?,
        Platform::Shopbase => {
            use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig};
            let config = ShopbaseSimConfig {
                seed,
                ..ShopbaseSimConfig::default()
            };
            let (sim, server) = ShopbaseSim::start(config, clock, address).await?;
            let config = sim.config();
            say(&format!("ShopBase simulator at {}", server.base_url()));
            say(&format!(
                "  store {}, API key {}, password {}, shared secret {}",
                config.shop, config.api_key, config.api_password, config.shared_secret
            ));
            say(&format!(
                "  orders: {}/admin/orders   control: {0}/_sim/ledger",
                server.base_url()
            ));
            server
        }
        Platform::SeventeenTrack => {
            use platforms::seventeen_track::sim::{SeventeenTrackSim, SeventeenTrackSimConfig};
            let config = SeventeenTrackSimConfig {
                seed,
                ..SeventeenTrackSimConfig::default()
            };
            let key = config.key.clone();
            let (_sim, server) = SeventeenTrackSim::start(config, clock, address).await?;
            say(&format!("17TRACK simulator at {}", server.base_url()));
            say(&format!("  key {key}"));
            say(&format!(
                "  numbers: {}/   control: {0}/_sim/ledger",
                server.base_url()
            ));
            server
        }
        Platform::Aliexpress => {
            use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig};
            let config = AliexpressSimConfig {
                seed,
                ..AliexpressSimConfig::default()
            };
            let keys = (config.app_key.clone(), config.app_secret.clone());
            let (_sim, server) = AliexpressSim::start(config, clock, address).await?;
            say(&format!("AliExpress simulator at {}", server.base_url()));
            say(&format!("  app key {}, app secret {}", keys.0, keys.1));
            say(&format!(
                "  products: {}/item/index.html   orders: {0}/p/order/index.html   control: {0}/_sim/ledger",
                server.base_url()
            ));
            server
        }
    };
    serve::stop_signal().await;
    Ok(())
}

async fn shopify(clock: SimClock, address: SocketAddr, seed: u64) -> anyhow::Result<SimServer> {
    use platforms::shopify::sim::{ShopifySim, ShopifySimConfig};
    let config = ShopifySimConfig {
        seed,
        ..ShopifySimConfig::default()
    };
    let (sim, server) = ShopifySim::start(config, clock, address).await?;
    let config = sim.config();
    say(&format!("Shopify simulator at {}", server.base_url()));
    say(&format!(
        "  store {}, client ID {}, client secret {}, access token {}",
        config.shop, config.client_id, config.client_secret, config.static_access
    ));
    say(&format!(
        "  orders: {}/admin/orders   control: {0}/_sim/ledger",
        server.base_url()
    ));
    Ok(server)
}
