//! One store: who tells its customers, and how it shows itself to them.

use app::mail::{self, BrandWrong, ShownStore};
use app::store_settings::change_store_settings;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::StoreId;
use domain::notice::{Brand, Language, Logo, Medium, NoticeEvent, NoticePolicy, NoticeState};
use maud::{Markup, html};

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Chip, Choice, Field, Icon, Input, InputKind, Need, PageHeader, RadioCard,
    Spread, Tone, button, card_with_title, checkbox, external_link, form_errors, page_header,
    radio_cards, select_field, text_field,
};
use crate::visit::Visit;

/// What stands in the form.
struct Shown {
    teller: &'static str,
    sms: bool,
    slug: String,
    brand: Brand,
    wrong: Option<(&'static str, &'static str)>,
}

/// The chip of where a notice stands.
pub(super) fn state_chip(lang: Lang, state: NoticeState) -> Chip<'static> {
    let (tone, icon) = match state {
        NoticeState::Waiting => (Tone::Neutral, Icon::Waiting),
        NoticeState::Sending => (Tone::Progress, Icon::Waiting),
        NoticeState::Sent | NoticeState::Arrived => (Tone::Success, Icon::Delivered),
        NoticeState::Unclear => (Tone::Doubt, Icon::Doubt),
        NoticeState::Refused => (Tone::Danger, Icon::Danger),
        NoticeState::Skipped => (Tone::Neutral, Icon::Canceled),
    };
    Chip {
        tone,
        icon,
        word: lang.t(&format!("notice-state-{}", state.as_str())),
    }
}

/// `GET /settings/stores/{id}/notices`.
pub(super) async fn page(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<StoreId>,
) -> Result<Response, PageError> {
    let store = mail::shown_store(&desk.app, id).await?;
    let shown = Shown::stored(&store);
    show(&desk, &visit, &store, &shown).await
}

/// `POST /settings/stores/{id}/notices`.
pub(super) async fn save(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<StoreId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let store = mail::shown_store(&desk.app, id).await?;
    let mut shown = Shown::typed(&answers, &store);
    let wrong = mail::save_brand(&desk.app, id, &shown.slug, &shown.brand).await?;
    let unready = match shown.teller {
        "we" if mail::mail_setup(&desk.app).await?.is_none() => {
            Some(("teller", "notices-wrong-no-mail"))
        }
        _ if shown.sms && mail::sms_setup(&desk.app).await?.is_none() => {
            Some(("sms", "notices-wrong-no-sms"))
        }
        _ => None,
    };
    shown.wrong = wrong.map(wrong_field).or(unready);
    if shown.wrong.is_some() {
        let page = show(&desk, &visit, &store, &shown).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut settings = store.store.settings.clone();
    settings.notify_customer = shown.teller == "store";
    settings.notices = NoticePolicy {
        email: shown.teller == "we",
        sms: shown.sms,
    };
    let here = format!("/settings/stores/{id}/notices");
    match change_store_settings(&desk.app, id, &settings).await {
        Ok(()) => {
            let text = visit.lang.t("notices-saved");
            Ok(redirect_with(&here, Tone::Success, &text))
        }
        Err(error) => refused(&here, error),
    }
}

/// `POST /settings/stores/{id}/logo`.
pub(super) async fn upload(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<StoreId>,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let here = format!("/settings/stores/{id}/notices");
    let unreadable = |_| PageError::Unreadable(StatusCode::BAD_REQUEST);
    let mut content = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        if part.name() == Some("logo") {
            content = part.bytes().await.map_err(unreadable)?.to_vec();
        }
    }
    let (tone, key) = match mail::save_logo(&desk.app, id, content).await? {
        None => (Tone::Success, "notices-saved"),
        Some(_) => (Tone::Danger, "notices-wrong-logo-file"),
    };
    Ok(redirect_with(&here, tone, &visit.lang.t(key)))
}

fn wrong_field(wrong: BrandWrong) -> (&'static str, &'static str) {
    match wrong {
        BrandWrong::Name => ("name", "notices-wrong-name"),
        BrandWrong::Slug => ("slug", "notices-wrong-slug"),
        BrandWrong::SlugTaken => ("slug", "notices-wrong-slug-taken"),
        BrandWrong::Color => ("color", "notices-wrong-color"),
        BrandWrong::LogoUrl => ("logo_url", "notices-wrong-logo-url"),
        BrandWrong::LogoFile => ("logo", "notices-wrong-logo-file"),
        BrandWrong::ReplyTo => ("reply_to", "notices-wrong-reply-to"),
    }
}

