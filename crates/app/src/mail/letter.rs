//! From a notice to what is sent: the store's words in the customer's language, with everything put in.

use domain::ids::{EventId, StoreId};
use domain::notice::{
    Composed, Language, Layout, Logo, Medium, Notice, NoticeEvent, Template, Values, compose,
    fill_tracking_url, international,
};
use domain::order::Dossier;
use domain::parcel::Parcel;
use domain::ports::post::{Mail, Sms};

use super::brand::{ShownStore, shown_store, template};
use super::link::{tracking_page, unsubscribe_page};
use crate::App;
use crate::error::AppError;

/// How a template looks filled in.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What would be sent.
    pub composed: Composed,
}

/// What is sent for a notice, or `None` if there is nobody to send it to.
pub(super) enum Letter {
    Mail(Box<Mail>),
    Sms(Sms),
}

/// Writes what is sent for a notice.
pub(super) async fn write(
    app: &App,
    dossier: &Dossier,
    notice: &Notice,
    from_address: &str,
) -> Result<Option<Letter>, AppError> {
    let shown = shown_store(app, notice.store_id).await?;
    let Some(parcel) = dossier.parcel(notice.parcel_id) else {
        return Ok(None);
    };
    let country = dossier.order.recipient.address.country.as_str();
    let language = shown.brand.language_for(country);
    let template = template(app, notice.store_id, language, notice.event, notice.medium).await?;
    let values = values(app, &shown, dossier, parcel, language);
    match notice.medium {
        Medium::Email => {
            let stop = unsubscribe_page(app, &shown, notice.order_id);
            let composed = composed(app, &shown, &template, &values, language, stop.as_deref());
            let mut mail = mail(app, &shown, composed, dossier.order.customer_email.trim());
            mail.message_id = message_id(notice, from_address);
            mail.unsubscribe_url = stop;
            Ok(Some(Letter::Mail(Box::new(mail))))
        }
        Medium::Sms => {
            let Some(to) = international(&dossier.order.recipient.phone, country) else {
                return Ok(None);
            };
            let composed = composed(app, &shown, &template, &values, language, None);
            let base = app.settings().public_url.as_deref();
            Ok(Some(Letter::Sms(Sms {
                to,
                body: composed.text,
                callback_url: base.map(|base| format!("{base}/hooks/sms/{}", notice.id)),
            })))
        }
    }
}

/// The same for the same notice, however often it is sent.
fn message_id(notice: &Notice, from_address: &str) -> String {
    let (_, host) = from_address.rsplit_once('@').unwrap_or(("", "localhost"));
    format!("{}.{}@{}", notice.id, notice.order_id, host.trim())
}

fn composed(
    app: &App,
    shown: &ShownStore,
    template: &Template,
    values: &Values,
    language: Language,
    unsubscribe_url: Option<&str>,
) -> Composed {
    let logo_url = logo_url(app, shown);
    let layout = Layout {
        brand: &shown.brand,
        logo_url: logo_url.as_deref(),
        unsubscribe_url,
        language,
    };
    compose(template, values, &layout)
}

fn logo_url(app: &App, shown: &ShownStore) -> Option<String> {
    match &shown.brand.logo {
        Logo::None => None,
        Logo::Url(url) => Some(url.clone()),
        Logo::Uploaded(number) => {
            let base = app.settings().public_url.as_deref()?;
            Some(format!("{base}/track/{}/logo/{number}", shown.slug))
        }
    }
}

fn mail(app: &App, shown: &ShownStore, composed: Composed, to: &str) -> Mail {
    Mail {
        message_id: String::new(),
        from_name: shown.brand.name.clone(),
        reply_to: Some(shown.brand.reply_to.clone()).filter(|address| !address.is_empty()),
        to: to.to_owned(),
        subject: composed.subject,
        text: composed.text,
        html: Some(composed.html),
        unsubscribe_url: None,
        at: app.now(),
        attachment: None,
    }
}

