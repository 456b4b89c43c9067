//! The post as a fake keeps it: every mail and SMS that was taken, in a ledger of its own.

use std::sync::Arc;

use async_trait::async_trait;
use domain::ids::ExternalId;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::post::{
    CallbackRefused, Mail, MailServer, Mailer, PostOffice, Sms, SmsPort, SmsReading, SmsService,
    SmsState,
};
use jiff::Timestamp;

use super::world::{Op, World};
use app::Clock;

/// Opens the fake.
pub(crate) struct FakePost(pub(crate) World);

impl PostOffice for FakePost {
    fn mailer(&self, _server: &MailServer) -> Arc<dyn Mailer> {
        Arc::new(Self(self.0.clone()))
    }

    fn sms(&self, _service: &SmsService) -> Arc<dyn SmsPort> {
        Arc::new(Self(self.0.clone()))
    }
}

/// How the fake is reached: anyhow.
pub(crate) fn mail_server() -> MailServer {
    MailServer {
        host: "mail.test".into(),
        port: 25,
        security: domain::ports::post::MailSecurity::None,
        user: String::new(),
        password: String::new().into(),
        from_address: "hello@lamps.test".into(),
    }
}

/// How the fake is reached: anyhow.
pub(crate) fn sms_service() -> SmsService {
    SmsService {
        base_url: "http://127.0.0.1:1".into(),
        sid: "AC1".into(),
        secret: "secret".to_owned().into(),
        sender: "+15005550006".into(),
    }
}

#[async_trait]
impl Mailer for FakePost {
    async fn send(&self, mail: &Mail) -> Result<String, CallError> {
        self.0
            .call(Op::SendMail, |state| {
                if mail.to.starts_with("nobody") {
                    let mut bounce = CallError::new(CallErrorKind::Refused, "the mail bounced");
                    bounce.vendor_message = Some("no such user".into());
                    return Err(bounce);
                }
                state.mails.push(mail.clone());
                Ok("250 taken".to_owned())
            })
            .await
    }

    async fn check(&self) -> Result<(), CallError> {
        Ok(())
    }
}

fn reading(nth: usize) -> SmsReading {
    SmsReading {
        external_id: ExternalId::new(format!("SM{nth}")),
        state: SmsState::Taken,
        words: "queued".into(),
    }
}

#[async_trait]
impl SmsPort for FakePost {
    async fn send(&self, sms: &Sms) -> Result<SmsReading, CallError> {
        let now = self.0.clock.now();
        self.0
            .call(Op::SendSms, |state| {
                state.sms.push((sms.clone(), now));
                Ok(reading(state.sms.len()))
            })
            .await
    }

    async fn find(&self, sms: &Sms, since: Timestamp) -> Result<Vec<SmsReading>, CallError> {
        self.0
            .call(Op::FindSms, |state| {
                let made = state.sms.iter().enumerate();
                let found = made.filter(|(_, (known, at))| {
                    (&known.to, &known.body) == (&sms.to, &sms.body) && *at >= since
                });
                Ok(found.map(|(at, _)| reading(at + 1)).collect())
            })
            .await
    }

    async fn check(&self) -> Result<(), CallError> {
        Ok(())
    }

    fn read_callback(
        &self,
        _url: &str,
        _signature: &str,
        _form: &[u8],
    ) -> Result<SmsReading, CallbackRefused> {
        Err(CallbackRefused::WrongSignature)
    }
}
