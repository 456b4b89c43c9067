//! What every marketplace promises behind [`MarketplacePort`].
//!
//! Each check looks from two sides: through the port, and from the other side, where a person pays and
//! the marketplace's own books are. What the port says it bought counts only if the books agree. It
//! never sleeps: time is moved by the other side.

use async_trait::async_trait;
use domain::address::{CountryCode, Recipient};
use domain::catalog::{SupplierProduct, SupplierVariant, SupplierVariantRef};
use domain::ids::ExternalId;
use domain::money::{Currency, Money};
use domain::plan::ShippingRate;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::{
    MarketplacePort, ParcelReading, PlacementOutcome, ProductAnswer, RateQuery, RatesAnswer,
    SupplierOrderReading, SupplierProgress,
};
use domain::purchase::{FailureReason, PlacementLine, PlacementRequest};
use jiff::{SignedDuration, Timestamp};

/// A marketplace seen from the other side.
#[async_trait]
pub trait OtherSide: Send + Sync {
    /// A person pays the order at the marketplace.
    async fn pay(&self, order: &ExternalId);

    /// A person cancels the unpaid order at the marketplace.
    async fn cancel(&self, order: &ExternalId);

    /// Time goes on.
    async fn advance(&self, by: SignedDuration);

    /// The orders in the marketplace's own books that were placed with this key.
    async fn booked(&self, key: &str) -> Vec<ExternalId>;

    /// Makes the marketplace misbehave.
    async fn trouble(&self, trouble: Trouble);
}

/// How a marketplace misbehaves, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The next placement is stored, and the connection is cut before the answer.
    AnswerLost,
    /// The next placement is stored, and the answer says that something broke.
    BrokenAfter,
    /// The next placement is not worked on, and the answer is a page for browsers.
    NoAnswer,
    /// The next placement is refused because there were too many calls.
    TooManyCalls,
    /// The access has ended.
    SignedOut,
}

/// What is known of a marketplace beforehand.
#[derive(Clone, Debug)]
pub struct Known {
    /// A form that can be bought, of a supplier with at least two pieces of it.
    pub buyable: SupplierVariantRef,
    /// A form of which there is none left.
    pub sold_out: SupplierVariantRef,
    /// A product that is not sold any more.
    pub gone: ExternalId,
    /// A form that does not ship to the recipient.
    pub unreachable: SupplierVariantRef,
    /// A product that is barred for the recipient's country.
    pub barred: ExternalId,
    /// Somebody whose address is good.
    pub recipient: Recipient,
    /// What prices should be in.
    pub currency: Currency,
}

/// A promise that was not kept.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// What was promised, and what was seen.
    #[error("{0}")]
    Promise(String),
    /// A call failed that should have worked.
    #[error("a call failed that should have worked")]
    Call(#[source] CallError),
}

type Kept<T = ()> = Result<T, Broken>;

fn promise(kept: bool, what: impl Into<String>) -> Kept {
    if kept {
        Ok(())
    } else {
        Err(Broken::Promise(what.into()))
    }
}

fn broken<T>(what: impl Into<String>) -> Kept<T> {
    Err(Broken::Promise(what.into()))
}

/// A product is told with its supplier, forms and prices, for one destination.
///
/// # Errors
/// When a promise is broken.
pub async fn a_product_is_told(market: &dyn MarketplacePort, known: &Known) -> Kept {
    let product = product(market, known, &known.buyable.product_id).await?;
    promise(!product.title.is_empty(), "a product has a title")?;
    let supplier = &product.supplier;
    promise(
        !supplier.external_id.as_str().is_empty(),
        "a product has a supplier",
    )?;
    promise(!supplier.name.is_empty(), "a supplier has a name")?;
    promise(product.url.starts_with("http"), "a product has a page")?;
    let variant = variant(&product, &known.buyable)?;
    let price = variant.unit_price;
    promise(price.minor() > 0, format!("a form has a price: {price}"))?;
    promise(
        price.currency() == known.currency,
        format!("prices are in the currency that was asked for: {price}"),
    )
}

