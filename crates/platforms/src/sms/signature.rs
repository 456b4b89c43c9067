//! The signature of callbacks: HMAC-SHA1 over the address and the sorted form.
//!
//! Source: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>. The vectors are those of the
//! vendor's own libraries.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use url::Url;

/// Whether a callback to `url` with this form was signed with `secret`. The service may sign the
/// address with its port or without it, whichever we were called by.
pub(super) fn is_right(
    secret: &str,
    url: &str,
    form: &[(String, String)],
    signature: &str,
) -> bool {
    let Ok(given) = STANDARD.decode(signature.trim()) else {
        return false;
    };
    let mut ways = vec![url.to_owned()];
    ways.extend(with_port(url));
    ways.extend(without_port(url));
    // Every way is compared to its end, so that the time tells nothing.
    ways.iter()
        .map(|way| code(secret, way, form).is_some_and(|mac| mac.verify_slice(&given).is_ok()))
        .fold(false, |any, one| any | one)
}

fn code(secret: &str, url: &str, form: &[(String, String)]) -> Option<Hmac<Sha1>> {
    let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form {
        sorted.entry(name).or_default().insert(value);
    }
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(url.as_bytes());
    for (name, values) in sorted {
        for value in values {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
    }
    Some(mac)
}

fn with_port(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    let (host, port) = (parsed.host_str()?, parsed.port_or_known_default()?);
    let bare = format!("{}://{host}", parsed.scheme());
    let rest = url.strip_prefix(&bare)?;
    (!rest.starts_with(':')).then(|| format!("{bare}:{port}{rest}"))
}

fn without_port(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    let bare = format!("{}://{}", parsed.scheme(), parsed.host_str()?);
    let rest = url.strip_prefix(&bare)?.strip_prefix(':')?;
    let rest = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
    Some(format!("{bare}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

    fn pairs(form: &[(&str, &str)]) -> Vec<(String, String)> {
        form.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_published_vectors_are_right() {
        let call = pairs(&[
            ("CallSid", "CA1234567890ABCDE"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
            ("Caller", "+14158675309"),
        ]);
        let right = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
        assert!(is_right("12345", URL, &call, right));
        assert!(!is_right("12346", URL, &call, right));
        assert!(!is_right("12345", "https://mycompany.com/", &call, right));
        assert!(!is_right("12345", URL, &call[1..], right));
        for odd in ["", "FAIL", "====", "RSOYDt4T1cUTdK1PDd93/VVr8B8"] {
            assert!(!is_right("12345", URL, &call, odd), "{odd}");
        }
        let repeated = pairs(&[
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ]);
        assert!(is_right(
            "12345",
            URL,
            &repeated,
            "IK+Dwps556ElfBT0I3Rgjkr1wJU="
        ));
    }

    #[test]
    fn the_port_may_be_there_or_not() {
        let form = pairs(&[("MessageSid", "SM1")]);
        let sign = |url: &str| {
            let mac = code("12345", url, &form).unwrap();
            STANDARD.encode(mac.finalize().into_bytes())
        };
        let (bare, port) = ("https://a.example/x?y=1", "https://a.example:443/x?y=1");
        for (signed, called) in [(bare, port), (port, bare), (bare, bare), (port, port)] {
            assert!(is_right("12345", called, &form, &sign(signed)), "{called}");
        }
        assert!(!is_right(
            "12345",
            bare,
            &form,
            &sign("https://a.example:444/x?y=1")
        ));
    }
}
