//! How the mail server and the SMS service are reached: kept sealed by a page of the desk, or else
//! configured.

use std::sync::Arc;

use domain::notice::Medium;
use domain::ports::connect::Credentials;
use domain::ports::post::{MailSecurity, MailServer, Mailer, SmsPort, SmsService};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::error::{AppError, StepError};

/// How the mail server is reached, as a person types it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailSetup {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the way there is encrypted.
    pub security: MailSecurity,
    /// Whom it knows us as.
    pub user: String,
    /// The password; empty keeps the one that is kept.
    pub password: String,
    /// The address that mails come from.
    pub from_address: String,
}

/// How the SMS service is reached, as a person types it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SmsSetup {
    /// Where its calls begin.
    pub base_url: String,
    /// Its id of us.
    pub sid: String,
    /// What signs in; empty keeps the one that is kept.
    pub secret: String,
    /// The number, name or sender pool that messages come from.
    pub sender: String,
}

/// Where a set-up comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupFrom {
    /// A page of the desk.
    Desk,
    /// The configuration.
    Configuration,
}

#[derive(Serialize, Deserialize)]
struct MailDocument {
    host: String,
    port: u16,
    security: MailSecurity,
    user: String,
    password: String,
    from_address: String,
}

#[derive(Serialize, Deserialize)]
struct SmsDocument {
    base_url: String,
    sid: String,
    secret: String,
    sender: String,
}

/// How mails are sent now, without the password; `None` if they are not.
///
/// # Errors
/// When storing fails, or the document does not open with this key.
pub async fn mail_setup(app: &App) -> Result<Option<(MailSetup, SetupFrom)>, AppError> {
    let Some((server, from)) = read_mail(app).await? else {
        return Ok(None);
    };
    let setup = MailSetup {
        host: server.host,
        port: server.port,
        security: server.security,
        user: server.user,
        password: String::new(),
        from_address: server.from_address,
    };
    Ok(Some((setup, from)))
}

/// How SMS are sent now, without the secret; `None` if they are not.
///
/// # Errors
/// When storing fails, or the document does not open with this key.
pub async fn sms_setup(app: &App) -> Result<Option<(SmsSetup, SetupFrom)>, AppError> {
    let Some((service, from)) = read_sms(app).await? else {
        return Ok(None);
    };
    let setup = SmsSetup {
        base_url: service.base_url,
        sid: service.sid,
        secret: String::new(),
        sender: service.sender,
    };
    Ok(Some((setup, from)))
}

/// Keeps how mails are sent, sealed.
///
/// # Errors
/// When a value can't be right, or storing fails.
pub async fn save_mail_setup(app: &App, setup: &MailSetup) -> Result<(), AppError> {
    if setup.host.trim().is_empty() || setup.host.contains(char::is_whitespace) {
        return Err(wrong(
            "host",
            "type the mail server's host, as in smtp.example.com",
        ));
    }
    if setup.port == 0 {
        return Err(wrong(
            "port",
            "type the port: 465 with TLS, 587 with STARTTLS",
        ));
    }
    if !looks_like_address(&setup.from_address) {
        return Err(wrong(
            "from_address",
            "type the address that mails come from",
        ));
    }
    let mut password = setup.password.clone();
    if password.is_empty()
        && let Some((kept, SetupFrom::Desk)) = read_mail(app).await?
        // A password goes to the server that it was typed for, and to no other.
        && kept.host == setup.host.trim()
    {
        password = kept.password.expose_secret().to_owned();
    }
    let document = MailDocument {
        host: setup.host.trim().to_owned(),
        port: setup.port,
        security: setup.security,
        user: setup.user.trim().to_owned(),
        password,
        from_address: setup.from_address.trim().to_owned(),
    };
    keep(app, Medium::Email, &document).await
}

/// Keeps how SMS are sent, sealed.
///
/// # Errors
/// When a value can't be right, or storing fails.
pub async fn save_sms_setup(app: &App, setup: &SmsSetup) -> Result<(), AppError> {
    let base_url = setup.base_url.trim().trim_end_matches('/').to_owned();
    let parsed = url::Url::parse(&base_url);
    let is_safe = parsed.is_ok_and(|url| {
        url.scheme() == "https"
            || (url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost")))
    });
    if !is_safe {
        return Err(wrong(
            "base_url",
            "type an address that begins with https://",
        ));
    }
    let sid = setup.sid.trim().to_owned();
    if sid.is_empty() || !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(wrong("sid", "type the id that the service knows you by"));
    }
    if setup.sender.trim().is_empty() {
        return Err(wrong(
            "sender",
            "type the number that messages come from, as in +15005550006",
        ));
    }
    let mut secret = setup.secret.clone();
    if secret.is_empty()
        && let Some((kept, SetupFrom::Desk)) = read_sms(app).await?
        && kept.base_url == base_url
    {
        secret = kept.secret.expose_secret().to_owned();
    }
    if secret.is_empty() {
        return Err(wrong("secret", "type the secret that signs in"));
    }
    let document = SmsDocument {
        base_url,
        sid,
        secret,
        sender: setup.sender.trim().to_owned(),
    };
    keep(app, Medium::Sms, &document).await
}

