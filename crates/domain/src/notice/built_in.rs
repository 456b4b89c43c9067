//! The built-in templates, used until a merchant writes others.

use super::{Language, Medium, NoticeEvent as E, Template};

/// The built-in template of an event.
#[must_use]
pub fn built_in(language: Language, event: E, medium: Medium) -> Template {
    let (subject, body) = match (medium, language) {
        (Medium::Email, Language::En) => english(event),
        (Medium::Email, Language::Vi) => vietnamese(event),
        (Medium::Sms, Language::En) => ("", english_sms(event)),
        (Medium::Sms, Language::Vi) => ("", vietnamese_sms(event)),
    };
    Template {
        subject: subject.to_owned(),
        body: body.to_owned(),
    }
}

fn english(event: E) -> (&'static str, &'static str) {
    match event {
        E::Shipped => (
            "Your order {order} is on its way",
            "Hello {customer},\n\ngood news: a parcel of your order {order} is on its way.\n\n\
             {items}\n\nCarrier: {carrier}\nTracking number: {tracking_number}\n\n{tracking_page}\n\n\
             Thank you for buying at {store}.",
        ),
        E::OutForDelivery => (
            "Your order {order} arrives soon",
            "Hello {customer},\n\na parcel of your order {order} is out for delivery, or waits to be \
             picked up near you.\n\n{items}\n\nTracking number: {tracking_number}\n\n{tracking_page}\n\n{store}",
        ),
        E::Delivered => (
            "Your order {order} has arrived",
            "Hello {customer},\n\nthe carrier says that a parcel of your order {order} was delivered. \
             We hope you like it.\n\n{items}\n\n{tracking_page}\n\n\
             Is it not there? Answer this mail, and we look after it.\n\n{store}",
        ),
        E::Delayed => (
            "Your order {order} takes longer than planned",
            "Hello {customer},\n\na parcel of your order {order} takes longer than it should. \
             We are sorry, and we keep an eye on it. You do not have to do anything.\n\n{items}\n\n\
             Tracking number: {tracking_number}\n\n{tracking_page}\n\n{store}",
        ),
    }
}

fn vietnamese(event: E) -> (&'static str, &'static str) {
    match event {
        E::Shipped => (
            "Đơn hàng {order} đang được giao đến bạn",
            "Xin chào {customer},\n\nmột kiện hàng của đơn {order} đã được gửi đi.\n\n{items}\n\n\
             Đơn vị vận chuyển: {carrier}\nMã vận đơn: {tracking_number}\n\n{tracking_page}\n\n\
             Cảm ơn bạn đã mua hàng tại {store}.",
        ),
        E::OutForDelivery => (
            "Đơn hàng {order} sắp đến nơi",
            "Xin chào {customer},\n\nmột kiện hàng của đơn {order} đang được phát, hoặc đang chờ bạn đến \
             lấy ở gần bạn.\n\n{items}\n\nMã vận đơn: {tracking_number}\n\n{tracking_page}\n\n{store}",
        ),
        E::Delivered => (
            "Đơn hàng {order} đã được giao",
            "Xin chào {customer},\n\nđơn vị vận chuyển báo rằng một kiện hàng của đơn {order} đã được giao. \
             Chúc bạn hài lòng.\n\n{items}\n\n{tracking_page}\n\n\
             Bạn chưa nhận được? Hãy trả lời thư này để chúng tôi kiểm tra.\n\n{store}",
        ),
        E::Delayed => (
            "Đơn hàng {order} đến muộn hơn dự kiến",
            "Xin chào {customer},\n\nmột kiện hàng của đơn {order} đến muộn hơn dự kiến. Chúng tôi xin lỗi \
             và đang theo dõi. Bạn không cần làm gì.\n\n{items}\n\nMã vận đơn: {tracking_number}\n\n\
             {tracking_page}\n\n{store}",
        ),
    }
}

fn english_sms(event: E) -> &'static str {
    match event {
        E::Shipped => {
            "{store}: order {order} is on its way, number {tracking_number}. {tracking_page}"
        }
        E::OutForDelivery => {
            "{store}: order {order} is out for delivery or waits for you. {tracking_page}"
        }
        E::Delivered => "{store}: order {order} was delivered. {tracking_page}",
        E::Delayed => "{store}: order {order} takes longer than planned, sorry. {tracking_page}",
    }
}

fn vietnamese_sms(event: E) -> &'static str {
    match event {
        E::Shipped => {
            "{store}: đơn {order} đã gửi đi, mã vận đơn {tracking_number}. {tracking_page}"
        }
        E::OutForDelivery => {
            "{store}: đơn {order} đang được phát hoặc chờ bạn đến lấy. {tracking_page}"
        }
        E::Delivered => "{store}: đơn {order} đã được giao. {tracking_page}",
        E::Delayed => "{store}: đơn {order} đến muộn hơn dự kiến, xin lỗi bạn. {tracking_page}",
    }
}
