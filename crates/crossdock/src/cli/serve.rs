//! `crossdock serve`: the desk and the background work, until it is told to stop; nothing is lost then.

use std::future::Future;
use std::net::SocketAddr;

use anyhow::Context;
use app::App;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::say;
use crate::config::Config;
use crate::program;

/// What `serve` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Listen on this address instead of the configured one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    jobs: JobsAtOnce,
}

/// How much is worked on at once.
#[derive(Debug, clap::Args)]
pub(crate) struct JobsAtOnce {
    /// Run so many jobs at once instead of the configured number. 0 leaves the work to other processes.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(0..=512))]
    jobs_at_once: Option<u16>,
}

impl JobsAtOnce {
    /// What was asked for, else what is configured.
    pub(crate) fn or(&self, config: &Config) -> usize {
        self.jobs_at_once
            .map_or(config.work.jobs_at_once, usize::from)
    }
}

/// Runs until a signal says stop.
pub(crate) async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let app = program::open(config).await?;
    let _held = program::hold(config, &app)?;
    let listen = options.listen.unwrap_or(config.server.listen);
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("{listen} can't be listened on; is something else running there?")
    })?;
    let address = listener.local_addr()?;
    let own_url = format!("http://{address}");
    let reached_at = config
        .server
        .public_url
        .clone()
        .unwrap_or_else(|| own_url.clone());
    let mut web = web::WebOptions::new(reached_at);
    web.merchant_zone = jiff::tz::TimeZone::get(&config.desk.time_zone)?;
    // Simulators on this machine serve their pictures without TLS; nobody else's desk may ask for them.
    web.allow_loopback_pictures = address.ip().is_loopback() && config.server.public_url.is_none();
    let stop = stop_signal();
    say(&format!("Crossdock is at {own_url}"));
    if app::people::is_new(&app).await? {
        say("Open it and set up the owner's account.");
    }
    let workers = options.jobs.or(config);
    serve(app, web, listener, workers, stop).await
}

/// Serves pages and runs background work until `stop` ends; then finishes what was begun.
pub(crate) async fn serve(
    app: App,
    mut web: web::WebOptions,
    listener: TcpListener,
    workers: usize,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (stopping, stopped) = watch::channel(false);
    let alone = !app.space().storage().is_shared();
    let work = app::queue::work(app.clone(), workers, alone, stopped.clone());
    let working = tokio::spawn(work);
    web.stopping = stopped.clone();
    let router = web::router(app, web);
    let mut until = stopped;
    let server = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    );
    let pages = server.with_graceful_shutdown(async move {
        let _ = until.wait_for(|stop| *stop).await;
    });
    let pages = tokio::spawn(async move { pages.await });
    stop.await;
    tracing::info!("stopping: what was begun is finished first");
    stopping.send_replace(true);
    working.await?;
    // Live pages keep their connections open for ever; they are not waited for.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(3), pages).await;
    Ok(())
}

/// Listens from now on, and ends at Ctrl-C or a request to terminate.
///
/// Called before the address is told: whoever knows it may ask to stop, and that must not come too
/// early to be heard.
pub(crate) fn stop_signal() -> impl Future<Output = ()> + Send + 'static {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let heard = signal(SignalKind::terminate()).and_then(|terminate| {
            let interrupt = signal(SignalKind::interrupt())?;
            Ok((terminate, interrupt))
        });
        async move {
            let Ok((mut terminate, mut interrupt)) = heard else {
                return std::future::pending().await;
            };
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
    }
    #[cfg(not(unix))]
    async {
        let _ = tokio::signal::ctrl_c().await;
    }
}
