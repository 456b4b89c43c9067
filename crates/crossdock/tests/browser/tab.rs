//! A tab, and what a person does in it: looks, clicks, types; always waiting for what should come.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
    SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, DispatchMouseEventParams, DispatchMouseEventType,
    InsertTextParams, MouseButton,
};
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::network::SetCacheDisabledParams;
use chromiumoxide::cdp::browser_protocol::page::NavigateParams;
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EvaluateParams, EventConsoleApiCalled, EventExceptionThrown,
};
use chromiumoxide::page::ScreenshotParams;
use futures_util::StreamExt;
use serde_json::Value;

/// How long something may take. A machine under load is slow; a broken page never gets there.
const PATIENCE: Duration = Duration::from_secs(150);

/// How often it is looked whether something is there.
const LOOK: Duration = Duration::from_millis(40);

/// What every look at a page may use. `seen` are the elements that a person sees.
const EYES: &str = "
const seen = sel => [...document.querySelectorAll(sel)].filter(el => el.checkVisibility({visibilityProperty: true, opacityProperty: false}) && el.getClientRects().length);
const says = (el, text) => (el.innerText || el.value || el.getAttribute('aria-label') || '').replace(/\\s+/g, ' ').includes(text) || (el.title || '').includes(text);
const text = () => document.body ? document.body.innerText.replace(/\\s+/g, ' ') : '';
";

/// A tab.
pub(crate) struct Tab {
    page: Page,
    complaints: Arc<Mutex<Vec<String>>>,
}

impl Tab {
    pub(crate) async fn over(page: Page) -> Self {
        let complaints = Arc::new(Mutex::new(Vec::new()));
        let tab = Self { page, complaints };
        tab.listen().await;
        tab.page.enable_log().await.unwrap();
        tab.size(1400, 900).await;
        tab
    }

