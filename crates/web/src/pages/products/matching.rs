//! Which form of a supplier's product has the same options as a variant: by the words of its
//! options, whatever their order, case and names.
//!
//! A suggestion only: a person looks at it before it counts. Where two forms fit, none is suggested.

use std::collections::BTreeSet;

use domain::catalog::{SupplierVariant, Variant};

/// The form that fits `variant`, if exactly one does.
pub(super) fn suggestion<'a>(
    variant: &Variant,
    siblings: usize,
    forms: &'a [SupplierVariant],
) -> Option<&'a SupplierVariant> {
    if let ([only], 1) = (forms, siblings) {
        return Some(only);
    }
    let ours = options(&variant.title);
    if ours.is_empty() {
        return None;
    }
    let same = |form: &&SupplierVariant| options(&form.title) == ours;
    // A supplier may have one option more, such as where it ships from.
    let holds = |form: &&SupplierVariant| options(&form.title).is_superset(&ours);
    only(forms.iter().filter(same)).or_else(|| only(forms.iter().filter(holds)))
}

fn only<'a>(mut forms: impl Iterator<Item = &'a SupplierVariant>) -> Option<&'a SupplierVariant> {
    let first = forms.next()?;
    forms.next().is_none().then_some(first)
}

/// The values of the options in a title: `Color: Red · Size: L` and `l / RED` are the same.
fn options(title: &str) -> BTreeSet<String> {
    title
        .split(['/', '·', ',', '|', ';'])
        .map(|option| option.rsplit(':').next().unwrap_or(option))
        .map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
        .map(|value| value.to_lowercase())
        .filter(|value| !value.is_empty() && value != "default title")
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::ids::{ExternalId, VariantId};
    use domain::money::{Currency, Money};

    use super::*;

    fn ours(title: &str) -> Variant {
        Variant {
            id: VariantId(1),
            external_id: ExternalId::new("1"),
            title: title.into(),
            sku: String::new(),
            price: None,
        }
    }

    fn form(title: &str) -> SupplierVariant {
        SupplierVariant {
            external_id: ExternalId::new(title),
            attributes: String::new(),
            title: title.into(),
            image_url: None,
            unit_price: Money::zero(Currency::USD),
            stock: None,
        }
    }

    fn suggested(variant: &str, forms: &[&str]) -> Option<String> {
        let forms: Vec<SupplierVariant> = forms.iter().map(|title| form(title)).collect();
        suggestion(&ours(variant), 2, &forms).map(|form| form.title.clone())
    }

    #[test]
    fn options_match_by_their_words() {
        let forms = [
            "Color: Red · Size: L",
            "Color: Red · Size: M",
            "Color: Blue · Size: L",
        ];
        assert_eq!(suggested("l / RED", &forms).as_deref(), Some(forms[0]));
        assert_eq!(
            suggested("Đỏ", &["Màu: ĐỎ", "Màu: Xanh"]).as_deref(),
            Some("Màu: ĐỎ")
        );
        assert_eq!(suggested("Green / L", &forms), None);
        assert_eq!(suggested("", &forms), None);
    }

    #[test]
    fn two_that_fit_are_no_suggestion() {
        let forms = ["Color: Red · From: China", "Color: Red · From: Spain"];
        assert_eq!(suggested("Red", &forms), None);
        assert_eq!(suggested("Red", &forms[..1]).as_deref(), Some(forms[0]));
        let only = [form("anything")];
        assert!(suggestion(&ours(""), 1, &only).is_some());
    }
}
