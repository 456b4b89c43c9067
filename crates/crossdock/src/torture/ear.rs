//! What is overheard of background work: each job's start and end goes into the history, and where
//! nothing crashes and no clock is off, no two jobs of one lane may run at the same time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{EnvFilter, Layer};

use super::air::Air;

/// Where background work says what it does.
const QUEUE: &str = "app::queue";

thread_local! {
    /// Who hears what is said in this thread, in which a whole world lives.
    static EAR: RefCell<Option<Ear>> = const { RefCell::new(None) };
}

/// Starts hearing, once in a process and for all worlds of it: a subscriber for each world would change
/// what the others hear whenever one opens or ends, and they would miss words. `aloud` also writes what
/// the program logs to standard error.
pub(super) fn start(aloud: bool) {
    let all = tracing_subscriber::registry().with(Ears { decide: !aloud });
    // A second start in one process changes nothing.
    let _ = if aloud {
        let filter = EnvFilter::new("app=debug,platforms=debug");
        let writer = tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_ansi(false);
        tracing::subscriber::set_global_default(all.with(filter).with(writer))
    } else {
        tracing::subscriber::set_global_default(all)
    };
}

/// Passes what is said in a thread on to its ear.
struct Ears {
    /// Whether what none of them listens to is not said at all.
    decide: bool,
}

impl Ears {
    fn listen_to(metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && metadata.target().starts_with(QUEUE)
            && *metadata.level() <= Level::DEBUG
    }
}

impl<S: Subscriber> Layer<S> for Ears {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        !self.decide || Self::listen_to(metadata)
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if Self::listen_to(event.metadata()) {
            EAR.with_borrow(|ear| {
                if let Some(ear) = ear {
                    ear.hear(event);
                }
            });
        }
    }
}

/// While it stands, an ear hears what is said in this thread.
pub(super) struct Listening;

impl Drop for Listening {
    fn drop(&mut self) {
        EAR.set(None);
    }
}

/// Hears what background work says. Cloning shares it.
#[derive(Clone)]
pub(super) struct Ear {
    air: Air,
    heard: Arc<Mutex<Heard>>,
}

#[derive(Default)]
struct Heard {
    /// Running jobs by their id, with their lanes.
    running: BTreeMap<String, String>,
    overlaps: Vec<String>,
    jobs: u64,
}

impl Ear {
    pub(super) fn new(air: Air) -> Self {
        Self {
            air,
            heard: Arc::default(),
        }
    }

    /// Hears what is said in this thread.
    pub(super) fn listen(&self) -> Listening {
        EAR.set(Some(self.clone()));
        Listening
    }

    /// How many jobs ran.
    pub(super) fn jobs(&self) -> u64 {
        self.lock().jobs
    }

    /// Jobs of one lane that ran at the same time.
    pub(super) fn overlaps(&self) -> Vec<String> {
        self.lock().overlaps.clone()
    }

    /// Every node was stopped: what ran there runs no more, and no end of it will be heard.
    pub(super) fn all_stopped(&self) {
        self.lock().running.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, event: &Event<'_>) {
        let mut words = Words::default();
        event.record(&mut words);
        self.air.hear(&words.all);
        let mut heard = self.lock();
        match words.message.as_str() {
            "a job runs" => {
                heard.jobs += 1;
                let lane = words.lane;
                let taken = heard.running.values().any(|running| *running == lane);
                if !lane.is_empty() && taken {
                    heard.overlaps.push(format!("{lane}: {}", words.all));
                }
                heard.running.insert(words.job, lane);
            }
            "a job ended" => {
                heard.running.remove(&words.job);
            }
            _ => {}
        }
    }
}

/// An event in words.
#[derive(Default)]
struct Words {
    message: String,
    job: String,
    lane: String,
    all: String,
}

impl Visit for Words {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.keep(field.name(), format!("{value:?}"));
    }
}

impl Words {
    fn keep(&mut self, name: &str, value: String) {
        // Writing to a text does not fail.
        let _ = write!(self.all, "{name}={value} ");
        match name {
            "message" => self.message = value,
            "job.id" => self.job = value,
            "job.lane" => self.lane = value,
            _ => {}
        }
    }
}
