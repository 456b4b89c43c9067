//! watch_case: looks at a case whose deadline is there. Before it: whoever set the deadline. After it: a
//! person.

use domain::aftersale::look_at_deadline;
use domain::ids::{CaseId, OrderId};
use domain::order::Revision;

use super::{Ending, Step, load};
use crate::App;

/// Repeating it changes nothing: a deadline is told once.
pub(crate) async fn watch_case(app: &App, order_id: OrderId, id: CaseId) -> Step {
    let dossier = load(app, order_id).await?;
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    look_at_deadline(&mut revision, id);
    Ok(Ending::recording(revision.into_changeset()))
}
