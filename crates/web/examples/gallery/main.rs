//! A gallery of the desk's parts with lifelike data, for looking at and for trying the script on.
//!
//! `cargo run -p web --example gallery` and open the address it prints. `?lang=vi` and
//! `?theme=dark` choose; `POST /simulate` makes something change, so that live updates are seen.
//! It must never be more than a look: no storage, no platform, nothing is kept.

mod home;
mod order;
mod orders;
mod parts;

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::middleware::from_fn_with_state;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use futures_util::Stream;
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use maud::{Markup, html};
use tokio::sync::broadcast;
use web::i18n::{Lang, Locale, Text};
use web::static_files;
use web::ui::headers::{PagePolicy, Pictures, security_headers};
use web::ui::{
    Button, ButtonKind, EntryPage, Field, Icon, Input, InputKind, NavItem, Need, Notice, Page,
    PageLinks, Theme, Tone, User, button, entry_page, page, text_field,
};

/// What every page of the gallery knows.
struct Gallery {
    locale: Locale,
    theme: Theme,
    /// How often something was made to change.
    round: u32,
}

impl Gallery {
    fn lang(&self) -> Lang {
        self.locale.lang
    }

    /// The gallery's own words, which are in no locale file.
    fn say(&self, english: &'static str, vietnamese: &'static str) -> Text<'static> {
        match self.locale.lang {
            Lang::En => english.into(),
            Lang::Vi => vietnamese.into(),
        }
    }

    fn minutes_ago(&self, minutes: i64) -> Timestamp {
        self.locale.now - jiff::SignedDuration::from_mins(minutes)
    }

    fn nav(&self) -> Vec<NavItem<'static>> {
        let lang = self.lang();
        let item = |key: &str, href, icon, count, tone, keys| NavItem {
            label: lang.t(key),
            href: Text::Borrowed(href),
            icon,
            count,
            tone,
            keys: Some(keys),
        };
        vec![
            item("nav-home", "/home", Icon::Home, 0, Tone::Neutral, "g h"),
            item(
                "nav-orders",
                "/orders",
                Icon::Orders,
                23 + i64::from(self.round),
                Tone::Danger,
                "g o",
            ),
            item(
                "nav-tracking",
                "/order",
                Icon::Tracking,
                4,
                Tone::Warning,
                "g t",
            ),
            item(
                "nav-products",
                "/parts",
                Icon::Products,
                7,
                Tone::Neutral,
                "g p",
            ),
            item(
                "nav-reports",
                "/home",
                Icon::Reports,
                0,
                Tone::Neutral,
                "g r",
            ),
            item(
                "nav-connections",
                "/parts",
                Icon::Connections,
                1,
                Tone::Warning,
                "g c",
            ),
            item(
                "nav-settings",
                "/parts",
                Icon::Settings,
                0,
                Tone::Neutral,
                "g s",
            ),
        ]
    }

    fn frame(
        &self,
        title: Text<'_>,
        current: usize,
        notices: Vec<Notice<'_>>,
        body: &Markup,
    ) -> Response {
        let whole = page(
            &Page {
                locale: &self.locale,
                theme: self.theme,
                title,
                nav: self.nav(),
                current: Some(current),
                extra: vec![],
                user: User {
                    name: "Nguyễn Thu Hà".into(),
                    email: "ha@longbeach.example".into(),
                    workspace: "Long Beach Goods".into(),
                },
                search: "".into(),
                notices,
                events: Some("/events".into()),
                links: PageLinks {
                    search: "/orders".into(),
                    ..PageLinks::default()
                },
            },
            body,
        );
        Html(whole.into_string()).into_response()
    }
}

#[derive(Clone)]
struct Shared {
    round: Arc<AtomicU32>,
    changes: broadcast::Sender<&'static str>,
}

type Wanted = Query<HashMap<String, String>>;

fn gallery(shared: &Shared, headers: &HeaderMap, wanted: &HashMap<String, String>) -> Gallery {
    let header = |name| {
        headers
            .get(name)
            .and_then(|value: &header::HeaderValue| value.to_str().ok())
    };
    let cookies = header(header::COOKIE);
    let theme = cookies
        .and_then(|cookies| cookies.split(&format!("{}=", Theme::COOKIE)).nth(1))
        .map(|rest| rest.split(';').next().unwrap_or_default());
    let theme = wanted
        .get("theme")
        .map(String::as_str)
        .or(theme)
        .unwrap_or_default();
    let lang = wanted.get("lang").and_then(|code| Lang::from_code(code));
    Gallery {
        locale: Locale {
            lang: lang.unwrap_or_else(|| Lang::negotiate(cookies, header(header::ACCEPT_LANGUAGE))),
            zone: TimeZone::fixed(offset(7)),
            // 2026-11-22T08:44:00Z: a gallery looks the same every day.
            now: Timestamp::from_second(1_795_337_040).unwrap_or_default(),
        },
        theme: Theme::from_code(theme),
        round: shared.round.load(Ordering::Relaxed),
    }
}

