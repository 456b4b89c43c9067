//! The pages of the desk, a folder each. A page's `router` names its addresses.

mod cases;
mod connections;
mod customer_tracking;
mod exports;
mod home;
mod monitoring;
mod notices;
mod order;
mod orders;
mod person_fields;
mod policies;
mod preferences;
mod products;
mod profile;
mod set_up;
mod settings;
mod sign_in;
mod sums;
mod tracking;
mod work;

use axum::Router;

pub(crate) use customer_tracking::CustomerGuard;

use crate::desk::Desk;

pub(crate) use cases::uploads;

/// Every page.
pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .merge(cases::routes())
        .merge(connections::router())
        .merge(exports::routes())
        .merge(customer_tracking::router())
        .merge(home::router())
        .merge(notices::router())
        .merge(monitoring::routes())
        .merge(order::routes())
        .merge(orders::routes())
        .merge(policies::routes())
        .merge(preferences::router())
        .merge(products::routes())
        .merge(profile::router())
        .merge(set_up::router())
        .merge(settings::router())
        .merge(sign_in::router())
        .merge(tracking::routes())
        .merge(work::router())
}
