//! What went wrong, as a page that says what to do next; for programs as RFC 9457 problem+json.
//!
//! A handler returns a [`PageError`]; it becomes an empty answer that carries a [`Trouble`], and
//! [`draw`] makes the page of it, because only there are the reader's language and theme known. It
//! must never show a cause that may hold a secret: that goes to the log, with the page's number.

use app::AppError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::ports::error::CallError;
use maud::html;
use serde_json::json;
use storage::StorageError;
use url::form_urlencoded::byte_serialize;

use crate::desk::Desk;
use crate::i18n::Lang;
use crate::ui::{ButtonKind, EntryPage, Icon, entry_page, foreign, link_button};
use crate::visit::{Reader, header_text};

/// Why a page is not shown.
#[derive(Debug)]
pub(crate) enum PageError {
    /// Nobody is signed in; afterwards the person goes on to this path.
    SignIn(Option<String>),
    /// Nobody has been added yet.
    SetUp,
    /// There is nothing at this address.
    NotFound,
    /// This address is for another method.
    MethodNotAllowed,
    /// Only owners may do this.
    OwnersOnly,
    /// Another site sent it.
    CrossSite,
    /// What was sent can't be read; by the status that says why.
    Unreadable(StatusCode),
    /// Too many tries; says how many minutes to wait.
    TooMany(u64),
    /// A wish was not carried out, or reading failed.
    App(AppError),
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<StorageError> for PageError {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

// keys: error-*-title, error-*-body
/// What is told about an error: the status, the locale key of its page, and what is special about it.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    status: StatusCode,
    /// `error-{key}-title` and `error-{key}-body` are its texts.
    key: &'static str,
    /// What is special about it, already in words for a person.
    detail: Option<String>,
    /// What a platform said about it.
    own_words: Option<String>,
    /// For the log only.
    cause: Option<String>,
}

impl Trouble {
    pub(crate) fn new(status: StatusCode, key: &'static str) -> Self {
        Self {
            status,
            key,
            detail: None,
            own_words: None,
            cause: None,
        }
    }

    pub(crate) fn caused_by(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// An empty answer that carries it.
    pub(crate) fn answer(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let trouble = match self {
            Self::SignIn(next) => return Redirect::to(&sign_in_address(next)).into_response(),
            Self::SetUp => return Redirect::to("/set-up").into_response(),
            Self::NotFound => Trouble::new(StatusCode::NOT_FOUND, "not-found"),
            Self::MethodNotAllowed => {
                Trouble::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed")
            }
            Self::OwnersOnly => Trouble::new(StatusCode::FORBIDDEN, "owners-only"),
            Self::CrossSite => Trouble::new(StatusCode::FORBIDDEN, "cross-site"),
            Self::Unreadable(status) => unreadable(status),
            Self::TooMany(minutes) => Trouble {
                detail: Some(minutes.to_string()),
                ..Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too-many")
            },
            Self::App(error) => of_app(error),
        };
        trouble.answer()
    }
}

fn of_app(error: AppError) -> Trouble {
    match error {
        AppError::NotFound(_) => Trouble::new(StatusCode::NOT_FOUND, "not-found"),
        AppError::Refused(why) => Trouble {
            detail: Some(sentence(&why)),
            ..Trouble::new(StatusCode::CONFLICT, "refused")
        },
        AppError::Busy => Trouble::new(StatusCode::CONFLICT, "busy"),
        AppError::BadValue { message, .. } => Trouble {
            detail: Some(sentence(&message)),
            ..Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-value")
        },
        AppError::Call(call) => Trouble {
            detail: Some(sentence(&call.message)),
            own_words: own_words(&call),
            ..Trouble::new(StatusCode::BAD_GATEWAY, "call")
        },
        AppError::Storage(error @ (StorageError::Unusable(_) | StorageError::Unreachable(_))) => {
            Trouble {
                detail: Some(sentence(&error.to_string())),
                ..Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "unusable")
            }
        }
        AppError::Storage(error) => {
            Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "broken").caused_by(error.to_string())
        }
    }
}

/// A reason as a sentence: `app` writes them to stand behind a colon too.
pub(crate) fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let mut text: String = letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .collect();
    text.push_str(letters.as_str());
    if text.ends_with(char::is_alphanumeric) {
        text.push('.');
    }
    text
}

/// What a platform said, its code in front.
pub(crate) fn own_words(call: &CallError) -> Option<String> {
    match (&call.vendor_code, &call.vendor_message) {
        (Some(code), Some(words)) => Some(format!("{code}: {words}")),
        (Some(words), None) | (None, Some(words)) => Some(words.clone()),
        (None, None) => None,
    }
}

