//! The mailbox for a person: the list, and each mail as a mail program shows it.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;

use super::{KeptMail, SmtpSim};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1d2126}\
main{max-width:980px;margin:0 auto;padding:24px 16px}h1{font-size:20px}\
table{width:100%;border-collapse:collapse;background:#fff;border-radius:8px;overflow:hidden}\
td,th{padding:10px 12px;text-align:left;border-bottom:1px solid #e4e7eb;font-size:14px;overflow-wrap:anywhere}\
a{color:#1f4e79}iframe{width:100%;height:640px;border:1px solid #d4d9df;border-radius:8px;background:#fff}\
pre{background:#fff;border:1px solid #d4d9df;border-radius:8px;padding:12px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px}\
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px}dt{color:#5b6570}dd{margin:0;overflow-wrap:anywhere}\
@media(max-width:600px){thead{display:none}tr{display:block;padding:10px 12px;border-bottom:1px solid #e4e7eb}td{display:block;padding:0;border:0}}\
@media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e9ec}table,pre{background:#1c2024}td,th,tr{border-color:#2b3138}a{color:#8fc1ee}pre,iframe{border-color:#2b3138}dt{color:#9aa5b1}}";

pub(super) fn router(sim: SmtpSim) -> Router {
    Router::new()
        .route("/", get(async || Redirect::to("/mailbox")))
        .route("/mailbox", get(list))
        .route("/mailbox/{number}", get(one))
        .with_state(sim)
}

async fn list(State(sim): State<SmtpSim>) -> Html<String> {
    let mails = sim.mails();
    let mut rows = String::new();
    for mail in mails.iter().rev().take(300) {
        rows.push_str(&format!(
            "<tr><td><a href=\"/mailbox/{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td></tr>",
            mail.number,
            escaped(&mail.letter.subject),
            escaped(&mail.to),
            mail.at.strftime("%Y-%m-%d %H:%M"),
            copies(mail),
        ));
    }
    if rows.is_empty() {
        rows = "<tr><td colspan=\"4\">No mail yet: customers are told once parcels have numbers.</td></tr>".into();
    }
    page(
        "Mailbox",
        &format!(
            "<h1>Mailbox of all customers</h1><p>{} mails came by SMTP; {} recipients were refused.</p>\
             <table><thead><tr><th>Subject</th><th>To</th><th>When</th><th></th></tr></thead><tbody>{rows}</tbody></table>",
            mails.len(),
            sim.bounced(),
        ),
    )
}

async fn one(State(sim): State<SmtpSim>, Path(number): Path<usize>) -> Response {
    let mails = sim.mails();
    let Some(mail) = mails.iter().find(|mail| mail.number == number) else {
        return (
            StatusCode::NOT_FOUND,
            page("No such mail", "<h1>No such mail</h1>"),
        )
            .into_response();
    };
    let letter = &mail.letter;
    let mut headers = String::new();
    for (name, value) in &letter.headers {
        headers.push_str(&format!("{}: {}\n", escaped(name), escaped(value)));
    }
    let content = format!(
        "<p><a href=\"/mailbox\">Mailbox</a></p><h1>{}</h1>\
         <dl><dt>From</dt><dd>{}</dd><dt>To</dt><dd>{}</dd><dt>When</dt><dd>{}</dd></dl>\
         <p><iframe title=\"The mail\" sandbox=\"allow-popups allow-top-navigation-by-user-activation\" srcdoc=\"{}\"></iframe></p>\
         <h2>Plain text</h2><pre>{}</pre><h2>Headers</h2><pre>{headers}</pre>",
        escaped(&letter.subject),
        escaped(&letter.header("from")),
        escaped(&mail.to),
        mail.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        escaped(
            &letter
                .html
                .replace("<head>", "<head><base target=\"_blank\">")
        ),
        escaped(&letter.text),
    );
    page(&letter.subject, &content).into_response()
}

fn copies(mail: &KeptMail) -> String {
    if mail.copies > 1 {
        format!("came {} times under one Message-ID", mail.copies)
    } else {
        String::new()
    }
}

fn page(title: &str, content: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>\
         <style>{STYLE}</style></head><body><main>{content}</main></body></html>",
        escaped(title)
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
