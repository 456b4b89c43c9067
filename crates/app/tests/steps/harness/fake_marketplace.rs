//! The marketplace: keeps what was placed there, and places again whatever it is asked again.

use async_trait::async_trait;
use domain::address::CountryCode;
use domain::ids::ExternalId;
use domain::money::Currency;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::{
    MarketplaceCapabilities, MarketplacePort, ParcelReading, PlacementLookup, PlacementOutcome,
    ProductAnswer, RateQuery, RatesAnswer, ReadItem, SupplierOrderReading, SupplierProgress,
};
use domain::purchase::{Failure, FailureReason, PlacementLine, PlacementRequest, SupplierOrder};
use jiff::Timestamp;

use super::goods::usd;
use super::world::{Fault, Made, Op, State, World, failed};

/// The marketplace's platform.
pub(crate) const MARKET: &str = "sample_market";

pub(crate) struct FakeMarketplace {
    pub(crate) world: World,
    pub(crate) access: String,
}

#[async_trait]
impl MarketplacePort for FakeMarketplace {
    fn capabilities(&self) -> MarketplaceCapabilities {
        self.world.state().capabilities
    }

    async fn product(
        &self,
        id: &ExternalId,
        _: &CountryCode,
        _: Currency,
    ) -> Result<ProductAnswer, CallError> {
        let gone = || Failure::ours(FailureReason::ProductGone, "no such product");
        self.world
            .call(Op::Product, |state| {
                state.opens(&self.access)?;
                if let Some(failure) = state.refused_products.get(id) {
                    return Ok(ProductAnswer::Refused(failure.clone()));
                }
                Ok(match state.products.get(id) {
                    Some(product) => ProductAnswer::Found(Box::new(product.clone())),
                    None => ProductAnswer::Refused(gone()),
                })
            })
            .await
    }

    async fn shipping_rates(&self, _: &RateQuery) -> Result<RatesAnswer, CallError> {
        self.world
            .call(Op::Rates, |state| {
                Ok(RatesAnswer::Rates(state.rates.clone()))
            })
            .await
    }

    fn objection(&self, request: &PlacementRequest) -> Option<Failure> {
        let needs_tax_id = request.recipient.address.country.as_str() == "BR";
        (needs_tax_id && request.recipient.tax_ids.is_empty())
            .then(|| Failure::ours(FailureReason::TaxIdNeeded, "CPF"))
    }

    async fn place(&self, request: &PlacementRequest) -> PlacementOutcome {
        let fault = self.world.enter(Op::Place);
        self.world.on_its_way(Op::Place).await;
        match &fault {
            Some(Fault::Reject(failure)) => return PlacementOutcome::Rejected(failure.clone()),
            Some(Fault::Before(kind)) => return lost(*kind),
            _ => {}
        }
        let now = app::Clock::now(&self.world.clock);
        let placed = {
            let mut state = self.world.state();
            let placed = state.opens(&self.access);
            placed.map(|()| (state.place(request, now), state.message.clone()))
        };
        tokio::task::yield_now().await;
        match (fault, placed) {
            (Some(Fault::After(kind)), _) => lost(kind),
            (_, Err(error)) => PlacementOutcome::NotSent(error),
            (_, Ok((supplier_orders, message))) => PlacementOutcome::Placed {
                supplier_orders,
                message,
            },
        }
    }

    async fn find_placement(&self, asked: &PlacementRequest) -> Result<PlacementLookup, CallError> {
        self.world
            .call(Op::FindPlacement, |state| {
                if let Some(says) = &state.lookup_says {
                    return Ok(says.clone());
                }
                let numbers = state.made_of(&asked.idempotency_key);
                Ok(if numbers.is_empty() {
                    PlacementLookup::NotPlaced
                } else {
                    PlacementLookup::Placed(numbers)
                })
            })
            .await
    }

