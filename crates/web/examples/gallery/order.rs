//! One order with its story, as a merchant would see it.

use axum::response::Response;
use maud::{Markup, html};
use rust_decimal::Decimal;
use web::ui::{
    Button, ButtonKind, Chip, Entry, Failure, Icon, MoneyLine, PageHeader, Thumbnail, Tone, as_of,
    button, card_with_title, chip, copyable_code, country, definition_list, exact_time,
    external_link, failure_box, icon, link_button, menu, menu_button, menu_link, money,
    money_summary, page_header, thumbnail, timeline,
};

use super::Gallery;

pub(super) fn show(gallery: &Gallery) -> Response {
    let lang = gallery.lang();
    let body = html! {
        (page_header(&PageHeader {
            back: Some((lang.t("nav-orders"), "/orders".into())),
            title: "#1053".into(),
            beside: html! {
                (chip(&Chip { tone: Tone::Danger, icon: Icon::Danger, word: gallery.say("Failed", "Thất bại") }))
                (chip(&Chip { tone: Tone::Success, icon: Icon::Payment, word: gallery.say("Paid by the customer", "Khách đã thanh toán") }))
            },
            under: html! {
                span { (exact_time(&gallery.locale, gallery.minutes_ago(94))) }
                span { "longbeach.example" }
                (as_of(&gallery.locale, Some(gallery.minutes_ago(1)), "/simulate"))
            },
            actions: html! {
                (link_button(ButtonKind::Secondary, Some(Icon::Store), &gallery.say("Open in the store", "Mở trong cửa hàng"), "/orders"))
                (menu(&icon(Icon::More), &lang.t("more-actions"), &html! {
                    (menu_link(Icon::Edit, &gallery.say("Correct the address", "Sửa địa chỉ"), "/order"))
                    (menu_button(&Button { icon: Some(Icon::Held), label: gallery.say("Hold", "Tạm giữ"), ..Button::default() }))
                    (menu_button(&Button { kind: ButtonKind::Danger, icon: Some(Icon::Canceled), label: gallery.say("Cancel the order", "Hủy đơn hàng"), ..Button::default() }))
                }))
            },
        }))
        div.columns {
            div.stack {
                (failure(gallery))
                (failure_box(lang, &Failure {
                    tone: Tone::Doubt,
                    reason: gallery.say("Checking whether purchase P-2093 was placed", "Đang kiểm tra đơn mua P-2093 đã được đặt hay chưa"),
                    fix: gallery.say("The connection was cut before the answer came. It will not be placed again until we know.", "Kết nối bị ngắt trước khi nhận được phản hồi. Hệ thống sẽ không đặt lại cho đến khi biết chắc."),
                    actions: html! {},
                    own_words: None,
                }))
                (purchase(gallery))
                (card_with_title(&gallery.say("Timeline", "Lịch sử đơn hàng"), &html! {}, &story(gallery)))
            }
            div.stack { (aside(gallery)) }
        }
    };
    gallery.frame("#1053".into(), 1, vec![], &body)
}

fn failure(gallery: &Gallery) -> Markup {
    failure_box(gallery.lang(), &Failure {
        tone: Tone::Danger,
        reason: gallery.say("The supplier no longer sells the variant “Natural / 38 × 42 cm”", "Nhà cung cấp không còn bán phân loại “Màu mộc / 38 × 42 cm”"),
        fix: gallery.say("Choose another variant or another supplier for this product, then order again. Nothing was bought.", "Chọn phân loại hoặc nhà cung cấp khác cho sản phẩm này rồi đặt lại. Chưa có khoản mua nào được thực hiện."),
        actions: html! {
            (link_button(ButtonKind::Primary, Some(Icon::Link), &gallery.say("Change the mapping", "Đổi liên kết sản phẩm"), "/parts"))
            (button(&Button { icon: Some(Icon::Reorder), label: gallery.say("Re-order", "Đặt lại"), ..Button::default() }))
        },
        own_words: Some(("Harbor Market".into(), "code=B_DROPSHIPPER_SKU_NOT_EXIST\nThe SKU 14:200003699#Natural does not exist in product 1005006128847101. request_id=2141152b17325".into())),
    })
}