fn unreadable(status: StatusCode) -> Trouble {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Trouble::new(status, "too-large"),
        StatusCode::NOT_FOUND => Trouble::new(status, "not-found"),
        StatusCode::METHOD_NOT_ALLOWED => Trouble::new(status, "method-not-allowed"),
        _ if status.is_server_error() => Trouble::new(status, "broken"),
        _ => Trouble::new(status, "unreadable"),
    }
}

fn sign_in_address(next: Option<String>) -> String {
    match next {
        Some(next) => {
            let next: String = byte_serialize(next.as_bytes()).collect();
            format!("/sign-in?next={next}")
        }
        None => "/sign-in".to_owned(),
    }
}

/// Makes a page of every answer that carries a [`Trouble`], and of the short texts that extractors
/// and layers answer with.
pub(crate) async fn draw(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let reader = Reader::of(&desk, request.headers());
    let uri = request.uri().clone();
    let reference = header_text(
        request.headers(),
        &header::HeaderName::from_static("x-request-id"),
    )
    .unwrap_or_default()
    .to_owned();
    let back = own_referer(&desk, request.headers());
    let response = next.run(request).await;
    let status = response.status();
    let bare = (status.is_client_error() || status.is_server_error())
        && header_text(response.headers(), &header::CONTENT_TYPE)
            .is_none_or(|kind| kind.starts_with("text/plain"));
    let trouble = match response.extensions().get::<Trouble>() {
        Some(trouble) => trouble.clone(),
        None if bare => unreadable(status),
        None => return response,
    };
    if trouble.status.is_server_error() {
        let cause = trouble.cause.as_deref().or(trouble.detail.as_deref());
        tracing::error!(status = trouble.status.as_u16(), request.id = %reference,
            cause = cause.unwrap_or("unknown"), "a request was not answered as asked");
    }
    let mut drawn = if is_for_programs(&uri) {
        problem(&trouble, reader.lang)
    } else {
        show(&trouble, &reader, &reference, back.as_deref())
    };
    for (name, value) in response.headers() {
        let kept = *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH;
        if kept && !drawn.headers().contains_key(name) {
            drawn.headers_mut().append(name.clone(), value.clone());
        }
    }
    drawn
}

fn is_for_programs(uri: &Uri) -> bool {
    let path = uri.path();
    ["/hooks/", "/api/", "/health", "/live"]
        .iter()
        .any(|start| path.starts_with(start))
}

/// RFC 9457. Programs read English.
fn problem(trouble: &Trouble, _lang: Lang) -> Response {
    let title = Lang::En.t(&format!("error-{}-title", trouble.key));
    let mut document = json!({
        "type": "about:blank",
        "title": title,
        "status": trouble.status.as_u16(),
    });
    if let (Some(detail), Some(fields)) = (&trouble.detail, document.as_object_mut()) {
        fields.insert("detail".to_owned(), json!(detail));
    }
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (trouble.status, kind, document.to_string()).into_response()
}

fn show(trouble: &Trouble, reader: &Reader, reference: &str, back: Option<&str>) -> Response {
    let lang = reader.lang;
    let detail = trouble.detail.as_deref().unwrap_or_default();
    let body = lang.tr(
        &format!("error-{}-body", trouble.key),
        &[("detail", detail.into())],
    );
    let server = trouble.status.is_server_error();
    let content = html! {
        @if let Some(words) = &trouble.own_words { pre.note { (foreign(words)) } }
        div.actions {
            @if let Some(back) = back {
                (link_button(ButtonKind::Primary, Some(Icon::Previous), &lang.t("go-back"), back))
            }
            (link_button(
                if back.is_some() { ButtonKind::Secondary } else { ButtonKind::Primary },
                None, &lang.t("error-not-found-step"), "/",
            ))
        }
        @if server && !reference.is_empty() {
            p.note { (lang.t("error-reference")) ": " code { (reference) } }
        }
    };
    let page = EntryPage {
        locale: &reader.locale(),
        theme: reader.theme,
        title: lang.t(&format!("error-{}-title", trouble.key)),
        lead: body,
        notices: vec![],
        preferences: "/preferences".into(),
    };
    let page = entry_page(&page, &content).into_string();
    (trouble.status, Html(page)).into_response()
}

/// Where the person came from, if that is a page of ours.
pub(crate) fn own_referer(desk: &Desk, headers: &HeaderMap) -> Option<String> {
    let from = url::Url::parse(header_text(headers, &header::REFERER)?).ok()?;
    let host = header_text(headers, &header::HOST);
    let authority = from.authority();
    let own = Some(authority) == host
        || from
            .as_str()
            .starts_with(&format!("{}/", desk.options.own_url));
    let path = &from[url::Position::BeforePath..url::Position::AfterQuery];
    (own && path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}
