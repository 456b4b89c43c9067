//! The single parts: buttons, chips, fields, remarks, empty states, steps, icons.

use axum::response::Response;
use maud::{Markup, html};
use rust_decimal::Decimal;
use web::ui::{
    Button, ButtonKind, Chip, Choice, Empty, Field, Icon, Illustration, Input, InputKind, Need,
    Notice, PageHeader, RadioCard, Sign, Spread, Step, StepState, Tone, button, callout,
    card_with_title, checkbox, chip, count_badge, empty_state, form_errors, icon, link_button,
    money, money_with_sign, page_header, radio_cards, select_field, steps, text_area, text_field,
};

use super::Gallery;

pub(super) fn show(gallery: &Gallery) -> Response {
    let lang = gallery.lang();
    let body = html! {
        (page_header(&PageHeader {
            back: None,
            title: gallery.say("Parts", "Thành phần"),
            beside: html! {},
            under: html! {},
            actions: html! {},
        }))
        div.stack {
            (steps(lang, &[
                Step { label: gallery.say("Choose the store", "Chọn cửa hàng"), state: StepState::Done },
                Step { label: gallery.say("Give access", "Cấp quyền"), state: StepState::Current },
                Step { label: gallery.say("Import products", "Nhập sản phẩm"), state: StepState::Ahead },
            ]))
            div.grid-wide { (small_parts(gallery)) (form(gallery)) }
            (card_with_title(&gallery.say("How much runs by itself", "Mức độ tự động"), &html! {}, &modes(gallery)))
            div.grid-wide { @for empty in empties(gallery) { section.card { (empty_state(&empty)) } } }
            (card_with_title("Icons", &html! {}, &html! {
                div.row { @for one in Icon::ALL { span title={ (format!("{one:?}")) } { (icon(*one)) } } }
            }))
        }
    };
    let notices = vec![Notice {
        tone: Tone::Danger,
        text: gallery.say(
            "The store refused the key. Nothing was saved.",
            "Cửa hàng từ chối khóa truy cập. Chưa có gì được lưu.",
        ),
        link: None,
    }];
    gallery.frame(gallery.say("Parts", "Thành phần"), 3, notices, &body)
}

fn small_parts(gallery: &Gallery) -> Markup {
    let lang = gallery.lang();
    let kinds = [
        ButtonKind::Primary,
        ButtonKind::Secondary,
        ButtonKind::Quiet,
        ButtonKind::Danger,
    ];
    let chips = [
        (Icon::Canceled, "Canceled", "Đã hủy"),
        (Icon::Purchase, "Awaiting order", "Chờ đặt hàng"),
        (Icon::Waiting, "Awaiting shipment", "Chờ giao hàng"),
        (Icon::Delivered, "Delivered", "Đã giao tới"),
        (Icon::Payment, "Awaiting payment", "Chờ thanh toán"),
        (Icon::Danger, "Failed", "Thất bại"),
        (Icon::Doubt, "Checking", "Đang kiểm tra"),
    ];
    card_with_title(
        &gallery.say("Small parts", "Thành phần nhỏ"),
        &html! { (count_badge(Tone::Warning, "4")) },
        &html! {
            div.stack {
                div.row {
                    @for kind in kinds {
                        (button(&Button { kind, icon: Some(Icon::Refresh), label: gallery.say("Sync now", "Đồng bộ ngay"), ..Button::default() }))
                    }
                    (link_button(ButtonKind::Secondary, None, &gallery.say("A link", "Liên kết"), "/parts"))
                }
                div.row {
                    @for (tone, (drawing, english, vietnamese)) in Tone::ALL.into_iter().zip(chips) {
                        (chip(&Chip { tone, icon: drawing, word: gallery.say(english, vietnamese) }))
                    }
                }
                div.row {
                    (money(lang, Decimal::new(31240, 2), "USD"))
                    (money(lang, Decimal::new(1_250_000, 0), "VND"))
                    (money_with_sign(lang, Decimal::new(1822, 2), "USD", Sign::Judged))
                    (money_with_sign(lang, Decimal::new(-420, 2), "EUR", Sign::Judged))
                }
                @for tone in [Tone::Info, Tone::Warning, Tone::Success] {
                    (callout(tone, &gallery.say("Prices are as of yesterday.", "Giá được cập nhật hôm qua."), &html! { (gallery.say("They are looked up again before anything is placed.", "Giá sẽ được kiểm tra lại trước khi đặt hàng.")) }))
                }
            }
        },
    )
}

