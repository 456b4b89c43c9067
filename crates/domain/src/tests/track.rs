//! Following parcels: boxes, their numbers, and which units are in them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

use super::{Numbers, at, dossier, external, purchase, supplier_order};
use crate::ids::PurchaseId;
use crate::job::Job;
use crate::order::{Dossier, Revision, TimelineKind};
use crate::parcel::{TrackingEvent, TrackingSource, TrackingStatus as T, is_packed_whole, track};
use crate::ports::marketplace::{ParcelReading, ReadItem};
use crate::purchase::{PurchaseState as S, SupplierNotice};

const ID: PurchaseId = PurchaseId(1);

/// Three units of a first line and one of a second, bought together.
fn bought(state: S) -> Dossier {
    let mut known = dossier(&[3, 1]);
    known.purchases = vec![purchase(1, state, &[(0, &[0, 1, 2]), (1, &[0])])];
    known.purchases[0].supplier_orders = vec![supplier_order("a")];
    known
}

fn item(line: i64, quantity: u32) -> ReadItem {
    ReadItem {
        product_id: external(&format!("product {line}")),
        variant_id: Some(external(&format!("form {line}"))),
        quantity,
    }
}

fn read(key: &str, number: Option<&str>, items: Vec<ReadItem>) -> ParcelReading {
    ParcelReading {
        box_key: key.into(),
        number: number.map(str::to_owned),
        carrier: "Yanwen".into(),
        items,
        events: Vec::new(),
        expected_at: None,
    }
}

fn scan(second: i64, status: T) -> TrackingEvent {
    TrackingEvent {
        at: at(second),
        place: String::new(),
        text: String::new(),
        status,
        source: TrackingSource::Supplier,
    }
}

fn tracked<'a>(known: Dossier, readings: &[ParcelReading], ids: &'a Numbers) -> Revision<'a> {
    let mut revision = Revision::of(known, at(60), ids);
    track(&mut revision, ID, &external("a"), readings);
    revision
}

/// Line and units of each box.
fn contents(known: &Dossier) -> Vec<Vec<(i64, u32)>> {
    let lines = known.parcels.iter().map(|parcel| {
        let lines = parcel.lines.iter();
        lines
            .map(|line| (line.line_item_id.0, line.quantity))
            .collect()
    });
    lines.collect()
}

#[test]
fn each_box_holds_its_own_lines() {
    let ids = Numbers::new();
    let readings = [
        read("1", Some("A"), vec![item(0, 2)]),
        read("2", Some("B"), vec![item(0, 1), item(1, 1)]),
    ];
    let known = tracked(bought(S::Shipped), &readings, &ids).dossier;
    assert_eq!(contents(&known), [vec![(0, 2)], vec![(0, 1), (1, 1)]]);
    assert!(is_packed_whole(&known, ID));
    // More than was bought, and what was not bought, is in no box.
    let readings = [read("1", Some("A"), vec![item(0, 9), item(7, 1)])];
    let known = tracked(bought(S::Shipped), &readings, &ids).dossier;
    assert_eq!(contents(&known), [vec![(0, 3)]]);
    assert!(!is_packed_whole(&known, ID));
}

#[test]
fn where_nobody_says_the_only_box_of_a_whole_purchase_holds_it_all() {
    let ids = Numbers::new();
    let unsaid = [read("1", Some("A"), vec![])];
    let whole = vec![vec![(0, 3), (1, 1)]];
    for state in [S::AwaitingShipment, S::Shipped, S::Completed] {
        assert_eq!(
            contents(&tracked(bought(state), &unsaid, &ids).dossier),
            whole
        );
    }
    let mut partly = bought(S::AwaitingShipment);
    partly.purchases[0].supplier_orders[0].notice = Some(SupplierNotice::PartlyShipped);
    let partly = tracked(partly, &unsaid, &ids).dossier;
    assert_eq!(contents(&partly), [vec![]]);
    assert!(!is_packed_whole(&partly, ID));
    // It is said once the rest was shipped too.
    let mut shipped = partly;
    shipped.purchases[0].status = bought(S::Shipped).purchases[0].status;
    assert_eq!(contents(&tracked(shipped, &unsaid, &ids).dossier), whole);
}

