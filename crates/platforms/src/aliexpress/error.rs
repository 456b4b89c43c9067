//! What the vendor's codes mean to us: one table a layer, and nothing is guessed.
//!
//! An unknown code of an order is `Other` with the vendor's own words. Whatever does not certainly say
//! that nothing was bought is unclear, and unclear is never failed. Source: reference sheet §4.5,
//! §5.2, §6.1, §7.1, §9.3.

use domain::ports::error::{CallError, CallErrorKind};
use domain::purchase::{Failure, FailureReason};
use jiff::{SignedDuration, Timestamp};

use super::wire::GatewayError;

use FailureReason as R;

/// Whether a call can buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It only reads.
    Reads,
    /// It buys.
    Places,
}

/// What the gateway wants to be left alone with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// This one call; shared by all apps, so it passes quickly.
    Moment,
    /// The app's quota of this method.
    Method,
    /// The app's quota of all methods.
    App,
}

/// What a gateway code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Limited(Limit),
    /// Our clock is wrong: nothing passes until it is set right, and nothing has to be done again.
    WrongClock,
    SignedOut,
    Misconfigured,
    BadData,
    Trouble,
}

/// Codes of the gateway and of the token calls, also the older wordings. Compared without case.
const GATEWAY: &[(&str, Meaning)] = &[
    ("IllegalTimestamp", Meaning::WrongClock),
    ("IncompleteSignature", Meaning::Misconfigured),
    ("InvalidAppKey", Meaning::Misconfigured),
    ("AUTH_TYPE_UNSUPPORTED", Meaning::Misconfigured),
    ("InvalidApiPath", Meaning::Misconfigured),
    ("InsufficientPermission", Meaning::Misconfigured),
    ("AppWhiteIpLimit", Meaning::Misconfigured),
    ("MissingParameter", Meaning::BadData),
    ("InvalidParameter", Meaning::BadData),
    ("UnsupportedParamMapping", Meaning::BadData),
    ("InvalidCode", Meaning::SignedOut),
    ("isv.402", Meaning::SignedOut),
    ("IllegalRefreshToken", Meaning::SignedOut),
    ("IllegalAccessToken", Meaning::SignedOut),
    ("27", Meaning::SignedOut),
    ("ApiCallLimit", Meaning::Limited(Limit::Moment)),
    ("AppApiCallLimit", Meaning::Limited(Limit::Method)),
    ("AppCallLimit", Meaning::Limited(Limit::App)),
    (
        "accesscontrol.limited-by-api-access-count",
        Meaning::Limited(Limit::Moment),
    ),
    (
        "accesscontrol.limited-by-app-api-access-count",
        Meaning::Limited(Limit::Method),
    ),
    (
        "accesscontrol.limited-by-app-access-count",
        Meaning::Limited(Limit::App),
    ),
    ("ServiceTimeout", Meaning::Trouble),
    ("ServiceUnavailable", Meaning::Trouble),
    ("InternalError", Meaning::Trouble),
    ("15", Meaning::Trouble),
];

/// What an order's error code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Certainly nothing was bought.
    Refused(FailureReason),
    /// It may have been bought.
    Unclear,
}

/// Codes of an order that was not made. Compared without case.
const ORDER: &[(&str, Verdict)] = &[
    (
        "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL",
        Verdict::Refused(R::AddressInvalid),
    ),
    (
        "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_CN_INVALID",
        Verdict::Refused(R::TaxIdNeeded),
    ),
    (
        "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_NOT_MATCH",
        Verdict::Refused(R::TaxIdNeeded),
    ),
    (
        "BLACKLIST_BUYER_IN_LIST",
        Verdict::Refused(R::AccountRefused),
    ),
    ("USER_ACCOUNT_DISABLED", Verdict::Refused(R::AccountRefused)),
    (
        "PRICE_PAY_CURRENCY_ERROR",
        Verdict::Refused(R::CurrencyMixed),
    ),
    (
        "DELIVERY_METHOD_NOT_EXIST",
        Verdict::Refused(R::NoShippingMethod),
    ),
    ("INVENTORY_HOLD_ERROR", Verdict::Refused(R::OutOfStock)),
    (
        "BUY_LIMIT_RESOURCE_INSUFFICIENT",
        Verdict::Refused(R::QuantityLimit),
    ),
    // One vendor page says to try again, another to look for the order first.
    ("REPEATED_ORDER_ERROR", Verdict::Unclear),
    (
        "ERROR_WHEN_BUILD_FOR_PLACE_ORDER",
        Verdict::Refused(R::SupplierRefused),
    ),
    (
        "A001_ORDER_CANNOT_BE_PLACED",
        Verdict::Refused(R::SupplierRefused),
    ),
    ("A002_INVALID_ZONE", Verdict::Refused(R::CannotShipThere)),
    ("A003_SUSPICIOUS_BUYER", Verdict::Refused(R::AccountRefused)),
    (
        "A004_CANNOT_USER_COUPON",
        Verdict::Refused(R::CouponRefused),
    ),
    (
        "A005_INVALID_COUNTRIES",
        Verdict::Refused(R::CannotShipThere),
    ),
    (
        "A006_INVALID_ACCOUNT_INFO",
        Verdict::Refused(R::AccountRefused),
    ),
    ("SKU_NOT_EXIST", Verdict::Refused(R::SkuChanged)),
    ("PRODUCT_NOT_EXIST", Verdict::Refused(R::ProductGone)),
    ("ITEM_ID_NOT_FOUND", Verdict::Refused(R::ProductGone)),
    ("PRODUCT_OFF_SHELF", Verdict::Refused(R::ProductGone)),
    ("PRODUCT_HAS_BEEN_DELETED", Verdict::Refused(R::ProductGone)),
    (
        "Item is not allowed to this country",
        Verdict::Refused(R::Restricted),
    ),
    ("REMOTE_CREATE_ORDER_RESULT_ERROR", Verdict::Unclear),
    ("PARM_ILLEGL", Verdict::Refused(R::Other)),
];

