//! The post of a rehearsal: a mail server and an SMS service of its own, and what customers got.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use app::App;
use app::mail::{MailSetup, SmsSetup};
use domain::notice::{Medium, Notice, NoticePolicy, NoticeState};
use domain::ports::post::MailSecurity;
use platforms::sim::{FaultKind, FaultRule, SimClock, SimServer};
use platforms::sms::sim::{SmsSim, SmsSimConfig};
use platforms::smtp::sim::{SmtpServer, SmtpSim, SmtpSimConfig};
use serde_json::{Value, json};

use super::FaultLevel;

/// The simulators and what serves them.
pub(super) struct Post {
    pub(super) mails: SmtpSim,
    pub(super) sms: SmsSim,
    mail_server: SmtpServer,
    sms_server: SimServer,
}

/// What must be zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PostChecks {
    /// Messages that customers got beyond one for each event.
    pub(super) told_twice: u64,
    /// Notices that count as sent and that nobody got.
    pub(super) untold: u64,
}

impl Post {
    /// Starts both.
    pub(super) async fn start(clock: &SimClock, seed: u64) -> anyhow::Result<Self> {
        let here = ([127, 0, 0, 1], 0).into();
        let config = SmtpSimConfig {
            seed,
            ..SmtpSimConfig::default()
        };
        let (mails, mail_server) = SmtpSim::start(config, clock.clone(), here).await?;
        let config = SmsSimConfig {
            seed,
            ..SmsSimConfig::default()
        };
        let (sms, sms_server) = SmsSim::start(config, clock.clone(), here).await?;
        Ok(Self {
            mails,
            sms,
            mail_server,
            sms_server,
        })
    }

    /// Sets both up at the desk, and lets the first store's customers be told by us; the others' are
    /// told by their stores.
    pub(super) async fn set_up(&self, app: &App, faults: FaultLevel) -> anyhow::Result<()> {
        let server = self.mails.config();
        let setup = MailSetup {
            host: "127.0.0.1".into(),
            port: self.mail_server.address().port(),
            security: MailSecurity::None,
            user: server.user.clone(),
            password: server.password.clone(),
            from_address: "hello@demo.example".into(),
        };
        app::mail::save_mail_setup(app, &setup)
            .await
            .context("the simulated mail server was not set up")?;
        let service = self.sms.config();
        let setup = SmsSetup {
            base_url: self.sms_server.base_url(),
            sid: service.sid.clone(),
            secret: service.secret.clone(),
            sender: service.sender.clone(),
        };
        app::mail::save_sms_setup(app, &setup)
            .await
            .context("the simulated SMS service was not set up")?;
        if let Some(store) = app.space().stores().await?.first() {
            let mut settings = store.settings.clone();
            settings.notify_customer = false;
            settings.notices = NoticePolicy {
                email: true,
                sms: true,
            };
            app::store_settings::change_store_settings(app, store.id, &settings).await?;
        }
        self.mails.faults().set(mail_faults(faults));
        self.sms.faults().set(sms_faults(faults));
        Ok(())
    }

    /// The pages for a person to look at.
    pub(super) fn pages(&self) -> Vec<(String, String)> {
        vec![
            ("Customers’ mailbox".into(), self.mail_server.mailbox_url()),
            (
                "Customers’ phones".into(),
                format!("{}/phones", self.sms_server.base_url()),
            ),
        ]
    }

    /// What customers got, by event, and what must not be; read from the simulators' own ledgers.
    pub(super) async fn report(&self, app: &App) -> anyhow::Result<(Value, PostChecks)> {
        let mut notices = Vec::new();
        for state in NoticeState::ALL {
            notices.extend(app.space().notices(state, None, 1_000_000).await?);
        }
        let mails = self.mails.mails();
        let ids: BTreeSet<&str> = mails
            .iter()
            .map(|mail| mail.letter.message_id.as_str())
            .collect();
        let sms = self.sms.messages();
        let (mut email, mut phone) = (BTreeMap::new(), BTreeMap::new());
        let mut checks = PostChecks::default();
        let mut known = BTreeSet::new();
        for (notice, _) in &notices {
            let got = match notice.medium {
                Medium::Email => {
                    let id = notice.reference.as_deref().unwrap_or_default();
                    known.insert(id);
                    u64::from(ids.contains(id))
                }
                Medium::Sms => {
                    let end = format!("/{}", notice.id);
                    let is_it = |url: &String| url.ends_with(&end);
                    let of_it = sms
                        .iter()
                        .filter(|sms| sms.callback.as_ref().is_some_and(is_it));
                    u64::try_from(of_it.count()).unwrap_or(u64::MAX)
                }
            };
            let counts = match notice.medium {
                Medium::Email => &mut email,
                Medium::Sms => &mut phone,
            };
            *counts.entry(notice.event.as_str()).or_insert(0_u64) += got;
            checks.told_twice += got.saturating_sub(1);
            checks.untold += u64::from(is_sent(notice) && got == 0);
        }
        // A mail that no notice knows is one too many.
        let strange = ids.iter().filter(|id| !known.contains(*id)).count();
        checks.told_twice += u64::try_from(strange).unwrap_or(u64::MAX);
        let copies: u64 = mails.iter().map(|mail| u64::from(mail.copies) - 1).sum();
        let in_state = |state: NoticeState| {
            notices
                .iter()
                .filter(|(notice, _)| notice.state == state)
                .count()
        };
        let states: BTreeMap<&str, usize> = NoticeState::ALL
            .into_iter()
            .map(|state| (state.as_str(), in_state(state)))
            .collect();
        let json = json!({
            "mails": email,
            "sms": phone,
            "states": states,
            "copies_under_one_message_id": copies,
            "faults_struck": {"mail": self.mails.faults().struck(), "sms": self.sms.faults().struck()},
        });
        Ok((json, checks))
    }
}

fn is_sent(notice: &Notice) -> bool {
    matches!(notice.state, NoticeState::Sent | NoticeState::Arrived)
}

fn rules(faults: FaultLevel, rules: &[(&str, FaultKind, u16)]) -> Vec<FaultRule> {
    let times = match faults {
        FaultLevel::None => 0,
        FaultLevel::Some => 1,
        FaultLevel::Many => 4,
    };
    rules
        .iter()
        .map(|(call, fault, per_mille)| FaultRule {
            call: (*call).to_owned(),
            fault: fault.clone(),
            per_mille: per_mille * times,
            skip: 0,
            times: None,
        })
        .collect()
}

fn mail_faults(faults: FaultLevel) -> Vec<FaultRule> {
    rules(
        faults,
        &[
            ("connect", FaultKind::CutBefore, 10),
            ("mail", FaultKind::Throttled, 15),
            ("rcpt", FaultKind::Throttled, 15),
            ("data", FaultKind::CutBefore, 10),
            ("data", FaultKind::CutAfter, 20),
            ("data", FaultKind::ServerErrorAfter { status: 451 }, 5),
        ],
    )
}

fn sms_faults(faults: FaultLevel) -> Vec<FaultRule> {
    rules(
        faults,
        &[
            ("send", FaultKind::CutBefore, 10),
            ("send", FaultKind::CutAfter, 20),
            ("send", FaultKind::Throttled, 15),
            ("send", FaultKind::ServerErrorAfter { status: 503 }, 10),
            ("list", FaultKind::ServerError { status: 500 }, 50),
            ("callback", FaultKind::CutBefore, 20),
        ],
    )
}