#[test]
fn a_bundle_is_in_the_box_of_its_first_part_and_counted_in_whole_units() {
    let ids = Numbers::new();
    let mut known = dossier(&[2]);
    let mut bundle = purchase(1, S::Shipped, &[(0, &[0, 1])]);
    // Each unit is two of the first part and one of another.
    bundle.lines[0].quantity = 4;
    let mut second = bundle.lines[0].clone();
    second.part = 1;
    second.quantity = 2;
    second.variant.product_id = external("second");
    bundle.lines.push(second);
    bundle.supplier_orders = vec![supplier_order("a")];
    known.purchases = vec![bundle];
    let other = ReadItem {
        product_id: external("second"),
        variant_id: None,
        quantity: 2,
    };
    let readings = [
        read("1", Some("A"), vec![other]),
        read("2", Some("B"), vec![item(0, 3)]),
        read("3", Some("C"), vec![item(0, 2)]),
    ];
    // The second unit's pieces travel apart: it goes with the first of them.
    let known = tracked(known, &readings, &ids).dossier;
    assert_eq!(contents(&known), [vec![], vec![(0, 2)], vec![]]);
}

#[test]
fn a_number_that_changed_is_the_same_box() {
    let ids = Numbers::new();
    let numbered = |number| [read("1", number, vec![])];
    let none = tracked(bought(S::Shipped), &numbered(None), &ids);
    assert_eq!(none.dossier.parcels[0].number, None);
    let known = none.dossier.clone();
    let jobs = none.into_changeset().jobs;
    assert!(jobs.is_empty(), "nothing is told without a number");
    let first = tracked(known, &numbered(Some("LP1")), &ids);
    let known = first.dossier.clone();
    let changeset = first.into_changeset();
    assert!(matches!(changeset.jobs[0].job, Job::FulfillOrder { .. }));
    let second = tracked(known, &numbered(Some("1Z9")), &ids);
    assert_eq!(second.dossier.parcels.len(), 1);
    assert_eq!(second.dossier.parcels[0].former_numbers, ["LP1"]);
    let events = second.into_changeset().events;
    let renumbered = TimelineKind::ParcelRenumbered {
        former: "LP1".into(),
        number: "1Z9".into(),
    };
    assert!(events.iter().any(|event| event.kind == renumbered));
}

#[test]
fn scans_only_grow_and_the_newest_decides() {
    let ids = Numbers::new();
    let scanned = |events: Vec<TrackingEvent>| {
        let mut reading = read("1", Some("A"), vec![]);
        reading.events = events;
        [reading]
    };
    let both = vec![scan(20, T::Delivered), scan(10, T::InTransit)];
    let known = tracked(bought(S::Shipped), &scanned(both), &ids).dossier;
    let parcel = &known.parcels[0];
    assert_eq!(
        (parcel.status, parcel.delivered_at),
        (T::Delivered, Some(at(20)))
    );
    for older in [vec![], vec![scan(10, T::InTransit)]] {
        let known = tracked(known.clone(), &scanned(older), &ids).dossier;
        assert_eq!(known.parcels[0].status, T::Delivered);
        assert_eq!(known.parcels[0].events.len(), 2);
    }
}

/// Any answer about up to three boxes.
fn any_answer() -> impl Strategy<Value = Vec<ParcelReading>> {
    let boxes = (
        0_u32..3,
        option::of("[A-C]"),
        vec((0_i64..3, 1_u32..5), 0..3),
    );
    vec(boxes, 0..4).prop_map(|boxes| {
        let mut readings: Vec<ParcelReading> = Vec::new();
        for (key, number, items) in boxes {
            let key = key.to_string();
            if readings.iter().all(|reading| reading.box_key != key) {
                let items = items
                    .into_iter()
                    .map(|(line, quantity)| item(line, quantity));
                readings.push(read(&key, number.as_deref(), items.collect()));
            }
        }
        readings
    })
}

proptest! {
    #[test]
    fn no_box_holds_more_than_was_bought_whatever_is_read(answers in vec(any_answer(), 1..8)) {
        let ids = Numbers::new();
        let mut known = bought(S::Shipped);
        for answer in answers {
            let boxes = known.parcels.len();
            let before = contents(&known);
            known = tracked(known, &answer, &ids).dossier;
            for (line, most) in [(0, 3), (1, 1)] {
                let packed: u32 = contents(&known).concat().iter().filter(|(of, _)| *of == line).map(|(_, units)| units).sum();
                prop_assert!(packed <= most);
            }
            // What a box was said to hold stays, because the store may have been told of it.
            for (before, now) in before.iter().zip(contents(&known)) {
                prop_assert!(before.is_empty() || *before == now);
            }
            prop_assert!(known.parcels.len() >= boxes && known.parcels.len() <= 3);
            known.summarize(at(60));
            let again = tracked(known.clone(), &answer, &ids).into_changeset();
            prop_assert_eq!(again.writes.len() + again.events.len(), 0);
        }
    }
}
