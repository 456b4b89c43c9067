//! The knobs of the simulator: who may call it, how unkind it is, how fast orders travel.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// How this simulator behaves. `Default` is usable as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct AliexpressSimConfig {
    /// The app key that callers must send.
    pub app_key: String,
    /// The secret that calls are signed with.
    pub app_secret: String,
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// Whether the app is *Online* (tokens for 30 and 60 days) or in *Test* (1 and 2 days).
    pub app_online: bool,
    /// What a second create with the same `out_order_id` within 24 hours gets: the first ids, or
    /// `REPEATED_ORDER_ERROR`. Which of the two the real platform does is not confirmed.
    pub repeat_same_ids: bool,
    /// Whether it buys again under an `out_order_id` that it has seen: then nobody but the caller keeps
    /// the caller from buying twice.
    pub forgets_keys: bool,
    /// Calls that are throttled (`ApiCallLimit`), in 1/1000. The real gateway throttles 10 to 20.
    pub throttle_per_mille: u16,
    /// Calls of the app per day (until 24:00 GMT+8), then `AppApiCallLimit`.
    pub daily_quota: Option<u32>,
    /// Whether the published calls per second are enforced, in real time.
    pub enforce_qps: bool,
    /// Where order messages are pushed.
    pub push_url: Option<String>,
    /// Whether pushed messages carry their signature.
    pub push_signed: bool,
    /// The only redirect target that the authorize page accepts; absent accepts any http(s) one.
    pub callback_url: Option<String>,
    /// Whether the authorize page gives `state` back.
    pub echo_state: bool,
    /// Seconds that a code of the authorize page lives.
    pub code_seconds: u32,
    /// Whether a refresh token dies when it is used.
    pub old_refresh_token_dies: bool,
    /// Whether the app key is on the list of those that may pay by API.
    pub autopay_allowed: bool,
    /// What `aliexpress.ds.order.afterpay` does.
    pub afterpay: Afterpay,
    /// Whether order.create takes `GB` besides `UK`.
    pub accept_gb: bool,
    /// Values written in an unusual but seen form (text for numbers and booleans, a bare object
    /// for a list of one), in 1/1000.
    pub quirk_per_mille: u16,
    /// `NGSELECTION_SEARCH_ERROR` at text.search, in 1/1000.
    pub search_error_per_mille: u16,
    /// Seconds after creation in which order.get answers code 15.
    pub sync_delay_seconds: u32,
    /// Seconds until an unpaid order dies.
    pub pay_timeout_seconds: u32,
    /// Minutes of the risk check after payment.
    pub risk_minutes: RangeInclusive<u32>,
    /// Hours that a seller takes to ship.
    pub handling_hours: RangeInclusive<u32>,
    /// Days from shipping to delivery, and some hours; `0..=0` is at once.
    pub travel_days: RangeInclusive<u32>,
    /// Hours from delivery to `FINISH`.
    pub accept_hours: RangeInclusive<u32>,
    /// Hours until a seller answers a request to cancel.
    pub cancel_answer_hours: RangeInclusive<u32>,
    /// Days until a seller who never ships has let the order run out.
    pub seller_timeout_days: u32,
    /// So many times faster goes everything between payment and the end of an order.
    pub hurry: u32,
    /// Paid orders that the risk check holds, in 1/1000.
    pub risk_hold_per_mille: u16,
    /// Orders that travel in two parcels (when there is more than one thing in them), in 1/1000.
    pub two_parcels_per_mille: u16,
    /// Parcels whose number changes from first to last mile, in 1/1000.
    pub number_change_per_mille: u16,
    /// Of these, parcels whose first number is the first carrier's own and no provisional one, in 1/1000.
    pub first_carrier_per_mille: u16,
    /// Requests to cancel that the seller refuses, in 1/1000.
    pub cancel_refused_per_mille: u16,
    /// Taxes added at order time by country, in 1/1000; product.get tells them.
    pub tax_per_mille: BTreeMap<String, u16>,
    /// Who can authorize.
    pub buyers: Vec<SimBuyer>,
}

/// What the undocumented `aliexpress.ds.order.afterpay` is taken to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterpay {
    /// The app has no permission for it.
    NoPermission,
    /// It pays an unpaid order.
    Pays,
    /// It cancels a paid order.
    Cancels,
}

/// A buyer account of the simulated AliExpress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimBuyer {
    /// `user_id` in the token answer and `buyerId` in pushed messages.
    pub user_id: u64,
    /// The e-mail the person signs in with.
    pub login: String,
    /// The name shown.
    pub nick: String,
    /// The currency the account pays in.
    pub currency: String,
    /// `buyerApp`, or `seller_center` for a login of the wrong kind.
    pub platform: String,
    /// Whether orders are refused with `USER_ACCOUNT_DISABLED`.
    pub disabled: bool,
    /// Whether the buyer has signed the automatic payment.
    pub autopay: bool,
}

impl AliexpressSimConfig {
    /// The seconds that something takes here which takes so many elsewhere.
    pub(super) fn hurried(&self, seconds: i64) -> i64 {
        seconds / i64::from(self.hurry.max(1))
    }
}

impl Default for AliexpressSimConfig {
    fn default() -> Self {
        Self {
            app_key: "500001".into(),
            app_secret: "sim-secret-aliexpress".into(),
            seed: 20_260_301,
            app_online: true,
            repeat_same_ids: false,
            forgets_keys: false,
            throttle_per_mille: 0,
            daily_quota: None,
            enforce_qps: true,
            push_url: None,
            push_signed: true,
            callback_url: None,
            echo_state: true,
            code_seconds: 180,
            old_refresh_token_dies: false,
            autopay_allowed: false,
            afterpay: Afterpay::NoPermission,
            accept_gb: false,
            quirk_per_mille: 120,
            search_error_per_mille: 300,
            sync_delay_seconds: 10,
            // Twelve days: the value of a recorded order.
            pay_timeout_seconds: 1_036_800,
            risk_minutes: 5..=45,
            handling_hours: 24..=72,
            travel_days: 4..=12,
            accept_hours: 24..=72,
            cancel_answer_hours: 4..=20,
            seller_timeout_days: 10,
            hurry: 1,
            risk_hold_per_mille: 60,
            two_parcels_per_mille: 250,
            number_change_per_mille: 350,
            first_carrier_per_mille: 0,
            cancel_refused_per_mille: 250,
            tax_per_mille: [("BR".to_owned(), 170), ("CA".to_owned(), 50)].into(),
            buyers: default_buyers(),
        }
    }
}

fn default_buyers() -> Vec<SimBuyer> {
    let buyer = |user_id, login: &str, nick: &str, currency: &str| SimBuyer {
        user_id,
        login: login.into(),
        nick: nick.into(),
        currency: currency.into(),
        platform: "buyerApp".into(),
        disabled: false,
        autopay: false,
    };
    vec![
        SimBuyer {
            autopay: true,
            ..buyer(
                1_861_703_697,
                "orders@mapleandpine.example",
                "Maple & Pine",
                "USD",
            )
        },
        buyer(
            1_861_703_811,
            "einkauf@nordlicht.example",
            "Nordlicht Wohnen",
            "EUR",
        ),
        SimBuyer {
            disabled: true,
            ..buyer(
                1_861_704_002,
                "old@closedshop.example",
                "Closed Shop (disabled account)",
                "USD",
            )
        },
        SimBuyer {
            platform: "seller_center".into(),
            ..buyer(
                2_201_900_345,
                "sales@factory.example",
                "Factory (seller login)",
                "USD",
            )
        },
    ]
}