/// Words of an address refusal → what to correct. The vendor writes them in English whatever the
/// language; compared without case.
const ADDRESS_WORDS: &[(&str, &str)] = &[
    (
        "national address",
        "Saudi national address: 4 letters and 4 digits, for example RAHA3443",
    ),
    (
        "enter a city",
        "city: write it as AliExpress lists it for this province",
    ),
    (
        "select a state",
        "province: choose it as AliExpress lists it",
    ),
    (
        "select a province",
        "province: choose it as AliExpress lists it",
    ),
    (
        "without any spaces or special characters",
        "phone: digits only, with the country's dialing code",
    ),
    ("mobile phone number", "phone: it is missing"),
    ("7-13 digits", "phone: 7 to 13 digits"),
    (
        "first name",
        "name: first and last name with a space between them",
    ),
    (
        "between 2 - 32 characters",
        "name: 2 to 32 characters for each of first and last name",
    ),
];

/// What the gateway's refusal means to the caller, and what to leave alone for how long.
pub(crate) fn gateway(
    method: &str,
    effect: Effect,
    refused: &GatewayError,
    now: Timestamp,
) -> (CallError, Option<(Limit, SignedDuration)>) {
    let words = refused.words();
    let meaning = meaning(refused, effect);
    let mut limit = None;
    let kind = match meaning {
        Some(Meaning::Limited(which)) => {
            let wait = ban(&words).unwrap_or_else(|| default_wait(which, now));
            limit = Some((which, wait));
            CallErrorKind::Throttled { wait }
        }
        Some(Meaning::WrongClock) => CallErrorKind::NotSent,
        Some(Meaning::SignedOut) => CallErrorKind::SignedOut,
        Some(Meaning::Misconfigured) => CallErrorKind::Misconfigured,
        Some(Meaning::BadData) => CallErrorKind::Refused,
        Some(Meaning::Trouble) if is_foreign_order(method, refused) => CallErrorKind::NotFound,
        Some(Meaning::Trouble) => CallErrorKind::Unavailable,
        None => unknown_code(effect, refused),
    };
    let code = full_code(refused);
    let message = if meaning == Some(Meaning::WrongClock) {
        "AliExpress refuses the time of this machine: set its clock by NTP, and the work goes on"
            .to_owned()
    } else {
        answered(&code, method, refused)
    };
    (CallError::new(kind, message).vendor(code, words), limit)
}

fn answered(code: &str, method: &str, refused: &GatewayError) -> String {
    match refused.request_id.some() {
        Some(request) => format!("AliExpress answered {code} to {method} (request {request})"),
        None => format!("AliExpress answered {code} to {method}"),
    }
}

fn meaning(refused: &GatewayError, effect: Effect) -> Option<Meaning> {
    let named = |code: &str| {
        let entry = GATEWAY
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(code));
        entry.map(|(_, meaning)| *meaning)
    };
    let by_code = named(refused.code.as_str());
    let by_sub_code = named(refused.sub_code.as_str());
    match (by_code, by_sub_code) {
        // Beneath "remote service error" a sub-code may say more, but not that nothing was bought.
        (Some(Meaning::Trouble), Some(exact)) if effect == Effect::Reads => Some(exact),
        (Some(meaning), _) => Some(meaning),
        // The older edition puts its limits into the sub-code of code 7.
        (None, Some(meaning)) => Some(meaning),
        (None, None) if is_invalid_authorization(refused) => Some(Meaning::SignedOut),
        (None, None) => None,
    }
}

