//! Exports: what is asked for is written by a job, is there after a crash, and is removed in time.

use std::collections::BTreeMap;
use std::io::Read;

use app::Settings;
use app::export::{self, Column, Form, KEPT_DAYS, Letter, Rows, Which, Wish};
use domain::ids::ExportId;
use domain::job::Job;
use domain::ports::error::CallErrorKind as K;
use domain::ports::marketplace::SupplierProgress as P;
use storage::{Export, ExportState, OrderFilter, TrackingFilter};

use crate::harness::goods::{CHAIR, LAMP};
use crate::harness::progress::parcel;
use crate::harness::{Bench, Fault, Op, hours, minutes};

async fn bench(folder: &tempfile::TempDir) -> Bench {
    Bench::with(Settings {
        export_folder: Some(folder.path().join("exports")),
        ..Settings::default()
    })
    .await
}

fn wish(rows: Rows, form: Form, columns: &[&str]) -> Wish {
    let column = |key: &&str| Column {
        key: (*key).to_owned(),
        title: format!("<{key}>"),
    };
    Wish {
        rows,
        form,
        which: Which::Orders(OrderFilter::default()),
        columns: columns.iter().map(column).collect(),
        words: BTreeMap::from([("tab.fulfilled".to_owned(), "Đã giao".to_owned())]),
        zone: "Asia/Ho_Chi_Minh".to_owned(),
        name: format!("{}-2026", rows.as_str()),
        letter: None,
    }
}

async fn export(bench: &Bench, id: ExportId) -> Export {
    bench.app.space().export(id).await.unwrap().unwrap()
}

/// Asks for it, has it written and reads it.
async fn read(bench: &Bench, wish: &Wish) -> Vec<u8> {
    let id = export::ask(&bench.app, wish, "Kim").await.unwrap();
    bench.run().await;
    let export = export(bench, id).await;
    assert_eq!((export.state, export.error), (ExportState::Done, None));
    let (mut file, size) = export::open_file(&bench.app, id, wish.form).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    assert_eq!(u64::try_from(bytes.len()).unwrap(), size);
    assert_eq!(export.size_bytes, i64::try_from(size).ok());
    bytes
}

async fn read_csv(bench: &Bench, wish: &Wish) -> Vec<String> {
    let text = String::from_utf8(read(bench, wish).await).unwrap();
    let text = text.strip_prefix('\u{FEFF}').unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Two orders, the first of them shipped.
async fn orders(bench: &Bench) {
    bench.place("1", &[(LAMP, 3), (CHAIR, 1)]).await;
    bench.world.pay();
    bench.pass(hours(1)).await;
    bench.world.suppliers(|made| {
        made.stand(P::Shipped, "SHIPPED");
        made.parcels = vec![parcel("a", Some("LP1"), vec![])];
    });
    bench.pass(hours(7)).await;
    bench.clock.advance(hours(1));
    bench.place("2", &[(LAMP, 1)]).await;
}

#[tokio::test]
async fn orders_purchases_and_parcels_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(&folder).await;
    orders(&bench).await;
    let columns = [
        "number",
        "tab",
        "quantity",
        "total",
        "currency",
        "tracking_numbers",
    ];
    let lines = read_csv(&bench, &wish(Rows::Orders, Form::Csv, &columns)).await;
    assert_eq!(
        lines[0],
        "<number>,<tab>,<quantity>,<total>,<currency>,<tracking_numbers>"
    );
    assert_eq!(lines.len(), 3);
    assert!(lines[1].contains(",Đã giao,4,"), "{lines:?}");
    assert!(lines[1].contains("LP1"), "{lines:?}");
    assert!(lines[2].contains(",awaiting_payment,1,"), "{lines:?}");

    let columns = ["number", "state", "supplier", "cost", "cost_currency"];
    let lines = read_csv(&bench, &wish(Rows::Purchases, Form::Csv, &columns)).await;
    let purchases = bench.order("1").await.purchases.len() + 1;
    assert_eq!(lines.len(), 1 + purchases, "{lines:?}");

    let columns = [
        "tracking_number",
        "status",
        "number",
        "fulfilled",
        "shipped_at",
    ];
    let mut of_parcels = wish(Rows::Parcels, Form::Csv, &columns);
    let shipped = bench.order("1").await.parcels.len();
    assert!(shipped > 0);
    assert_eq!(read_csv(&bench, &of_parcels).await.len(), 1 + shipped);
    // The tracking page lists what has no parcel yet as well.
    of_parcels.which = Which::Tracking(TrackingFilter::default());
    let lines = read_csv(&bench, &of_parcels).await;
    assert_eq!(lines.len(), 2 + shipped, "{lines:?}");
    assert!(
        lines[1].starts_with(",pending,"),
        "the newest first: {lines:?}"
    );
    assert!(lines[2].starts_with("LP1,"), "{lines:?}");
    assert!(lines[2].contains(",yes,2026-11-0"), "{lines:?}");

    let every = export::columns(Rows::Orders);
    let workbook = read(&bench, &wish(Rows::Orders, Form::Xlsx, &every)).await;
    assert!(workbook.starts_with(b"PK"));
}

