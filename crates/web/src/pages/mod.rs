//! The pages of the desk, a folder each. A page's `router` names its addresses.

pub(crate) mod home;

use axum::Router;

use crate::desk::Desk;

/// Every page.
pub(crate) fn router() -> Router<Desk> {
    Router::new().merge(home::router())
}
