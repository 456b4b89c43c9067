//! The split: needed lines into purchases by supplier and shipping method.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AvailableQuote, Plan, PlanInput, PlanProblem, PlannedPurchase, Quote, Rejected, ShippingRate,
    ShippingRule, WhyNot,
};
use crate::catalog::{Mapping, MappingLine, SupplierRef};
use crate::ids::{ConnectionId, IdSource, LineItemId, PurchaseLineId};
use crate::money::{Money, MoneyError, sum};
use crate::order::NeededLine;
use crate::purchase::{Failure, FailureReason, PurchaseLine, ShippingChoice};

/// A part of a needed line that can be bought: the unit that is grouped into purchases.
#[derive(Clone, Debug)]
struct Part<'a> {
    connection_id: ConnectionId,
    supplier: &'a SupplierRef,
    line: PurchaseLine,
    rates: &'a [ShippingRate],
}

/// Decides what to buy.
#[must_use]
pub fn plan(input: &PlanInput<'_>, ids: &dyn IdSource) -> Plan {
    let mut plan = Plan::default();
    let mut parts = Vec::new();
    for (needed, mapping) in input.needed {
        match parts_of(needed, mapping.as_ref(), input, ids) {
            Ok(line_parts) => parts.extend(line_parts),
            Err(problem) => plan.problems.push(problem),
        }
    }
    let unshippable = drop_unshippable_lines(&mut parts, input.rule);
    plan.problems.extend(unshippable);
    for group in by_supplier(parts) {
        purchases_of(group, input, &mut plan);
    }
    plan.problems.sort_by_key(|problem| problem.line_item_id);
    plan.problems.dedup_by_key(|problem| problem.line_item_id);
    plan
}

fn parts_of<'a>(
    needed: &NeededLine,
    mapping: Option<&'a Mapping>,
    input: &PlanInput<'a>,
    ids: &dyn IdSource,
) -> Result<Vec<Part<'a>>, PlanProblem> {
    let problem = |failure| problem(needed.line_item_id, failure);
    let lines = mapping
        .map(|mapping| mapping.lines.as_slice())
        .unwrap_or_default();
    if lines.is_empty() {
        return Err(problem(Failure::ours(FailureReason::Unmapped, "")));
    }
    let of_parts = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let wanted = needed.parts.clone();
    let wanted = wanted.unwrap_or_else(|| (0..of_parts).collect());
    let part = |part: u16| {
        let mapped: &'a MappingLine = lines.get(usize::from(part)).ok_or_else(|| {
            let why = "the rest of it was bought, and this part is not mapped any more";
            problem(Failure::ours(FailureReason::Unmapped, why))
        })?;
        let quote = available(mapped, input).map_err(problem)?;
        let place = (part, of_parts);
        let line = purchase_line(needed, place, mapped, quote, ids).ok_or_else(|| {
            problem(Failure::ours(
                FailureReason::QuantityLimit,
                "the quantity is too large",
            ))
        })?;
        Ok(Part {
            connection_id: mapped.connection_id,
            supplier: &mapped.supplier,
            line,
            rates: &quote.rates,
        })
    };
    wanted.into_iter().map(part).collect()
}

fn available<'a>(
    mapped: &MappingLine,
    input: &PlanInput<'a>,
) -> Result<&'a AvailableQuote, Failure> {
    match input.quotes.get(&mapped.variant) {
        Some(Quote::Available(quote)) => Ok(quote),
        Some(Quote::Refused(failure)) => Err(failure.clone()),
        None => Err(Failure::ours(
            FailureReason::Other,
            "the marketplace gave no price",
        )),
    }
}

fn purchase_line(
    needed: &NeededLine,
    (part, parts): (u16, u16),
    mapped: &MappingLine,
    quote: &AvailableQuote,
    ids: &dyn IdSource,
) -> Option<PurchaseLine> {
    let units = u32::try_from(needed.units.len()).ok()?;
    Some(PurchaseLine {
        id: PurchaseLineId::fresh(ids),
        line_item_id: needed.line_item_id,
        part,
        parts,
        units: needed.units.clone(),
        variant: quote.variant.clone(),
        attributes: quote.attributes.clone(),
        title: quote.title.clone(),
        quantity: units.checked_mul(mapped.quantity)?,
        unit_cost: quote.unit_price,
    })
}

