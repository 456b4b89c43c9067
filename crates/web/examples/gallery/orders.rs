//! The list of orders as a merchant would see it.

use std::collections::HashMap;

use axum::response::Response;
use maud::{Markup, html};
use rust_decimal::Decimal;
use web::ui::{
    ActiveFilter, BulkBar, Button, ButtonKind, Chip, Column, ColumnKind, Confirm, DataTable, Empty,
    FilterBar, Icon, Illustration, Importance, LiveRows, Notice, Order, PageHeader, Pagination,
    Row, Selection, Sign, Tab, Thumbnail, Tone, as_of, bulk_bar, chip, country_flag, data_table,
    empty_state, filter_bar, foreign, link_button, money_in_column, money_with_sign, page_header,
    pagination, tabs, thumbnails, time,
};

use super::Gallery;

struct Sample {
    number: u32,
    minutes: i64,
    customer: &'static str,
    country: &'static str,
    pictures: usize,
    tone: Tone,
    icon: Icon,
    state: (&'static str, &'static str),
    note: (&'static str, &'static str),
    total_minor: i64,
    margin_minor: i64,
}

pub(super) fn show(gallery: &Gallery, wanted: &HashMap<String, String>) -> Response {
    let lang = gallery.lang();
    let tab = wanted
        .get("tab")
        .and_then(|tab| tab.parse().ok())
        .unwrap_or(0_usize);
    let search = wanted.get("search").map_or("", String::as_str);
    let body = html! {
        (page_header(&PageHeader {
            back: None,
            title: lang.t("nav-orders"),
            beside: html! {},
            under: as_of(&gallery.locale, Some(gallery.minutes_ago(2)), "/simulate"),
            actions: html! {
                (link_button(ButtonKind::Secondary, Some(Icon::Download), &gallery.say("Export", "Xuất file"), "/orders"))
                (link_button(ButtonKind::Primary, Some(Icon::Purchase), &gallery.say("Check out 14 orders", "Đặt 14 đơn hàng"), "/orders"))
            },
        }))
        section.card id="orders" data-live="orders" data-swap="#orders" data-list {
            (order_tabs(gallery, tab))
            (filters(gallery, search))
            @let rows = samples(gallery.round, search);
            @if rows.is_empty() {
                (empty_state(&Empty {
                    illustration: Illustration::Search,
                    title: gallery.say("No order matches", "Không có đơn hàng nào phù hợp"),
                    body: gallery.say("Search looks at order numbers, customers, products and tracking numbers.", "Bạn có thể tìm theo mã đơn, khách hàng, sản phẩm hoặc mã vận đơn."),
                    action: link_button(ButtonKind::Secondary, None, &lang.t("filter-clear"), "/orders"),
                }))
            } @else {
                (data_table(lang, &table(gallery, &rows)))
                (pagination(lang, &Pagination {
                    newer: None,
                    older: Some("/orders?after=1042".into()),
                    range: Some(lang.tr("pages-range", &[("from", 1.into()), ("to", rows.len().into()), ("total", 1214.into())])),
                }))
                (bulk(gallery))
            }
        }
    };
    let notices = vec![Notice {
        tone: Tone::Success,
        text: gallery.say(
            "Placed 6 orders at 3 suppliers for 184.20 USD.",
            "Đã đặt 6 đơn hàng tại 3 nhà cung cấp, tổng 184,20 USD.",
        ),
        link: Some((
            gallery.say("Undo (42 s left)", "Hoàn tác (còn 42 giây)"),
            "/orders".into(),
        )),
    }];
    gallery.frame(
        lang.t("nav-orders"),
        1,
        if tab == 0 { notices } else { vec![] },
        &body,
    )
}

fn order_tabs(gallery: &Gallery, current: usize) -> Markup {
    let words = [
        ("All", "Tất cả", 1214, Tone::Neutral),
        ("Pending", "Chờ xử lý", 9, Tone::Neutral),
        ("Awaiting order", "Chờ đặt hàng", 14, Tone::Info),
        ("Awaiting payment", "Chờ thanh toán", 6, Tone::Warning),
        ("Awaiting shipment", "Chờ giao hàng", 61, Tone::Neutral),
        ("Fulfilled", "Đã giao vận", 1098, Tone::Neutral),
        ("Canceled", "Đã hủy", 3, Tone::Neutral),
        ("Failed", "Thất bại", 23, Tone::Danger),
    ];
    let all: Vec<Tab<'_>> = (0..)
        .zip(words)
        .map(
            |(index, (english, vietnamese, count, tone)): (i32, _)| Tab {
                label: gallery.say(english, vietnamese),
                href: format!("/orders?tab={index}").into(),
                count: Some(count),
                tone,
            },
        )
        .collect();
    tabs(
        gallery.lang(),
        &gallery.say("Orders by state", "Đơn hàng theo trạng thái"),
        &all,
        current,
    )
}