/// What can't be bought is refused with its reason, not with an error.
///
/// # Errors
/// When a promise is broken.
pub async fn what_cannot_be_bought_has_a_reason(
    market: &dyn MarketplacePort,
    known: &Known,
) -> Kept {
    for (id, reason) in [
        (&known.gone, FailureReason::ProductGone),
        (&known.barred, FailureReason::Restricted),
    ] {
        let country = &known.recipient.address.country;
        let answer = market.product(id, country, known.currency).await;
        match answer.map_err(Broken::Call)? {
            ProductAnswer::Refused(failure) => promise(
                failure.reason == reason,
                format!("{id} is refused as {reason:?}: {failure:?}"),
            )?,
            ProductAnswer::Found(_) => broken(format!("{id} can't be bought"))?,
        }
    }
    let product = product(market, known, &known.sold_out.product_id).await?;
    let left = variant(&product, &known.sold_out)?.stock;
    promise(left == Some(0), format!("none is left: {left:?}"))
}

/// Shipping has methods with prices in the currency asked for, or a reason why not.
///
/// # Errors
/// When a promise is broken.
pub async fn shipping_is_told(market: &dyn MarketplacePort, known: &Known) -> Kept {
    let rates = rates(market, known, &known.buyable, 2).await?;
    promise(!rates.is_empty(), "where something ships there is a method")?;
    for rate in &rates {
        promise(
            !rate.code.is_empty() && !rate.name.is_empty(),
            "a method has a name",
        )?;
        promise(rate.cost.minor() >= 0, "shipping is not paid to us")?;
        promise(
            rate.cost.currency() == known.currency,
            "in the currency asked for",
        )?;
        promise(
            rate.min_days <= rate.max_days,
            "the fewest days are not the most",
        )?;
    }
    let query = query(known, &known.unreachable, 1);
    let answer = market.shipping_rates(&query).await;
    match answer.map_err(Broken::Call)? {
        RatesAnswer::Refused(failure) => promise(
            failure.reason == FailureReason::CannotShipThere,
            format!("it does not ship there: {failure:?}"),
        ),
        RatesAnswer::Rates(rates) => broken(format!("it does not ship there: {rates:?}")),
    }
}

/// Placing buys exactly what was asked, and the order can be read and paid on its page.
///
/// # Errors
/// When a promise is broken.
pub async fn placing_buys_once(
    market: &dyn MarketplacePort,
    other: &dyn OtherSide,
    known: &Known,
) -> Kept {
    let request = request(market, known, "contract-once").await?;
    promise(
        market.objection(&request).is_none(),
        "a good request is not objected to",
    )?;
    let orders = placed(market, &request).await?;
    let mut booked = other.booked(&request.idempotency_key).await;
    booked.sort();
    let mut told = orders.clone();
    told.sort();
    promise(
        booked == told,
        format!("the books say {booked:?}, the port {told:?}"),
    )?;
    other.advance(SignedDuration::from_secs(30)).await;
    let mut bought = 0;
    for id in &orders {
        let reading = read(market, id).await?;
        expect(&reading, SupplierProgress::Unpaid)?;
        promise(
            &reading.order.external_id == id,
            "an order keeps its number",
        )?;
        let total = reading.order.total;
        promise(
            total.is_some_and(|total| total.minor() > 0),
            format!("a total: {total:?}"),
        )?;
        let made = reading.created_at;
        promise(
            made.is_some() && reading.order.pay_until > made,
            "a time to pay by",
        )?;
        promise(
            reading.order.url == market.order_page(id),
            "an order has its page",
        )?;
        bought += reading.items.iter().map(|item| item.quantity).sum::<u32>();
        let parcels = market.parcels(id).await.map_err(Broken::Call)?;
        promise(parcels.is_empty(), "what is not paid is not packed")?;
    }
    promise(bought == 2, format!("two were asked for: {bought}"))
}

/// An order is followed from paying to its end, and its parcels keep their keys.
///
/// # Errors
/// When a promise is broken.
pub async fn an_order_is_followed_to_its_end(
    market: &dyn MarketplacePort,
    other: &dyn OtherSide,
    known: &Known,
) -> Kept {
    let request = request(market, known, "contract-way").await?;
    let id = first(placed(market, &request).await?)?;
    other.advance(SignedDuration::from_secs(30)).await;
    other.pay(&id).await;
    let paid = read(market, &id).await?;
    expect(&paid, SupplierProgress::Paid)?;
    promise(paid.order.paid_at.is_some(), "a paid order says when")?;
    let mut seen = Vec::new();
    let mut keys = std::collections::BTreeSet::new();
    let mut numbers = 0;
    // Sixty days are longer than any order travels.
    for _ in 0..(60 * 4) {
        other.advance(SignedDuration::from_hours(6)).await;
        let reading = read(market, &id).await?;
        if seen.last() != Some(&reading.progress) {
            seen.push(reading.progress);
        }
        let parcels: Vec<ParcelReading> = market.parcels(&id).await.map_err(Broken::Call)?;
        numbers = parcels
            .iter()
            .filter(|parcel| parcel.number.is_some())
            .count();
        keys.extend(parcels.into_iter().map(|parcel| parcel.box_key));
        if reading.progress == SupplierProgress::Completed {
            break;
        }
    }
    let way = [
        SupplierProgress::Paid,
        SupplierProgress::Shipped,
        SupplierProgress::Completed,
    ];
    promise(seen == way, format!("paid, shipped, received: {seen:?}"))?;
    promise(numbers > 0, "what arrived had a number")?;
    promise(
        numbers == keys.len(),
        format!("a parcel keeps its key: {numbers} parcels, {keys:?}"),
    )
}

