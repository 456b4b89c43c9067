//! From a template and what is put into it to what is sent. Pure.
//!
//! A template is plain text with names in braces. The HTML of a mail is made from it, never typed: so
//! nothing that a customer or a supplier wrote can become a part of the mail's code.

use std::fmt::Write as _;

use super::brand::ink_on;
use super::{Brand, Language};

/// What can be put into a template.
pub const PLACEHOLDERS: [&str; 8] = [
    "order",
    "tracking_number",
    "carrier",
    "tracking_url",
    "tracking_page",
    "store",
    "customer",
    "items",
];

/// The longest body of a template: many times the longest that anybody writes.
const BODY_LIMIT: usize = 10_000;

/// The longest subject; mail programs show fewer than a hundred letters.
const SUBJECT_LIMIT: usize = 200;

/// What a notice says, with names in braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// The subject of a mail; empty for an SMS.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Why a template can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateWrong {
    /// The text, or the subject of a mail, is empty.
    Empty,
    /// It is too long.
    TooLong,
    /// It names something that we do not know.
    UnknownPlaceholder(String),
}

/// What is put into a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The order's number.
    pub order: String,
    /// The parcel's number.
    pub tracking_number: String,
    /// The carrier's name.
    pub carrier: String,
    /// Where the number leads, by the merchant's own address.
    pub tracking_url: String,
    /// The customer's page about this order.
    pub tracking_page: String,
    /// The store's name.
    pub store: String,
    /// What the customer is called.
    pub customer: String,
    /// What is in the parcel, a line each.
    pub items: Vec<String>,
}

/// What is around the text of a mail.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// How the store shows itself.
    pub brand: &'a Brand,
    /// The address of its picture, if it has one.
    pub logo_url: Option<&'a str>,
    /// Where the customer ends these mails, if there is such a page.
    pub unsubscribe_url: Option<&'a str>,
    /// The language of the words that the layout adds.
    pub language: Language,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// The subject of a mail.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl Template {
    /// Whether it can be used for a mail.
    ///
    /// # Errors
    /// Why it can't be used.
    pub fn check_email(&self) -> Result<(), TemplateWrong> {
        if self.subject.trim().is_empty() {
            return Err(TemplateWrong::Empty);
        }
        self.check_sms()
    }

    /// Whether it can be used for an SMS.
    ///
    /// # Errors
    /// Why it can't be used.
    pub fn check_sms(&self) -> Result<(), TemplateWrong> {
        if self.body.trim().is_empty() {
            return Err(TemplateWrong::Empty);
        }
        if self.body.len() > BODY_LIMIT || self.subject.len() > SUBJECT_LIMIT {
            return Err(TemplateWrong::TooLong);
        }
        for text in [&self.subject, &self.body] {
            for piece in pieces(text) {
                if let Piece::Name(name) = piece
                    && !PLACEHOLDERS.contains(&name)
                {
                    return Err(TemplateWrong::UnknownPlaceholder(name.to_owned()));
                }
            }
        }
        Ok(())
    }
}

impl Values {
    fn get(&self, name: &str) -> Option<String> {
        Some(match name {
            "order" => self.order.clone(),
            "tracking_number" => self.tracking_number.clone(),
            "carrier" => self.carrier.clone(),
            "tracking_url" => self.tracking_url.clone(),
            // Where no page of ours can be reached, the merchant's own address serves.
            "tracking_page" if self.tracking_page.is_empty() => self.tracking_url.clone(),
            "tracking_page" => self.tracking_page.clone(),
            "store" => self.store.clone(),
            "customer" => self.customer.clone(),
            "items" => self.items.join("\n"),
            _ => return None,
        })
    }
}