fn values(
    app: &App,
    shown: &ShownStore,
    dossier: &Dossier,
    parcel: &Parcel,
    language: Language,
) -> Values {
    let order = &dossier.order;
    let number = parcel.number.clone().unwrap_or_default();
    let item = |line: &domain::parcel::ParcelLine| {
        let item = order.line(line.line_item_id)?;
        let variant = match item.variant_title.as_str() {
            "" => String::new(),
            variant => format!(" ({variant})"),
        };
        Some(format!("{} × {}{variant}", line.quantity, item.title))
    };
    let name = [&order.customer_name, &order.recipient.full_name]
        .into_iter()
        .find(|name| !name.trim().is_empty());
    Values {
        order: order.number.clone(),
        tracking_url: fill_tracking_url(
            &shown.store.settings.tracking_url,
            &number,
            &parcel.carrier,
        ),
        tracking_number: number,
        carrier: parcel.carrier.clone(),
        tracking_page: tracking_page(app, shown, order.id).unwrap_or_default(),
        store: shown.brand.name.clone(),
        customer: name.map_or_else(
            || nobody(language).to_owned(),
            |name| name.trim().to_owned(),
        ),
        items: parcel.lines.iter().filter_map(item).collect(),
    }
}

/// What somebody without a name is called.
fn nobody(language: Language) -> &'static str {
    match language {
        Language::En => "there",
        Language::Vi => "bạn",
    }
}

fn sample(shown: &ShownStore, app: &App, language: Language) -> Values {
    let base = app.settings().public_url.as_deref();
    let (customer, item) = match language {
        Language::En => ("Ann Lee", "1 × Desk lamp (red)"),
        Language::Vi => ("Lan Nguyễn", "1 × Đèn bàn (đỏ)"),
    };
    Values {
        order: "#1001".into(),
        tracking_url: fill_tracking_url(
            &shown.store.settings.tracking_url,
            "LP00123456789012",
            "4PX",
        ),
        tracking_number: "LP00123456789012".into(),
        carrier: "4PX".into(),
        tracking_page: base.map_or_else(String::new, |base| format!("{base}/track/{}", shown.slug)),
        store: shown.brand.name.clone(),
        customer: customer.into(),
        items: vec![item.into()],
    }
}

/// Shows what a template would say about a made-up order.
///
/// # Errors
/// When there is no such store, or storing fails.
pub async fn preview(
    app: &App,
    id: StoreId,
    language: Language,
    medium: Medium,
    template: &Template,
) -> Result<Preview, AppError> {
    let shown = shown_store(app, id).await?;
    let values = sample(&shown, app, language);
    let stop = (medium == Medium::Email)
        .then(|| app.settings().public_url.clone())
        .flatten();
    let composed = composed(app, &shown, template, &values, language, stop.as_deref());
    Ok(Preview { composed })
}

/// Sends what a store says about a made-up order to an address or number of the merchant's own.
///
/// # Errors
/// When it was not taken, and why.
pub async fn send_test(
    app: &App,
    id: StoreId,
    (language, event, medium): (Language, NoticeEvent, Medium),
    to: &str,
) -> Result<String, AppError> {
    let shown = shown_store(app, id).await?;
    let template = template(app, id, language, event, medium).await?;
    let values = sample(&shown, app, language);
    let composed = composed(app, &shown, &template, &values, language, None);
    match medium {
        Medium::Email => {
            let Some((mailer, from)) = app.mailer().await? else {
                return Err(AppError::Refused("no mail server is set up yet".into()));
            };
            let mut mail = mail(app, &shown, composed, to.trim());
            let (_, host) = from.rsplit_once('@').unwrap_or(("", "localhost"));
            mail.message_id = format!("test.{}@{host}", EventId::fresh(app.ids()));
            mailer.send(&mail).await.map_err(AppError::Call)
        }
        Medium::Sms => {
            let Some(service) = app.sms_service().await? else {
                return Err(AppError::Refused("no SMS service is set up yet".into()));
            };
            let to = international(to, "").ok_or_else(|| AppError::BadValue {
                field: "to".into(),
                message: "type the number with its country, as in +84912345678".into(),
            })?;
            let sms = Sms {
                to,
                body: composed.text,
                callback_url: None,
            };
            let taken = service.send(&sms).await.map_err(AppError::Call)?;
            Ok(taken.words)
        }
    }
}