/// An order that was canceled at the marketplace is closed, with the marketplace's words.
///
/// # Errors
/// When a promise is broken.
pub async fn a_canceled_order_is_closed(
    market: &dyn MarketplacePort,
    other: &dyn OtherSide,
    known: &Known,
) -> Kept {
    let request = request(market, known, "contract-canceled").await?;
    let id = first(placed(market, &request).await?)?;
    other.advance(SignedDuration::from_secs(30)).await;
    other.cancel(&id).await;
    let reading = read(market, &id).await?;
    expect(&reading, SupplierProgress::Closed)?;
    promise(reading.closed_because.is_some(), "a closed order says why")
}

/// An order that nobody pays is closed when its time is over.
///
/// # Errors
/// When a promise is broken.
pub async fn an_unpaid_order_dies(
    market: &dyn MarketplacePort,
    other: &dyn OtherSide,
    known: &Known,
) -> Kept {
    let request = request(market, known, "contract-unpaid").await?;
    let id = first(placed(market, &request).await?)?;
    other.advance(SignedDuration::from_secs(30)).await;
    let reading = read(market, &id).await?;
    let Some((made, until)) = reading.created_at.zip(reading.order.pay_until) else {
        return broken("an unpaid order says until when");
    };
    other.advance(until.duration_since(made)).await;
    expect(&read(market, &id).await?, SupplierProgress::Closed)
}

/// Whatever does not prove that nothing was bought is in doubt, whether it was bought or not.
///
/// # Errors
/// When a promise is broken.
pub async fn doubt_is_never_failure(
    market: &dyn MarketplacePort,
    other: &dyn OtherSide,
    known: &Known,
) -> Kept {
    for (trouble, stored) in [
        (Trouble::AnswerLost, 1),
        (Trouble::BrokenAfter, 1),
        (Trouble::NoAnswer, 0),
    ] {
        let request = request(market, known, &format!("contract-{trouble:?}")).await?;
        other.trouble(trouble).await;
        match market.place(&request).await {
            PlacementOutcome::Unknown(error) => {
                promise(!error.did_nothing(), format!("{trouble:?}: {error:?}"))?;
            }
            outcome => broken(format!("{trouble:?} is in doubt: {outcome:?}"))?,
        }
        let booked = other.booked(&request.idempotency_key).await.len();
        promise(
            booked == stored,
            format!("{trouble:?}: asked once, booked {booked}"),
        )?;
    }
    Ok(())
}

/// What was certainly not sent or not done says so, and can be tried again.
///
/// # Errors
/// When a promise is broken.
pub async fn what_was_not_done_says_so(
    market: &dyn MarketplacePort,
    other: &dyn OtherSide,
    known: &Known,
) -> Kept {
    for trouble in [Trouble::TooManyCalls, Trouble::SignedOut] {
        let request = request(market, known, &format!("contract-{trouble:?}")).await?;
        other.trouble(trouble).await;
        let error = match market.place(&request).await {
            PlacementOutcome::NotSent(error) => error,
            outcome => return broken(format!("{trouble:?} was not done: {outcome:?}")),
        };
        let told = match error.kind {
            CallErrorKind::Throttled { wait } => {
                trouble == Trouble::TooManyCalls && wait.is_positive()
            }
            CallErrorKind::SignedOut => trouble == Trouble::SignedOut,
            _ => false,
        };
        promise(told, format!("{trouble:?}: {error:?}"))?;
        let booked = other.booked(&request.idempotency_key).await;
        promise(booked.is_empty(), format!("nothing was bought: {booked:?}"))?;
    }
    Ok(())
}

