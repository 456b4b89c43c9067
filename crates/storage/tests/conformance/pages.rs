//! Lists of orders, page by page: each order once, in the order that was asked for.

use domain::changeset::Write;
use domain::money::{Currency, Money};
use domain::order::{Order, PaymentStatus, Tab};
use storage::{OrderFilter, OrderPosition, OrderSort};

use super::ground::{Dice, Ground, at};
use super::sample::{self, Setup};

const SORTS: [OrderSort; 4] = [
    OrderSort::Newest,
    OrderSort::Oldest,
    OrderSort::LargestTotal,
    OrderSort::SmallestTotal,
];

/// Many orders with few different times and totals, so that most have equals.
async fn crowd(ground: &Ground, setup: &Setup, count: u32) -> Vec<Order> {
    let mut dice = Dice::new(11);
    let mut orders = Vec::new();
    for number in 0..count {
        let mut order = sample::order(&*ground.ids, setup.store.id, number);
        order.ordered_at = at(i64::try_from(dice.roll(4)).unwrap());
        let total = i64::try_from(dice.roll(4)).unwrap() - 2;
        order.total = Money::from_minor(total, Currency::USD);
        order.tab = Tab::ALL[dice.roll(3)];
        match number % 5 {
            0 => order.payment = PaymentStatus::Unpaid,
            1 => order.payment = PaymentStatus::PartlyRefunded,
            2 => order.canceled_at = Some(at(9)),
            _ => {}
        }
        orders.push(ground.keep(order).await);
    }
    orders
}

fn key(order: &Order, sort: OrderSort) -> (i64, i64) {
    match sort {
        OrderSort::Newest | OrderSort::Oldest => (order.ordered_at.as_microsecond(), order.id.0),
        OrderSort::LargestTotal | OrderSort::SmallestTotal => (order.total.minor(), order.id.0),
    }
}

fn expected(orders: &[Order], sort: OrderSort, filter: &OrderFilter) -> Vec<Order> {
    let mut orders: Vec<Order> = orders
        .iter()
        .filter(|order| filter.tab.is_none_or(|tab| tab == order.tab))
        .cloned()
        .collect();
    orders.sort_by_key(|order| key(order, sort));
    if matches!(sort, OrderSort::Newest | OrderSort::LargestTotal) {
        orders.reverse();
    }
    orders
}

async fn visit(ground: &Ground, filter: &OrderFilter, sort: OrderSort, limit: u32) -> Vec<Order> {
    let mut seen = Vec::new();
    let mut after: Option<OrderPosition> = None;
    loop {
        let page = ground.space.orders(filter.clone(), sort, after, limit);
        let page = page.await.unwrap();
        assert!(page.orders.len() <= usize::try_from(limit).unwrap());
        seen.extend(page.orders.into_iter().map(|dossier| dossier.order));
        after = page.next;
        if after.is_none() {
            return seen;
        }
    }
}

pub(crate) async fn each_sort_visits_each_order_once(ground: &Ground) {
    let setup = ground.set_up().await;
    let orders = crowd(ground, &setup, 60).await;
    let in_tab = OrderFilter {
        tab: Some(Tab::AwaitingOrder),
        ..OrderFilter::default()
    };
    let by_word = OrderFilter {
        search: "lamp".into(),
        ..OrderFilter::default()
    };
    for filter in [OrderFilter::default(), in_tab, by_word] {
        for sort in SORTS {
            let expected = expected(&orders, sort, &filter);
            for limit in [1, 7, 60, 61] {
                let seen = visit(ground, &filter, sort, limit).await;
                assert_eq!(seen, expected, "{sort:?} by {limit}");
            }
        }
    }
    let ids = ground.space.order_ids(OrderFilter::default(), 10).await;
    let oldest = expected(&orders, OrderSort::Oldest, &OrderFilter::default());
    let oldest: Vec<_> = oldest.iter().take(10).map(|order| order.id).collect();
    assert_eq!(ids.unwrap(), oldest);
}

pub(crate) async fn what_may_be_bought_and_is_not_planned_is_found(ground: &Ground) {
    let setup = ground.set_up().await;
    let orders = crowd(ground, &setup, 60).await;
    let pending = OrderFilter {
        tab: Some(Tab::Pending),
        ..OrderFilter::default()
    };
    let pending = expected(&orders, OrderSort::Oldest, &pending);
    let waiting = pending.iter().filter(|order| order.may_be_bought());
    let waiting: Vec<_> = waiting.map(|order| order.id).collect();
    assert!(waiting.len() > 3 && waiting.len() < pending.len());
    let found = ground.space.orders_to_plan(100).await;
    assert_eq!(found.unwrap(), waiting);
    let first = ground.space.orders_to_plan(2).await;
    assert_eq!(first.unwrap(), waiting[..2]);
}

pub(crate) async fn orders_that_come_in_between_disturb_no_page(ground: &Ground) {
    let setup = ground.set_up().await;
    let orders = crowd(ground, &setup, 30).await;
    for sort in SORTS {
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = ground.space.orders(OrderFilter::default(), sort, after, 4);
            let page = page.await.unwrap();
            seen.extend(page.orders.into_iter().map(|dossier| dossier.order.id));
            after = page.next;
            if after.is_none() {
                break;
            }
            crowd(ground, &setup, 3).await;
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{sort:?} showed one twice");
        let missed = orders.iter().find(|order| !seen.contains(&order.id));
        assert_eq!(missed, None, "{sort:?}");
    }
}

pub(crate) async fn an_empty_or_huge_page_is_fine(ground: &Ground) {
    let setup = ground.set_up().await;
    let sort = OrderSort::Newest;
    let page = async |limit| {
        let page = ground
            .space
            .orders(OrderFilter::default(), sort, None, limit);
        let page = page.await.unwrap();
        (page.orders.len(), page.next.is_some())
    };
    assert_eq!(page(5).await, (0, false));
    crowd(ground, &setup, 3).await;
    assert_eq!(page(0).await.0, 0);
    assert_eq!(page(3).await, (3, false));
    assert_eq!(page(u32::MAX).await, (3, false));
}

pub(crate) async fn orders_are_counted_by_day(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut kept = Vec::new();
    for time in [
        "2026-11-21T23:59:59Z",
        "2026-11-22T00:00:00Z",
        "2026-11-22T16:59:59Z",
        "2026-11-22T17:00:00Z",
    ] {
        let mut order = sample::order(&*ground.ids, setup.store.id, 1);
        order.ordered_at = time.parse().unwrap();
        kept.push(ground.keep(order).await);
    }
    let from = "2026-11-21T00:00:00Z".parse().unwrap();
    // 2026-11-22 is day 20,779 since 1970.
    let utc = ground.space.orders_per_day(from, 0).await.unwrap();
    assert_eq!(utc, [(20_778, 1), (20_779, 3)]);
    let hanoi = ground.space.orders_per_day(from, 7 * 3_600).await.unwrap();
    assert_eq!(hanoi, [(20_779, 3), (20_780, 1)]);
    let later = "2026-11-22T00:15:00Z".parse().unwrap();
    let rest = ground.space.orders_per_day(later, 0).await.unwrap();
    assert_eq!(rest, [(20_779, 2)]);
    // A store that corrects when an order came moves it to another day.
    let mut moved = kept.swap_remove(0);
    moved.ordered_at = "2026-11-22T12:00:00Z".parse().unwrap();
    let writes = vec![Write::UpdateOrder(Box::new(moved))];
    ground.commit(writes).await.unwrap();
    let utc = ground.space.orders_per_day(from, 0).await.unwrap();
    assert_eq!(utc, [(20_779, 4)]);
}