impl Shown {
    fn stored(store: &ShownStore) -> Self {
        let settings = &store.store.settings;
        Self {
            teller: match (settings.notify_customer, settings.notices.email) {
                (true, _) => "store",
                (false, true) => "we",
                (false, false) => "nobody",
            },
            sms: settings.notices.sms,
            slug: store.slug.clone(),
            brand: store.brand.clone(),
            wrong: None,
        }
    }

    fn typed(answers: &Answers, store: &ShownStore) -> Self {
        let logo_url = answers.one("logo_url");
        let logo = match (logo_url, answers.is_checked("no_logo"), &store.brand.logo) {
            (_, true, _) => Logo::None,
            ("", false, Logo::Url(_)) => Logo::None,
            ("", false, kept) => kept.clone(),
            (url, false, _) => Logo::Url(url.to_owned()),
        };
        Self {
            teller: match answers.one("teller") {
                "we" => "we",
                "nobody" => "nobody",
                _ => "store",
            },
            sms: answers.is_checked("sms"),
            slug: answers.one("slug").to_owned(),
            brand: Brand {
                name: answers.one("name").to_owned(),
                color: answers.one("color").to_lowercase(),
                logo,
                language: Language::parse(answers.one("language")),
                reply_to: answers.one("reply_to").to_owned(),
                contact: answers.one("contact").to_owned(),
            },
            wrong: None,
        }
    }

    fn field(&self, lang: Lang, name: &'static str, need: Need) -> Field<'static> {
        let key = format!("notices-{}", name.replace('_', "-"));
        let hint = format!("{key}-hint");
        let error = self.wrong.filter(|(field, _)| *field == name);
        Field {
            name: name.into(),
            label: lang.t(&key),
            hint: lang.has(&hint).then(|| lang.t(&hint)),
            error: error.map(|(_, key)| lang.t(key)),
            need,
        }
    }
}

async fn show(
    desk: &Desk,
    visit: &Visit,
    store: &ShownStore,
    shown: &Shown,
) -> Result<Response, PageError> {
    let (lang, id) = (visit.lang, store.store.id);
    let own = mail::templates(&desk.app, id).await?;
    let title = lang.tr(
        "notices-title",
        &[("store", store.store.name.as_str().into())],
    );
    let page = format!("/track/{}", store.slug);
    let content = html! {
        (page_header(&PageHeader {
            back: Some((lang.t("post-title"), "/settings/post".into())),
            title: title.clone(),
            beside: html! {},
            under: html! { (lang.t("notices-lead")) },
            actions: html! { (external_link(lang, &format!("{}{page}", desk.options.own_url), &lang.t("notices-customer-page"))) },
        }))
        div.stack.narrow {
            form.stack method="post" action={ "/settings/stores/" (id) "/notices" } {
                (form_errors(lang, usize::from(shown.wrong.is_some())))
                (card_with_title(&lang.t("notices-who"), &html! {}, &tellers(lang, shown)))
                (card_with_title(&lang.t("notices-brand"), &html! {}, &brand_fields(lang, shown)))
                div.actions {
                    (button(&Button {
                        kind: ButtonKind::Primary,
                        label: lang.t("settings-save"),
                        ..Button::default()
                    }))
                }
            }
            (card_with_title(&lang.t("notices-logo"), &html! {}, &upload_form(lang, store)))
            (card_with_title(&lang.t("notices-templates"), &html! {}, &template_list(lang, id, &own)))
        }
    };
    let page = shell(desk, visit, &title, Section::Settings, content).await?;
    Ok(html_page(&page).into_response())
}

// keys: notices-*
fn tellers(lang: Lang, shown: &Shown) -> Markup {
    let card = |value: &'static str, icon| RadioCard {
        value: value.into(),
        icon,
        label: lang.t(&format!("notices-teller-{value}")),
        hint: lang.t(&format!("notices-teller-{value}-hint")),
    };
    let cards = [
        card("store", Icon::Store),
        card("we", Icon::Tracking),
        card("nobody", Icon::Canceled),
    ];
    html! {
        div.form {
            (radio_cards(&shown.field(lang, "teller", Need::Required), Spread::List, &cards, shown.teller))
            (checkbox(&shown.field(lang, "sms", Need::Optional), shown.sms))
        }
    }
}

