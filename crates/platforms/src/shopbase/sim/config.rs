//! How a simulated store is set up: its address, its credentials and its manners.
//!
//! It never reads files or the environment. It comes before [`super::ShopbaseSim::new`].

/// How a simulated ShopBase store is set up. [`Default`] is usable as it is.
#[derive(Clone, Debug)]
pub struct ShopbaseSimConfig {
    /// The subdomain: `lumen-lane` of `lumen-lane.onshopbase.com`.
    pub shop: String,
    /// The name that customers read.
    pub shop_name: String,
    /// User name of the private app.
    pub api_key: String,
    /// Password of the private app.
    pub api_password: String,
    /// Signs the webhooks of the private app.
    pub shared_secret: String,
    /// The public app's id.
    pub client_id: String,
    /// The public app's secret; it also signs that app's webhooks and redirects.
    pub client_secret: String,
    /// What public apps send as `X-ShopBase-Token-Secret` since 2025-05-21.
    pub token_secret: String,
    /// Decides tokens, quirks and the dice of faults.
    pub seed: u64,
    /// ISO code of the store's only currency.
    pub currency: String,
    /// Refuses calls when the leaky bucket overflows. Mind that the bucket leaks in virtual time: on a
    /// clock that stands still it never empties.
    pub strict_rate: bool,
    /// Answers ids, money, times and empty lists in the several spellings a client must accept.
    pub quirks: bool,
    /// Gives ids above 2^53, which a client that reads numbers as floats corrupts.
    pub big_ids: bool,
    /// Takes `http://` webhook addresses of this machine, which the real platform refuses.
    pub allow_loopback_webhooks: bool,
    /// Whether `notify_customer` of a new fulfillment is honored; the real platform's answer is unconfirmed.
    pub create_honors_notify: bool,
    /// Allows only five refunds a minute, as trial and development stores do.
    pub trial_store: bool,
    /// Closes an order as soon as it is paid and fulfilled.
    pub auto_close: bool,
    /// Sends topic and shop headers with webhooks; a client must not depend on them.
    pub webhook_headers: bool,
}

impl Default for ShopbaseSimConfig {
    fn default() -> Self {
        Self {
            shop: "lumen-lane".into(),
            shop_name: "Lumen Lane".into(),
            api_key: "sim-api-key".into(),
            api_password: "sim-api-password".into(),
            shared_secret: "sim-shared-secret".into(),
            client_id: "sim-client-id".into(),
            client_secret: "sim-client-secret".into(),
            token_secret: "sim-token-secret".into(),
            seed: 1,
            currency: "USD".into(),
            strict_rate: true,
            quirks: true,
            big_ids: false,
            allow_loopback_webhooks: true,
            create_honors_notify: true,
            trial_store: false,
            auto_close: false,
            webhook_headers: true,
        }
    }
}

impl ShopbaseSimConfig {
    /// `{shop}.onshopbase.com`.
    #[must_use]
    pub fn domain(&self) -> String {
        format!("{}.onshopbase.com", self.shop)
    }
}
