//! Texts of a return and a refund policy that a merchant can start from.
//!
//! They are drafts, no legal advice: what a merchant promises is the merchant's to decide.

use crate::notice::Language;

/// Which policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyText {
    /// How goods are sent back.
    Return,
    /// When money is given back.
    Refund,
}

impl PolicyText {
    /// Each.
    pub const ALL: [Self; 2] = [Self::Return, Self::Refund];

    /// As stored and as in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Refund => "refund",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// What can stand in place of a placeholder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyValues {
    /// The store's name.
    pub store: String,
    /// Where customers write to.
    pub contact: String,
    /// Where returned goods are sent to.
    pub address: String,
    /// How many days customers have.
    pub days: String,
}

/// The placeholders of a policy.
#[must_use]
pub fn placeholders() -> [&'static str; 4] {
    ["{store}", "{contact}", "{address}", "{days}"]
}

impl PolicyValues {
    /// The text with every placeholder filled in; one that has no value stays, so that it is noticed.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        let values = [&self.store, &self.contact, &self.address, &self.days];
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        // One pass, so that a value which looks like a placeholder stays what it is.
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            filled.push_str(before);
            let known = placeholders()
                .into_iter()
                .zip(values)
                .find(|(name, value)| from.starts_with(name) && !value.trim().is_empty());
            let taken = match known {
                Some((name, value)) => {
                    filled.push_str(value.trim());
                    name.len()
                }
                None => {
                    filled.push('{');
                    1
                }
            };
            rest = from.get(taken..).unwrap_or_default();
        }
        filled.push_str(rest);
        filled
    }
}

/// The text to start from.
#[must_use]
pub fn built_in_policy(policy: PolicyText, language: Language) -> &'static str {
    match (policy, language) {
        (PolicyText::Return, Language::En) => RETURN_EN,
        (PolicyText::Return, Language::Vi) => RETURN_VI,
        (PolicyText::Refund, Language::En) => REFUND_EN,
        (PolicyText::Refund, Language::Vi) => REFUND_VI,
    }
}

const RETURN_EN: &str = "Returns at {store}

You can send an item back within {days} days after it arrived. It must be unused, complete and in its \
original packaging.

Please write to {contact} first, with your order number and, if something is wrong with the item, a \
picture of it. We answer with where to send it. Please do not send items back to the address on the \
parcel: they would be lost.

Returns go to:
{address}

If the item is damaged, wrong or not as described, we pay for the way back. Otherwise you do.

Some items can't be taken back: personal care, underwear, and what was made to your wish.";

const REFUND_EN: &str = "Refunds at {store}

You get your money back when
- your order did not arrive within the time we named;
- the item is damaged, wrong or not as described, and you told us within {days} days after it arrived;
- you sent the item back as our return policy says, and it arrived in good condition;
- you canceled before the order was shipped.

Please write to {contact} with your order number and, if something is wrong with the item, a picture.

We refund to the way you paid with. It is with you within 10 days after we agreed to it, depending on \
your bank.";

const RETURN_VI: &str = "Chính sách đổi trả của {store}

Bạn có thể gửi trả hàng trong vòng {days} ngày kể từ khi nhận. Hàng phải chưa qua sử dụng, còn đầy đủ và \
nguyên bao bì.

Trước khi gửi, vui lòng viết cho {contact} kèm mã đơn hàng và, nếu hàng có lỗi, một tấm ảnh. Chúng tôi sẽ \
trả lời địa chỉ nhận hàng. Xin đừng gửi về địa chỉ ghi trên kiện hàng vì hàng sẽ bị thất lạc.

Địa chỉ nhận hàng trả:
{address}

Nếu hàng hỏng, sai hoặc không đúng mô tả, chúng tôi chịu phí gửi trả. Các trường hợp khác do bạn chịu.

Một số mặt hàng không nhận trả lại: đồ chăm sóc cá nhân, đồ lót và hàng làm theo yêu cầu riêng.";

const REFUND_VI: &str = "Chính sách hoàn tiền của {store}

Bạn được hoàn tiền khi
- đơn hàng không đến trong thời gian chúng tôi đã báo;
- hàng hỏng, sai hoặc không đúng mô tả và bạn báo trong vòng {days} ngày kể từ khi nhận;
- bạn đã gửi trả hàng theo chính sách đổi trả và hàng về trong tình trạng tốt;
- bạn hủy đơn trước khi hàng được gửi đi.

Vui lòng viết cho {contact} kèm mã đơn hàng và, nếu hàng có lỗi, một tấm ảnh.

Chúng tôi hoàn về phương thức bạn đã thanh toán. Tiền về trong vòng 10 ngày sau khi chúng tôi đồng ý, \
tùy ngân hàng của bạn.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_is_filled_once_and_what_is_missing_stays() {
        let values = PolicyValues {
            store: "Lamps {contact}".into(),
            contact: "help@example.com".into(),
            address: " ".into(),
            days: "30".into(),
        };
        let text = "{store}, {contact}, {address}, {days}, {other}, {";
        assert_eq!(
            values.fill(text),
            "Lamps {contact}, help@example.com, {address}, 30, {other}, {"
        );
    }

    #[test]
    fn every_draft_names_the_store_and_whom_to_ask() {
        for policy in PolicyText::ALL {
            for language in Language::ALL {
                let text = built_in_policy(policy, language);
                for name in ["{store}", "{contact}", "{days}"] {
                    assert!(text.contains(name), "{policy:?} {language:?} {name}");
                }
            }
            assert_eq!(PolicyText::parse(policy.as_str()), Some(policy));
        }
    }
}