    async fn order(&self, id: &ExternalId) -> Result<SupplierOrderReading, CallError> {
        let now = app::Clock::now(&self.world.clock);
        let page = self.order_page(id);
        self.world
            .call(Op::SupplierOrder, |state| {
                state.opens(&self.access)?;
                let shown_after = state.shown_after;
                let made = state.made.iter().find(|made| made.number == *id);
                let made = made.filter(|made| now.duration_since(made.made_at) >= shown_after);
                let made = made.ok_or_else(|| failed(CallErrorKind::NotFound))?;
                Ok(reading(made, page))
            })
            .await
    }

    async fn parcels(&self, order: &ExternalId) -> Result<Vec<ParcelReading>, CallError> {
        self.world
            .call(Op::Parcels, |state| {
                let made = state.made.iter().find(|made| made.number == *order);
                let made = made.ok_or_else(|| failed(CallErrorKind::NotFound))?;
                Ok(made.parcels.clone())
            })
            .await
    }

    fn order_page(&self, id: &ExternalId) -> String {
        format!("https://market.test/order/{id}")
    }

    fn orders_page(&self) -> String {
        "https://market.test/orders".into()
    }
}

fn lost(kind: CallErrorKind) -> PlacementOutcome {
    let error = failed(kind);
    if error.did_nothing() {
        PlacementOutcome::NotSent(error)
    } else {
        PlacementOutcome::Unknown(error)
    }
}

fn reading(made: &Made, url: String) -> SupplierOrderReading {
    let item = |line: &PlacementLine| ReadItem {
        product_id: line.variant.product_id.clone(),
        variant_id: Some(line.variant.variant_id.clone()),
        quantity: line.quantity,
    };
    let is_paid = !matches!(
        made.progress,
        SupplierProgress::Unpaid | SupplierProgress::Closed
    );
    SupplierOrderReading {
        order: SupplierOrder {
            external_id: made.number.clone(),
            raw_status: made.raw_status.clone(),
            total: Some(made.total),
            pay_until: made.pay_until,
            paid_at: is_paid.then_some(made.made_at),
            notice: made.notice,
            url,
            read_at: None,
        },
        progress: made.progress,
        closed_because: made.closed_because.clone(),
        created_at: Some(made.made_at),
        items: made.lines.iter().map(item).collect(),
    }
}

impl State {
    fn place(&mut self, request: &PlacementRequest, now: Timestamp) -> Vec<ExternalId> {
        let key = &request.idempotency_key;
        self.placements.push(key.clone());
        let known = self.made_of(key);
        if self.idempotent && !known.is_empty() {
            return known;
        }
        let groups: Vec<Vec<PlacementLine>> = if self.splits {
            request
                .lines
                .iter()
                .map(|line| vec![line.clone()])
                .collect()
        } else {
            vec![request.lines.clone()]
        };
        groups
            .into_iter()
            .map(|lines| self.make(request, lines, now))
            .collect()
    }

    fn make(
        &mut self,
        request: &PlacementRequest,
        lines: Vec<PlacementLine>,
        now: Timestamp,
    ) -> ExternalId {
        let shipping = self
            .rates
            .iter()
            .find(|rate| rate.code == request.shipping_code);
        let mut total = shipping
            .unwrap()
            .cost
            .plus(usd(self.surcharge_minor))
            .unwrap();
        for line in &lines {
            let product = &self.products[&line.variant.product_id];
            let form = product.variants.iter();
            let form = form
                .clone()
                .find(|form| form.external_id == line.variant.variant_id);
            let cost = form.unwrap().unit_price.times(line.quantity).unwrap();
            total = total.plus(cost).unwrap();
        }
        let number = self.fresh_number();
        self.made.push(Made {
            number: number.clone(),
            key: request.idempotency_key.clone(),
            request: request.clone(),
            lines,
            progress: SupplierProgress::Unpaid,
            raw_status: "WAITING_FOR_PAYMENT".into(),
            total,
            notice: None,
            closed_because: None,
            pay_until: None,
            parcels: Vec::new(),
            made_at: now,
        });
        number
    }
}
