//! The signature of calls and of pushed messages, as the gateway checks it.
//!
//! Written from the published rule and its vectors alone, so that a client's mistake is a mistake
//! here too only if both misread the same sentence. Source: reference sheet §3 and §15.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;

/// Everything that was sent, from query and body together.
pub(super) type Params = BTreeMap<String, String>;

/// Whether the `sign` among `params` is the right one. `api_path` is what follows `/rest`, if the
/// call came that way.
pub(super) fn is_signed(params: &Params, api_path: Option<&str>, secret: &str) -> bool {
    let Some(sent) = params.get("sign") else {
        return false;
    };
    let method = params.get("sign_method").map_or("sha256", String::as_str);
    expected(params, api_path, secret, method)
        .is_some_and(|right| same(sent.as_bytes(), right.as_bytes()))
}

/// The right signature, or `None` for an unknown sign method.
pub(super) fn expected(
    params: &Params,
    api_path: Option<&str>,
    secret: &str,
    sign_method: &str,
) -> Option<String> {
    let glued: String = params
        .iter()
        .filter(|(name, _)| name.as_str() != "sign")
        .flat_map(|(name, value)| [name.as_str(), value.as_str()])
        .collect();
    match sign_method {
        "sha256" => {
            let prefix = match params.get("method") {
                Some(method) if method.contains('/') => method,
                _ => api_path.unwrap_or(""),
            };
            hmac_sha256(secret, &[prefix, &glued]).map(|mac| hex::encode_upper(&mac))
        }
        "md5" => Some(hex::encode_upper(Md5::digest(format!(
            "{secret}{glued}{secret}"
        )))),
        "hmac" => {
            let mut mac = Hmac::<Md5>::new_from_slice(secret.as_bytes()).ok()?;
            mac.update(glued.as_bytes());
            Some(hex::encode_upper(mac.finalize().into_bytes()))
        }
        _ => None,
    }
}

/// The `Authorization` header of a pushed message: lower-case, over the app key and the raw body.
pub(super) fn push_signature(app_key: &str, secret: &str, body: &str) -> String {
    hmac_sha256(secret, &[app_key, body]).map_or_else(String::new, |mac| hex::encode(&mac))
}

fn hmac_sha256(secret: &str, parts: &[&str]) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    for part in parts {
        mac.update(part.as_bytes());
    }
    Some(mac.finalize().into_bytes().to_vec())
}

