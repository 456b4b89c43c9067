//! A disk of a few megabytes as the data folder, where this machine lets us make one.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A memory disk on a folder; gone when dropped.
pub(crate) struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Only the superuser mounts, and not in every container; `None` says that it was not possible.
    pub(crate) fn mount(folder: &Path, megabytes: u32) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let size = format!("size={megabytes}m,mode=700");
        let mounted = run(
            "mount",
            &["-t", "tmpfs", "-o", &size, "crossdock-test"],
            folder,
        );
        if !mounted {
            eprintln!("skipped: no disk can be mounted here");
        }
        mounted.then(|| Self(folder.to_owned()))
    }

    /// Fills it to the last byte.
    pub(crate) fn fill(&self) {
        let mut file = File::create(self.ballast()).unwrap();
        for piece in [1 << 20, 4096, 1] {
            let block = vec![7_u8; piece];
            while file.write_all(&block).is_ok() {}
        }
    }

    /// Somebody made room.
    pub(crate) fn make_room(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }

    /// From now on it can only be read.
    pub(crate) fn forbid_writing(&self) {
        assert!(run("mount", &["-o", "remount,ro"], &self.0));
    }

    /// It can be written again.
    pub(crate) fn allow_writing(&self) {
        assert!(run("mount", &["-o", "remount,rw"], &self.0));
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a server that is killed with the test may hold it a moment longer.
        run("umount", &["-l"], &self.0);
    }
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> bool {
    let ran = Command::new(program).args(arguments).arg(folder).output();
    ran.is_ok_and(|output| output.status.success())
}
