//! Pictures of what was ordered, small, in a row that does not grow without end.

use maud::{Markup, html};

use super::link::safe_picture;
use super::{Icon, icon};
use crate::i18n::{Lang, Text};

/// A row shows this many pictures and then says how many more there are.
const SHOWN: usize = 3;

/// One picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail<'a> {
    /// Where the picture is, when there is one.
    pub src: Option<Text<'a>>,
    /// What it shows.
    pub name: Text<'a>,
    /// How many of it; shown when it is not one.
    pub quantity: u32,
}

/// Shows one picture, or a place for it.
pub fn thumbnail(thumbnail: &Thumbnail<'_>) -> Markup {
    html! {
        span.thumbnail title=(thumbnail.name) {
            @match thumbnail.src.as_deref().and_then(safe_picture) {
                Some(src) => {
                    img src=(src) alt=(thumbnail.name) width="40" height="40" loading="lazy"
                        decoding="async" referrerpolicy="no-referrer";
                }
                None => span.thumbnail-none role="img" aria-label=(thumbnail.name) {
                    (icon(Icon::NoPicture))
                },
            }
            @if thumbnail.quantity != 1 { span.thumbnail-quantity { (thumbnail.quantity) } }
        }
    }
}

/// Shows the first few pictures and how many more there are.
pub fn thumbnails(lang: Lang, pictures: &[Thumbnail<'_>]) -> Markup {
    let more = pictures.len().saturating_sub(SHOWN);
    html! {
        span.thumbnails {
            @for picture in pictures.iter().take(SHOWN) { (thumbnail(picture)) }
            @if more > 0 {
                span.thumbnails-more title=(lang.tr("thumbnails-more", &[("count", more.into())])) {
                    "+" (more)
                }
            }
        }
    }
}