/// What certainly has no order behind it is not found.
///
/// # Errors
/// When a promise is broken.
pub async fn a_missing_order_is_not_found(market: &dyn MarketplacePort) -> Kept {
    match market.order(&ExternalId::new("1")).await {
        Err(error) => promise(
            error.kind == CallErrorKind::NotFound,
            format!("an order that is not there: {error:?}"),
        ),
        Ok(reading) => broken(format!("an order that is not there: {reading:?}")),
    }
}

/// An address that can't be right is objected to before calling, with the field in it.
///
/// # Errors
/// When a promise is broken.
pub async fn a_bad_address_is_objected_to(market: &dyn MarketplacePort, known: &Known) -> Kept {
    let mut request = request(market, known, "contract-objection").await?;
    request.recipient.phone.clear();
    let Some(failure) = market.objection(&request) else {
        return broken("a parcel without a phone is objected to");
    };
    promise(
        failure.reason == FailureReason::AddressInvalid,
        format!("{failure:?}"),
    )?;
    promise(
        failure.detail.contains("phone"),
        format!("it names the field: {failure:?}"),
    )
}

async fn product(
    market: &dyn MarketplacePort,
    known: &Known,
    id: &ExternalId,
) -> Kept<SupplierProduct> {
    let country: &CountryCode = &known.recipient.address.country;
    let answer = market.product(id, country, known.currency).await;
    match answer.map_err(Broken::Call)? {
        ProductAnswer::Found(product) => Ok(*product),
        ProductAnswer::Refused(failure) => broken(format!("{id} is refused: {failure:?}")),
    }
}

fn variant<'a>(
    product: &'a SupplierProduct,
    wanted: &SupplierVariantRef,
) -> Kept<&'a SupplierVariant> {
    let mut variants = product.variants.iter();
    let found = variants.find(|variant| variant.external_id == wanted.variant_id);
    found.ok_or_else(|| Broken::Promise(format!("a form keeps its id: {wanted:?}")))
}

fn query(known: &Known, variant: &SupplierVariantRef, quantity: u32) -> RateQuery {
    RateQuery {
        variant: variant.clone(),
        quantity,
        destination: known.recipient.address.country.clone(),
        currency: known.currency,
        goods_total: Money::zero(known.currency),
    }
}

async fn rates(
    market: &dyn MarketplacePort,
    known: &Known,
    variant: &SupplierVariantRef,
    quantity: u32,
) -> Kept<Vec<ShippingRate>> {
    let answer = market
        .shipping_rates(&query(known, variant, quantity))
        .await;
    match answer.map_err(Broken::Call)? {
        RatesAnswer::Rates(rates) => Ok(rates),
        RatesAnswer::Refused(failure) => broken(format!("it does not ship: {failure:?}")),
    }
}

/// Two of the buyable form, by a tracked method if there is one.
async fn request(market: &dyn MarketplacePort, known: &Known, key: &str) -> Kept<PlacementRequest> {
    let product = product(market, known, &known.buyable.product_id).await?;
    let rates = rates(market, known, &known.buyable, 2).await?;
    let rate = rates.iter().find(|rate| rate.tracked).or(rates.first());
    Ok(PlacementRequest {
        idempotency_key: key.to_owned(),
        recipient: known.recipient.clone(),
        lines: vec![PlacementLine {
            variant: known.buyable.clone(),
            attributes: variant(&product, &known.buyable)?.attributes.clone(),
            quantity: 2,
        }],
        shipping_code: rate.map(|rate| rate.code.clone()).unwrap_or_default(),
        note: String::new(),
        decided_at: Timestamp::UNIX_EPOCH,
    })
}

async fn placed(market: &dyn MarketplacePort, request: &PlacementRequest) -> Kept<Vec<ExternalId>> {
    match market.place(request).await {
        PlacementOutcome::Placed {
            supplier_orders, ..
        } => Ok(supplier_orders),
        outcome => broken(format!("a good request is placed: {outcome:?}")),
    }
}

fn first(orders: Vec<ExternalId>) -> Kept<ExternalId> {
    let mut orders = orders.into_iter();
    orders
        .next()
        .ok_or_else(|| Broken::Promise("a placed request has an order".into()))
}

async fn read(market: &dyn MarketplacePort, id: &ExternalId) -> Kept<SupplierOrderReading> {
    market.order(id).await.map_err(Broken::Call)
}

fn expect(reading: &SupplierOrderReading, progress: SupplierProgress) -> Kept {
    promise(
        reading.progress == progress,
        format!(
            "{progress:?}, but it says {:?} ({})",
            reading.progress, reading.order.raw_status
        ),
    )
}