/// Takes out the lines of which some part has no allowed shipping method.
fn drop_unshippable_lines(parts: &mut Vec<Part<'_>>, rule: &ShippingRule) -> Vec<PlanProblem> {
    let mut problems = BTreeMap::new();
    for part in parts.iter() {
        if let Err(rejected) = rule.choose(part.rates) {
            let line_item_id = part.line.line_item_id;
            problems
                .entry(line_item_id)
                .or_insert_with(|| no_method(line_item_id, rule, rejected));
        }
    }
    parts.retain(|part| !problems.contains_key(&part.line.line_item_id));
    problems.into_values().collect()
}

fn no_method(
    line_item_id: LineItemId,
    rule: &ShippingRule,
    rejected: Vec<Rejected>,
) -> PlanProblem {
    let failure = if rejected.is_empty() {
        Failure::ours(
            FailureReason::CannotShipThere,
            "no shipping method is offered",
        )
    } else {
        Failure::ours(FailureReason::NoShippingMethod, rule.describe())
    };
    PlanProblem {
        line_item_id,
        failure,
        rejected_methods: rejected,
    }
}

fn by_supplier(parts: Vec<Part<'_>>) -> Vec<Vec<Part<'_>>> {
    let mut groups: BTreeMap<_, Vec<Part<'_>>> = BTreeMap::new();
    for part in parts {
        // Prices in different currencies can't be bought in one order.
        let currency = part.line.unit_cost.currency();
        groups
            .entry((part.connection_id, part.supplier, currency))
            .or_default()
            .push(part);
    }
    groups.into_values().collect()
}

/// One purchase if some method serves all items, else one per item's own best method.
fn purchases_of(group: Vec<Part<'_>>, input: &PlanInput<'_>, plan: &mut Plan) {
    let common = common_rates(&group);
    if let Ok(rate) = input.rule.choose(&common) {
        let because = explain(rate, &common, input.rule);
        push_purchase(group, rate.clone(), because, input, plan);
        return;
    }
    let mut by_method: BTreeMap<String, Vec<Part<'_>>> = BTreeMap::new();
    for part in group {
        // Every part has an allowed method: the others were dropped before.
        if let Ok(rate) = input.rule.choose(part.rates) {
            by_method.entry(rate.code.clone()).or_default().push(part);
        }
    }
    for (code, group) in by_method {
        let rates = common_rates(&group);
        if let Some(rate) = rates.iter().find(|rate| rate.code == code) {
            let because = format!(
                "{}; {} for all items of this supplier",
                input.rule.describe(),
                WhyNot::NotForAllItems
            );
            push_purchase(group, rate.clone(), because, input, plan);
        }
    }
}

/// The methods that every item offers, with their costs added and the slowest item's days.
fn common_rates(group: &[Part<'_>]) -> Vec<ShippingRate> {
    let Some((first, rest)) = group.split_first() else {
        return Vec::new();
    };
    let merge = |rate: &ShippingRate| {
        rest.iter().try_fold(rate.clone(), |merged, part| {
            let other = part.rates.iter().find(|other| other.code == rate.code)?;
            Some(ShippingRate {
                cost: merged.cost.plus(other.cost).ok()?,
                min_days: merged.min_days.max(other.min_days),
                max_days: merged.max_days.zip(other.max_days).map(|(a, b)| a.max(b)),
                tracked: merged.tracked && other.tracked,
                ..merged
            })
        })
    };
    first.rates.iter().filter_map(merge).collect()
}

fn explain(chosen: &ShippingRate, rates: &[ShippingRate], rule: &ShippingRule) -> String {
    let others = rates.len().saturating_sub(1);
    format!(
        "{}: {} for {} ({others} other methods looked at)",
        rule.describe(),
        chosen.name,
        chosen.cost
    )
}

fn push_purchase(
    group: Vec<Part<'_>>,
    rate: ShippingRate,
    because: String,
    input: &PlanInput<'_>,
    plan: &mut Plan,
) {
    let Some(first) = group.first() else { return };
    let (connection_id, supplier) = (first.connection_id, first.supplier.clone());
    let lines: Vec<PurchaseLine> = group.into_iter().map(|part| part.line).collect();
    match ceiling(&lines, rate.cost, input.price_tolerance_percent) {
        Ok(ceiling) => plan.purchases.push(PlannedPurchase {
            connection_id,
            supplier,
            lines,
            shipping: ShippingChoice {
                code: rate.code,
                name: rate.name,
                cost: rate.cost,
                min_days: rate.min_days,
                max_days: rate.max_days,
                tracked: rate.tracked,
            },
            ceiling,
            because,
        }),
        Err(error) => {
            let lines: BTreeSet<_> = lines.iter().map(|line| line.line_item_id).collect();
            let failure = Failure::ours(FailureReason::CurrencyMixed, error.to_string());
            plan.problems
                .extend(lines.into_iter().map(|line| problem(line, failure.clone())));
        }
    }
}

fn ceiling(lines: &[PurchaseLine], shipping: Money, tolerance: u32) -> Result<Money, MoneyError> {
    let costs = lines.iter().map(|line| line.unit_cost.times(line.quantity));
    let goods = sum(costs.collect::<Result<Vec<_>, _>>()?, shipping.currency())?;
    goods.plus(shipping)?.plus_percent(tolerance)
}

fn problem(line_item_id: LineItemId, failure: Failure) -> PlanProblem {
    PlanProblem {
        line_item_id,
        failure,
        rejected_methods: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use proptest::collection::vec;
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

    use super::*;
    use crate::catalog::SupplierVariantRef;
    use crate::ids::{ExternalId, PlatformName, VariantId};
    use crate::money::Currency;

    struct Counter(AtomicI64);

    impl IdSource for Counter {
        fn next_id(&self) -> i64 {
            self.0.fetch_add(1, Ordering::Relaxed)
        }
    }

    fn mapped(supplier: u8, product: u8, quantity: u32) -> MappingLine {
        let platform = PlatformName::new("p");
        MappingLine {
            connection_id: ConnectionId(1),
            supplier: SupplierRef {
                platform: platform.clone(),
                external_id: ExternalId::new(supplier.to_string()),
                name: format!("Supplier {supplier}"),
            },
            variant: SupplierVariantRef {
                platform,
                product_id: ExternalId::new(format!("{supplier}-{product}")),
                variant_id: ExternalId::new("1"),
            },
            attributes: String::new(),
            title: String::new(),
            quantity,
        }
    }

    /// Product 0 is gone, product 1 ships by its own method only, the others by a common one.
    fn quote(line: &MappingLine) -> Quote {
        let code = match line.variant.product_id.as_str().rsplit('-').next() {
            Some("0") => return Quote::Refused(Failure::ours(FailureReason::ProductGone, "")),
            Some("1") => "OWN",
            _ => "COMMON",
        };
        Quote::Available(AvailableQuote {
            variant: line.variant.clone(),
            attributes: String::new(),
            title: String::new(),
            unit_price: Money::from_minor(500, Currency::USD),
            rates: vec![ShippingRate {
                code: code.into(),
                name: code.into(),
                cost: Money::from_minor(100, Currency::USD),
                min_days: Some(5),
                max_days: Some(9),
                tracked: true,
            }],
        })
    }

    fn needed_line(
        index: usize,
        units: u32,
        parts: &[(u8, u8, u32)],
    ) -> (NeededLine, Option<Mapping>) {
        let lines: Vec<_> = parts.iter().map(|(s, p, q)| mapped(*s, *p, *q)).collect();
        let mapping = Mapping {
            variant_id: VariantId(1),
            lines,
            version: 1,
        };
        let line_item_id = LineItemId(i64::try_from(index).unwrap());
        (
            NeededLine {
                line_item_id,
                units: (0..units).collect(),
                parts: None,
            },
            Some(mapping),
        )
    }

    fn planned(needed: &[(NeededLine, Option<Mapping>)]) -> Plan {
        let quotes = needed
            .iter()
            .filter_map(|(_, mapping)| mapping.as_ref())
            .flat_map(|mapping| &mapping.lines)
            .map(|line| (line.variant.clone(), quote(line)))
            .collect();
        let input = PlanInput {
            needed,
            quotes: &quotes,
            rule: &ShippingRule::default(),
            price_tolerance_percent: 10,
        };
        plan(&input, &Counter(AtomicI64::new(1)))
    }

    #[test]
    fn splits_by_supplier_and_by_method_where_none_is_common() {
        let needed = [
            needed_line(1, 2, &[(1, 2, 1)]),
            needed_line(2, 1, &[(1, 3, 3)]),
            needed_line(3, 1, &[(1, 1, 1)]),
            needed_line(4, 1, &[(2, 2, 1)]),
        ];
        let plan = planned(&needed);
        let mut shape: Vec<_> = plan
            .purchases
            .iter()
            .map(|purchase| {
                (
                    purchase.supplier.name.as_str(),
                    purchase.shipping.code.as_str(),
                    purchase.lines.len(),
                )
            })
            .collect();
        shape.sort_unstable();
        assert_eq!(
            shape,
            [
                ("Supplier 1", "COMMON", 2),
                ("Supplier 1", "OWN", 1),
                ("Supplier 2", "COMMON", 1)
            ]
        );
        // 2 × 5.00 + 3 × 5.00 + 2 × 1.00 shipping, plus 10 %.
        let common = plan
            .purchases
            .iter()
            .find(|purchase| purchase.lines.len() == 2)
            .unwrap();
        assert_eq!(common.ceiling, Money::from_minor(2970, Currency::USD));
    }

    #[test]
    fn half_a_bundle_is_not_bought() {
        let plan = planned(&[needed_line(1, 1, &[(1, 2, 1), (1, 0, 1)])]);
        assert_eq!(plan.purchases, []);
        assert_eq!(plan.problems[0].failure.reason, FailureReason::ProductGone);
    }

    #[test]
    fn of_a_bundle_that_was_begun_only_the_missing_part_is_bought() {
        // The part that was bought before may be gone by now.
        let (needed, mapping) = needed_line(1, 2, &[(1, 0, 1), (2, 2, 3)]);
        let parts = Some(vec![1]);
        let needed = NeededLine { parts, ..needed };
        let plan = planned(&[(needed.clone(), mapping)]);
        assert_eq!(plan.problems, []);
        let line = &plan.purchases[0].lines[0];
        assert_eq!((line.part, line.parts, line.quantity), (1, 2, 6));
        let (_, smaller) = needed_line(1, 2, &[(1, 2, 1)]);
        let plan = planned(&[(needed, smaller)]);
        assert_eq!(plan.purchases, []);
        assert_eq!(plan.problems[0].failure.reason, FailureReason::Unmapped);
    }

    #[test]
    fn unmapped_is_a_problem() {
        let needed = NeededLine {
            line_item_id: LineItemId(1),
            units: vec![0],
            parts: None,
        };
        let plan = planned(&[(needed, None)]);
        assert_eq!(plan.problems[0].failure.reason, FailureReason::Unmapped);
    }

    fn line_strategy() -> impl Strategy<Value = (u32, Vec<(u8, u8, u32)>)> {
        (1_u32..5, vec((0_u8..3, 0_u8..4, 1_u32..4), 0..4))
    }

    proptest! {
        #[test]
        fn every_line_lands_in_exactly_one_place_and_quantities_add_up(lines in vec(line_strategy(), 0..8)) {
            let needed: Vec<_> = lines
                .iter()
                .enumerate()
                .map(|(index, (units, parts))| needed_line(index, *units, parts))
                .collect();
            let plan = planned(&needed);
            for (needed, mapping) in &needed {
                let id = needed.line_item_id;
                let problems = plan.problems.iter().filter(|problem| problem.line_item_id == id).count();
                let bought: Vec<_> = plan
                    .purchases
                    .iter()
                    .flat_map(|purchase| &purchase.lines)
                    .filter(|line| line.line_item_id == id)
                    .collect();
                let parts = &mapping.as_ref().unwrap().lines;
                prop_assert!(problems == 1 && bought.is_empty() || problems == 0 && bought.len() == parts.len());
                for line in bought {
                    let per_unit = parts[usize::from(line.part)].quantity;
                    prop_assert_eq!(line.quantity, per_unit * u32::try_from(needed.units.len()).unwrap());
                    prop_assert_eq!(&line.units, &needed.units);
                }
            }
        }
    }
}
