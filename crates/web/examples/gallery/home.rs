//! The overview: what needs a person, and the day in a few drawings.

use axum::response::Response;
use maud::{Markup, html};
use rust_decimal::Decimal;
use web::ui::{
    Bar, Icon, PageHeader, Series, Share, Stat, Tone, as_of, card_with_title, column_chart, money,
    page_header, progress, share_bar, sparkline, stacked_columns, stat_card,
};

use super::Gallery;

pub(super) fn show(gallery: &Gallery) -> Response {
    let lang = gallery.lang();
    let body = html! {
        (page_header(&PageHeader {
            back: None,
            title: gallery.say("What needs you", "Việc cần xử lý"),
            beside: html! {},
            under: as_of(&gallery.locale, Some(gallery.minutes_ago(2)), "/simulate"),
            actions: html! {},
        }))
        div.grid { @for stat in needs(gallery) { (stat_card(&stat)) } }
        h2.section-title { (gallery.say("Today", "Hôm nay")) }
        div.grid {
            @for (english, vietnamese, value, points) in today() {
                div.card { div.card-body {
                    span.note { (gallery.say(english, vietnamese)) }
                    div.stat-value { @match value {
                        Some(count) => (lang.number(count)),
                        None => (money(lang, Decimal::new(41_268, 2), "USD")),
                    } }
                    (sparkline(&points, &gallery.say("The last 14 days", "14 ngày qua")))
                } }
            }
        }
        div.section-title {}
        (charts(gallery))
    };
    gallery.frame(lang.t("nav-home"), 0, vec![], &body)
}

type Today = (&'static str, &'static str, Option<i64>, Vec<i64>);

fn today() -> [Today; 4] {
    [
        (
            "Orders in",
            "Đơn mới",
            Some(48),
            vec![22, 31, 28, 40, 35, 52, 61, 44, 39, 47, 51, 58, 44, 48],
        ),
        (
            "Placed",
            "Đã đặt",
            Some(41),
            vec![20, 28, 29, 33, 36, 48, 55, 47, 38, 42, 50, 49, 46, 41],
        ),
        (
            "Delivered",
            "Đã giao tới",
            Some(1036),
            vec![12, 14, 13, 18, 22, 25, 21, 28, 33, 30, 35, 34, 38, 36],
        ),
        (
            "Profit",
            "Lợi nhuận",
            None,
            vec![
                210, 280, -40, 330, 300, 420, 510, 380, 350, 400, 430, 470, 402, 412,
            ],
        ),
    ]
}

type Need = (
    Tone,
    Icon,
    &'static str,
    &'static str,
    i64,
    (&'static str, &'static str),
);

const NEEDS: [Need; 7] = [
    (
        Tone::Danger,
        Icon::Danger,
        "Failed",
        "Thất bại",
        23,
        (
            "14 have a fix in one tap",
            "14 đơn sửa được ngay bằng một chạm",
        ),
    ),
    (
        Tone::Doubt,
        Icon::Doubt,
        "Checking",
        "Đang kiểm tra",
        2,
        ("Nothing is placed twice", "Không đơn nào bị đặt hai lần"),
    ),
    (
        Tone::Warning,
        Icon::Payment,
        "Payment due soon",
        "Sắp hết hạn thanh toán",
        6,
        ("The first in 19 hours", "Đơn sớm nhất còn 19 giờ"),
    ),
    (
        Tone::Warning,
        Icon::Held,
        "Held for a decision",
        "Chờ bạn quyết định",
        5,
        ("Price rose on 3", "3 đơn bị tăng giá"),
    ),
    (
        Tone::Warning,
        Icon::ParcelLost,
        "Tracking needs attention",
        "Vận đơn cần chú ý",
        4,
        ("2 undelivered, 2 stuck", "2 không giao được, 2 đứng yên"),
    ),
    (
        Tone::Warning,
        Icon::Disconnected,
        "Sign-in ending",
        "Kết nối sắp hết hạn",
        1,
        ("Harbor Market, in 3 days", "Harbor Market, sau 3 ngày nữa"),
    ),
    (
        Tone::Neutral,
        Icon::Link,
        "Unmapped products",
        "Sản phẩm chưa liên kết",
        7,
        ("They stop 9 orders", "Đang chặn 9 đơn hàng"),
    ),
];

fn needs(gallery: &Gallery) -> Vec<Stat<'static>> {
    NEEDS
        .into_iter()
        .map(|(tone, icon, english, vietnamese, count, hint)| Stat {
            label: gallery.say(english, vietnamese),
            value: html! { (gallery.lang().number(count)) },
            tone,
            icon,
            hint: gallery.say(hint.0, hint.1),
            href: "/orders?tab=7".into(),
        })
        .collect()
}

fn charts(gallery: &Gallery) -> Markup {
    let lang = gallery.lang();
    let days = ["16", "17", "18", "19", "20", "21", "22"];
    let bars: Vec<Bar<'_>> = days
        .into_iter()
        .zip([312_i64, 286, 401, 455, 390, 512, 413])
        .map(|(day, value)| Bar {
            label: format!("{day}/11").into(),
            value,
            written: lang.number(value).into(),
            href: Some("/orders".into()),
        })
        .collect();
    let series = [
        (
            ("Delivered", "Đã giao tới"),
            vec![30, 28, 33, 30, 35, 34, 36],
        ),
        (("Shipped", "Đang giao"), vec![12, 15, 11, 18, 16, 20, 22]),
        (("Waiting", "Đang chờ"), vec![8, 6, 9, 12, 10, 9, 14]),
        (("Failed", "Thất bại"), vec![1, 0, 2, 1, 0, 3, 2]),
    ];
    let series: Vec<Series<'_>> = series
        .into_iter()
        .map(|((english, vietnamese), values)| Series {
            label: gallery.say(english, vietnamese),
            values,
        })
        .collect();
    let labels: Vec<_> = days.into_iter().map(Into::into).collect();
    let shares = [
        ("France", 412),
        ("United States", 388),
        ("Việt Nam", 164),
        ("Germany", 131),
        ("…", 119),
    ];
    let shares: Vec<Share<'_>> = shares
        .into_iter()
        .map(|(label, value)| Share {
            label: label.into(),
            value,
            href: Some("/orders".into()),
        })
        .collect();
    html! {
        div.grid-wide {
            (card_with_title(&gallery.say("Profit a day, USD", "Lợi nhuận mỗi ngày, USD"), &html! {}, &column_chart(lang, &gallery.say("Profit a day", "Lợi nhuận mỗi ngày"), &bars)))
            (card_with_title(&gallery.say("Orders by where they are", "Đơn hàng theo tình trạng"), &html! {}, &stacked_columns(lang, &gallery.say("Orders", "Đơn hàng"), &labels, &series)))
            (card_with_title(&gallery.say("Orders by country", "Đơn hàng theo quốc gia"), &html! {}, &share_bar(lang, &gallery.say("Orders by country", "Đơn hàng theo quốc gia"), &shares)))
            (card_with_title(&gallery.say("Running", "Đang chạy"), &html! {}, &html! {
                div.stack {
                    (progress(lang, &gallery.say("Placing orders", "Đang đặt hàng"), 9, 14))
                    (progress(lang, &gallery.say("Importing products", "Đang nhập sản phẩm"), 1210, 4800))
                }
            }))
        }
    }
}