/// Puts values into a template.
#[must_use]
pub fn compose(template: &Template, values: &Values, layout: &Layout<'_>) -> Composed {
    let subject = filled(&template.subject, values);
    // A subject is one line, whatever a customer is called.
    let subject: Vec<&str> = subject.split_whitespace().collect();
    let body = filled(&template.body.replace("\r\n", "\n"), values);
    let mut text = body.trim().to_owned();
    if let Some(url) = layout.unsubscribe_url {
        let _ = write!(
            text,
            "\n\n-- \n{}: {url}",
            words(layout.language).unsubscribe
        );
    }
    Composed {
        subject: subject.join(" "),
        html: html(&body, values, layout),
        text,
    }
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// Cuts a text at the names in braces, single or double.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        let double = from.starts_with("{{");
        let (open, close) = if double { ("{{", "}}") } else { ("{", "}") };
        let inner = from.strip_prefix(open).unwrap_or(from);
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        match inner.split_once(close).filter(|(name, _)| is_name(name)) {
            Some((name, after)) => {
                found.push(Piece::Text(before));
                found.push(Piece::Name(name));
                rest = after;
            }
            None => {
                found.push(Piece::Text(before));
                found.push(Piece::Text(open));
                rest = inner;
            }
        }
    }
    found.push(Piece::Text(rest));
    found
}

fn filled(text: &str, values: &Values) -> String {
    let mut whole = String::with_capacity(text.len() * 2);
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => whole.push_str(text),
            Piece::Name(name) => whole.push_str(&values.get(name).unwrap_or_default()),
        }
    }
    whole
}

struct Words {
    track: &'static str,
    unsubscribe: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            track: "Follow the parcel",
            unsubscribe: "No more mails about parcels",
        },
        Language::Vi => Words {
            track: "Theo dõi kiện hàng",
            unsubscribe: "Không nhận thư về kiện hàng nữa",
        },
    }
}

/// Mail programs know neither style sheets nor scripts: everything stands in the tags.
fn html(body: &str, values: &Values, layout: &Layout<'_>) -> String {
    let brand = layout.brand;
    let words = words(layout.language);
    let name = escaped(&brand.name);
    let mut page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{name}</title></head>\
         <body style=\"margin:0;background:#f2f3f5;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#1d2126\">\
         <div style=\"max-width:560px;margin:0 auto;padding:24px 16px\">\
         <div style=\"background:#ffffff;border-radius:10px;overflow:hidden;border-top:6px solid {}\">\
         <div style=\"padding:24px\">",
        layout.language.as_str(),
        escaped(&brand.color),
    );
    match layout.logo_url {
        Some(url) => {
            let _ = write!(
                page,
                "<img src=\"{}\" alt=\"{name}\" style=\"max-height:56px;max-width:220px;display:block;margin:0 0 20px\">",
                escaped(url)
            );
        }
        None => {
            let _ = write!(
                page,
                "<p style=\"margin:0 0 20px;font-size:20px;font-weight:600\">{name}</p>"
            );
        }
    }
    for paragraph in body.split("\n\n").map(str::trim) {
        if paragraph.is_empty() {
            continue;
        }
        let is_link = !paragraph.contains('\n')
            && [&values.tracking_page, &values.tracking_url]
                .iter()
                .any(|url| !url.is_empty() && *url == paragraph);
        if is_link {
            let _ = write!(
                page,
                "<p style=\"margin:24px 0\"><a href=\"{}\" style=\"background:{};color:{};text-decoration:none;padding:12px 20px;border-radius:8px;display:inline-block;font-weight:600\">{}</a></p>",
                escaped(paragraph),
                escaped(&brand.color),
                ink_on(&brand.color),
                words.track,
            );
        } else {
            let lines: Vec<String> = paragraph.lines().map(escaped).collect();
            let _ = write!(
                page,
                "<p style=\"margin:0 0 16px;font-size:16px;line-height:1.5\">{}</p>",
                lines.join("<br>")
            );
        }
    }
    page.push_str("</div></div>");
    if let Some(url) = layout.unsubscribe_url {
        let _ = write!(
            page,
            "<p style=\"font-size:13px;text-align:center;margin:16px 0\"><a href=\"{}\" style=\"color:#5b6570\">{}</a></p>",
            escaped(url),
            words.unsubscribe,
        );
    }
    page.push_str("</div></body></html>");
    page
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(sign),
        }
    }
    escaped
}