fn is_invalid_authorization(refused: &GatewayError) -> bool {
    let code = "isv.invalid-authorization";
    refused.code.as_str() == code || refused.sub_code.as_str() == code
}

/// A fresh order that the reading side does not know yet, or an order of another account.
fn is_foreign_order(method: &str, refused: &GatewayError) -> bool {
    method == "aliexpress.trade.ds.order.get"
        && refused.sub_code.as_str() == "isv.insufficient-permission"
}

/// Nobody told us this code: about buying it says nothing certain.
fn unknown_code(effect: Effect, refused: &GatewayError) -> CallErrorKind {
    let ours = refused.fault.as_str().eq_ignore_ascii_case("ISV");
    if effect == Effect::Reads && ours {
        CallErrorKind::Refused
    } else {
        CallErrorKind::Unavailable
    }
}

fn full_code(refused: &GatewayError) -> String {
    match refused.sub_code.some() {
        Some(sub_code) => format!("{}/{sub_code}", refused.code.as_str()),
        None => refused.code.as_str().to_owned(),
    }
}

/// The longest ban that is published is until the next day.
const LONGEST_BAN_SECONDS: i64 = 24 * 60 * 60;

/// The seconds in "This ban will last N seconds"; a garbled number must not stop us for years.
fn ban(words: &str) -> Option<SignedDuration> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let number = words
        .windows(2)
        .find(|pair| pair[1].to_ascii_lowercase().starts_with("second"))?[0];
    let seconds: i64 = number.parse().ok()?;
    Some(SignedDuration::from_secs(
        seconds.clamp(1, LONGEST_BAN_SECONDS),
    ))
}

/// Daily quotas begin anew at midnight in GMT+8; a moment's limit passes within two seconds.
fn default_wait(limit: Limit, now: Timestamp) -> SignedDuration {
    const DAY_SECONDS: i64 = 24 * 60 * 60;
    const GMT_PLUS_8_SECONDS: i64 = 8 * 60 * 60;
    if limit == Limit::Moment {
        return SignedDuration::from_secs(2);
    }
    let into_day = (now.as_second() + GMT_PLUS_8_SECONDS).rem_euclid(DAY_SECONDS);
    SignedDuration::from_secs(DAY_SECONDS - into_day)
}

/// What an order that was not made failed for; `None` if it may have been made after all.
pub(crate) fn order_refusal(code: &str, words: &str) -> Option<Failure> {
    let entry = known_order_code(code).or_else(|| known_order_code(words));
    let reason = match entry {
        Some(Verdict::Refused(reason)) => reason,
        Some(Verdict::Unclear) => return None,
        None => R::Other,
    };
    let detail = match reason {
        R::AddressInvalid => address_detail(words).to_owned(),
        R::TaxIdNeeded => "CPF: 11 digits that belong to the recipient's name".to_owned(),
        _ => String::new(),
    };
    Some(failure(reason, detail, code, words))
}

fn known_order_code(text: &str) -> Option<Verdict> {
    let text = text.trim();
    let entry = ORDER
        .iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(text));
    // A code may stand inside a longer text.
    let entry = entry.or_else(|| {
        let upper = text.to_ascii_uppercase();
        ORDER
            .iter()
            .find(|(code, _)| upper.contains(&code.to_ascii_uppercase()))
    });
    entry.map(|(_, verdict)| *verdict)
}

fn address_detail(words: &str) -> &'static str {
    let lower = words.to_ascii_lowercase();
    ADDRESS_WORDS
        .iter()
        .find(|(part, _)| lower.contains(part))
        .map_or("", |(_, detail)| detail)
}

/// What a placement that the gateway refused for its data failed for.
pub(crate) fn data_refusal(error: &CallError) -> Failure {
    let code = error.vendor_code.clone().unwrap_or_default();
    let words = error.vendor_message.clone().unwrap_or_default();
    let lower = words.to_ascii_lowercase();
    let fields = [
        "province", "city", "country", "address", "zip", "mobile", "name",
    ];
    let reason = match error.kind {
        CallErrorKind::Misconfigured => R::Misconfigured,
        _ if fields.iter().any(|field| lower.contains(field)) => R::AddressInvalid,
        _ => R::Other,
    };
    failure(reason, error.message.clone(), &code, &words)
}

