//! How a simulated store is set up: its address, its apps and its manners.
//!
//! It never reads files or the environment. It comes before [`super::ShopifySim::new`].

/// How a simulated Shopify store is set up. [`Default`] is usable as it is.
#[derive(Clone, Debug)]
pub struct ShopifySimConfig {
    /// The subdomain: `cedar-row` of `cedar-row.myshopify.com`.
    pub shop: String,
    /// The name that customers read.
    pub shop_name: String,
    /// The app's id.
    pub client_id: String,
    /// The app's secret; it also signs webhooks and the way back.
    pub client_secret: String,
    /// The token of an app of the older kind; it never ends.
    pub static_access: String,
    /// What the app may do, as a comma list.
    pub scopes: String,
    /// Whether app and store belong to the same organization, so that the app may ask for itself.
    pub same_organization: bool,
    /// The version that is served.
    pub version: String,
    /// Decides tokens and the dice of faults.
    pub seed: u64,
    /// ISO code of the store's only currency.
    pub currency: String,
    /// Refuses requests when the cost bucket is empty. Mind that it is filled in virtual time: on a clock
    /// that stands still it never is.
    pub strict_cost: bool,
    /// Points that the cost bucket holds.
    pub bucket: u32,
    /// Points that come back a second.
    pub restore_rate: u32,
    /// Gives ids above 2^53, which a client that reads numbers as floats corrupts.
    pub big_ids: bool,
    /// Takes `http://` addresses of this machine, which the real platform refuses.
    pub allow_loopback: bool,
    /// Virtual seconds until the store has said where an order's goods are.
    pub routing_seconds: i64,
    /// Virtual seconds that a cancellation takes.
    pub cancel_seconds: i64,
}

impl Default for ShopifySimConfig {
    fn default() -> Self {
        Self {
            shop: "cedar-row".into(),
            shop_name: "Cedar Row".into(),
            client_id: "sim-client-id".into(),
            client_secret: "sim-client-secret".into(),
            static_access: "shpua_sim-static-token".into(),
            scopes: "write_orders,write_products,read_locations,read_customers,\
                     write_merchant_managed_fulfillment_orders,write_fulfillments,\
                     write_assigned_fulfillment_orders,write_third_party_fulfillment_orders,\
                     read_all_orders"
                .into(),
            same_organization: true,
            version: "2026-07".into(),
            seed: 1,
            currency: "USD".into(),
            strict_cost: true,
            bucket: 2_000,
            restore_rate: 100,
            big_ids: false,
            allow_loopback: true,
            routing_seconds: 2,
            cancel_seconds: 2,
        }
    }
}

impl ShopifySimConfig {
    /// `{shop}.myshopify.com`.
    #[must_use]
    pub fn domain(&self) -> String {
        format!("{}.myshopify.com", self.shop)
    }
}