fn form(gallery: &Gallery) -> Markup {
    let lang = gallery.lang();
    let field = |name: &'static str, english, vietnamese| Field {
        name: name.into(),
        label: gallery.say(english, vietnamese),
        ..Field::default()
    };
    card_with_title(
        &gallery.say("Fields", "Trường nhập"),
        &html! {},
        &html! {
            form.form method="post" action="/simulate" {
                (form_errors(lang, 1))
                (text_field(lang, &Field {
                    hint: Some(gallery.say("As in your store's address bar.", "Như trên thanh địa chỉ của cửa hàng.")),
                    error: Some(gallery.say("There is no store at this address. Check the spelling.", "Không có cửa hàng nào ở địa chỉ này. Hãy kiểm tra chính tả.")),
                    ..field("address", "Store address", "Địa chỉ cửa hàng")
                }, &Input { value: "longbaech.example".into(), kind: InputKind::Url, ..Input::default() }))
                (text_field(lang, &Field {
                    need: Need::Optional,
                    hint: Some(gallery.say("Orders above it wait for you.", "Đơn vượt mức này sẽ chờ bạn duyệt.")),
                    ..field("ceiling", "Price ceiling", "Trần giá")
                }, &Input { value: "40.00".into(), kind: InputKind::Number, suffix: Some("USD".into()), ..Input::default() }))
                (select_field(lang, &field("rule", "Shipping", "Vận chuyển"), &[
                    Choice { value: "cheapest".into(), label: gallery.say("Cheapest with tracking", "Rẻ nhất có theo dõi") },
                    Choice { value: "fastest".into(), label: gallery.say("Fastest", "Nhanh nhất") },
                ], "cheapest"))
                (text_area(lang, &Field { need: Need::Optional, ..field("note", "Note to the supplier", "Ghi chú cho nhà cung cấp") }, "", 2))
                (checkbox(&field("watch", "Tell me when the price changes", "Báo cho tôi khi giá thay đổi"), true))
                div.actions {
                    (button(&Button { kind: ButtonKind::Primary, label: gallery.say("Save", "Lưu"), ..Button::default() }))
                    (link_button(ButtonKind::Quiet, None, &lang.t("cancel"), "/parts"))
                }
            }
        },
    )
}

fn modes(gallery: &Gallery) -> Markup {
    let mode = |value: &'static str,
                icon,
                label: (&'static str, &'static str),
                hint: (&'static str, &'static str)| RadioCard {
        value: value.into(),
        icon,
        label: gallery.say(label.0, label.1),
        hint: gallery.say(hint.0, hint.1),
    };
    let around = Field {
        name: "mode".into(),
        label: gallery.say("Placing and paying", "Đặt hàng và thanh toán"),
        ..Field::default()
    };
    radio_cards(
        &around,
        Spread::Pairs,
        &[
            mode(
                "hand-hand",
                Icon::Held,
                ("Place by hand, pay by hand", "Tự đặt, tự thanh toán"),
                (
                    "Nothing leaves without your press.",
                    "Không có gì được gửi đi nếu bạn chưa bấm.",
                ),
            ),
            mode(
                "auto-hand",
                Icon::Purchase,
                (
                    "Place automatically, pay by hand",
                    "Đặt tự động, tự thanh toán",
                ),
                (
                    "Orders are placed after the undo window; you pay them together.",
                    "Đơn được đặt sau thời gian hoàn tác; bạn thanh toán gộp.",
                ),
            ),
            mode(
                "hand-auto",
                Icon::Payment,
                (
                    "Place by hand, pay automatically",
                    "Tự đặt, thanh toán tự động",
                ),
                (
                    "What you place is paid at once.",
                    "Đơn bạn đặt sẽ được thanh toán ngay.",
                ),
            ),
            mode(
                "auto-auto",
                Icon::Automatic,
                ("Place and pay automatically", "Đặt và thanh toán tự động"),
                (
                    "Within your ceilings and daily budget.",
                    "Trong trần giá và ngân sách ngày của bạn.",
                ),
            ),
        ],
        "auto-hand",
    )
}

fn empties(gallery: &Gallery) -> Vec<Empty<'static>> {
    let empty = |illustration,
                 title: (&'static str, &'static str),
                 body: (&'static str, &'static str),
                 step: (&'static str, &'static str)| Empty {
        illustration,
        title: gallery.say(title.0, title.1),
        body: gallery.say(body.0, body.1),
        action: link_button(
            ButtonKind::Primary,
            None,
            &gallery.say(step.0, step.1),
            "/parts",
        ),
    };
    vec![
        empty(
            Illustration::Dock,
            ("Orders will appear here", "Đơn hàng sẽ hiển thị tại đây"),
            (
                "Every order of your store comes in by itself, within seconds of being paid.",
                "Mỗi đơn của cửa hàng sẽ tự động về đây chỉ vài giây sau khi khách thanh toán.",
            ),
            ("Connect a store", "Kết nối cửa hàng"),
        ),
        empty(
            Illustration::Plugs,
            ("No marketplace is connected", "Chưa kết nối sàn nào"),
            (
                "Connect Harbor Market so that orders can be placed for you.",
                "Kết nối Harbor Market để hệ thống đặt hàng giúp bạn.",
            ),
            ("Connect Harbor Market", "Kết nối Harbor Market"),
        ),
        empty(
            Illustration::AllDone,
            ("Nothing needs you", "Không có việc cần xử lý"),
            (
                "Failed and held orders come here with what to do about them.",
                "Đơn thất bại hoặc tạm giữ sẽ hiện ở đây cùng cách xử lý.",
            ),
            ("See all orders", "Xem tất cả đơn hàng"),
        ),
        empty(
            Illustration::Search,
            ("No product matches", "Không có sản phẩm phù hợp"),
            (
                "Search looks at titles, SKUs and supplier links.",
                "Bạn có thể tìm theo tên, SKU hoặc liên kết nhà cung cấp.",
            ),
            ("Clear filters", "Xóa bộ lọc"),
        ),
    ]
}
