//! A mail server of its own: speaks SMTP, keeps what it takes, bounces what nobody gets.
//!
//! It is written from RFC 5321 (SMTP), RFC 4954 (AUTH) and RFC 5322 (mails) alone and imports nothing of
//! the client. A mail that comes twice under one Message-ID is one mail with two copies, as mailboxes
//! show it. README.md beside it tells how to steer it.

mod conversation;
mod letter;
mod pages;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use self::letter::Letter;
use crate::sim::{Faults, Holds, SimClock, SimServer};

/// How a simulated mail server is set up.
#[derive(Clone, Debug)]
pub struct SmtpSimConfig {
    /// What it calls itself.
    pub host: String,
    /// Who may send.
    pub user: String,
    /// With this password.
    pub password: String,
    /// Decides everything that is random.
    pub seed: u64,
}

impl Default for SmtpSimConfig {
    fn default() -> Self {
        Self {
            host: "mail.demo.example".into(),
            user: "crossdock".into(),
            password: "sim-mail-password".into(),
            seed: 1,
        }
    }
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct KeptMail {
    /// Its place in the mailbox, from 1.
    pub number: usize,
    /// When it came first.
    pub at: Timestamp,
    /// Whom the envelope names as its sender.
    pub from: String,
    /// Whom the envelope names as its recipient.
    pub to: String,
    /// How often it was taken; more than once when an answer was lost and it was sent again.
    pub copies: u32,
    /// What was in it.
    pub letter: Letter,
}

/// A simulated mail server. Cloning gives another handle of the same server.
#[derive(Clone, Debug)]
pub struct SmtpSim(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: SmtpSimConfig,
    clock: SimClock,
    faults: Faults,
    holds: Holds,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    mails: Vec<KeptMail>,
    bounced: u64,
    conversations: u64,
}

/// Listens until it is dropped.
#[derive(Debug)]
pub struct SmtpServer {
    address: SocketAddr,
    pages: SimServer,
    stop: watch::Sender<bool>,
}

impl SmtpServer {
    /// Where it speaks SMTP.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a person looks into the mailbox.
    #[must_use]
    pub fn mailbox_url(&self) -> String {
        format!("{}/mailbox", self.pages.base_url())
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl SmtpSim {
    /// A mail server with an empty mailbox.
    #[must_use]
    pub fn new(config: SmtpSimConfig, clock: SimClock) -> Self {
        let faults = Faults::seeded(config.seed);
        Self(Arc::new(Inner {
            config,
            clock,
            faults,
            holds: Holds::default(),
            state: Mutex::default(),
        }))
    }

    /// A new server on `address` (port 0 takes a free one) until what is returned is dropped, with its
    /// mailbox's pages on a free port beside it.
    ///
    /// # Errors
    /// When the address can't be listened on.
    pub async fn start(
        config: SmtpSimConfig,
        clock: SimClock,
        address: SocketAddr,
    ) -> io::Result<(Self, SmtpServer)> {
        let sim = Self::new(config, clock);
        let server = sim.serve(address).await?;
        Ok((sim, server))
    }

    /// Serves this server on `address`: again after what served it was dropped, as after a restart.
    ///
    /// # Errors
    /// When the address can't be listened on.
    pub async fn serve(&self, address: SocketAddr) -> io::Result<SmtpServer> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(accept(self.clone(), listener, stopped));
        let anywhere = (address.ip(), 0).into();
        let pages = SimServer::start(pages::router(self.clone()), anywhere).await?;
        Ok(SmtpServer {
            address,
            pages,
            stop,
        })
    }

    /// What goes wrong on purpose. The calls are `connect`, `auth`, `mail`, `rcpt`, `data`.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// Conversations that are held on purpose.
    #[must_use]
    pub fn holds(&self) -> &Holds {
        &self.0.holds
    }

    /// How it is set up.
    #[must_use]
    pub fn config(&self) -> &SmtpSimConfig {
        &self.0.config
    }

    /// Everything in the mailbox, oldest first.
    #[must_use]
    pub fn mails(&self) -> Vec<KeptMail> {
        self.state().mails.clone()
    }

    /// How many recipients were refused for good.
    #[must_use]
    pub fn bounced(&self) -> u64 {
        self.state().bounced
    }

    /// How many conversations were begun.
    #[must_use]
    pub fn conversations(&self) -> u64 {
        self.state().conversations
    }

    fn keep(&self, from: &str, to: &[String], raw: &[u8]) -> usize {
        let letter = Letter::read(raw);
        let at = self.0.clock.now();
        let mut state = self.state();
        let mut number = 0;
        for to in to {
            let same = |mail: &&mut KeptMail| {
                mail.to == *to
                    && !letter.message_id.is_empty()
                    && mail.letter.message_id == letter.message_id
            };
            if let Some(known) = state.mails.iter_mut().find(same) {
                known.copies += 1;
                number = known.number;
                continue;
            }
            number = state.mails.len() + 1;
            state.mails.push(KeptMail {
                number,
                at,
                from: from.to_owned(),
                to: to.clone(),
                copies: 1,
                letter: letter.clone(),
            });
        }
        number
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn accept(sim: SmtpSim, listener: TcpListener, mut stopped: watch::Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => return,
        };
        if let Ok((stream, _)) = accepted {
            let _ = stream.set_nodelay(true);
            let (sim, mut stopped) = (sim.clone(), stopped.clone());
            tokio::spawn(async move {
                tokio::select! {
                    _ = conversation::hold(sim, stream) => {}
                    _ = stopped.changed() => {}
                }
            });
        }
    }
}
