//! A browser of its own for each test: headless, with a fresh profile, and gone afterwards.

use std::path::Path;

use chromiumoxide::browser::{Browser, BrowserConfig};
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::tab::Tab;

/// Where it is on Debian, and the other names that it goes by.
const PLACES: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
];

/// Everything that a browser does by itself is switched off, so that it only does what a test asks.
const SWITCHES: [&str; 9] = [
    "disable-gpu",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "disable-quic",
    "disable-dev-shm-usage",
    "hide-scrollbars",
    "lang=en-US",
];

/// A running browser.
pub(crate) struct Chromium {
    browser: Browser,
    pump: JoinHandle<()>,
    _profile: TempDir,
}

impl Chromium {
    /// Starts one.
    pub(crate) async fn start() -> Self {
        let known = PLACES.iter().find(|place| Path::new(place).exists());
        let Some(executable) = known else {
            panic!(
                "no Chromium was found at {}; the desk's tests drive one (on Debian: apt-get install chromium)",
                PLACES.join(", ")
            );
        };
        let profile = tempfile::tempdir().unwrap();
        let config = BrowserConfig::builder()
            .chrome_executable(executable)
            .new_headless_mode()
            .no_sandbox()
            .user_data_dir(profile.path())
            .viewport(None)
            .args(SWITCHES)
            .build()
            .unwrap();
        let (browser, mut events) = Browser::launch(config).await.unwrap();
        let pump = tokio::spawn(async move { while events.next().await.is_some() {} });
        Self {
            browser,
            pump,
            _profile: profile,
        }
    }

    /// Opens an empty tab.
    pub(crate) async fn tab(&self) -> Tab {
        Tab::over(self.browser.new_page("about:blank").await.unwrap()).await
    }

    /// Ends it.
    pub(crate) async fn close(mut self) {
        let _ = self.browser.close().await;
        let _ = self.browser.wait().await;
        self.pump.abort();
    }
}
