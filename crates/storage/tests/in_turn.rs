//! The conformance suite on SQLite executed in turn, and what only that way of executing promises.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod conformance;

use std::future::Future as _;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use domain::ids::{IdSource, WorkspaceId};
use storage::{SealKey, Storage, StorageError};

use conformance::conformance;
use conformance::ground::{Engine, KEY, Later, Numbers, at};

/// One database file; the folder goes when this goes.
struct InTurn {
    folder: tempfile::TempDir,
}

fn in_turn() -> InTurn {
    InTurn {
        folder: tempfile::tempdir().unwrap(),
    }
}

impl InTurn {
    fn path(&self) -> PathBuf {
        self.folder.path().join("crossdock.sqlite3")
    }
}

impl Engine for InTurn {
    fn open(
        &self,
        key: SealKey,
        ids: Arc<dyn IdSource>,
    ) -> Later<'_, Result<Storage, StorageError>> {
        Box::pin(async move { Storage::open_sqlite_in_turn(&self.path(), key, ids, at(0)) })
    }

    fn bytes_at_rest(&self) -> Later<'_, Vec<u8>> {
        Box::pin(async move {
            let files = std::fs::read_dir(self.folder.path()).unwrap();
            let mut bytes = Vec::new();
            for file in files {
                bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
            }
            bytes
        })
    }

    fn open_backup(
        &self,
        copy: &Path,
        key: SealKey,
        ids: Arc<dyn IdSource>,
    ) -> Later<'_, Result<Storage, StorageError>> {
        let copy = copy.to_owned();
        Box::pin(async move { Storage::open_sqlite_in_turn(&copy, key, ids, at(0)) })
    }
}

conformance!(crate::in_turn);

/// A task can be dropped at two places: after it asked, and after it was done but not answered.
#[test]
fn a_task_can_die_before_the_commit_and_before_the_answer() {
    let place = in_turn();
    let open = || {
        let key = SealKey::new(KEY);
        Storage::open_sqlite_in_turn(&place.path(), key, Numbers::new(), at(0)).unwrap()
    };
    let (storage, other) = (open(), open());
    let mut context = Context::from_waker(Waker::noop());
    let mut workspaces = || {
        let mut reading = pin!(other.workspaces());
        loop {
            if let Poll::Ready(found) = reading.as_mut().poll(&mut context) {
                return found.unwrap();
            }
        }
    };
    let mut polled = 0;
    for (id, polls) in [(1, 1), (2, 2), (3, 3)] {
        let mut context = Context::from_waker(Waker::noop());
        let mut adding = pin!(storage.add_workspace(WorkspaceId(id), "w", at(0)));
        for _ in 0..polls {
            polled += usize::from(adding.as_mut().poll(&mut context).is_ready());
        }
    }
    // The first never came to its commit, the second was not told, the third was.
    assert_eq!(workspaces(), [WorkspaceId(2), WorkspaceId(3)]);
    assert_eq!(polled, 1);
}
