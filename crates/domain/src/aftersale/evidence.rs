//! Evidence: a picture or a document that shows what is wrong. What it is, is told by its bytes, never
//! by what its sender says.

use jiff::Timestamp;

use crate::ids::{CaseId, EvidenceId, OrderId};

/// A file that belongs to a case, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Ours.
    pub id: EvidenceId,
    /// Of which case.
    pub case_id: CaseId,
    /// Of which order.
    pub order_id: OrderId,
    /// What its sender called it.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// How long it is.
    pub size_bytes: i64,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A picture.
    Png,
    /// A picture.
    Jpeg,
    /// A picture.
    Webp,
    /// A document.
    Pdf,
}

impl FileKind {
    /// Each.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Webp, Self::Pdf];

    /// What the bytes are; `None` if they are nothing that is taken.
    #[must_use]
    pub fn of(content: &[u8]) -> Option<Self> {
        match content {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Some(Self::Webp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// As stored and as told to a browser.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// The end of its name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
        }
    }

    /// Reads what [`Self::media_type`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.media_type() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_say_what_a_file_is() {
        assert_eq!(FileKind::of(b"\x89PNG\r\n\x1a\nrest"), Some(FileKind::Png));
        assert_eq!(
            FileKind::of(&[0xFF, 0xD8, 0xFF, 0xE0]),
            Some(FileKind::Jpeg)
        );
        assert_eq!(FileKind::of(b"RIFF1234WEBPVP8 "), Some(FileKind::Webp));
        assert_eq!(FileKind::of(b"%PDF-1.7"), Some(FileKind::Pdf));
        for bad in [
            &b"<svg onload=alert(1)>"[..],
            b"<html>",
            b"GIF89a",
            b"MZ",
            b"",
            b"%PD",
        ] {
            assert_eq!(FileKind::of(bad), None);
        }
        for kind in FileKind::ALL {
            assert_eq!(FileKind::parse(kind.media_type()), Some(kind));
        }
    }
}