/// Forgets what a page of the desk kept; what is configured counts again.
///
/// # Errors
/// When storing fails.
pub async fn forget_setup(app: &App, medium: Medium) -> Result<(), AppError> {
    Ok(app.space().remove_post_office(medium).await?)
}

/// Signs in at the mail server.
///
/// # Errors
/// When it does not work, and why.
pub async fn test_mail_setup(app: &App) -> Result<(), AppError> {
    let Some((mailer, _)) = app.mailer().await? else {
        return Err(AppError::Refused("no mail server is set up yet".into()));
    };
    mailer.check().await.map_err(AppError::Call)
}

/// Signs in at the SMS service.
///
/// # Errors
/// When it does not work, and why.
pub async fn test_sms_setup(app: &App) -> Result<(), AppError> {
    let Some(service) = app.sms_service().await? else {
        return Err(AppError::Refused("no SMS service is set up yet".into()));
    };
    service.check().await.map_err(AppError::Call)
}

impl App {
    /// The mail server and the address that mails come from; `None` if none is set up.
    pub(crate) async fn mailer(&self) -> Result<Option<(Arc<dyn Mailer>, String)>, AppError> {
        let Some(office) = self.post_office() else {
            return Ok(None);
        };
        let read = read_mail(self).await?;
        Ok(read.map(|(server, _)| (office.mailer(&server), server.from_address)))
    }

    /// The SMS service; `None` if none is set up.
    pub(crate) async fn sms_service(&self) -> Result<Option<Arc<dyn SmsPort>>, AppError> {
        let Some(office) = self.post_office() else {
            return Ok(None);
        };
        let read = read_sms(self).await?;
        Ok(read.map(|(service, _)| office.sms(&service)))
    }
}

async fn read_mail(app: &App) -> Result<Option<(MailServer, SetupFrom)>, AppError> {
    let Some(kept) = app.space().post_office(Medium::Email).await? else {
        let configured = app.settings().mail_server.clone();
        return Ok(configured.map(|server| (server, SetupFrom::Configuration)));
    };
    let document: MailDocument = read(&kept)?;
    let server = MailServer {
        host: document.host,
        port: document.port,
        security: document.security,
        user: document.user,
        password: document.password.into(),
        from_address: document.from_address,
    };
    Ok(Some((server, SetupFrom::Desk)))
}

async fn read_sms(app: &App) -> Result<Option<(SmsService, SetupFrom)>, AppError> {
    let Some(kept) = app.space().post_office(Medium::Sms).await? else {
        let configured = app.settings().sms_service.clone();
        return Ok(configured.map(|service| (service, SetupFrom::Configuration)));
    };
    let document: SmsDocument = read(&kept)?;
    let service = SmsService {
        base_url: document.base_url,
        sid: document.sid,
        secret: document.secret.into(),
        sender: document.sender,
    };
    Ok(Some((service, SetupFrom::Desk)))
}

async fn keep(app: &App, medium: Medium, document: &impl Serialize) -> Result<(), AppError> {
    let text = serde_json::to_string(document)
        .map_err(|error| AppError::Refused(format!("it can't be kept: {error}")))?;
    let sealed = Credentials::new(text);
    Ok(app.space().put_post_office(medium, &sealed).await?)
}

fn read<T: serde::de::DeserializeOwned>(kept: &Credentials) -> Result<T, AppError> {
    serde_json::from_str(kept.expose())
        .map_err(|_| AppError::Refused("what is kept of it can't be read: type it again".into()))
}

/// Whether a text can be a mail address; the mail server has the last word.
pub(super) fn looks_like_address(text: &str) -> bool {
    let text = text.trim();
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && !text.contains(|sign: char| {
                sign.is_whitespace() || sign.is_control() || "<>,;".contains(sign)
            })
    })
}

fn wrong(field: &str, message: &str) -> AppError {
    AppError::BadValue {
        field: field.into(),
        message: message.into(),
    }
}

impl From<AppError> for StepError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Storage(error) => Self::Storage(error),
            other => Self::Impossible(other.to_string()),
        }
    }
}