fn brand_fields(lang: Lang, shown: &Shown) -> Markup {
    let brand = &shown.brand;
    let text = |name: &'static str, kind, value: &str, need, example: &'static str| {
        let around = shown.field(lang, name, need);
        let input = Input {
            kind,
            value: Text::Borrowed(value),
            placeholder: (!example.is_empty()).then(|| example.into()),
            ..Input::default()
        };
        text_field(lang, &around, &input)
    };
    let logo_url = match &brand.logo {
        Logo::Url(url) => url.as_str(),
        Logo::None | Logo::Uploaded(_) => "",
    };
    let choice = |value: &'static str| Choice {
        value: value.into(),
        label: lang.t(&format!(
            "notices-language-{}",
            if value.is_empty() {
                "by-country"
            } else {
                value
            }
        )),
    };
    let choices = ["", "en", "vi"].map(choice);
    let language = brand.language.map_or("", Language::as_str);
    html! {
        div.form {
            (text("name", InputKind::Text, &brand.name, Need::Required, ""))
            (text("slug", InputKind::Text, &shown.slug, Need::Required, "my-store"))
            (text("color", InputKind::Text, &brand.color, Need::Required, "#1f4e79"))
            (text("logo_url", InputKind::Url, logo_url, Need::Optional, "https://example.com/logo.png"))
            (select_field(lang, &shown.field(lang, "language", Need::Required), &choices, language))
            (text("reply_to", InputKind::Email, &brand.reply_to, Need::Optional, "help@example.com"))
            (text("contact", InputKind::Text, &brand.contact, Need::Optional, "help@example.com"))
        }
    }
}

fn upload_form(lang: Lang, store: &ShownStore) -> Markup {
    let id = store.store.id;
    html! {
        form.form method="post" enctype="multipart/form-data" action={ "/settings/stores/" (id) "/logo" } {
            @match &store.brand.logo {
                Logo::None => {}
                Logo::Url(url) => img.logo src=(crate::ui::safe_href(url)) alt=(lang.t("notices-logo"));,
                Logo::Uploaded(number) => img.logo src={ "/track/" (store.slug) "/logo/" (number) } alt=(lang.t("notices-logo"));,
            }
            div.field {
                label.field-label for="logo" { (lang.t("notices-logo-file")) }
                input id="logo" name="logo" type="file" required
                    accept="image/png,image/jpeg,image/gif,image/webp" aria-describedby="logo-hint";
                p.field-hint id="logo-hint" { (lang.t("notices-logo-file-hint")) }
            }
            div.actions { (button(&Button { label: lang.t("notices-logo-send"), ..Button::default() })) }
        }
    }
}

fn template_list(lang: Lang, id: StoreId, own: &[storage::StoredTemplate]) -> Markup {
    let is_own = |language, event, medium| {
        own.iter()
            .any(|one| (one.language, one.event, one.medium) == (language, event, medium))
    };
    html! {
        div.stack {
            p.note { (lang.t("notices-templates-body")) }
            table.table {
                thead { tr {
                    th scope="col" { (lang.t("notices-event")) }
                    @for language in Language::ALL {
                        th scope="col" { (lang.t(&format!("notices-language-{}", language.as_str()))) }
                    }
                } }
                tbody {
                    @for event in NoticeEvent::ALL {
                        tr {
                            th scope="row" { (lang.t(&format!("notice-event-{}", event.as_str()))) }
                            @for language in Language::ALL {
                                td {
                                    @for (index, medium) in Medium::ALL.into_iter().enumerate() {
                                        @if index > 0 { " · " }
                                        a href={ "/settings/stores/" (id) "/notices/" (language.as_str()) "/" (event.as_str()) "/" (medium.as_str()) } {
                                            (lang.t(&format!("notice-medium-{}", medium.as_str()))) }
                                        @if is_own(language, event, medium) { " " span.note { (lang.t("notices-own")) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
