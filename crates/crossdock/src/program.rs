//! Putting the program together from its configuration: the one place that knows everyone.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use app::{App, Clock, Settings, SystemClock, TimeOrderedIds};
use domain::ids::{IdSource, WorkspaceId};
use domain::money::Currency;
use jiff::Timestamp;
use rand::TryRng;
use rand::rngs::SysRng;
use storage::{SealKey, Storage, StorageError};

use crate::config::{Config, Data};
use crate::folder::HeldFolder;
use crate::limits::Books;

/// The one workspace of a self-hosted installation.
pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId(1);

/// The database's file name in the data folder.
pub(crate) const DATABASE_FILE: &str = "crossdock.sqlite3";

/// The seal key's file name in the data folder.
pub(crate) const KEY_FILE: &str = "crossdock.key";

/// The folder in the data folder of the files that people download.
const EXPORT_FOLDER: &str = "exports";

/// Opens the data folder and puts the program together, on this machine's clock.
pub(crate) async fn open(config: &Config) -> anyhow::Result<App> {
    let settings = Settings {
        public_url: config.server.public_url.clone(),
        repeat_with_same_key: config.buying.repeat_with_same_key,
        buying_currency: Currency::parse(&config.buying.currency)?,
        poll_seconds: config.work.poll_seconds,
        mail_server: config.mail.server()?,
        sms_service: config.sms.service()?,
        ..Settings::default()
    };
    assemble(&config.data, Arc::new(SystemClock), settings, seed()?).await
}

/// Puts the program together on any clock.
pub(crate) async fn assemble(
    data: &Data,
    clock: Arc<dyn Clock>,
    settings: Settings,
    seed: u64,
) -> anyhow::Result<App> {
    let folder = &data.folder;
    private_folder()
        .recursive(true)
        .create(folder)
        .with_context(|| format!("the data folder {} can't be made", folder.display()))?;
    let ids: Arc<dyn IdSource> = Arc::new(TimeOrderedIds::new(Arc::clone(&clock), seed));
    let now = clock.now();
    let key = SealKey::new(seal_key(folder)?);
    let storage = open_storage(data, key, Arc::clone(&ids), now)?;
    if storage.workspaces().await?.is_empty() {
        match storage.add_workspace(WORKSPACE, "Workspace", now).await {
            // Another process that starts at the same moment was first.
            Err(StorageError::Conflict(_)) => {}
            added => added?,
        }
    }
    let space = storage.space(WORKSPACE);
    let mut http = platforms::http::Http::new().context("the HTTP client could not be set up")?;
    if storage.is_shared() {
        let key = space.check_key().await;
        key.with_context(|| format!("the key in {} can't be used", folder.display()))?;
        // Each process alone would make as many calls as the platform allows them together.
        http = http.sharing(Arc::new(Books::of(space.clone())));
    }
    let teller = Arc::clone(&clock);
    let now: platforms::http::Now = Arc::new(move || teller.now());
    let connectors = platforms::connectors(&http, &now);
    let settings = Settings {
        export_folder: Some(folder.join(EXPORT_FOLDER)),
        ..settings
    };
    let app = App::new(space, connectors, clock, ids, settings);
    Ok(app.with_post_office(platforms::post_office(&http)))
}

/// Makes sure that nobody else works on this data folder, where there can be one worker only.
pub(crate) fn hold(config: &Config, app: &App) -> anyhow::Result<Option<HeldFolder>> {
    if app.space().storage().is_shared() {
        return Ok(None);
    }
    HeldFolder::hold(&config.data.folder).map(Some)
}

/// The database: a server's if one is named, else the file in the data folder.
fn open_storage(
    data: &Data,
    key: SealKey,
    ids: Arc<dyn IdSource>,
    now: Timestamp,
) -> anyhow::Result<Storage> {
    let Some(url) = &data.database_url else {
        let folder = &data.folder;
        return Storage::open_sqlite(&folder.join(DATABASE_FILE), key, ids, now)
            .with_context(|| format!("the database in {} can't be used", folder.display()));
    };
    let failed = || format!("the database at {url} can't be used");
    if data.upgrade {
        Storage::upgrade_postgres(url.expose(), now).with_context(failed)?;
    }
    Storage::open_postgres(url.expose(), key, ids, now).with_context(failed)
}

/// Makes folders that only their owner looks into, because the database holds customers' addresses.
pub(crate) fn private_folder() -> fs::DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes to set"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
}

/// A seed for ids; two processes on one database must not share one.
pub(crate) fn seed() -> anyhow::Result<u64> {
    Ok(SysRng.try_next_u64()?)
}

/// The key that seals credentials: 64 hex digits in a file that only its owner reads.
fn seal_key(folder: &Path) -> anyhow::Result<[u8; 32]> {
    let path = folder.join(KEY_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let bytes = hex::decode(text.trim())
                .ok()
                .and_then(|bytes| bytes.try_into().ok());
            bytes.with_context(|| {
                format!(
                    "{} must hold 64 hex digits; restore it from a backup",
                    path.display()
                )
            })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => new_key(&path),
        Err(error) => Err(error).with_context(|| format!("{} can't be read", path.display())),
    }
}

fn new_key(path: &PathBuf) -> anyhow::Result<[u8; 32]> {
    let key = SealKey::generate();
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| {
        file.write_all(hex::encode(key).as_bytes())?;
        file.sync_all()
    });
    written.with_context(|| format!("the key file {} can't be written", path.display()))?;
    Ok(key)
}