/// Why a product can't be bought for a destination; `None` if the method itself is in trouble.
pub(crate) fn product_refusal(code: &str, words: &str) -> Option<Failure> {
    let says = |part: &str| words.to_ascii_lowercase().contains(part);
    let reason = match code {
        "602" => R::Restricted,
        "605" => R::ProductGone,
        "404" => return None,
        _ if says("not allowed to this country") => R::Restricted,
        _ if says("item_id_not_found") => R::ProductGone,
        _ => R::Other,
    };
    Some(failure(reason, String::new(), code, words))
}

/// Why nothing ships; `None` if the method itself is in trouble. The words count more than the code.
pub(crate) fn freight_refusal(code: &str, words: &str) -> Option<Failure> {
    let says = |part: &str| words.to_ascii_uppercase().contains(part);
    let reason = if says("DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS") || code == "505" {
        R::CannotShipThere
    } else if says("DELIVERY_INFO_EMPTY") || code == "501" {
        R::NoShippingMethod
    } else if words.is_empty() || says("SYSTEM") {
        return None;
    } else {
        R::Other
    };
    Some(failure(reason, String::new(), code, words))
}

fn failure(reason: FailureReason, detail: String, code: &str, words: &str) -> Failure {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Failure {
        reason,
        detail,
        vendor_code: some(code),
        vendor_message: some(words),
    }
}

#[cfg(test)]
mod tests {
    use super::super::wire::Text;
    use super::*;

    fn refused(code: &str, msg: &str, sub_code: &str) -> GatewayError {
        GatewayError {
            fault: Text("ISV".into()),
            code: Text(code.into()),
            msg: Text(msg.into()),
            sub_code: Text(sub_code.into()),
            ..GatewayError::default()
        }
    }

    fn kind(effect: Effect, code: &str, msg: &str, sub_code: &str) -> CallErrorKind {
        let now = "2026-11-22T15:00:00Z".parse().unwrap();
        gateway("m", effect, &refused(code, msg, sub_code), now)
            .0
            .kind
    }

    #[test]
    fn every_gateway_code_is_a_decision() {
        use CallErrorKind as K;
        let placing = |code| kind(Effect::Places, code, "", "");
        for code in [
            "IncompleteSignature",
            "InvalidAppkey",
            "InvalidAppKey",
            "InvalidApiPath",
            "InsufficientPermission",
            "AppWhiteIpLimit",
            "AUTH_TYPE_UNSUPPORTED",
        ] {
            assert_eq!(placing(code), K::Misconfigured, "{code}");
        }
        assert_eq!(placing("IllegalTimestamp"), K::NotSent);
        for code in [
            "MissingParameter",
            "InvalidParameter",
            "UnsupportedParamMapping",
        ] {
            assert_eq!(placing(code), K::Refused, "{code}");
        }
        for code in [
            "IllegalAccessToken",
            "27",
            "IllegalRefreshToken",
            "InvalidCode",
            "isv.402",
        ] {
            assert_eq!(placing(code), K::SignedOut, "{code}");
        }
        for code in [
            "ServiceTimeout",
            "ServiceUnavailable",
            "InternalError",
            "15",
            "NeverHeardOf",
        ] {
            assert_eq!(placing(code), K::Unavailable, "{code}");
        }
        let remote = kind(Effect::Places, "15", "", "isv.invalid-authorization");
        assert_eq!(
            remote,
            K::Unavailable,
            "code 15 never says that nothing was bought"
        );
        assert_eq!(kind(Effect::Reads, "NeverHeardOf", "", ""), K::Refused);
    }

    #[test]
    fn limits_say_how_long() {
        let text = "Api access frequency exceeds the limit. this ban will last 1 seconds";
        let wait = SignedDuration::from_secs(1);
        assert_eq!(
            kind(Effect::Places, "ApiCallLimit", text, ""),
            CallErrorKind::Throttled { wait }
        );
        let now = "2026-11-22T15:00:00Z".parse().unwrap();
        let limit = |code, msg, sub| gateway("m", Effect::Reads, &refused(code, msg, sub), now).1;
        assert_eq!(
            limit("AppApiCallLimit", "This ban will last 14229 seconds", ""),
            Some((Limit::Method, SignedDuration::from_secs(14_229)))
        );
        // 15:00 UTC is 23:00 in GMT+8.
        assert_eq!(
            limit(
                "7",
                "App Call Limited",
                "accesscontrol.limited-by-app-access-count"
            ),
            Some((Limit::App, SignedDuration::from_hours(1)))
        );
    }

