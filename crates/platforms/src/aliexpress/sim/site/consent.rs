//! `/oauth/authorize`: a person chooses a buyer account and allows the app.
//!
//! Source: reference sheet §4.1.

use std::fmt::Write as _;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use url::Url;

use super::super::AliexpressSim;
use super::{escape, page, problem, see_other};

/// What the app's link carries, and what the form gives back.
#[derive(Debug, Deserialize)]
pub(in super::super) struct Ask {
    client_id: String,
    redirect_uri: String,
    #[serde(default)]
    response_type: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    buyer: Option<u64>,
}

/// The page.
pub(in super::super) async fn show(
    State(sim): State<AliexpressSim>,
    Query(ask): Query<Ask>,
) -> Response {
    if let Err(text) = check(&sim, &ask) {
        return problem(StatusCode::BAD_REQUEST, text);
    }
    if ask.response_type.as_deref() != Some("code") {
        return problem(StatusCode::BAD_REQUEST, "response_type must be code.");
    }
    let buyers = sim.with(|world, _| world.config.buyers.clone());
    let mut choices = String::new();
    for (place, buyer) in buyers.iter().enumerate() {
        let _ = write!(
            choices,
            "<label class=choice><input type=radio name=buyer value={}{}><span><strong>{}</strong><br><span class=soft>{} · pays in {}{}</span></span></label>",
            buyer.user_id,
            if place == 0 { " checked" } else { "" },
            escape(&buyer.nick),
            escape(&buyer.login),
            escape(&buyer.currency),
            if buyer.platform == "seller_center" {
                " · seller account"
            } else {
                ""
            },
        );
    }
    let body = format!(
        "<section class=card><h1>Allow app {key} to order for you?</h1>\
         <p class=soft>It will see products and place orders with the account you choose. Paying stays with you.</p>\
         <form method=post action=\"/oauth/authorize\"><input type=hidden name=client_id value=\"{key}\">\
         <input type=hidden name=redirect_uri value=\"{uri}\"><input type=hidden name=state value=\"{state}\">{choices}\
         <div class=actions><button class=main name=allow value=1>Allow</button></div></form></section>",
        key = escape(&ask.client_id),
        uri = escape(&ask.redirect_uri),
        state = escape(ask.state.as_deref().unwrap_or("")),
    );
    page("Authorize", &body)
}

/// The Allow button: back to the app with a one-time code.
pub(in super::super) async fn allow(
    State(sim): State<AliexpressSim>,
    axum::Form(ask): axum::Form<Ask>,
) -> Response {
    let mut target = match check(&sim, &ask) {
        Ok(target) => target,
        Err(text) => return problem(StatusCode::BAD_REQUEST, text),
    };
    let granted = sim.with(|world, now| {
        let buyer = ask
            .buyer
            .filter(|user_id| world.buyer(*user_id).is_some())?;
        let config = world.config.clone();
        Some((
            world.tokens.grant_code(&config, buyer, now),
            config.echo_state,
        ))
    });
    let Some((code, echo_state)) = granted else {
        return problem(StatusCode::BAD_REQUEST, "Choose an account.");
    };
    target.query_pairs_mut().append_pair("code", &code);
    if let Some(state) = ask.state.filter(|state| echo_state && !state.is_empty()) {
        target.query_pairs_mut().append_pair("state", &state);
    }
    see_other(target.as_str())
}

fn check(sim: &AliexpressSim, ask: &Ask) -> Result<Url, &'static str> {
    let (app_key, callback) = sim.with(|world, _| {
        (
            world.config.app_key.clone(),
            world.config.callback_url.clone(),
        )
    });
    if ask.client_id != app_key {
        return Err("The app key is not known.");
    }
    if callback.is_some_and(|callback| callback != ask.redirect_uri) {
        return Err("redirect_uri differs from the callback URL of the app.");
    }
    Url::parse(&ask.redirect_uri)
        .ok()
        .filter(|target| matches!(target.scheme(), "http" | "https"))
        .ok_or("redirect_uri is not a web address.")
}
