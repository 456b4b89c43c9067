//! What a person can do about one parcel: track it again, say where it is, say who carries it; and how
//! the tracker stands to it.

use app::desk;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::{OrderId, ParcelId};
use domain::parcel::number::{NumberCheck, check, normal};
use domain::parcel::{
    Parcel, Registration, RegistrationState as R, TrackingDetail, TrackingStatus,
};
use domain::ports::tracker::TrackerCarrier;
use maud::{Markup, html};

use super::View;
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::{Lang, Text};
use crate::ui::{
    Button, ButtonKind, Choice, Field, Icon, Input, Need, Tone, button, foreign, select_field,
    text_field, time,
};
use crate::visit::Visit;
use crate::words::{brief, isolated, tracking_word};

// keys: tracking-detail-*, registration-*, refusal-*

/// What the page knows of trackers.
#[derive(Default)]
pub(super) struct Tracked {
    registrations: Vec<Registration>,
    carriers: &'static [(&'static str, &'static str)],
    connected: bool,
    used_up: bool,
}

impl Tracked {
    /// Reads how the tracker stands to these parcels.
    pub(super) async fn load(desk: &Desk, parcels: &[Parcel]) -> Result<Self, PageError> {
        let space = desk.app.space();
        let shown = parcels.iter().filter_map(|parcel| parcel.number.as_deref());
        let registrations = space.registrations(shown.map(normal).collect()).await?;
        let trackers = space.trackers().await?;
        Ok(Self {
            registrations,
            carriers: desk::tracker_carriers(&desk.app).await?,
            connected: !trackers.is_empty(),
            used_up: trackers.iter().any(|one| one.used_up_since.is_some()),
        })
    }

    fn of(&self, parcel: &Parcel) -> Option<&Registration> {
        let number = normal(parcel.number.as_deref()?);
        self.registrations.iter().find(|one| one.number == number)
    }
}

/// What is to be said of a parcel's tracking: in more detail, by hand, and by whom it is followed.
pub(super) fn remarks(view: &View<'_>, parcel: &Parcel) -> Markup {
    let lang = view.lang;
    let detail = parcel
        .tracking
        .detail
        .filter(|_| parcel.tracking.by_hand.is_none());
    html! {
        @if let Some(detail) = detail { p { (detail_word(lang, detail)) } }
        @if let Some(set) = &parcel.tracking.by_hand {
            @let values = [("name", isolated(&brief(&set.by, 60)).into())];
            p { (lang.tr("parcel-set-by", &values)) " " (time(view.locale, set.at))
                @if !set.note.is_empty() { ": " (foreign(&brief(&set.note, 300))) } }
        }
        @if let Some(warning) = number_warning(lang, parcel) { p.note { strong { (warning) } } }
        (followed(view, parcel))
    }
}

/// A sub-status, in words.
fn detail_word(lang: Lang, detail: TrackingDetail) -> Text<'static> {
    lang.t(&format!("tracking-detail-{}", detail.as_str()))
}

fn number_warning(lang: Lang, parcel: &Parcel) -> Option<Text<'static>> {
    match check(parcel.number.as_deref()?) {
        NumberCheck::WrongDigit(_) => Some(lang.t("parcel-number-wrong-digit")),
        NumberCheck::NoNumber => Some(lang.t("parcel-number-none")),
        NumberCheck::Right(_) | NumberCheck::Unchecked => None,
    }
}

fn followed(view: &View<'_>, parcel: &Parcel) -> Markup {
    let (lang, tracked) = (view.lang, view.tracked);
    let Some(one) = tracked.of(parcel).filter(|_| tracked.connected) else {
        return html! {};
    };
    // Who has the parcel does not care any more why it was not followed.
    if parcel.status.is_final() && one.refusal.is_some() {
        return html! {};
    }
    if one.state == R::New && tracked.used_up {
        return html! { p.note { (lang.t("registration-used-up")) } };
    }
    let carrier = one.carrier.as_ref().map(|carrier| {
        if carrier.name.is_empty() {
            &carrier.code
        } else {
            &carrier.name
        }
    });
    let refusal = one.refusal.as_ref();
    html! {
        p.note {
            (lang.t(&format!("registration-{}", one.state.as_str())))
            @if let Some(carrier) = carrier { " " (foreign(&brief(carrier, 60))) "." }
            @if let Some(refusal) = refusal {
                " " (lang.t(&format!("refusal-{}", refusal.reason.as_str())))
                @if !refusal.message.is_empty() { " (" (foreign(&brief(&refusal.message, 200))) ")" }
            }
        }
    }
}

/// The buttons and forms of a parcel.
pub(super) fn actions(view: &View<'_>, parcel: &Parcel) -> Markup {
    let lang = view.lang;
    let href = |rest: &str| view.href(&format!("/parcels/{}/{rest}", parcel.id));
    let again = Button {
        kind: ButtonKind::Quiet,
        icon: Some(Icon::Refresh),
        label: lang.t("parcel-again"),
        ..Button::default()
    };
    html! {
        form method="post" action=(href("again")) { (button(&again)) }
        (status_form(view, parcel, &href("status")))
        @if view.tracked.connected && parcel.number.is_some() {
            (carrier_form(view, parcel, &href("carrier")))
        }
    }
}

