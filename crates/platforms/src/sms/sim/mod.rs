//! An SMS service of its own: takes messages over the REST interface, tells how they went on, signed.
//!
//! It is written from the vendor's published documents alone (see README.md in the folder above) and
//! imports nothing of the client. Numbers that end in a certain way fare in a certain way, as at the
//! vendor's own rehearsal numbers.

mod pages;
mod rest;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha1::Sha1;

use crate::sim::{Faults, Holds, SimClock, SimServer};

/// How a simulated SMS service is set up.
#[derive(Clone, Debug)]
pub struct SmsSimConfig {
    /// Its id of the one customer it has.
    pub sid: String,
    /// What that customer signs in with, and what callbacks are signed with.
    pub secret: String,
    /// The number that messages come from.
    pub sender: String,
    /// Decides everything that is random.
    pub seed: u64,
}

impl Default for SmsSimConfig {
    fn default() -> Self {
        Self {
            sid: "AC00000000000000000000000000005100".into(),
            secret: "sim-sms-secret".into(),
            sender: "+15005550006".into(),
            seed: 1,
        }
    }
}

/// A message that was taken.
#[derive(Clone, Debug)]
pub struct KeptSms {
    /// The service's id of it.
    pub sid: String,
    /// To whom.
    pub to: String,
    /// From whom.
    pub from: String,
    /// Its text.
    pub body: String,
    /// Where it stands, in the service's word.
    pub status: &'static str,
    /// Why it failed.
    pub error_code: Option<u32>,
    /// When it was taken.
    pub at: Timestamp,
    /// Where the service tells how it goes on.
    pub callback: Option<String>,
}

/// A simulated SMS service. Cloning gives another handle of the same service.
#[derive(Clone, Debug)]
pub struct SmsSim(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: SmsSimConfig,
    clock: SimClock,
    faults: Faults,
    holds: Holds,
    client: reqwest::Client,
    kept: Mutex<Vec<KeptSms>>,
}

impl SmsSim {
    /// A new service on `address` (port 0 takes a free one) until what is returned is dropped.
    ///
    /// # Errors
    /// When the address can't be listened on.
    pub async fn start(
        config: SmsSimConfig,
        clock: SimClock,
        address: SocketAddr,
    ) -> io::Result<(Self, SimServer)> {
        let faults = Faults::seeded(config.seed);
        let sim = Self(Arc::new(Inner {
            config,
            clock,
            faults,
            holds: Holds::default(),
            client: reqwest::Client::new(),
            kept: Mutex::default(),
        }));
        let server = SimServer::start(sim.router(), address).await?;
        Ok((sim, server))
    }

    fn router(&self) -> Router {
        rest::router(self.clone()).merge(pages::router(self.clone()))
    }

    /// What goes wrong on purpose. The calls are `send`, `list`, `read`, `callback`.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// Calls that are held on purpose.
    #[must_use]
    pub fn holds(&self) -> &Holds {
        &self.0.holds
    }

    /// How it is set up.
    #[must_use]
    pub fn config(&self) -> &SmsSimConfig {
        &self.0.config
    }

    /// Every message that was taken, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<KeptSms> {
        self.kept().clone()
    }

    fn kept(&self) -> MutexGuard<'_, Vec<KeptSms>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a message, and lets it travel.
    fn take(&self, to: &str, from: &str, body: &str, callback: Option<String>) -> KeptSms {
        let mut kept = self.kept();
        let sms = KeptSms {
            sid: format!("SM{:032x}", kept.len() + 1),
            to: to.to_owned(),
            from: from.to_owned(),
            body: body.to_owned(),
            status: "queued",
            error_code: None,
            at: self.0.clock.now(),
            callback,
        };
        kept.push(sms.clone());
        drop(kept);
        tokio::spawn(travel(self.clone(), sms.sid.clone()));
        sms
    }

    fn change(&self, sid: &str, status: &'static str, error_code: Option<u32>) -> Option<KeptSms> {
        let mut kept = self.kept();
        let sms = kept.iter_mut().find(|sms| sms.sid == sid)?;
        sms.status = status;
        sms.error_code = error_code;
        Some(sms.clone())
    }
}

/// Seconds by the rehearsal's clock after which the service says the next thing of a message.
const STEP: SignedDuration = SignedDuration::from_secs(20);

/// A message goes its way, and whoever asked for it is told.
async fn travel(sim: SmsSim, sid: String) {
    let number = sim
        .kept()
        .iter()
        .find(|sms| sms.sid == sid)
        .map(|sms| sms.to.clone());
    // Phones whose number ends like this are switched off for ever.
    let is_off = number.is_some_and(|number| number.ends_with("0998"));
    let ends = if is_off {
        ("undelivered", Some(30003))
    } else {
        ("delivered", None)
    };
    for (status, error) in [("sent", None), ends] {
        let due = sim.0.clock.now().saturating_add(STEP).unwrap_or_default();
        sim.0.clock.reach(due).await;
        let Some(sms) = sim.change(&sid, status, error) else {
            return;
        };
        if sim.0.faults.next("callback").is_some() {
            continue;
        }
        tell(&sim, &sms).await;
    }
}

/// Tells whoever asked for it; a callback that is not taken is not repeated, as at the vendor's.
async fn tell(sim: &SmsSim, sms: &KeptSms) {
    let Some(url) = &sms.callback else {
        return;
    };
    let mut form = vec![
        ("SmsSid", sms.sid.clone()),
        ("SmsStatus", sms.status.to_owned()),
        ("MessageStatus", sms.status.to_owned()),
        ("To", sms.to.clone()),
        ("MessageSid", sms.sid.clone()),
        ("AccountSid", sim.0.config.sid.clone()),
        ("From", sms.from.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        // A field that no document names: it is signed like the others.
        ("RawDlrDoneDate", "2611221200".to_owned()),
    ];
    if let Some(code) = sms.error_code {
        form.push(("ErrorCode", code.to_string()));
    }
    let signature = sign(&sim.0.config.secret, url, &form);
    let request = sim
        .0
        .client
        .post(url)
        .header("X-Twilio-Signature", signature);
    let _ = request.form(&form).send().await;
}

/// The address and then each name with its value, by name.
fn sign(secret: &str, url: &str, form: &[(&str, String)]) -> String {
    let mut sorted: Vec<_> = form.iter().collect();
    sorted.sort();
    let mut text = url.to_owned();
    for (name, value) in sorted {
        text.push_str(name);
        text.push_str(value);
    }
    match Hmac::<Sha1>::new_from_slice(secret.as_bytes()) {
        Ok(mut mac) => {
            mac.update(text.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        }
        Err(_) => String::new(),
    }
}
