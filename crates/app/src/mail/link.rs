//! Links that need no session: an order's id with a sign that only we can make.
//!
//! Who holds such a link got it from us by mail or SMS, or typed the order's number and e-mail. A link
//! opens one order and nothing else, and tells nothing by itself.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::OrderId;

use super::brand::ShownStore;
use crate::App;

/// So many bytes of the sign nobody guesses: 2^96 tries at a page that counts them.
const SIGN_BYTES: usize = 12;

/// What a link is for; one does not open the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Track,
    Stop,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Stop => "stop",
        }
    }
}

/// The address of the customer's page of an order; `None` where nobody could reach it.
#[must_use]
pub fn tracking_page(app: &App, store: &ShownStore, order: OrderId) -> Option<String> {
    let base = app.settings().public_url.as_deref()?;
    let code = code(app, Purpose::Track, order);
    Some(format!("{base}/track/{}/o/{code}", store.slug))
}

/// The same below our own address, for whoever is here already.
#[must_use]
pub fn tracking_path(app: &App, store: &ShownStore, order: OrderId) -> String {
    format!(
        "/track/{}/o/{}",
        store.slug,
        code(app, Purpose::Track, order)
    )
}

/// The address where the customer of an order ends our mails; `None` where nobody could reach it.
#[must_use]
pub fn unsubscribe_page(app: &App, store: &ShownStore, order: OrderId) -> Option<String> {
    let base = app.settings().public_url.as_deref()?;
    let code = code(app, Purpose::Stop, order);
    Some(format!("{base}/track/{}/stop/{code}", store.slug))
}

/// The signed part of a link.
pub(super) fn code(app: &App, purpose: Purpose, order: OrderId) -> String {
    let mut bytes = order.0.to_be_bytes().to_vec();
    bytes.extend(sign(app, purpose, order));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The order that a link was made for.
pub(super) fn open(app: &App, purpose: Purpose, code: &str) -> Option<OrderId> {
    let bytes = URL_SAFE_NO_PAD.decode(code).ok()?;
    let (id, given) = bytes.split_at_checked(8)?;
    let order = OrderId(i64::from_be_bytes(id.try_into().ok()?));
    let right = sign(app, purpose, order);
    // Compared to its end, so that the time tells nothing.
    let differences = right
        .iter()
        .zip(given)
        .fold(right.len() ^ given.len(), |sum, (a, b)| {
            sum | usize::from(a ^ b)
        });
    (differences == 0).then_some(order)
}

fn sign(app: &App, purpose: Purpose, order: OrderId) -> Vec<u8> {
    let mut sign = app.space().sign(&format!("{}/{order}", purpose.word()));
    sign.truncate(SIGN_BYTES);
    sign
}