fn filters(gallery: &Gallery, search: &str) -> Markup {
    filter_bar(
        gallery.lang(),
        &FilterBar {
            action: "/orders".into(),
            search_name: "search".into(),
            search: search.to_owned().into(),
            placeholder: gallery.say(
                "Order number, customer, product, tracking number",
                "Mã đơn, khách hàng, sản phẩm, mã vận đơn",
            ),
            fields: html! {
                select name="store" aria-label=(gallery.say("Store", "Cửa hàng")) {
                    option value="" { (gallery.say("All stores", "Tất cả cửa hàng")) }
                    option value="1" { "longbeach.example" }
                }
                select name="country" aria-label=(gallery.say("Country", "Quốc gia")) {
                    option value="" { (gallery.say("All countries", "Tất cả quốc gia")) }
                    option value="FR" { "France" }
                }
                select name="since" aria-label=(gallery.say("Age", "Thời gian")) {
                    option value="" { (gallery.say("Last 30 days", "30 ngày qua")) }
                }
            },
            active: vec![ActiveFilter {
                label: gallery.say("Last 30 days", "30 ngày qua"),
                remove: "/orders?since=all".into(),
            }],
            clear: "/orders".into(),
        },
    )
}

fn table<'a>(gallery: &Gallery, rows: &[Sample]) -> DataTable<'a> {
    let lang = gallery.lang();
    let column = |english, vietnamese, kind, importance| Column {
        label: gallery.say(english, vietnamese),
        kind,
        importance,
        sort: None,
    };
    let mut columns = vec![
        column("Order", "Đơn hàng", ColumnKind::Text, Importance::Title),
        column(
            "Customer",
            "Khách hàng",
            ColumnKind::Text,
            Importance::Always,
        ),
        column("Items", "Sản phẩm", ColumnKind::Text, Importance::Plain),
        column("State", "Trạng thái", ColumnKind::Text, Importance::Plain),
        column(
            "Waits for",
            "Đang chờ",
            ColumnKind::Text,
            Importance::Always,
        ),
        column("Total", "Tổng tiền", ColumnKind::Number, Importance::Always),
        column("Margin", "Lợi nhuận", ColumnKind::Number, Importance::Wide),
    ];
    columns[0].sort = Some((Order::Descending, "/orders?sort=number".into()));
    columns[5].sort = Some((Order::None, "/orders?sort=total".into()));
    DataTable {
        caption: lang.t("nav-orders"),
        columns,
        rows: rows.iter().map(|sample| row(gallery, sample)).collect(),
        selection: Some(Selection {
            form: "orders-bulk".into(),
            name: "order".into(),
        }),
        live: Some(LiveRows {
            one: lang.t("live-new-orders-one"),
            many: lang.t("live-new-orders-many"),
        }),
    }
}

fn row<'a>(gallery: &Gallery, sample: &Sample) -> Row<'a> {
    let lang = gallery.lang();
    let pictures: Vec<Thumbnail<'_>> = (0..sample.pictures)
        .map(|index| Thumbnail {
            src: (index != 1 || !sample.number.is_multiple_of(5))
                .then(|| format!("/picture/{}-{index}", sample.number % 9).into()),
            name: "Linen tote bag, natural".into(),
            quantity: if index == 0 && sample.number.is_multiple_of(3) {
                2
            } else {
                1
            },
        })
        .collect();
    let currency = if sample.country == "VN" { "VND" } else { "USD" };
    let minor = if currency == "VND" { 0 } else { 2 };
    let name = format!("#{}", sample.number);
    Row {
        id: sample.number.to_string().into(),
        href: Some("/order".into()),
        tone: if matches!(sample.tone, Tone::Danger | Tone::Doubt) {
            sample.tone
        } else {
            Tone::Neutral
        },
        cells: vec![
            html! {
                a href="/order" { (name) }
                div.note { (time(&gallery.locale, gallery.minutes_ago(sample.minutes))) }
            },
            html! { (country_flag(lang, sample.country)) " " (foreign(sample.customer)) },
            thumbnails(lang, &pictures),
            chip(&Chip {
                tone: sample.tone,
                icon: sample.icon,
                word: gallery.say(sample.state.0, sample.state.1),
            }),
            html! { (gallery.say(sample.note.0, sample.note.1)) },
            money_in_column(lang, Decimal::new(sample.total_minor, minor), currency),
            money_with_sign(
                lang,
                Decimal::new(sample.margin_minor, minor),
                currency,
                Sign::Judged,
            ),
        ],
        name: name.into(),
    }
}

