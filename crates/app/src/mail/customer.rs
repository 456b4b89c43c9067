//! What a customer may see and wish without a session: an order by its number and e-mail or by a link,
//! and no more mails.

use domain::ids::{OrderId, StoreId};
use domain::notice::Medium;
use domain::order::Dossier;
use storage::OrderFilter;

use super::brand::ShownStore;
use super::link::{Purpose, open};
use crate::App;
use crate::error::AppError;

/// Orders that share a number's words; of one store more than one is rare.
const SAME_NUMBER: u32 = 20;

/// Numbers and addresses are short; what is longer is a try at something.
const LONGEST: usize = 200;

/// The order of a store with this number and this e-mail.
///
/// # Errors
/// When storing fails.
pub async fn find_order(
    app: &App,
    store: StoreId,
    number: &str,
    email: &str,
) -> Result<Option<OrderId>, AppError> {
    let (wanted, email) = (plain(number), email.trim().to_lowercase());
    if wanted.is_empty() || email.is_empty() || wanted.len() > LONGEST || email.len() > LONGEST {
        return Ok(None);
    }
    let filter = OrderFilter {
        search: wanted.clone(),
        store: Some(store),
        ..OrderFilter::default()
    };
    for id in app.space().order_ids(filter, SAME_NUMBER).await? {
        if let Some(dossier) = app.space().dossier(id).await? {
            let order = &dossier.order;
            if plain(&order.number) == wanted && order.customer_email.trim().to_lowercase() == email
            {
                return Ok(Some(id));
            }
        }
    }
    Ok(None)
}

/// A number as customers type it: with the sharp or without it, in any case.
fn plain(number: &str) -> String {
    number.trim().trim_start_matches('#').trim().to_lowercase()
}

/// The order that a link of a store's customer page was made for.
///
/// # Errors
/// When storing fails.
pub async fn order_of_link(
    app: &App,
    shown: &ShownStore,
    code: &str,
) -> Result<Option<Dossier>, AppError> {
    of_link(app, shown, Purpose::Track, code).await
}

async fn of_link(
    app: &App,
    shown: &ShownStore,
    purpose: Purpose,
    code: &str,
) -> Result<Option<Dossier>, AppError> {
    let Some(id) = open(app, purpose, code) else {
        return Ok(None);
    };
    let dossier = app.space().dossier(id).await?;
    Ok(dossier.filter(|dossier| dossier.order.store_id == shown.store.id))
}

/// Whether a link that ends our mails is one of ours, and whether they were ended before.
///
/// # Errors
/// When storing fails.
pub async fn stop_is_wanted(
    app: &App,
    shown: &ShownStore,
    code: &str,
) -> Result<Option<bool>, AppError> {
    let Some(dossier) = of_link(app, shown, Purpose::Stop, code).await? else {
        return Ok(None);
    };
    let email = &dossier.order.customer_email;
    let space = app.space();
    let stopped = space.is_unsubscribed(shown.store.id, Medium::Email, email);
    Ok(Some(stopped.await?))
}

/// Ends our mails to whoever a link was made for, or begins them again. `false`: it is none of ours.
///
/// # Errors
/// When storing fails.
pub async fn stop_by_link(
    app: &App,
    shown: &ShownStore,
    code: &str,
    again: bool,
) -> Result<bool, AppError> {
    let Some(dossier) = of_link(app, shown, Purpose::Stop, code).await? else {
        return Ok(false);
    };
    let (space, store) = (app.space(), shown.store.id);
    let email = dossier.order.customer_email.trim();
    if again {
        space.subscribe_again(store, Medium::Email, email).await?;
    } else {
        let ended = space.unsubscribe(store, Medium::Email, email, app.now());
        ended.await?;
    }
    Ok(true)
}