    #[test]
    fn an_order_that_is_not_ours_or_not_yet_there_is_not_found() {
        let now = "2026-11-22T15:00:00Z".parse().unwrap();
        let error = refused("15", "Remote service error", "isv.insufficient-permission");
        let (error, _) = gateway("aliexpress.trade.ds.order.get", Effect::Reads, &error, now);
        assert_eq!(error.kind, CallErrorKind::NotFound);
        assert_eq!(
            error.vendor_code.as_deref(),
            Some("15/isv.insufficient-permission")
        );
    }

    #[test]
    fn every_order_code_has_its_reason() {
        for (code, reason) in [
            (
                "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL",
                R::AddressInvalid,
            ),
            (
                "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_CN_INVALID",
                R::TaxIdNeeded,
            ),
            (
                "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_NOT_MATCH",
                R::TaxIdNeeded,
            ),
            ("BLACKLIST_BUYER_IN_LIST", R::AccountRefused),
            ("USER_ACCOUNT_DISABLED", R::AccountRefused),
            ("PRICE_PAY_CURRENCY_ERROR", R::CurrencyMixed),
            ("DELIVERY_METHOD_NOT_EXIST", R::NoShippingMethod),
            ("INVENTORY_HOLD_ERROR", R::OutOfStock),
            ("BUY_LIMIT_RESOURCE_INSUFFICIENT", R::QuantityLimit),
            ("ERROR_WHEN_BUILD_FOR_PLACE_ORDER", R::SupplierRefused),
            ("A001_ORDER_CANNOT_BE_PLACED", R::SupplierRefused),
            ("A002_INVALID_ZONE", R::CannotShipThere),
            ("A003_SUSPICIOUS_BUYER", R::AccountRefused),
            ("A004_CANNOT_USER_COUPON", R::CouponRefused),
            ("A005_INVALID_COUNTRIES", R::CannotShipThere),
            ("A006_INVALID_ACCOUNT_INFO", R::AccountRefused),
            ("SKU_NOT_EXIST", R::SkuChanged),
            ("PRODUCT_NOT_EXIST", R::ProductGone),
            ("ITEM_ID_NOT_FOUND", R::ProductGone),
            ("PRODUCT_OFF_SHELF", R::ProductGone),
            ("PRODUCT_HAS_BEEN_DELETED", R::ProductGone),
            ("PARM_ILLEGL", R::Other),
            ("NEVER_HEARD_OF", R::Other),
        ] {
            let failure = order_refusal(code, "their words").unwrap();
            assert_eq!(failure.reason, reason, "{code}");
            assert_eq!(failure.vendor_code.as_deref(), Some(code));
            assert_eq!(failure.vendor_message.as_deref(), Some("their words"));
        }
        let banned = order_refusal("", "Item is not allowed to this country").unwrap();
        assert_eq!(banned.reason, R::Restricted);
        assert_eq!(order_refusal("REPEATED_ORDER_ERROR", ""), None);
        assert_eq!(
            order_refusal("REMOTE_CREATE_ORDER_RESULT_ERROR", "validation failed"),
            None
        );
    }

    #[test]
    fn an_address_refusal_names_the_field() {
        for (words, field) in [
            ("Please enter a city", "city"),
            ("Please select a State/Province/County", "province"),
            ("Please select a province", "province"),
            (
                "Please enter the country code and phone number without any spaces or special characters",
                "phone",
            ),
            ("Please enter mobile phone number", "phone"),
            ("Phone Number should contain 7-13 digits", "phone"),
            ("Please enter your first name", "name"),
            ("Please enter between 2 - 32 characters", "name"),
            (
                "Please enter a 8-digit national address in right format, eg. ABCD1234",
                "Saudi national address",
            ),
        ] {
            let failure =
                order_refusal("B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL", words).unwrap();
            assert!(
                failure.detail.starts_with(field),
                "{words}: {}",
                failure.detail
            );
        }
    }

    #[test]
    fn products_and_freight_keep_their_words() {
        let reason = |code, words| product_refusal(code, words).unwrap().reason;
        assert_eq!(
            reason("602", "Item is not allowed to this country"),
            R::Restricted
        );
        assert_eq!(reason("605", "ITEM_ID_NOT_FOUND"), R::ProductGone);
        assert_eq!(reason("999", "?"), R::Other);
        assert_eq!(product_refusal("404", "System Error"), None);
        let reason = |code, words| freight_refusal(code, words).unwrap().reason;
        assert_eq!(reason("500", "DELIVERY_INFO_EMPTY"), R::NoShippingMethod);
        assert_eq!(
            reason("505", "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"),
            R::CannotShipThere
        );
    }
}
