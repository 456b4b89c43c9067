//! Reading a mail as a mail program does: headers, encoded words, parts (RFC 5322, 2045, 2047).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A mail as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Its Message-ID without brackets.
    pub message_id: String,
    /// Its subject.
    pub subject: String,
    /// Its headers, names as written.
    pub headers: Vec<(String, String)>,
    /// Its plain text.
    pub text: String,
    /// Its HTML.
    pub html: String,
    /// The files that came with it: name and size.
    pub files: Vec<(String, usize)>,
}

impl Letter {
    /// Reads a mail. What can't be read is left out.
    #[must_use]
    pub fn read(raw: &[u8]) -> Self {
        let (headers, body) = part(raw);
        let mut letter = Self {
            message_id: header(&headers, "message-id")
                .trim_matches(['<', '>'])
                .to_owned(),
            subject: words(&header(&headers, "subject")),
            ..Self::default()
        };
        letter.take(&headers, body, 0);
        letter.headers = headers;
        letter
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        header(&self.headers, name)
    }

    fn take(&mut self, headers: &[(String, String)], body: &[u8], depth: u8) {
        let kind = header(headers, "content-type");
        if let Some(boundary) = parameter(&kind, "boundary").filter(|_| depth < 5) {
            for inner in split(body, &boundary) {
                let (headers, body) = part(inner);
                self.take(&headers, body, depth + 1);
            }
            return;
        }
        let content = decode(&header(headers, "content-transfer-encoding"), body);
        let place = header(headers, "content-disposition");
        let kind = kind.to_lowercase();
        if place.to_lowercase().starts_with("attachment") {
            let name = parameter(&place, "filename").unwrap_or_default();
            self.files.push((name, content.len()));
        } else if kind.starts_with("text/html") {
            self.html = String::from_utf8_lossy(&content).into_owned();
        } else {
            self.text = String::from_utf8_lossy(&content).into_owned();
        }
    }
}

/// The headers, unfolded, and the body.
fn part(raw: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n");
    let (head, body) = match end {
        Some(end) => (&raw[..end], &raw[end + 4..]),
        None => (raw, &[][..]),
    };
    let head = String::from_utf8_lossy(head)
        .replace("\r\n ", " ")
        .replace("\r\n\t", " ");
    let headers = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    (headers, body)
}

fn header(headers: &[(String, String)], name: &str) -> String {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|pair| {
        let (known, value) = pair.trim().split_once('=')?;
        known
            .eq_ignore_ascii_case(name)
            .then(|| value.trim_matches('"').to_owned())
    })
}

fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let mark = mark.as_bytes();
    let starts: Vec<usize> = body
        .windows(mark.len())
        .enumerate()
        .filter(|(at, window)| *window == mark && (*at == 0 || body[at - 1] == b'\n'))
        .map(|(at, _)| at)
        .collect();
    starts
        .windows(2)
        .map(|pair| {
            let inner = &body[pair[0] + mark.len()..pair[1]];
            let inner = inner.strip_prefix(b"\r\n").unwrap_or(inner);
            inner.strip_suffix(b"\r\n").unwrap_or(inner)
        })
        .collect()
}

fn decode(encoding: &str, body: &[u8]) -> Vec<u8> {
    match encoding.to_lowercase().as_str() {
        "base64" => {
            let clean: Vec<u8> = body
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            STANDARD.decode(clean).unwrap_or_default()
        }
        "quoted-printable" => quoted(body),
        _ => body.to_vec(),
    }
}

fn quoted(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        if *first != b'=' {
            decoded.push(*first);
            rest = after;
        } else if let Some(after) = after.strip_prefix(b"\r\n") {
            rest = after;
        } else {
            let digits = after.get(..2).unwrap_or_default();
            if let Some(byte) = hex::decode(digits)
                .ok()
                .and_then(|bytes| bytes.first().copied())
            {
                decoded.push(byte);
                rest = &after[2..];
            } else {
                decoded.push(b'=');
                rest = after;
            }
        }
    }
    decoded
}

/// Encoded words (RFC 2047) as people read them; white space between two of them is none.
fn words(text: &str) -> String {
    let mut read = String::new();
    let mut was_encoded = false;
    for (index, word) in text.split(' ').enumerate() {
        let decoded = encoded_word(word);
        if index > 0 && !(was_encoded && decoded.is_some()) {
            read.push(' ');
        }
        was_encoded = decoded.is_some();
        read.push_str(&decoded.unwrap_or_else(|| word.to_owned()));
    }
    read
}

fn encoded_word(word: &str) -> Option<String> {
    let inner = word.strip_prefix("=?")?.strip_suffix("?=")?;
    let mut parts = inner.splitn(3, '?');
    let (_charset, way, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = match way {
        "b" | "B" => STANDARD.decode(text).ok()?,
        "q" | "Q" => quoted(text.replace('_', " ").as_bytes()),
        _ => return None,
    };
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_with_its_parts() {
        let raw = "Message-ID: <1.a@b>\r\nSubject: =?utf-8?b?xJDGoW4=?= =?utf-8?q?_h=C3=A0ng?=\r\n \
                   =?utf-8?q?_1?=\r\nContent-Type: multipart/alternative;\r\n boundary=\"xx\"\r\n\r\n\
                   --xx\r\nContent-Type: text/plain; charset=utf-8\r\n\
                   Content-Transfer-Encoding: quoted-printable\r\n\r\nGi=E1=BB=9D =\r\nnày\r\n\
                   --xx\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
                   PGI+aGk8L2I+\r\n--xx--\r\n";
        let letter = Letter::read(raw.as_bytes());
        assert_eq!(letter.message_id, "1.a@b");
        assert_eq!(letter.subject, "Đơn hàng 1");
        assert_eq!(letter.text, "Giờ này");
        assert_eq!(letter.html, "<b>hi</b>");
    }
}
