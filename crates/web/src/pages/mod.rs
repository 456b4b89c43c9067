//! The pages of the desk, a folder each. A page's `router` names its addresses.

mod connections;
mod home;
mod order;
mod orders;
mod person_fields;
mod preferences;
mod products;
mod profile;
mod set_up;
mod settings;
mod sign_in;
mod sums;
mod work;

use axum::Router;

use crate::desk::Desk;

/// Every page.
pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .merge(connections::router())
        .merge(home::router())
        .merge(order::routes())
        .merge(orders::routes())
        .merge(preferences::router())
        .merge(products::routes())
        .merge(profile::router())
        .merge(set_up::router())
        .merge(settings::router())
        .merge(sign_in::router())
        .merge(work::router())
}
