//! The story of something, newest first: who did what, when, and what was answered.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Icon, Tone, icon, time};
use crate::i18n::{Locale, Text};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// How it went.
    pub tone: Tone,
    /// Its picture.
    pub icon: Icon,
    /// What happened, in the past tense; may hold links.
    pub what: Markup,
    /// Who did it: a person, or Crossdock itself.
    pub who: Text<'a>,
    /// When.
    pub when: Timestamp,
    /// More, folded: an answer, an address, a reason.
    pub details: Option<Markup>,
}

/// Shows a story. The entries come in the order in which they are shown.
pub fn timeline(locale: &Locale, entries: &[Entry<'_>]) -> Markup {
    html! {
        ol.timeline {
            @for entry in entries {
                li.timeline-entry data-tone=(entry.tone.name()) {
                    span.timeline-icon { (icon(entry.icon)) }
                    div.timeline-body {
                        div.timeline-what { (entry.what) }
                        div.timeline-meta {
                            bdi { (entry.who) } " · " (time(locale, entry.when))
                        }
                        @if let Some(details) = &entry.details {
                            details.own-words {
                                summary { (locale.lang.t("timeline-details")) }
                                div.own-words-body { (details) }
                            }
                        }
                    }
                }
            }
        }
    }
}
