//! When to look for work next.
//!
//! Looking costs a transaction, so a worker looks only when there may be something: what is stored says
//! when it is due, by whichever process, and a look that comes back short says what is left. What was
//! not heard is found by the look that is made now and then in any case.

use domain::ids::WorkspaceId;
use jiff::Timestamp;
use storage::{Change, Left, Outlook};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// What is known of when work is due.
pub(super) struct Alarm {
    workspace: WorkspaceId,
    /// Something may be due already.
    now: bool,
    /// Something is due and waits for its lane: it may be free when a job of ours ends.
    in_lanes: bool,
    job_due: Option<Timestamp>,
    schedule_due: Option<Timestamp>,
}

impl Alarm {
    /// Nothing is known: look.
    pub(super) fn new(workspace: WorkspaceId) -> Self {
        Self {
            workspace,
            now: true,
            in_lanes: false,
            job_due: None,
            schedule_due: Some(Timestamp::MIN),
        }
    }

    /// When it rings next, if that is known.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.job_due.into_iter().chain(self.schedule_due).min()
    }

    /// Whether to look now.
    pub(super) fn rings(&self, now: Timestamp) -> bool {
        self.now || self.due().is_some_and(|due| due <= now)
    }

    /// Whether a schedule is due.
    pub(super) fn schedule_rings(&self, now: Timestamp) -> bool {
        self.schedule_due.is_some_and(|due| due <= now)
    }

    /// The schedules that were due ran; this is when the next one is due.
    pub(super) fn schedules_ran(&mut self, next: Option<Timestamp>) {
        self.schedule_due = next;
    }

    /// A look is made: whatever was told until now is seen by it.
    pub(super) fn looks(&mut self, changes: &mut Receiver<Change>) {
        self.hears_all(changes);
        self.now = false;
        self.job_due = None;
    }

    /// Everything that was told and not heard yet.
    pub(super) fn hears_all(&mut self, changes: &mut Receiver<Change>) {
        loop {
            let told = match changes.try_recv() {
                Ok(change) => Ok(change),
                Err(TryRecvError::Lagged(count)) => Err(RecvError::Lagged(count)),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            };
            self.hears(&told);
        }
    }

    /// What the look left.
    pub(super) fn looked(&mut self, left: Left) {
        match left {
            Left::Perhaps => self.now = true,
            Left::Nothing { in_lanes, next_due } => {
                self.in_lanes = in_lanes;
                self.job_due = next_due;
            }
        }
    }

    /// The look was lost to another process at the same moment.
    pub(super) fn look_again(&mut self) {
        self.now = true;
    }

    /// A job of ours ended.
    pub(super) fn job_ended(&mut self) {
        self.now |= self.in_lanes;
    }

    /// Something changed.
    pub(super) fn hears(&mut self, change: &Result<Change, RecvError>) {
        match change {
            Ok(Change::Jobs(workspace, Some(due))) if *workspace == self.workspace => {
                self.job_due = Some(self.job_due.map_or(*due, |known| known.min(*due)));
            }
            // A schedule that was added may be due earlier than those that are known.
            Ok(Change::Setup(workspace)) if *workspace == self.workspace => {
                self.schedule_due = Some(Timestamp::MIN);
            }
            Ok(Change::Missed) | Err(RecvError::Lagged(_)) => self.missed(),
            Ok(_) | Err(RecvError::Closed) => {}
        }
    }

    /// Something was not heard.
    fn missed(&mut self) {
        self.now = true;
        self.schedule_due = Some(Timestamp::MIN);
    }

    /// What the database says.
    pub(super) fn is_told(&mut self, outlook: &Outlook) {
        self.job_due = outlook.job_due;
        self.schedule_due = outlook.schedule_due;
    }
}
