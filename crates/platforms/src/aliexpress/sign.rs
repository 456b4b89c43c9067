//! The signature of every call: who knows the app's secret made exactly these parameters.
//!
//! Values are signed as they are before form encoding, so a JSON text must be sent byte for byte as it
//! was signed. Never send an empty parameter: one of the vendor's own clients leaves them out.
//! Source: reference sheet §3.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The upper-case hexadecimal HMAC-SHA256 of a call. `api_name` leads the text only if it is a path.
pub(crate) fn sign<'a>(
    secret: &str,
    api_name: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let base = base_string(api_name, parameters);
    hex::encode_upper(hmac_sha256(secret.as_bytes(), &[base.as_bytes()]))
}

/// HMAC-SHA256 of the parts, one after the other.
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub(crate) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn base_string<'a>(
    api_name: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut sorted: Vec<(&str, &str)> = parameters
        .into_iter()
        .filter(|(name, _)| *name != "sign")
        .collect();
    // By bytes: upper case before lower case.
    sorted.sort_unstable();
    let prefix = if api_name.contains('/') { api_name } else { "" };
    let mut base = prefix.to_owned();
    for (name, value) in sorted {
        base.push_str(name);
        base.push_str(value);
    }
    base
}

#[cfg(test)]
mod tests {
    use md5::{Digest, Md5};

    use super::*;

    const SECRET: &str = "helloworld";
    const TIME: (&str, &str) = ("timestamp", "1517820392000");
    const SHA: (&str, &str) = ("sign_method", "sha256");
    const CODE: (&str, &str) = ("code", "3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26");
    const KEY: (&str, &str) = ("app_key", "12345678");

    /// A path-named call in the form that we send: no `method` among the parameters.
    #[test]
    fn token_calls_lead_with_their_path() {
        assert_eq!(
            sign(SECRET, "/auth/token/create", [KEY, CODE, SHA, TIME]),
            "35607762342831B6A417A0DED84B79C05FEFBF116969C48AD6DC00279A9F4D81",
            "vector A"
        );
        let refresh = ("refresh_token", "50001600abc");
        assert_eq!(
            sign(SECRET, "/auth/token/refresh", [refresh, TIME, SHA, KEY]),
            "76532400D7ACA639A79AEB753AD5DF3295D1A6EE727085B8D6F508D47FE7898B",
            "vector C"
        );
    }

    #[test]
    fn business_calls_have_no_lead() {
        let parameters = [
            TIME,
            SHA,
            ("app_key", "123456"),
            ("access_token", "test"),
            ("aliexpress_category_id", "200135143"),
            (
                "method",
                "aliexpress.logistics.redefining.getonlinelogisticsinfo",
            ),
        ];
        assert_eq!(
            sign(SECRET, parameters[5].1, parameters),
            "F7F7926B67316C9D1E8E15F7E66940ED3059B1638C497D77973F30046EFB5BBB",
            "vector B"
        );
    }

    #[test]
    fn other_forms_of_token_calls_sign_their_method_too() {
        let method = ("method", "/auth/token/create");
        let php = [
            KEY,
            CODE,
            ("format", "json"),
            method,
            ("partner_id", "iop-sdk-php-20220608"),
            SHA,
            ("simplify", "false"),
            TIME,
        ];
        assert_eq!(
            sign(SECRET, method.1, php),
            "2B505C08DEC103BF24E4A7F160B14EC07715DA71757DE72C678420A9E729782C",
            "vector D"
        );
        assert_eq!(
            sign(SECRET, method.1, [KEY, CODE, method, SHA, TIME]),
            "85833DD7661196F4F9CBE5FA79870B60F799D4101B7688C2081DDA6755B1ED0F",
            "vector I"
        );
    }

    fn order_get(sign_method: &str) -> [(&str, &str); 6] {
        [
            KEY,
            ("method", "aliexpress.trade.ds.order.get"),
            ("session", "test"),
            ("sign_method", sign_method),
            ("single_order_query", r#"{"order_id":"8198352049851315"}"#),
            TIME,
        ]
    }

    #[test]
    fn json_text_is_signed_as_it_is() {
        assert_eq!(
            sign(SECRET, "aliexpress.trade.ds.order.get", order_get("sha256")),
            "F33D4EA273D3A222BC67D5061E927E0422F222E94FCE3DC793452682AEFD8F4D",
            "vector E"
        );
    }

    #[test]
    fn raw_utf8_is_signed_before_it_is_encoded() {
        let parameters = [
            KEY,
            ("keyWord", "Köln 裙子 & ="),
            ("method", "aliexpress.ds.text.search"),
            SHA,
            TIME,
        ];
        assert_eq!(
            sign(SECRET, "aliexpress.ds.text.search", parameters),
            "88FC85ED12A897D60B75EAE4027D46BAAB083EC3BA96A4576C8C549E9E5815C9",
            "vector H"
        );
    }

    #[test]
    fn names_sort_by_bytes_and_the_signature_itself_is_left_out() {
        let parameters = [
            ("queryDeliveryReq", r#"{"quantity":"1"}"#),
            ("v", "2.0"),
            ("sign", "not part of it"),
            TIME,
            ("simplify", "true"),
            SHA,
            ("session", "test"),
            ("method", "aliexpress.ds.freight.query"),
            ("format", "json"),
            KEY,
        ];
        assert_eq!(
            sign(SECRET, "aliexpress.ds.freight.query", parameters),
            "E8EA86FD2831A2884371B00B19DB1F7EA840C9EE0E56962308A0192AB6C0BB84",
            "vector K"
        );
    }

    /// The forms of older clients, which prove that our base string is theirs.
    #[test]
    fn the_base_string_is_that_of_the_older_forms() {
        let base = base_string("aliexpress.trade.ds.order.get", order_get("md5"));
        let md5 = Md5::digest(format!("{SECRET}{base}{SECRET}"));
        assert_eq!(
            hex::encode_upper(md5),
            "451C2AEA436D8B6A8778C50A017591BB",
            "vector F"
        );

        let base = base_string("aliexpress.trade.ds.order.get", order_get("hmac"));
        let mut mac = Hmac::<Md5>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(base.as_bytes());
        let mac = mac.finalize().into_bytes();
        assert_eq!(
            hex::encode_upper(mac),
            "6E8CFBFD5F58690EC9D32201218FCE7B",
            "vector G"
        );

        let base = base_string(
            "",
            [
                ("foo", "1"),
                ("bar", "2"),
                ("foo_bar", "3"),
                ("foobar", "4"),
            ],
        );
        assert_eq!(base, "bar2foo1foo_bar3foobar4");
        let md5 = Md5::digest(format!("testsecret{base}testsecret"));
        assert_eq!(
            hex::encode_upper(md5),
            "54C22189FE38F1B7E6E4D701FB82851E",
            "vector J"
        );
    }

    /// The example printed on the vendor's page has a wrong base string; this is the right one.
    #[test]
    fn the_misprinted_example_is_read_as_the_gateway_reads_it() {
        assert_eq!(base_string("/order/get", [("a", "1")]), "/order/geta1");
    }
}
