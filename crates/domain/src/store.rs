//! A connected online store and how the merchant wants its orders treated.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ConnectionId, ExternalId, StoreId};
use crate::money::Currency;
use crate::notice::NoticePolicy;
use crate::plan::ShippingRule;

/// A connected online store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Ours.
    pub id: StoreId,
    /// The link it is reached by.
    pub connection_id: ConnectionId,
    /// Its id at the platform.
    pub external_id: ExternalId,
    /// Its name.
    pub name: String,
    /// Its public address, e.g. `example.onstore.test`.
    pub domain: String,
    /// What its orders are priced in.
    pub currency: Currency,
    /// How its orders are treated.
    pub settings: StoreSettings,
    /// Orders changed up to here have been read; the next poll starts a little before it.
    pub polled_until: Option<Timestamp>,
    /// The newest change that polling has followed, by the store's own clock: where the next poll
    /// begins. Never this machine's time, which may be wrong.
    pub seen_until: Option<Timestamp>,
    /// The secret part of its webhook addresses.
    pub hook_key: String,
    /// The version this was read at.
    pub version: i64,
}

/// How a store's orders are treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreSettings {
    /// Who places.
    pub placing: Automation,
    /// Which shipping method is chosen.
    pub shipping: ShippingRule,
    /// A purchase may cost this many percent more than planned before it waits for a person.
    pub price_tolerance_percent: u32,
    /// Whether the store mails the customer when lines are fulfilled.
    pub notify_customer: bool,
    /// What we tell the customer ourselves; see [`StoreSettings::notice_policy`].
    #[serde(default)]
    pub notices: NoticePolicy,
    /// Where the tracking number leads the customer; `{tracking_number}` and `{carrier}` are replaced.
    pub tracking_url: String,
}

impl StoreSettings {
    /// What we tell the customer ourselves. By e-mail either the store tells or we do, never both: while
    /// the store does, we do not.
    #[must_use]
    pub fn notice_policy(&self) -> NoticePolicy {
        NoticePolicy {
            email: self.notices.email && !self.notify_customer,
            sms: self.notices.sms,
        }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            placing: Automation::ByHand,
            // Without a number the store can't be told and the customer can't follow the parcel.
            shipping: ShippingRule {
                tracked_only: true,
                ..ShippingRule::default()
            },
            // Estimates leave out taxes that marketplaces add; 15 % covers most of them.
            price_tolerance_percent: 15,
            notify_customer: true,
            notices: NoticePolicy::default(),
            tracking_url: "https://t.17track.net/en#nums={tracking_number}".into(),
        }
    }
}

/// Whether a step waits for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Automation {
    /// A person does it.
    #[default]
    ByHand,
    /// Crossdock does it by itself, for paid orders only.
    Automatic,
}