fn bulk(gallery: &Gallery) -> Markup {
    let action = |kind, icon, english, vietnamese, value: &'static str| Button {
        kind,
        icon: Some(icon),
        label: gallery.say(english, vietnamese),
        value: Some(("do".into(), value.into())),
        ..Button::default()
    };
    let mut cancel = action(
        ButtonKind::Danger,
        Icon::Canceled,
        "Cancel",
        "Hủy",
        "cancel",
    );
    cancel.confirm = Some(Confirm {
        title: gallery.say("Cancel # orders?", "Hủy # đơn hàng?"),
        body: gallery.say(
            "What has not left yet is called off. What is already placed becomes a request to the supplier.",
            "Đơn chưa đặt sẽ được hủy ngay. Đơn đã đặt sẽ được gửi yêu cầu hủy tới nhà cung cấp.",
        ),
        action: gallery.say("Cancel # orders", "Hủy # đơn hàng"),
    });
    bulk_bar(
        gallery.lang(),
        &BulkBar {
            id: "orders-bulk".into(),
            action: "/simulate".into(),
            actions: vec![
                action(
                    ButtonKind::Primary,
                    Icon::Purchase,
                    "Place",
                    "Đặt hàng",
                    "place",
                ),
                action(ButtonKind::Secondary, Icon::Held, "Hold", "Tạm giữ", "hold"),
                cancel,
            ],
            all_matching: Some(1214),
        },
    )
}

const PEOPLE: [(&str, &str); 12] = [
    ("Camille Lefèvre", "FR"),
    ("Trần Minh Quân", "VN"),
    ("Olivia Bennett", "US"),
    ("Jürgen Großmann", "DE"),
    ("محمد الأحمد", "AE"),
    ("Grace O’Connell", "IE"),
    ("Szabó Réka", "HU"),
    ("Priya Raghunathan-Venkatasubramanian", "IN"),
    ("<b>Robert</b>", "GB"),
    ("สมชาย ใจดี", "TH"),
    ("Maria da Conceição", "BR"),
    ("Liam Tremblay", "CA"),
];

type State = (
    Tone,
    Icon,
    (&'static str, &'static str),
    (&'static str, &'static str),
);

const STATES: [State; 8] = [
    (
        Tone::Danger,
        Icon::Danger,
        ("Failed", "Thất bại"),
        ("Variant no longer sold", "Phân loại không còn bán"),
    ),
    (
        Tone::Info,
        Icon::Purchase,
        ("Awaiting order", "Chờ đặt hàng"),
        ("Undo window, 4 min", "Thời gian hoàn tác, 4 phút"),
    ),
    (
        Tone::Warning,
        Icon::Payment,
        ("Awaiting payment", "Chờ thanh toán"),
        ("Pay within 19 h", "Thanh toán trong 19 giờ"),
    ),
    (
        Tone::Doubt,
        Icon::Doubt,
        ("Checking", "Đang kiểm tra"),
        ("Whether it was placed", "Xác minh đơn đã đặt chưa"),
    ),
    (
        Tone::Progress,
        Icon::Waiting,
        ("Awaiting shipment", "Chờ giao hàng"),
        ("Supplier packs", "Nhà cung cấp đóng gói"),
    ),
    (
        Tone::Success,
        Icon::Delivered,
        ("Fulfilled", "Đã giao vận"),
        ("In transit, Lyon", "Đang vận chuyển, Lyon"),
    ),
    (
        Tone::Neutral,
        Icon::Canceled,
        ("Canceled", "Đã hủy"),
        ("By the store", "Do cửa hàng hủy"),
    ),
    (
        Tone::Neutral,
        Icon::Pending,
        ("Pending", "Chờ xử lý"),
        ("2 products unmapped", "2 sản phẩm chưa liên kết"),
    ),
];

/// The rows, newest first; each round adds one on top and moves another along.
fn samples(round: u32, search: &str) -> Vec<Sample> {
    let first = 1056 + round;
    (0..14_u32)
        .map(|offset| {
            let number = first - offset;
            let age = i64::from(1056_u32.saturating_sub(number));
            let (customer, country) = PEOPLE[number as usize % PEOPLE.len()];
            let moved = if number == 1053 { round as usize } else { 0 };
            let (tone, icon, state, note) = STATES[(number as usize * 5 + moved) % STATES.len()];
            let scale = if country == "VN" { 250 } else { 1 };
            Sample {
                number,
                minutes: if number > 1056 { 0 } else { 3 + age * age * 41 },
                customer,
                country,
                pictures: 1 + number as usize * 7 % 5,
                tone,
                icon,
                state,
                note,
                total_minor: scale * (1899 + i64::from(number * 977 % 9000)),
                margin_minor: scale * (i64::from(number * 613 % 3000) - 420),
            }
        })
        .filter(|sample| {
            search.is_empty()
                || sample.customer.contains(search)
                || sample.number.to_string().contains(search)
        })
        .collect()
}
