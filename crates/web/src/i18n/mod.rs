//! Languages: every word that a person reads comes through here, from the files in `locales/`.
//!
//! A page asks its `Lang` for a text by key, and its `Locale` for anything that has a time in it.
//! A missing text falls back to English and then to its key, so that a page never fails for want
//! of a word; the tests see to it that none is missing. It must never decide what is shown, only
//! how it is said. Before it: the request's cookie and headers; after it: `ui` and the pages.

mod lang;
mod locale;
mod numbers;
mod texts;

pub use lang::{Lang, Text};
pub use locale::Locale;

#[cfg(test)]
mod tests;
