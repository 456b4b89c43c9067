//! The desk: pages and the interface of programs, drawn from what `app` and `storage` know.
//!
//! A page asks and shows; it must never call a supplier or write SQL. Before it: the browser;
//! after it: `app`.

pub mod i18n;
pub mod static_files;
pub mod ui;
