//! The business methods that the simulator knows, and who works on each.

use serde_json::{Value, json};

use super::config::{Afterpay, AliexpressSimConfig};
use super::envelope::{GatewayError, list};
use super::gateway::Call;
use super::seeded::Roll;
use super::world::World;
use super::{address, freight, order, product, search};

/// A business method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    ProductGet,
    WholesaleGet,
    FreightQuery,
    BuyerFreight,
    AddressGet,
    OrderCreate,
    OrderGet,
    TradeOrderGet,
    TrackingGet,
    MemberBenefit,
    TextSearch,
    CategoryGet,
    FeedNames,
    FeedItems,
    Afterpay,
    /// A method of the DS group that exists and is not simulated.
    NotSimulated,
}

impl Method {
    pub(super) fn named(api: &str) -> Option<Self> {
        Some(match api {
            "aliexpress.ds.product.get" => Self::ProductGet,
            "aliexpress.ds.product.wholesale.get" => Self::WholesaleGet,
            "aliexpress.ds.freight.query" => Self::FreightQuery,
            "aliexpress.logistics.buyer.freight.calculate" => Self::BuyerFreight,
            "aliexpress.ds.address.get" => Self::AddressGet,
            "aliexpress.ds.order.create" => Self::OrderCreate,
            "aliexpress.trade.ds.order.get" => Self::OrderGet,
            "aliexpress.ds.trade.order.get" => Self::TradeOrderGet,
            "aliexpress.ds.order.tracking.get" => Self::TrackingGet,
            "aliexpress.ds.member.benefit.get" => Self::MemberBenefit,
            "aliexpress.ds.text.search" => Self::TextSearch,
            "aliexpress.ds.category.get" => Self::CategoryGet,
            "aliexpress.ds.feedname.get" => Self::FeedNames,
            "aliexpress.ds.feed.itemids.get" => Self::FeedItems,
            "aliexpress.ds.order.afterpay" => Self::Afterpay,
            "aliexpress.ds.image.search"
            | "aliexpress.ds.image.searchV2"
            | "aliexpress.ds.recommend.feed.get"
            | "aliexpress.ds.product.specialinfo.get"
            | "aliexpress.ds.search.event.report"
            | "aliexpress.ds.member.orderdata.submit"
            | "aliexpress.ds.add.info"
            | "aliexpress.ds.commissionorder.listbyindex"
            | "aliexpress.trade.buy.placeorder"
            | "aliexpress.logistics.ds.trackinginfo.query" => Self::NotSimulated,
            _ => return None,
        })
    }

    pub(super) fn is_permitted(self, config: &AliexpressSimConfig) -> bool {
        match self {
            Self::NotSimulated => false,
            Self::Afterpay => config.afterpay != Afterpay::NoPermission,
            _ => true,
        }
    }
}

/// Works on an admitted call.
pub(super) fn run(
    world: &mut World,
    method: Method,
    call: &Call<'_>,
    roll: &mut Roll,
) -> Result<Value, GatewayError> {
    match method {
        Method::ProductGet | Method::WholesaleGet => product::get(world, call),
        Method::FreightQuery => freight::query(world, call),
        Method::BuyerFreight => freight::calculate(world, call),
        Method::AddressGet => address_get(call),
        Method::OrderCreate => order::create::create(world, call),
        Method::OrderGet => order::read::get(world, call),
        Method::TradeOrderGet => order::read::get_flat(world, call),
        Method::TrackingGet => order::tracking::get(world, call),
        Method::MemberBenefit => Ok(member_benefit(world, call)),
        Method::TextSearch => search::text_search(world, call, roll),
        Method::CategoryGet => search::categories(world, call),
        Method::FeedNames => Ok(search::feed_names(world)),
        Method::FeedItems => search::feed_items(world, call),
        Method::Afterpay => order::afterpay(world, call),
        Method::NotSimulated => Err(GatewayError::invalid("method")),
    }
}

/// `aliexpress.ds.address.get`: the tree comes as JSON text inside the JSON.
fn address_get(call: &Call<'_>) -> Result<Value, GatewayError> {
    let country = call.required("countryCode")?;
    Ok(match address::tree_text(country) {
        Some(children) => json!({"result": {
            "ret": true, "code": "", "msg": "",
            "data": {"country": country, "type": "country", "children": children},
        }}),
        None if address::is_destination(country) => json!({"result": {
            "ret": true, "code": "", "msg": "",
            "data": {"country": country, "type": "country", "children": "[]"},
        }}),
        None => json!({"result": {"ret": false, "code": "500", "msg": "Address Exception"}}),
    })
}

/// `aliexpress.ds.member.benefit.get`: `canBenefit` tells whether paying by API is on.
fn member_benefit(world: &World, call: &Call<'_>) -> Value {
    let signed = world.buyer(call.buyer).is_some_and(|buyer| buyer.autopay);
    let allowed = world.config.autopay_allowed;
    json!({
        "rsp_code": "200",
        "rsp_msg": "Call succeeds",
        "result": list("member_benefit", vec![json!({
            "code": "auto-pay",
            "title": "Auto pay",
            "canApply": allowed && !signed,
            "canBenefit": allowed && signed,
        })]),
    })
}
