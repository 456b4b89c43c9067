//! The repository's text files: what git tracks or would track. Rules read these and nothing else.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// The text files of the repository, sorted by path.
pub(super) struct Tree {
    pub(super) files: Vec<TextFile>,
    /// Every path, also of files that are not text, so that links to pictures can be followed.
    pub(super) paths: Vec<String>,
}

/// One text file; its path is relative to the repository and has forward slashes.
pub(super) struct TextFile {
    pub(super) path: String,
    pub(super) text: String,
}

impl Tree {
    /// Reads the repository at `root`.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut paths = match listed_by_git(root) {
            Some(paths) => paths,
            None => found_on_disk(root)?,
        };
        paths.retain(|path| root.join(path).is_file());
        paths.sort();
        paths.dedup();
        let mut files = Vec::new();
        for path in &paths {
            let bytes = fs::read(root.join(path)).with_context(|| format!("reading {path}"))?;
            if let Ok(text) = String::from_utf8(bytes)
                && !text.contains('\0')
            {
                files.push(TextFile {
                    path: path.clone(),
                    text,
                });
            }
        }
        Ok(Self { files, paths })
    }

    /// A tree of the given paths and texts, for the rules' own tests.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| TextFile {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        let files: Vec<TextFile> = files.iter().map(file).collect();
        let paths = files.iter().map(|file| file.path.clone()).collect();
        Self { files, paths }
    }

    /// The files whose names end in `.extension`.
    pub(super) fn with_extension<'a>(
        &'a self,
        extension: &'a str,
    ) -> impl Iterator<Item = &'a TextFile> {
        self.files
            .iter()
            .filter(move |file| file.extension() == extension)
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.text.as_str())
    }

    /// Whether a file or a folder stands at `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path.is_empty()
            || self
                .paths
                .iter()
                .any(|known| known == path || known.starts_with(&folder))
    }
}

impl TextFile {
    /// What stands after the last dot of the file's name, or nothing.
    pub(super) fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// Tracked files and new ones that are not ignored; nothing when this is no git checkout.
fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    let text = String::from_utf8(output.stdout).ok()?;
    let paths: Vec<String> = text
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect();
    (!paths.is_empty()).then_some(paths)
}

/// Every file outside the folders that are built or hidden, for an unpacked source archive.
fn found_on_disk(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            if entry.file_type()?.is_file() {
                paths.push(path);
            } else if entry.file_type()?.is_dir() && !["target", "data", ".git"].contains(&&*path) {
                folders.push(path);
            }
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_and_the_disk_both_find_this_file() {
        let root = crate::repository();
        let here = "crates/xtask/src/tidy/tree.rs".to_owned();
        assert!(found_on_disk(&root).unwrap().contains(&here));
        assert!(Tree::read(&root).unwrap().has(&here));
    }

    #[test]
    fn a_folder_counts_as_there() {
        let tree = Tree::of(&[("docs/decisions/README.md", "x")]);
        assert!(tree.has("docs") && tree.has("docs/decisions/"));
        assert!(!tree.has("doc"));
        assert_eq!(tree.text("docs/decisions/README.md"), Some("x"));
    }
}