fn purchase(gallery: &Gallery) -> Markup {
    let lang = gallery.lang();
    let line = |seed: &'static str,
                name: &'static str,
                variant: &'static str,
                quantity: u32,
                cents: i64| {
        html! {
            div.media {
                (thumbnail(&Thumbnail { src: Some(format!("/picture/{seed}").into()), name: name.into(), quantity }))
                div.lines { strong { (name) } span.note { (variant) } }
                span { (money(lang, Decimal::new(cents, 2), "USD")) }
            }
        }
    };
    let beside = chip(&Chip {
        tone: Tone::Progress,
        icon: Icon::Tracking,
        word: gallery.say("Awaiting shipment", "Chờ giao hàng"),
    });
    card_with_title(
        &gallery.say(
            "Purchase P-2092 at Yiwu Homeware Store",
            "Đơn mua P-2092 tại Yiwu Homeware Store",
        ),
        &beside,
        &html! {
            div.stack {
                (line("2-0", "Linen tote bag", "Natural / 38 × 42 cm · TOTE-NAT", 2, 1240))
                (line("5-1", "Ceramic pour-over set with walnut stand", "White, 400 ml · POUR-W", 1, 1875))
                (definition_list(&[
                    (gallery.say("Supplier order", "Mã đơn nhà cung cấp"), copyable_code(lang, "8190443512007766")),
                    (gallery.say("Shipping", "Vận chuyển"), html! { "Harbor Standard Shipping · 9–14 " (gallery.say("days", "ngày")) }),
                    (gallery.say("Tracking", "Mã vận đơn"), html! { (copyable_code(lang, "LP00584619327CN")) " " (external_link(lang, "https://track.example/LP00584619327CN", "Parcel Watch")) }),
                ]))
            }
        },
    )
}

fn aside(gallery: &Gallery) -> Markup {
    let lang = gallery.lang();
    let line = |english, vietnamese, cents| MoneyLine {
        label: gallery.say(english, vietnamese),
        note: None,
        amount: Decimal::new(cents, 2),
        currency: "USD".into(),
    };
    let paid = MoneyLine {
        note: Some(gallery.say("incl. tax", "gồm thuế")),
        ..line("Customer paid", "Khách trả", 6490)
    };
    html! {
        (card_with_title(&gallery.say("Customer", "Khách hàng"), &html! {}, &html! {
            div.stack {
                div.lines {
                    strong { "Camille Lefèvre" }
                    a href="mailto:camille@example.com" { "camille@example.com" }
                    span { "+33 6 12 34 56 78" }
                }
                div.lines {
                    span { "14 rue de la République" } span { "69002 Lyon" } (country(lang, "FR"))
                }
                (chip(&Chip { tone: Tone::Success, icon: Icon::Check, word: gallery.say("Address is complete", "Địa chỉ đầy đủ") }))
            }
        }))
        (card_with_title(&gallery.say("Money", "Tiền"), &html! {}, &money_summary(lang, &[
            paid,
            line("Goods", "Tiền hàng", -3115),
            line("Shipping", "Phí vận chuyển", -642),
            line("Payment fees", "Phí thanh toán", -218),
        ], &line("Margin", "Lợi nhuận", 2515))))
    }
}

fn story(gallery: &Gallery) -> Markup {
    let entry = |tone, icon, english, vietnamese, who: &'static str, minutes| Entry {
        tone,
        icon,
        what: html! { (gallery.say(english, vietnamese)) },
        who: who.into(),
        when: gallery.minutes_ago(minutes),
        details: None,
    };
    let mut refused = entry(
        Tone::Danger,
        Icon::Danger,
        "Purchase P-2093 was refused: the variant is no longer sold",
        "Đơn mua P-2093 bị từ chối: phân loại không còn bán",
        "Harbor Market",
        12,
    );
    refused.details = Some(html! { "B_DROPSHIPPER_SKU_NOT_EXIST" });
    timeline(
        &gallery.locale,
        &[
            refused,
            entry(
                Tone::Success,
                Icon::Success,
                "Purchase P-2092 was placed as supplier order 8190443512007766",
                "Đã đặt đơn mua P-2092, mã đơn nhà cung cấp 8190443512007766",
                "Crossdock",
                14,
            ),
            entry(
                Tone::Neutral,
                Icon::Purchase,
                "Place was pressed for 6 orders",
                "Đã bấm Đặt hàng cho 6 đơn",
                "Nguyễn Thu Hà",
                15,
            ),
            entry(
                Tone::Info,
                Icon::Orders,
                "Split into 2 purchases at 2 suppliers",
                "Tách thành 2 đơn mua tại 2 nhà cung cấp",
                "Crossdock",
                93,
            ),
            entry(
                Tone::Info,
                Icon::Store,
                "Received from longbeach.example",
                "Nhận từ longbeach.example",
                "Storefront",
                94,
            ),
        ],
    )
}
