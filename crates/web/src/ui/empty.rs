//! Empty states: what this page will show, and the one step that fills it.

use maud::{Markup, html};

use crate::i18n::Text;

/// What is drawn above the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Illustration {
    /// A dock with parcels that pass through: orders and purchases will come.
    Dock,
    /// A glass over empty lines: nothing matches.
    Search,
    /// Two ends that are not joined yet: nothing is connected.
    Plugs,
    /// A cup beside a closed book: nothing is left to do.
    AllDone,
}

/// Nothing is here, and why that is fine.
#[derive(Debug, Clone)]
pub struct Empty<'a> {
    /// The drawing.
    pub illustration: Illustration,
    /// What this is or will be.
    pub title: Text<'a>,
    /// What has to happen for it to fill.
    pub body: Text<'a>,
    /// The one step: a button or a link.
    pub action: Markup,
}

/// Shows that nothing is here, and the one step that fills it.
pub fn empty_state(empty: &Empty<'_>) -> Markup {
    html! {
        div.empty {
            svg.illustration viewBox="0 0 160 96" width="160" height="96" fill="none"
                stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" {
                (match empty.illustration {
                    Illustration::Dock => dock(),
                    Illustration::Search => search(),
                    Illustration::Plugs => plugs(),
                    Illustration::AllDone => all_done(),
                })
            }
            h2.empty-title { (empty.title) }
            p { (empty.body) }
            @if !empty.action.0.is_empty() { div.actions { (empty.action) } }
        }
    }
}

fn dock() -> Markup {
    html! {
        path.draw-faint d="M8 82h144" {}
        path.draw-line d="M64 82V26a4 4 0 0 1 4-4h24a4 4 0 0 1 4 4v56" {}
        path.draw-line d="M58 22h44l-5-10H63z" {}
        rect.draw-fill x="16" y="58" width="28" height="24" rx="3" {}
        path.draw-line d="M16 61a3 3 0 0 1 3-3h22a3 3 0 0 1 3 3v18a3 3 0 0 1-3 3H19a3 3 0 0 1-3-3zM30 58v9" {}
        rect.draw-accent x="118" y="62" width="24" height="20" rx="3" {}
        path.draw-accent-line d="M130 62v8" {}
        path.draw-accent-line d="M72 46h16m-5-5 5 5-5 5M88 62H72m5-5-5 5 5 5" {}
    }
}

fn search() -> Markup {
    html! {
        rect.draw-fill x="28" y="14" width="80" height="68" rx="5" {}
        rect.draw-line x="28" y="14" width="80" height="68" rx="5" {}
        path.draw-faint d="M40 30h32M40 44h52M40 58h24" {}
        circle.draw-accent cx="102" cy="56" r="18" {}
        path.draw-accent-line d="M115 69l15 15" {}
    }
}

fn plugs() -> Markup {
    html! {
        path.draw-faint d="M8 48h24M128 48h24" {}
        rect.draw-fill x="32" y="32" width="30" height="32" rx="5" {}
        rect.draw-line x="32" y="32" width="30" height="32" rx="5" {}
        path.draw-line d="M62 41h9M62 55h9" {}
        rect.draw-accent x="96" y="32" width="32" height="32" rx="5" {}
        path.draw-accent-line d="M103 41h7M103 55h7" {}
        path.draw-faint d="M76 41h4M86 41h4M76 55h4M86 55h4" {}
    }
}

fn all_done() -> Markup {
    html! {
        path.draw-faint d="M16 82h128" {}
        rect.draw-fill x="30" y="34" width="56" height="48" rx="4" {}
        rect.draw-line x="30" y="34" width="56" height="48" rx="4" {}
        path.draw-line d="M40 34v48" {}
        path.draw-accent-line d="M53 58l7 7 14-15" {}
        path.draw-accent d="M100 60h24v12a10 10 0 0 1-10 10h-4a10 10 0 0 1-10-10z" {}
        path.draw-accent-line d="M124 63h4a5 5 0 0 1 0 10h-4" {}
        path.draw-faint d="M107 52c0-4 4-4 4-8M116 52c0-4 4-4 4-8" {}
    }
}
