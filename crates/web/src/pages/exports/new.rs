//! Asking for a file: what its rows are, its form, its columns.

use app::export::{Form, KEPT_DAYS, Letter, Rows, Which, Wish, columns, usual_columns};
use axum::extract::{RawQuery, State};
use axum::response::{Html, Response};
use maud::{Markup, html};
use storage::MOST_COUNTED;

use super::wish::{Asked, List, title};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::Text;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    self, Button, ButtonKind, Field, Icon, Input, InputKind, Need, PageHeader, RadioCard, Spread,
    Tone, button, card, link_button, page_header, radio_cards, tabs, text_field,
};
use crate::visit::Visit;

/// `GET /exports/new`: the form.
pub(super) async fn new(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, PageError> {
    let asked = Asked::read(raw.as_deref().unwrap_or_default());
    let found = count(&desk, &visit, &asked).await?;
    let mails = app::mail::mail_setup(&desk.app).await?.is_some();
    let title = visit.lang.t("exports-new");
    let content = show(&visit, &asked, &found, mails);
    let page = shell(&desk, &visit, &title, Section::Exports, content).await?;
    Ok(html_page(&page))
}

/// `POST /exports`: keeps the wish.
pub(super) async fn ask(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
    answers: Answers,
) -> Result<Response, PageError> {
    let asked = Asked::read(raw.as_deref().unwrap_or_default());
    let form = Form::parse(answers.one("form")).unwrap_or(Form::Xlsx);
    let mut wish = asked.wish(&visit, form, answers.all("column"));
    wish.letter = letter(&desk, &visit, &wish, answers.one("mail_to"));
    match app::export::ask(&desk.app, &wish, &visit.user.name).await {
        Ok(_) => {
            let text = visit.lang.t("exports-started");
            Ok(redirect_with("/exports", Tone::Info, &text))
        }
        Err(error) => refused(&asked.href_of("/exports/new", asked.rows), error),
    }
}

/// The mail to this address, if one is given.
fn letter(desk: &Desk, visit: &Visit, wish: &Wish, to: &str) -> Option<Letter> {
    let lang = visit.lang;
    let name = app::export::file_name(wish);
    let page = format!("{}/exports", desk.options.own_url);
    let values = [
        ("name", name.into()),
        ("page", page.into()),
        ("days", KEPT_DAYS.into()),
    ];
    (!to.is_empty()).then(|| Letter {
        to: to.to_owned(),
        subject: lang.tr("exports-mail-subject", &values).into_owned(),
        text: lang.tr("exports-mail-text", &values).into_owned(),
        sent_at: None,
    })
}

/// How many orders or parcels it is about, in words.
async fn count(desk: &Desk, visit: &Visit, asked: &Asked) -> Result<Text<'static>, PageError> {
    let lang = visit.lang;
    let space = desk.app.space();
    Ok(match asked.which(visit) {
        Which::Orders(filter) => {
            let count = space.order_count(filter).await?;
            lang.tr("exports-about-orders", &[("count", count.into())])
        }
        Which::Tracking(filter) => match space.tracking_count(filter).await? {
            MOST_COUNTED => lang.tr(
                "exports-about-many-parcels",
                &[("count", MOST_COUNTED.into())],
            ),
            count => lang.tr("exports-about-parcels", &[("count", count.into())]),
        },
    })
}

fn show(visit: &Visit, asked: &Asked, found: &str, mails: bool) -> Markup {
    let lang = visit.lang;
    let write = Button {
        kind: ButtonKind::Primary,
        icon: Some(Icon::Download),
        label: lang.t("exports-write"),
        ..Button::default()
    };
    html! {
        (page_header(&PageHeader {
            back: Some((lang.t("nav-exports"), "/exports".into())),
            title: lang.t("exports-new"),
            beside: html! {},
            under: html! {
                p.note { (found) " " a href=(asked.list_href()) { (lang.t("exports-change-list")) } }
            },
            actions: html! {},
        }))
        (card(&html! {
            @if matches!(asked.list, List::Orders(_)) { (rows(visit, asked)) }
            form.card-body.stack method="post" action=(asked.href_of("/exports", asked.rows)) {
                (forms(visit))
                (choice_of_columns(visit, asked.rows))
                @if mails { (mail_to(visit)) }
                p.note { (lang.t("exports-safe")) }
                div.actions {
                    (link_button(ButtonKind::Secondary, None, &lang.t("go-back"), &asked.list_href()))
                    (button(&write))
                }
            }
        }))
    }
}

/// A row an order, a purchase or a parcel.
fn rows(visit: &Visit, asked: &Asked) -> Markup {
    let lang = visit.lang;
    // keys: exports-rows-*
    let shown = Rows::ALL.map(|rows| ui::Tab {
        label: lang.t(&format!("exports-rows-{}", rows.as_str())),
        href: asked.href_of("/exports/new", rows).into(),
        count: None,
        tone: Tone::Neutral,
    });
    let current = Rows::ALL.iter().position(|rows| *rows == asked.rows);
    tabs(lang, &lang.t("exports-rows"), &shown, current.unwrap_or(0))
}

fn forms(visit: &Visit) -> Markup {
    let lang = visit.lang;
    // keys: exports-form-*
    let card = |form: Form| RadioCard {
        value: form.as_str().into(),
        icon: Icon::Reports,
        label: lang.t(&format!("exports-form-{}", form.as_str())),
        hint: lang.t(&format!("exports-form-{}-hint", form.as_str())),
    };
    let around = Field {
        name: "form".into(),
        label: lang.t("exports-form"),
        hint: None,
        error: None,
        need: Need::Required,
    };
    let cards = [card(Form::Xlsx), card(Form::Csv)];
    radio_cards(&around, Spread::Pairs, &cards, Form::Xlsx.as_str())
}

/// Only where a mail server is set up: what can't be sent is not offered.
fn mail_to(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let around = Field {
        name: "mail_to".into(),
        label: lang.t("exports-mail-to"),
        hint: Some(lang.t("exports-mail-to-hint")),
        error: None,
        need: Need::Optional,
    };
    let input = Input {
        kind: InputKind::Email,
        ..Input::default()
    };
    text_field(lang, &around, &input)
}

fn choice_of_columns(visit: &Visit, rows: Rows) -> Markup {
    let lang = visit.lang;
    let usual = usual_columns(rows);
    html! {
        fieldset.field {
            legend.field-label { (lang.t("exports-columns")) }
            div.columns-choice {
                @for key in columns(rows) {
                    label.check {
                        input type="checkbox" name="column" value=(key) checked[usual.contains(&key)];
                        span { (title(lang, key)) }
                    }
                }
            }
        }
    }
}