/// Compares in a time that tells nothing about where the difference is.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "helloworld";
    const CODE: &str = "3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26";
    const TIME: &str = "1517820392000";

    fn params(pairs: &[(&str, &str)]) -> Params {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn check(label: &str, path: Option<&str>, pairs: &[(&str, &str)], right: &str) {
        let mut params = params(pairs);
        let method = params.get("sign_method").cloned().unwrap_or_default();
        assert_eq!(
            expected(&params, path, SECRET, &method).as_deref(),
            Some(right),
            "vector {label}"
        );
        params.insert("sign".into(), right.into());
        assert!(is_signed(&params, path, SECRET), "vector {label} verifies");
        params.insert("sign".into(), right.to_lowercase());
        assert!(
            !is_signed(&params, path, SECRET),
            "vector {label} is upper-case only"
        );
    }

    #[test]
    fn system_calls_sign_their_path() {
        let base = [
            ("app_key", "12345678"),
            ("code", CODE),
            ("sign_method", "sha256"),
            ("timestamp", TIME),
        ];
        check(
            "A",
            Some("/auth/token/create"),
            &base,
            "35607762342831B6A417A0DED84B79C05FEFBF116969C48AD6DC00279A9F4D81",
        );
        check(
            "C",
            Some("/auth/token/refresh"),
            &[
                ("app_key", "12345678"),
                ("refresh_token", "50001600abc"),
                ("sign_method", "sha256"),
                ("timestamp", TIME),
            ],
            "76532400D7ACA639A79AEB753AD5DF3295D1A6EE727085B8D6F508D47FE7898B",
        );
        let mut with_method = base.to_vec();
        with_method.push(("method", "/auth/token/create"));
        check(
            "I",
            None,
            &with_method,
            "85833DD7661196F4F9CBE5FA79870B60F799D4101B7688C2081DDA6755B1ED0F",
        );
        with_method.extend([
            ("format", "json"),
            ("partner_id", "iop-sdk-php-20220608"),
            ("simplify", "false"),
        ]);
        check(
            "D",
            None,
            &with_method,
            "2B505C08DEC103BF24E4A7F160B14EC07715DA71757DE72C678420A9E729782C",
        );
    }

    #[test]
    fn business_calls_sign_no_path() {
        check(
            "B",
            None,
            &[
                ("access_token", "test"),
                ("aliexpress_category_id", "200135143"),
                ("app_key", "123456"),
                (
                    "method",
                    "aliexpress.logistics.redefining.getonlinelogisticsinfo",
                ),
                ("sign_method", "sha256"),
                ("timestamp", TIME),
            ],
            "F7F7926B67316C9D1E8E15F7E66940ED3059B1638C497D77973F30046EFB5BBB",
        );
        check(
            "H",
            None,
            &[
                ("app_key", "12345678"),
                ("keyWord", "Köln 裙子 & ="),
                ("method", "aliexpress.ds.text.search"),
                ("sign_method", "sha256"),
                ("timestamp", TIME),
            ],
            "88FC85ED12A897D60B75EAE4027D46BAAB083EC3BA96A4576C8C549E9E5815C9",
        );
        check(
            "K",
            None,
            &[
                ("app_key", "12345678"),
                ("format", "json"),
                ("method", "aliexpress.ds.freight.query"),
                ("queryDeliveryReq", "{\"quantity\":\"1\"}"),
                ("session", "test"),
                ("sign_method", "sha256"),
                ("simplify", "true"),
                ("timestamp", TIME),
                ("v", "2.0"),
            ],
            "E8EA86FD2831A2884371B00B19DB1F7EA840C9EE0E56962308A0192AB6C0BB84",
        );
    }

    #[test]
    fn the_three_sign_methods() {
        for (label, method, right) in [
            (
                "E",
                "sha256",
                "F33D4EA273D3A222BC67D5061E927E0422F222E94FCE3DC793452682AEFD8F4D",
            ),
            ("F", "md5", "451C2AEA436D8B6A8778C50A017591BB"),
            ("G", "hmac", "6E8CFBFD5F58690EC9D32201218FCE7B"),
        ] {
            // F and G are computed over the same parameters with their own sign method among them.
            check(
                label,
                None,
                &[
                    ("app_key", "12345678"),
                    ("method", "aliexpress.trade.ds.order.get"),
                    ("session", "test"),
                    ("sign_method", method),
                    ("single_order_query", "{\"order_id\":\"8198352049851315\"}"),
                    ("timestamp", TIME),
                ],
                right,
            );
        }
        let plain = params(&[
            ("foo", "1"),
            ("bar", "2"),
            ("foo_bar", "3"),
            ("foobar", "4"),
        ]);
        assert_eq!(
            expected(&plain, None, "testsecret", "md5").as_deref(),
            Some("54C22189FE38F1B7E6E4D701FB82851E"),
            "vector J"
        );
    }

    #[test]
    fn pushed_messages_sign_app_key_and_body_in_lower_case() {
        let body = "{\"data\":{\"buyerId\":1861703697,\"orderId\":1105933950463697,\"orderStatus\":\"OrderShipped\"},\"message_type\":53,\"seller_id\":\"1234\",\"site\":\"ae_global\",\"timestamp\":1719389200}";
        assert_eq!(
            push_signature("12345678", SECRET, body),
            "4714bd85939902dbabd654ea187b3239215e108f99343208cbba288757426d0e"
        );
    }
}