#[tokio::test]
async fn what_can_not_be_written_is_refused_or_told() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(&folder).await;
    for columns in [&[][..], &["number", "password"]] {
        let wrong = wish(Rows::Orders, Form::Csv, columns);
        export::ask(&bench.app, &wrong, "Kim").await.unwrap_err();
    }
    let mut wrong = wish(Rows::Orders, Form::Csv, &["number"]);
    wrong.which = Which::Tracking(TrackingFilter::default());
    export::ask(&bench.app, &wrong, "Kim").await.unwrap_err();
    // The disk has no room for it: its name is taken by a folder.
    let right = wish(Rows::Orders, Form::Csv, &["number"]);
    let id = export::ask(&bench.app, &right, "Kim").await.unwrap();
    let taken = folder.path().join(format!("exports/{id}.unfinished"));
    std::fs::create_dir(&taken).unwrap();
    bench.run().await;
    let failed = export(&bench, id).await;
    assert_eq!(failed.state, ExportState::Failed);
    assert!(failed.error.unwrap().contains("can't be written"));
    let none = Bench::new().await;
    export::ask(&none.app, &right, "Kim").await.unwrap_err();
}

#[tokio::test]
async fn a_file_outlives_a_crash_and_ends_after_some_days() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = bench(&folder).await;
    orders(&bench).await;
    let right = wish(Rows::Orders, Form::Csv, &["number"]);
    let id = export::ask(&bench.app, &right, "Kim").await.unwrap();
    // A process died in the middle of it.
    let half = folder.path().join(format!("exports/{id}.unfinished"));
    std::fs::write(&half, "half").unwrap();
    bench.crash().await;
    bench.run().await;
    assert_eq!(export(&bench, id).await.state, ExportState::Done);
    assert!(!half.exists());
    export::open_file(&bench.app, id, Form::Csv).unwrap();

    bench.clock.advance(hours(KEPT_DAYS * 24 - 24));
    bench.want(Job::RemoveOldExports).await;
    bench.run().await;
    export::open_file(&bench.app, id, Form::Csv).unwrap();
    bench.pass(hours(48)).await;
    assert_eq!(bench.app.space().export(id).await.unwrap(), None);
    export::open_file(&bench.app, id, Form::Csv).unwrap_err();
    let left = std::fs::read_dir(folder.path().join("exports")).unwrap();
    assert_eq!(left.count(), 0);
    // One that a person removes before its turn is not written.
    let id = export::ask(&bench.app, &right, "Kim").await.unwrap();
    export::remove(&bench.app, id).await.unwrap();
    bench.run().await;
    assert_eq!(bench.app.space().exports(9).await.unwrap(), []);
}

fn mailed(to: &str) -> Wish {
    let letter = Letter {
        to: to.to_owned(),
        subject: "Tệp của bạn".to_owned(),
        text: "It is at http://desk.test/exports".to_owned(),
        sent_at: None,
    };
    Wish {
        letter: Some(letter),
        ..wish(Rows::Orders, Form::Csv, &["number"])
    }
}

#[tokio::test]
async fn a_file_is_mailed_once_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(&folder).await;
    orders(&bench).await;
    let id = export::ask(&bench.app, &mailed("kim@desk.test"), "Kim").await;
    let id = id.unwrap();
    // The mail server can't be reached at first.
    bench.world.fault(Op::SendMail, Fault::Before(K::NotSent));
    bench.run().await;
    assert_eq!(export(&bench, id).await.state, ExportState::Done);
    bench.pass(minutes(6)).await;
    let sent: Vec<_> = {
        let state = bench.world.state();
        let ours = state.mails.iter().filter(|mail| mail.to == "kim@desk.test");
        ours.cloned().collect()
    };
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].subject, "Tệp của bạn");
    let attached = sent[0].attachment.as_ref().unwrap();
    assert_eq!(attached.file_name, "orders-2026.csv");
    assert_eq!(attached.media_type, "text/csv");
    assert!(
        attached
            .content
            .starts_with("\u{FEFF}<number>\r\n".as_bytes())
    );
    let letter = Wish::of(&export(&bench, id).await).unwrap().letter;
    assert!(letter.unwrap().sent_at.is_some());

    // Who can't be mailed still has the file.
    let id = export::ask(&bench.app, &mailed("nobody@desk.test"), "Kim").await;
    bench.run().await;
    let refused = export(&bench, id.unwrap()).await;
    assert_eq!(refused.state, ExportState::Done);
    assert!(refused.error.unwrap().contains("not mailed"));
}
