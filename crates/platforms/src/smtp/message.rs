//! From a mail to the letter that is handed over: headers, text, HTML, a file. Pure.

use std::time::SystemTime;

use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::post::Mail;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

/// Writes the letter.
///
/// # Errors
/// *Refused* when an address can be none, so that no server would take it.
pub(super) fn build(mail: &Mail, from_address: &str) -> Result<Message, CallError> {
    let refused = |what: &str, text: &str| {
        let message = format!("{what} {text:?} is no mail address");
        CallError::new(CallErrorKind::Refused, message.clone()).vendor("", message)
    };
    let from: Address = from_address
        .parse()
        .map_err(|_| refused("the sender", from_address))?;
    let to: Address = mail
        .to
        .trim()
        .parse()
        .map_err(|_| refused("the recipient", mail.to.trim()))?;
    let name = one_line(&mail.from_name);
    let mut builder = Message::builder()
        .from(Mailbox::new((!name.is_empty()).then_some(name), from))
        .to(Mailbox::new(None, to))
        .date(SystemTime::from(mail.at))
        .message_id(Some(format!("<{}>", mail.message_id)))
        .subject(one_line(&mail.subject));
    if let Some(reply_to) = &mail.reply_to {
        let address: Address = reply_to
            .trim()
            .parse()
            .map_err(|_| refused("the address for answers", reply_to))?;
        builder = builder.reply_to(Mailbox::new(None, address));
    }
    let letter = content(mail).and_then(|content| {
        builder
            .multipart(content)
            .map_err(|error| CallError::new(CallErrorKind::Refused, error.to_string()))
    });
    let mut letter = letter?;
    if let Some(url) = &mail.unsubscribe_url {
        // RFC 8058: a mail program ends these mails with one POST to this address.
        let headers = letter.headers_mut();
        for (name, value) in [
            ("List-Unsubscribe", format!("<{url}>")),
            (
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ),
            // RFC 3834: nobody's out-of-office answers to this.
            ("Auto-Submitted", "auto-generated".to_owned()),
        ] {
            headers.insert_raw(HeaderValue::new(
                HeaderName::new_from_ascii_str(name),
                value,
            ));
        }
    }
    Ok(letter)
}

fn content(mail: &Mail) -> Result<MultiPart, CallError> {
    let plain = SinglePart::plain(mail.text.clone());
    let words = match &mail.html {
        Some(html) => MultiPart::alternative()
            .singlepart(plain)
            .singlepart(SinglePart::html(html.clone())),
        None => MultiPart::mixed().singlepart(plain),
    };
    let Some(file) = &mail.attachment else {
        return Ok(words);
    };
    let kind = ContentType::parse(&file.media_type).map_err(|_| {
        let message = format!("{:?} is no kind of file", file.media_type);
        CallError::new(CallErrorKind::Refused, message)
    })?;
    let attached = Attachment::new(one_line(&file.file_name)).body(file.content.clone(), kind);
    Ok(MultiPart::mixed().multipart(words).singlepart(attached))
}

/// No header may begin a second line.
fn one_line(text: &str) -> String {
    text.split(|sign: char| sign.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
