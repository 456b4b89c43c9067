//! How far the changes had come when a page began to be read.
//!
//! A page is read first and listens later. What changes in between is announced to nobody there, so
//! the page brings the mark of its reading along when it begins to listen (`live`), and is told to look
//! again if the changes have gone on since. Before it: `storage`'s announcements.

use app::App;
use storage::Change;
use tokio::sync::broadcast::Receiver;

/// Counts what is announced in this process.
pub(crate) struct ChangeMark {
    /// Tells this run of the program from every other one: their counts begin anew.
    run: i64,
    /// Never read from: what waits in it is what was announced since the start.
    unread: Receiver<Change>,
}

impl ChangeMark {
    pub(crate) fn new(app: &App) -> Self {
        Self {
            run: app.ids().next_id(),
            unread: app.space().storage().changes(),
        }
    }

    /// The mark now.
    pub(crate) fn now(&self) -> String {
        format!("{}-{}", self.run, self.unread.len())
    }
}
