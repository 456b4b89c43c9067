//! Where the files are: a folder of their own under the data folder, named by the export's id.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use domain::ids::ExportId;

use super::{Form, Wish};
use crate::App;
use crate::error::AppError;

/// The folder, made if it is not there.
pub(super) fn folder(app: &App) -> Result<&Path, AppError> {
    let none = || AppError::Refused("this installation has no folder for files".to_owned());
    let folder = app.settings().export_folder.as_deref().ok_or_else(none)?;
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes to set"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        // They hold customers' addresses.
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.recursive(true).create(folder).map_err(|error| {
        AppError::Refused(format!(
            "the folder {} can't be made: {error}",
            folder.display()
        ))
    })?;
    Ok(folder)
}

/// What a file is called where it is downloaded.
#[must_use]
pub fn file_name(wish: &Wish) -> String {
    let kept = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let name: String = wish.name.chars().filter(|letter| kept(*letter)).collect();
    format!("{name}.{}", wish.form.as_str())
}

/// Opens the file of an export that is done.
///
/// # Errors
/// When it is not on this machine (any more).
pub fn open_file(app: &App, id: ExportId, form: Form) -> Result<(File, u64), AppError> {
    let path = path_of(folder(app)?, id, form);
    let opened = File::open(&path).and_then(|file| {
        let size = file.metadata()?.len();
        Ok((file, size))
    });
    opened.map_err(|error| match error.kind() {
        ErrorKind::NotFound => AppError::Refused(
            "the file is not on this machine (any more); write it again".to_owned(),
        ),
        _ => AppError::Refused(format!("the file can't be read: {error}")),
    })
}

/// A file that is not whole yet, under another name, so that nobody downloads half of it.
pub(super) struct Unfinished {
    unfinished: PathBuf,
    whole: PathBuf,
}

impl Unfinished {
    /// Names it; what an earlier try left is overwritten.
    pub(super) fn of(app: &App, id: ExportId, form: Form) -> Result<Self, AppError> {
        let folder = folder(app)?;
        Ok(Self {
            unfinished: folder.join(format!("{id}.unfinished")),
            whole: path_of(folder, id, form),
        })
    }

    /// Opens it to be written.
    pub(super) fn create(&self) -> std::io::Result<BufWriter<File>> {
        File::create(&self.unfinished).map(BufWriter::new)
    }

    /// Gives it its own name and says how large it is.
    pub(super) fn finish(&self) -> std::io::Result<u64> {
        let file = File::open(&self.unfinished)?;
        file.sync_all()?;
        fs::rename(&self.unfinished, &self.whole)?;
        Ok(file.metadata()?.len())
    }

    /// Removes what was written of it.
    pub(super) fn discard(&self) {
        // It may never have been made.
        let _ = fs::remove_file(&self.unfinished);
    }
}

/// Removes whatever there is of an export.
pub(super) fn remove(app: &App, id: ExportId) {
    let Ok(folder) = folder(app) else {
        return;
    };
    let whole = Form::ALL.map(|form| path_of(folder, id, form));
    let all = whole
        .into_iter()
        .chain([folder.join(format!("{id}.unfinished"))]);
    for path in all {
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(export.id = %id, %error, "the file of an export could not be removed");
            }
        }
    }
}

fn path_of(folder: &Path, id: ExportId, form: Form) -> PathBuf {
    folder.join(format!("{id}.{}", form.as_str()))
}
