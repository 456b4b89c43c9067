//! Why something could not be bought: a closed list, each reason with its fix.

use serde::{Deserialize, Serialize};

/// Why something could not be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The marketplace account is not signed in.
    Disconnected,
    /// Nobody said how this variant is bought.
    Unmapped,
    /// The supplier changed or removed this form of the product.
    SkuChanged,
    /// Too few in stock.
    OutOfStock,
    /// The product is not sold any more.
    ProductGone,
    /// The supplier does not ship to this address: zone, weight or size.
    CannotShipThere,
    /// No shipping method meets the rule.
    NoShippingMethod,
    /// The marketplace bars this product for this country.
    Restricted,
    /// More than the supplier sells at once.
    QuantityLimit,
    /// Costs more than the ceiling.
    PriceRose,
    /// The marketplace does not take this address.
    AddressInvalid,
    /// Customs want a tax number.
    TaxIdNeeded,
    /// The marketplace does not let this account buy, or the supplier has barred it.
    AccountRefused,
    /// The items can't be bought in one order because they are priced in different currencies.
    CurrencyMixed,
    /// A coupon was refused.
    CouponRefused,
    /// The supplier refuses this order without saying why.
    SupplierRefused,
    /// The supplier's order was closed before it was shipped: unpaid too long, or canceled there.
    ClosedAtMarketplace,
    /// A person said that it was not placed, and gave it up.
    GivenUp,
    /// The app's key, secret, permission or address list is wrong.
    Misconfigured,
    /// Anything else, with the marketplace's own words.
    Other,
}

/// What a person does about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Sign the marketplace account in again.
    Reconnect,
    /// Connect the variant to a supplier's form.
    Map,
    /// Find another supplier.
    ChangeSupplier,
    /// Wait, or find another supplier.
    WaitOrChangeSupplier,
    /// Choose another shipping method or relax the rule.
    ChooseShipping,
    /// Correct the address.
    EditAddress,
    /// Add the tax number.
    AddTaxId,
    /// Accept the new price.
    AcceptPrice,
    /// Lower the quantity or buy in parts.
    LowerQuantity,
    /// Settle it with the marketplace.
    ContactMarketplace,
    /// Correct the configuration.
    CorrectConfiguration,
    /// Try again.
    TryAgain,
}

use FailureReason as R;

impl FailureReason {
    /// Every reason.
    pub const ALL: [Self; 20] = [
        R::Disconnected,
        R::Unmapped,
        R::SkuChanged,
        R::OutOfStock,
        R::ProductGone,
        R::CannotShipThere,
        R::NoShippingMethod,
        R::Restricted,
        R::QuantityLimit,
        R::PriceRose,
        R::AddressInvalid,
        R::TaxIdNeeded,
        R::AccountRefused,
        R::CurrencyMixed,
        R::CouponRefused,
        R::SupplierRefused,
        R::ClosedAtMarketplace,
        R::GivenUp,
        R::Misconfigured,
        R::Other,
    ];

    /// As stored and as shown in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            R::Disconnected => "disconnected",
            R::Unmapped => "unmapped",
            R::SkuChanged => "sku_changed",
            R::OutOfStock => "out_of_stock",
            R::ProductGone => "product_gone",
            R::CannotShipThere => "cannot_ship_there",
            R::NoShippingMethod => "no_shipping_method",
            R::Restricted => "restricted",
            R::QuantityLimit => "quantity_limit",
            R::PriceRose => "price_rose",
            R::AddressInvalid => "address_invalid",
            R::TaxIdNeeded => "tax_id_needed",
            R::AccountRefused => "account_refused",
            R::CurrencyMixed => "currency_mixed",
            R::CouponRefused => "coupon_refused",
            R::SupplierRefused => "supplier_refused",
            R::ClosedAtMarketplace => "closed_at_marketplace",
            R::GivenUp => "given_up",
            R::Misconfigured => "misconfigured",
            R::Other => "other",
        }
    }

    /// What a person does about it.
    #[must_use]
    pub fn fix(self) -> Fix {
        match self {
            R::Disconnected => Fix::Reconnect,
            R::Unmapped | R::SkuChanged => Fix::Map,
            R::ProductGone | R::CannotShipThere | R::Restricted => Fix::ChangeSupplier,
            R::OutOfStock | R::SupplierRefused => Fix::WaitOrChangeSupplier,
            R::NoShippingMethod => Fix::ChooseShipping,
            R::QuantityLimit => Fix::LowerQuantity,
            R::PriceRose => Fix::AcceptPrice,
            R::AddressInvalid => Fix::EditAddress,
            R::TaxIdNeeded => Fix::AddTaxId,
            R::AccountRefused => Fix::ContactMarketplace,
            R::Misconfigured => Fix::CorrectConfiguration,
            R::CurrencyMixed
            | R::CouponRefused
            | R::ClosedAtMarketplace
            | R::GivenUp
            | R::Other => Fix::TryAgain,
        }
    }
}

/// A failure as it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Why.
    pub reason: FailureReason,
    /// What exactly, in our words: the field, the method, the amounts. May be empty.
    pub detail: String,
    /// The platform's own code, if it gave one.
    pub vendor_code: Option<String>,
    /// The platform's own words, if it gave any.
    pub vendor_message: Option<String>,
}

impl Failure {
    /// A failure that we found out ourselves.
    pub fn ours(reason: FailureReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            vendor_code: None,
            vendor_message: None,
        }
    }
}
