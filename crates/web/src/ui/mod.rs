//! The parts that pages are made of: pure functions from plain arguments to markup.
//!
//! They know no order, no supplier and no database; a page hands them words, numbers, times and
//! addresses. Everything that goes in is escaped, and addresses pass [`safe_href`]. A part must
//! never carry an inline style or script: the content policy in [`headers`] refuses both.
//! Before it: `i18n`; after it: the pages. Looks are in `static/app.css`.
//!
//! What `static/app.js` reads, and what happens without it:
//!
//! | attribute | with the script | without |
//! |---|---|---|
//! | `data-swap="#id"` | links and forms inside replace that element and keep the place | a page load |
//! | `data-swap="none"` | takes a part out of that again | |
//! | `data-oob` and an id | is replaced along with every swap when the answer has it too | |
//! | `data-live="topic …"` | is fetched again when the server says that a topic changed | reload |
//! | `data-src="/…"` | where a live region is fetched from, when not from the page's address | |
//! | `data-rows` in a live region | changed rows are marked, new ones wait behind `data-new` | |
//! | `data-auto` on a form | is sent when a choice in it changes, and while a person searches or writes | its own button |
//! | `data-confirm` on a button | asks first, then sends `confirmed=1` | the server asks |
//! | `data-copy="text"` | copies | the button is not there |
//! | `data-relative` on `time` | is kept up to date | the text as served, exact time on hover |
//! | `data-key="g o"` on a link | the keys press it | |
//! | `data-list` | holds the checkboxes that one bulk bar counts | the bar still appears |
//! | `data-theme-choice` | changes the theme at once | a page load |
//!
//! Classes for laying out a page: `columns` (content and a side), `stack` (under each other),
//! `grid` (small cards), `grid-wide` (charts), `row` (wraps), `media` (a picture, `lines`, an
//! amount), `lines` (text under text), `form`, `actions` (buttons), `note` (small and quiet),
//! `section-title`. A list page is one `card` with `data-list` and an id, holding tabs, filter bar,
//! table, pagination and bulk bar in this order; `examples/gallery` shows every part in use.

mod bulk;
mod button;
mod callout;
mod chart;
mod chip;
mod country;
mod empty;
mod entry;
mod facts;
mod filter;
mod form;
pub mod headers;
mod icon;
mod link;
mod money;
mod page;
mod pagination;
mod preferences;
mod product;
mod shortcuts;
mod table;
mod tabs;
mod time;
mod timeline;

pub use bulk::{BulkAction, BulkBar, bulk_bar};
pub use button::{
    Button, ButtonKind, Confirm, button, copy_button, copyable_code, link_button, menu,
    menu_button, menu_link,
};
pub use callout::{Failure, Notice, callout, failure_box, form_errors, notice};
pub use chart::{Bar, Point, Series, Share, column_chart, share_bar, sparkline, stacked_columns};
pub use chip::{Chip, chip, count_badge};
pub use country::{country, country_flag};
pub use empty::{Empty, Illustration, empty_state};
pub use entry::{EntryPage, entry_page};
pub use facts::{
    MoneyLine, Stat, Step, StepState, definition_list, money_summary, progress, stat_card, steps,
};
pub use filter::{ActiveFilter, FilterBar, filter_bar};
pub use form::{
    Choice, Field, Input, InputKind, Need, RadioCard, Spread, checkbox, field, radio_cards,
    select_field, text_area, text_field,
};
pub use icon::{Icon, icon, mark};
pub use link::{external_link, safe_href};
pub use money::{Sign, money, money_in_column, money_with_sign};
pub use page::{
    NavItem, Page, PageHeader, PageLinks, User, card, card_with_title, page, page_header,
};
pub use pagination::{Pagination, pagination};
pub use preferences::{Theme, preferences};
pub use product::{Thumbnail, thumbnail, thumbnails};
pub use table::{
    Column, ColumnKind, DataTable, Importance, LiveRows, Order, Row, Selection, data_table,
};
pub use tabs::{Tab, tabs};
pub use time::{as_of, exact_time, time};
pub use timeline::{Entry, timeline};

use maud::{Markup, html};

/// What a color stands for; always along with a word and an icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    /// Nothing to say: waiting, over, canceled.
    #[default]
    Neutral,
    /// Worth knowing.
    Info,
    /// On its way by itself.
    Progress,
    /// Reached its end well.
    Success,
    /// Will need a person soon, or waits for one.
    Warning,
    /// Failed; needs a person now.
    Danger,
    /// In doubt: being looked up, and not repeated until it is known.
    Doubt,
}

impl Tone {
    /// Every tone, for galleries and tests.
    pub const ALL: [Self; 7] = [
        Self::Neutral,
        Self::Info,
        Self::Progress,
        Self::Success,
        Self::Warning,
        Self::Danger,
        Self::Doubt,
    ];

    /// The value of the `data-tone` attribute that the stylesheet reads.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Progress => "progress",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Doubt => "doubt",
        }
    }
}

/// Shows what somebody else wrote, kept apart from the direction of the text around it.
pub fn foreign(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// Shows text to screen readers only.
pub fn hidden_text(text: &str) -> Markup {
    html! { span.sr-only { (text) } }
}

#[cfg(test)]
mod tests;