fn status_form(view: &View<'_>, parcel: &Parcel, href: &str) -> Markup {
    let lang = view.lang;
    let choices = TrackingStatus::ALL.map(|status| Choice {
        value: status.as_str().into(),
        label: tracking_word(lang, status),
    });
    let status = Field {
        name: format!("status-{}", parcel.id).into(),
        label: lang.t("parcel-status"),
        ..Field::default()
    };
    let note = Field {
        name: format!("note-{}", parcel.id).into(),
        label: lang.t("parcel-status-note"),
        need: Need::Optional,
        ..Field::default()
    };
    let save = Button {
        icon: Some(Icon::Edit),
        label: lang.t("parcel-status-save"),
        ..Button::default()
    };
    html! {
        details.fold {
            summary { (lang.t("parcel-status-title")) }
            form.form.fold-body method="post" action=(href) {
                p.note { (lang.t("parcel-status-lead")) }
                (select_field(lang, &status, &choices, parcel.status.as_str()))
                (text_field(lang, &note, &Input::default()))
                div.actions { (button(&save)) }
            }
        }
    }
}

fn carrier_form(view: &View<'_>, parcel: &Parcel, href: &str) -> Markup {
    let (lang, tracked) = (view.lang, view.tracked);
    let known = tracked.of(parcel).and_then(|one| one.carrier.as_ref());
    let mut choices = vec![Choice {
        value: "".into(),
        label: lang.t("parcel-carrier-other"),
    }];
    choices.extend(tracked.carriers.iter().map(|(code, name)| Choice {
        value: (*code).into(),
        label: (*name).into(),
    }));
    let carrier = Field {
        name: format!("carrier-{}", parcel.id).into(),
        label: lang.t("parcel-carrier"),
        ..Field::default()
    };
    let code = Field {
        name: format!("code-{}", parcel.id).into(),
        label: lang.t("parcel-carrier-code"),
        need: Need::Optional,
        ..Field::default()
    };
    let save = Button {
        icon: Some(Icon::Edit),
        label: lang.t("parcel-carrier-save"),
        ..Button::default()
    };
    let chosen = known.map_or("", |carrier| carrier.code.as_str());
    html! {
        details.fold {
            summary { (lang.t("parcel-carrier-title")) }
            form.form.fold-body method="post" action=(href) {
                p.note { (lang.t("parcel-carrier-lead")) }
                (select_field(lang, &carrier, &choices, chosen))
                (text_field(lang, &code, &Input::default()))
                div.actions { (button(&save)) }
            }
        }
    }
}

type Of = (OrderId, ParcelId);

fn back(
    visit: &Visit,
    order: OrderId,
    done: Result<(), app::AppError>,
    key: &str,
) -> Result<Response, PageError> {
    let path = format!("/orders/{order}");
    match done {
        Ok(()) => Ok(redirect_with(&path, Tone::Info, &visit.lang.t(key))),
        Err(error) => refused(&path, error),
    }
}

/// `POST /orders/{id}/parcels/{parcel}/again`.
pub(super) async fn again(
    State(desk): State<Desk>,
    visit: Visit,
    Path((order, parcel)): Path<Of>,
) -> Result<Response, PageError> {
    let done = desk::track_again(&desk.app, &[parcel], &visit.actor()).await;
    back(&visit, order, done.map(|_| ()), "done-track-again")
}

/// `POST /orders/{id}/parcels/{parcel}/status`.
pub(super) async fn set_status(
    State(desk): State<Desk>,
    visit: Visit,
    Path((order, parcel)): Path<Of>,
    answers: Answers,
) -> Result<Response, PageError> {
    let word = answers.one(&format!("status-{parcel}"));
    let status = TrackingStatus::parse(word).ok_or(PageError::NotFound)?;
    let note = answers.one(&format!("note-{parcel}"));
    let actor = visit.actor();
    let done = desk::set_parcel_status(&desk.app, order, parcel, status, note, &actor).await;
    back(&visit, order, done, "done-status-set")
}

/// `POST /orders/{id}/parcels/{parcel}/carrier`: one of the list, or another one by its code.
pub(super) async fn correct_carrier(
    State(desk): State<Desk>,
    visit: Visit,
    Path((order, parcel)): Path<Of>,
    answers: Answers,
) -> Result<Response, PageError> {
    let typed = answers.one(&format!("code-{parcel}")).trim().to_owned();
    let chosen = answers.one(&format!("carrier-{parcel}")).to_owned();
    let code = if typed.is_empty() { chosen } else { typed };
    let fits =
        !code.is_empty() && code.len() <= 9 && code.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        let text = visit.lang.t("parcel-carrier-wrong");
        return Ok(redirect_with(
            &format!("/orders/{order}"),
            Tone::Danger,
            &text,
        ));
    }
    let known = desk::tracker_carriers(&desk.app).await?;
    let name = known.iter().find(|(known, _)| *known == code);
    let carrier = TrackerCarrier {
        name: name.map_or_else(String::new, |(_, name)| (*name).to_owned()),
        code,
    };
    let actor = visit.actor();
    let done = desk::correct_carrier(&desk.app, order, parcel, carrier, &actor).await;
    back(&visit, order, done, "done-carrier")
}
