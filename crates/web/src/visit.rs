//! One request of a signed-in person: who it is, and how they read.
//!
//! A handler that takes a [`Visit`] is closed to strangers: they are sent to sign in, and to set up
//! the desk while nobody has been added yet. [`Reader`] is the part that everyone has.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use domain::workspace::{Actor, Role, User};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{self, Said};
use crate::i18n::{Lang, Locale};
use crate::session;
use crate::ui::Theme;

/// What `app.js` sends along when it asks for a part of a page.
const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");

/// How somebody reads, signed in or not.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    /// The language.
    pub(crate) lang: Lang,
    /// Light or dark.
    pub(crate) theme: Theme,
    /// The time of the request.
    pub(crate) now: Timestamp,
    /// The zone that times are written in.
    pub(crate) zone: TimeZone,
    /// Whether `app.js` asks, to replace a part of the page.
    pub(crate) fragment: bool,
    /// How far the changes had come before anything was read.
    pub(crate) mark: String,
    /// What is to be said once on the next page.
    pub(crate) said: Option<Said>,
}

/// A request of a signed-in person.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Who.
    pub(crate) user: User,
    /// The language.
    pub(crate) lang: Lang,
    /// Light or dark.
    pub(crate) theme: Theme,
    /// The time of the request.
    pub(crate) now: Timestamp,
    /// Whether `app.js` asks, to replace a part of the page.
    #[expect(
        dead_code,
        reason = "for pages that answer with less when only a part is wanted"
    )]
    pub(crate) fragment: bool,
    /// How they read, whole.
    pub(crate) reader: Reader,
}

impl Reader {
    /// Reads how somebody reads from a request's headers, which may be hostile.
    pub(crate) fn of(desk: &Desk, headers: &HeaderMap) -> Self {
        let cookies = header_text(headers, &header::COOKIE);
        let theme = cookies.and_then(|all| cookie(all, Theme::COOKIE));
        Self {
            lang: Lang::negotiate(cookies, header_text(headers, &header::ACCEPT_LANGUAGE)),
            theme: Theme::from_code(theme.unwrap_or_default()),
            now: desk.app.now(),
            zone: desk.options.merchant_zone.clone(),
            fragment: headers.contains_key(&REQUESTED_WITH),
            mark: desk.mark.now(),
            said: cookies
                .and_then(|all| cookie(all, flash::COOKIE))
                .and_then(flash::read),
        }
    }

    /// The language with the time and the zone.
    pub(crate) fn locale(&self) -> Locale {
        Locale {
            lang: self.lang,
            zone: self.zone.clone(),
            now: self.now,
        }
    }
}

impl Visit {
    /// The language with the time and the zone.
    pub(crate) fn locale(&self) -> Locale {
        self.reader.locale()
    }

    /// The person as the timeline names who did something.
    pub(crate) fn actor(&self) -> Actor {
        Actor::User {
            id: self.user.id,
            name: self.user.name.clone(),
        }
    }

    /// Lets only owners pass.
    pub(crate) fn owners_only(&self) -> Result<(), PageError> {
        match self.user.role {
            Role::Owner => Ok(()),
            Role::Member => Err(PageError::OwnersOnly),
        }
    }
}

impl FromRequestParts<Desk> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Infallible> {
        Ok(Self::of(desk, &parts.headers))
    }
}

impl FromRequestParts<Desk> for Visit {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, PageError> {
        let reader = Reader::of(desk, &parts.headers);
        let Some(user) = signed_in(desk, &parts.headers).await? else {
            return Err(if app::people::is_new(&desk.app).await? {
                PageError::SetUp
            } else {
                PageError::SignIn(way_back(parts))
            });
        };
        Ok(Self {
            user,
            lang: reader.lang,
            theme: reader.theme,
            now: reader.now,
            fragment: reader.fragment,
            reader,
        })
    }
}

/// Who is signed in, if anyone is.
pub(crate) async fn signed_in(desk: &Desk, headers: &HeaderMap) -> Result<Option<User>, PageError> {
    match session::secret(desk, headers) {
        Some(secret) => Ok(app::people::session_user(&desk.app, secret).await?),
        None => Ok(None),
    }
}

/// A header as text, if it is text.
pub(crate) fn header_text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The value of one cookie.
pub(crate) fn cookie<'a>(all: &'a str, name: &str) -> Option<&'a str> {
    all.split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// Where the person wanted to go: only what can be looked at, never something that was sent.
fn way_back(parts: &Parts) -> Option<String> {
    let path = parts.uri.path_and_query()?.as_str();
    (parts.method == Method::GET && path != "/" && path != "/live").then(|| path.to_owned())
}