#[tokio::main]
#[expect(
    clippy::print_stdout,
    reason = "a program for the terminal says where it listens"
)]
async fn main() -> std::io::Result<()> {
    let shared = Shared {
        round: Arc::default(),
        changes: broadcast::channel(16).0,
    };
    let policy =
        PagePolicy::new(Pictures::SecureAndLoopback, &[]).map_err(std::io::Error::other)?;
    let app = Router::new()
        .route("/", get(|| async { Redirect::to("/orders") }))
        .route("/home", get(home))
        .route("/orders", get(orders))
        .route("/order", get(order))
        .route("/parts", get(parts))
        .route("/sign-in", get(sign_in))
        .route("/preferences", post(preferences))
        .route("/simulate", post(simulate))
        .route("/events", get(events))
        .route("/picture/{name}", get(picture))
        .with_state(shared)
        .merge(static_files::router())
        .layer(from_fn_with_state(Arc::new(policy), security_headers));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4173").await?;
    println!("http://{}/orders", listener.local_addr()?);
    axum::serve(listener, app).await
}

async fn home(State(shared): State<Shared>, headers: HeaderMap, Query(wanted): Wanted) -> Response {
    home::show(&gallery(&shared, &headers, &wanted))
}

async fn orders(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Query(wanted): Wanted,
) -> Response {
    orders::show(&gallery(&shared, &headers, &wanted), &wanted)
}

async fn order(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Query(wanted): Wanted,
) -> Response {
    order::show(&gallery(&shared, &headers, &wanted))
}

async fn parts(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Query(wanted): Wanted,
) -> Response {
    parts::show(&gallery(&shared, &headers, &wanted))
}

async fn sign_in(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Query(wanted): Wanted,
) -> Response {
    let gallery = gallery(&shared, &headers, &wanted);
    let lang = gallery.lang();
    let field = |name: &'static str, label, error| Field {
        name: name.into(),
        label,
        error,
        need: Need::Required,
        ..Field::default()
    };
    let wrong = gallery.say(
        "This password does not belong to that address. Try again, or ask for a new one.",
        "Mật khẩu không khớp với địa chỉ này. Hãy thử lại hoặc yêu cầu mật khẩu mới.",
    );
    let content = html! {
        form.form method="post" action="/sign-in" {
            (text_field(lang, &field("email", "Email".into(), None), &Input {
                kind: InputKind::Email,
                value: "ha@longbeach.example".into(),
                autocomplete: Some("username"),
                ..Input::default()
            }))
            (text_field(lang, &field("password", gallery.say("Password", "Mật khẩu"), Some(wrong)), &Input {
                kind: InputKind::Password,
                autocomplete: Some("current-password"),
                ..Input::default()
            }))
            (button(&Button { kind: ButtonKind::Primary, label: gallery.say("Sign in", "Đăng nhập"), ..Button::default() }))
        }
    };
    let page = EntryPage {
        locale: &gallery.locale,
        theme: gallery.theme,
        title: gallery.say("Sign in", "Đăng nhập"),
        lead: gallery.say("to Long Beach Goods", "vào Long Beach Goods"),
        notices: vec![],
        preferences: "/preferences".into(),
    };
    Html(entry_page(&page, &content).into_string()).into_response()
}

async fn preferences(headers: HeaderMap, Form(chosen): Form<HashMap<String, String>>) -> Response {
    let back = headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| url::Url::parse(value).ok())
        .map_or("/orders".to_owned(), |url| url.path().to_owned());
    let cookie = match (chosen.get("theme"), chosen.get("lang")) {
        (Some(theme), _) => format!(
            "{}={}; Path=/",
            Theme::COOKIE,
            Theme::from_code(theme).code()
        ),
        (_, Some(lang)) => {
            format!(
                "{}={}; Path=/",
                Lang::COOKIE,
                Lang::from_code(lang).unwrap_or_default().code()
            )
        }
        _ => "none=; Path=/".to_owned(),
    };
    ([(header::SET_COOKIE, cookie)], Redirect::to(&back)).into_response()
}

async fn simulate(State(shared): State<Shared>) -> Redirect {
    shared.round.fetch_add(1, Ordering::Relaxed);
    // Nobody may be listening, which is fine.
    let _listeners = shared.changes.send("orders nav");
    Redirect::to("/orders")
}

async fn events(
    State(shared): State<Shared>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = futures_util::stream::unfold(shared.changes.subscribe(), |mut receiver| async {
        let topics = receiver.recv().await.ok()?;
        Some((Ok(Event::default().data(topics)), receiver))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

/// A picture for a product: shapes in a color of its own.
async fn picture(Path(name): Path<String>) -> Response {
    let seed = name.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    let (hue, turn) = (seed % 360, seed / 7 % 60);
    let drawing = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" {
            rect width="80" height="80" fill={ "hsl(" (hue) " 30% 86%)" } {}
            rect x="20" y="22" width="40" height="40" rx="6" fill={ "hsl(" (hue) " 38% 56%)" }
                transform={ "rotate(" (turn) " 40 40)" } {}
            circle cx="40" cy="38" r="12" fill={ "hsl(" ((hue + 40) % 360) " 45% 74%)" } {}
        }
    };
    (
        [(header::CONTENT_TYPE, "image/svg+xml")],
        drawing.into_string(),
    )
        .into_response()
}