    /// Writes down what the browser complains about: refused by the policy, failed, thrown.
    async fn listen(&self) {
        let mut entries = self.page.event_listener::<EventEntryAdded>().await.unwrap();
        let mut calls = self
            .page
            .event_listener::<EventConsoleApiCalled>()
            .await
            .unwrap();
        let mut thrown = self
            .page
            .event_listener::<EventExceptionThrown>()
            .await
            .unwrap();
        let kept = Arc::clone(&self.complaints);
        tokio::spawn(async move {
            loop {
                let complaint = tokio::select! {
                    Some(one) = entries.next() => {
                        let entry = &one.entry;
                        let bad = matches!(entry.level, LogEntryLevel::Error | LogEntryLevel::Warning);
                        // A browser asks for it by itself where a page names none; the simulators' name none.
                        let asked_by_itself = entry.url.as_ref().is_some_and(|url| url.ends_with("/favicon.ico"));
                        (bad && !asked_by_itself).then(|| format!("{} ({})", entry.text, entry.url.clone().unwrap_or_default()))
                    }
                    Some(one) = calls.next() => {
                        let bad = matches!(one.r#type, ConsoleApiCalledType::Error | ConsoleApiCalledType::Warning);
                        bad.then(|| format!("{:?}", one.args))
                    }
                    Some(one) = thrown.next() => Some(format!("{:?}", one.exception_details)),
                    else => return,
                };
                kept.lock().unwrap().extend(complaint);
            }
        });
    }

    /// What the browser complained about since the last time.
    pub(crate) fn complaints(&self) -> Vec<String> {
        std::mem::take(&mut *self.complaints.lock().unwrap())
    }

    /// The size of the window, in CSS pixels.
    pub(crate) async fn size(&self, width: i64, height: i64) {
        let size = SetDeviceMetricsOverrideParams::new(width, height, 1.0, false);
        self.page.execute(size).await.unwrap();
    }

    /// What the device prefers: `light` or `dark`. Nothing moves, so that pictures are still.
    pub(crate) async fn device_theme(&self, theme: &str) {
        let features = vec![
            MediaFeature::new("prefers-color-scheme", theme),
            MediaFeature::new("prefers-reduced-motion", "reduce"),
        ];
        let media = SetEmulatedMediaParams::builder().features(features).build();
        self.page.execute(media).await.unwrap();
    }

    /// From now on pages run no script.
    pub(crate) async fn without_script(&self) {
        let off = SetScriptExecutionDisabledParams::new(true);
        self.page.execute(off).await.unwrap();
    }

    /// From now on everything is fetched anew.
    pub(crate) async fn without_cache(&self) {
        let off = SetCacheDisabledParams::new(true);
        self.page.execute(off).await.unwrap();
    }

    /// Opens an address and waits until the page is there.
    pub(crate) async fn open(&self, url: &str) {
        self.look("window.leftBehind = true").await;
        let answer = self.page.execute(NavigateParams::new(url)).await.unwrap();
        let failed = answer.result.error_text.clone();
        assert!(failed.is_none(), "{url} did not open: {failed:?}");
        self.until("!window.leftBehind && document.readyState === 'complete'")
            .await;
    }

    /// Where it is.
    pub(crate) async fn url(&self) -> String {
        self.read("location.href")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// What an expression is now; `None` while the page is changing.
    async fn look(&self, expression: &str) -> Option<Value> {
        let script = format!("(() => {{ {EYES} return ({expression}); }})()");
        let ask = EvaluateParams::builder()
            .expression(script)
            .return_by_value(true)
            .await_promise(true)
            .build()
            .unwrap();
        let answer = self.page.execute(ask).await.ok()?.result;
        if let Some(thrown) = answer.exception_details {
            let words = thrown.exception.and_then(|one| one.description);
            return Some(Value::String(format!(
                "thrown: {}",
                words.unwrap_or_default()
            )));
        }
        Some(answer.result.value.unwrap_or(Value::Null))
    }

    /// What an expression is, once the page is still enough to tell.
    pub(crate) async fn read(&self, expression: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(value) = self.look(expression).await {
                return value;
            }
            assert!(Instant::now() < end, "the page never answered {expression}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until an expression is true, and gives what it is.
    pub(crate) async fn until(&self, expression: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        let mut last = None;
        loop {
            if let Some(value) = self.look(expression).await {
                let empty =
                    matches!(&value, Value::Null | Value::Bool(false)) || value == 0 || value == "";
                let thrown = value
                    .as_str()
                    .is_some_and(|text| text.starts_with("thrown: "));
                if !empty && !thrown {
                    return value;
                }
                last = Some(value);
            }
            if Instant::now() >= end {
                self.give_up(expression, last).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn give_up(&self, expression: &str, last: Option<Value>) -> ! {
        let picture = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("gave-up.png");
        std::fs::write(&picture, self.picture().await).unwrap();
        let url = self.look("location.href").await;
        let words = self.look("text().slice(0, 3000)").await;
        panic!(
            "waited in vain for: {expression}\nlast: {last:?}\nat: {url:?}\nthe page says: {words:?}\nit looks like {}\nthe browser says: {:?}",
            picture.display(),
            self.complaints(),
        );
    }

    /// Waits until the page says something.
    pub(crate) async fn sees(&self, words: &str) {
        self.until(&format!("text().includes({})", quoted(words)))
            .await;
    }

    /// Waits until an element is seen that says something.
    pub(crate) async fn sees_in(&self, selector: &str, words: &str) {
        let (selector, words) = (quoted(selector), quoted(words));
        self.until(&format!("seen({selector}).some(el => says(el, {words}))"))
            .await;
    }

    /// Waits until the address has something in it.
    pub(crate) async fn is_at(&self, part: &str) {
        self.until(&format!(
            "location.href.includes({}) && document.readyState === 'complete'",
            quoted(part)
        ))
        .await;
    }

    /// Clicks the first element that is seen and says `words`, where a person would: in its middle,
    /// and only if nothing lies over it.
    pub(crate) async fn click(&self, selector: &str, words: &str) {
        let find = format!(
            "(() => {{
                const el = seen({}).find(el => says(el, {}) && !el.disabled);
                if (!el) return null;
                el.scrollIntoView({{block: 'center', behavior: 'instant'}});
                const box = el.getClientRects()[0], x = box.x + box.width / 2, y = box.y + box.height / 2;
                const over = document.elementFromPoint(x, y);
                return over && (el.contains(over) || over.contains(el) || over.closest('label')?.control === el) ? [x, y] : null;
            }})()",
            quoted(selector),
            quoted(words)
        );
        let at = self.until(&find).await;
        let (x, y) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
        for kind in [
            DispatchMouseEventType::MousePressed,
            DispatchMouseEventType::MouseReleased,
        ] {
            let click = DispatchMouseEventParams::builder()
                .r#type(kind)
                .x(x)
                .y(y)
                .button(MouseButton::Left)
                .click_count(1)
                .build()
                .unwrap();
            self.page.execute(click).await.unwrap();
        }
    }

    /// Puts a text into the field of that name, in place of what is there.
    pub(crate) async fn fill(&self, name: &str, value: &str) {
        self.fill_in(&format!("[name=\"{name}\"]"), value).await;
    }

    /// The same for the first field that is seen.
    pub(crate) async fn fill_in(&self, selector: &str, value: &str) {
        let field = quoted(selector);
        self.until(&format!(
            "(el => {{ if (!el) return false; el.scrollIntoView({{block: 'center', behavior: 'instant'}}); el.focus(); el.select(); return document.activeElement === el; }})(seen({field})[0])"
        ))
        .await;
        self.page
            .execute(InsertTextParams::new(value))
            .await
            .unwrap();
        self.until(&format!("seen({field})[0]?.value === {}", quoted(value)))
            .await;
    }

    /// Presses a key.
    pub(crate) async fn press(&self, key: &str) {
        let text = match key {
            "Enter" => "\r".to_owned(),
            one if one.chars().count() == 1 => one.to_owned(),
            _ => String::new(),
        };
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            _ => 0,
        };
        for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
            let down = kind == DispatchKeyEventType::KeyDown;
            let mut press = DispatchKeyEventParams::builder().r#type(kind).key(key);
            if down && !text.is_empty() {
                press = press.text(text.clone());
            }
            if code > 0 {
                press = press.windows_virtual_key_code(code);
            }
            self.page.execute(press.build().unwrap()).await.unwrap();
        }
    }

    /// What the window shows.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let shot = ScreenshotParams::builder().build();
        self.page.screenshot(shot).await.unwrap()
    }
}

/// A text as JavaScript writes it.
pub(crate) fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
