//! The tab counters, kept beside the orders, never drift from them.

use std::collections::BTreeMap;

use domain::changeset::Write;
use domain::order::{Order, Tab};
use storage::{OrderFilter, OrderSort};

use super::ground::{Dice, Ground, assert_conflict};
use super::sample;

/// Orders and those that need a person, by tab; a tab without any is left out.
type Counts = BTreeMap<&'static str, (i64, i64)>;

async fn counted(ground: &Ground) -> Counts {
    let counts = ground.space.tab_counts().await.unwrap();
    counts
        .into_iter()
        .filter(|count| (count.orders, count.needing_person) != (0, 0))
        .map(|count| (count.tab.as_str(), (count.orders, count.needing_person)))
        .collect()
}

async fn recounted(ground: &Ground) -> Counts {
    let sort = OrderSort::Newest;
    let page = ground
        .space
        .orders(OrderFilter::default(), sort, None, 10_000);
    let mut counts = Counts::new();
    for dossier in page.await.unwrap().orders {
        let count = counts.entry(dossier.order.tab.as_str()).or_default();
        count.0 += 1;
        count.1 += i64::from(dossier.order.needs_person);
    }
    counts
}

pub(crate) async fn a_refused_changeset_counts_nothing(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = sample::order(&*ground.ids, setup.store.id, 1);
    let twice = vec![
        Write::InsertOrder(Box::new(order.clone())),
        Write::InsertOrder(Box::new(order.clone())),
    ];
    assert_conflict(ground.commit(twice).await);
    assert_eq!(counted(ground).await, Counts::new());
    ground.keep(order).await;
    assert_eq!(counted(ground).await, Counts::from([("pending", (1, 0))]));
}

pub(crate) async fn tab_counts_equal_a_recount_after_anything(ground: &Ground) {
    let setup = ground.set_up().await;
    for seed in 0..4 {
        let mut dice = Dice::new(seed);
        let mut orders: Vec<Order> = Vec::new();
        for step in 0..120 {
            let (tab, needs_person) = (Tab::ALL[dice.roll(7)], dice.roll(2) == 1);
            if orders.is_empty() || dice.roll(3) == 0 {
                let mut order = sample::order(&*ground.ids, setup.store.id, step);
                (order.tab, order.needs_person) = (tab, needs_person);
                orders.push(ground.keep(order).await);
                continue;
            }
            let chosen = dice.roll(orders.len());
            let order = &mut orders[chosen];
            let stale = dice.roll(5) == 0;
            (order.tab, order.needs_person) = (tab, needs_person);
            let mut sent = order.clone();
            sent.version -= i64::from(stale);
            let outcome = ground
                .commit(vec![Write::UpdateOrder(Box::new(sent))])
                .await;
            assert_eq!(outcome.is_err(), stale, "seed {seed} step {step}");
            order.version += i64::from(!stale);
        }
        let (counts, recount) = (counted(ground).await, recounted(ground).await);
        assert_eq!(counts, recount, "seed {seed}");
        assert!(counts.len() > 3, "the walk went too few ways: {counts:?}");
    }
}
