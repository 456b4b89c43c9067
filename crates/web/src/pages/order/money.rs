//! The order's money: what the customer paid, what it costs, what is left; currencies apart.

use domain::money::Money;
use maud::{Markup, html};

use super::View;
use crate::i18n::Text;
use crate::pages::sums::{Certainty, Sums};
use crate::ui::{MoneyLine, card_with_title, money_in_column, money_summary};

/// The card.
pub(super) fn part(view: &View<'_>) -> Markup {
    let sums = view.sums();
    card_with_title(
        &view.lang.t("money-title"),
        &html! {},
        &html! { div.stack { (summary(view, &sums)) } },
    )
}

fn summary(view: &View<'_>, sums: &Sums) -> Markup {
    let (lang, order) = (view.lang, &view.dossier.order);
    let total_key = if order.payment.is_paid() || order.payment.is_undone() {
        "money-total"
    } else {
        "money-total-unpaid"
    };
    let total = line(lang.t(total_key), None, order.total);
    let note = (sums.certainty == Certainty::Expected).then(|| lang.t("money-expected"));
    if sums.cost.is_empty() {
        return html! {
            (only(view, &total))
            p.note { (lang.t("money-no-cost")) }
        };
    }
    let Some(margin) = sums.margin else {
        let values = [("currency", order.total.currency().code().to_owned().into())];
        return html! {
            (only(view, &total))
            @for cost in &sums.cost { (only(view, &line(lang.t("money-cost"), note.clone(), *cost))) }
            p.note { (lang.tr("money-apart", &values)) }
        };
    };
    let mut lines = vec![total];
    let (goods, shipping) = (sums.goods.as_slice(), sums.shipping.as_slice());
    if let ([goods], [shipping], [cost]) = (goods, shipping, sums.cost.as_slice()) {
        lines.push(line(lang.t("money-goods"), note.clone(), negative(*goods)));
        lines.push(line(lang.t("money-shipping"), note, negative(*shipping)));
        let known = goods.plus(*shipping).ok();
        let rest = known.and_then(|known| cost.minus(known).ok());
        if let Some(rest) = rest.filter(|rest| !rest.is_zero()) {
            lines.push(line(lang.t("money-other"), None, negative(rest)));
        }
    } else if let [cost] = sums.cost.as_slice() {
        lines.push(line(lang.t("money-cost"), note, negative(*cost)));
    }
    let note = Some(lang.t("money-margin-note"));
    money_summary(lang, &lines, &line(lang.t("money-margin"), note, margin))
}

fn line<'a>(label: Text<'a>, note: Option<Text<'a>>, amount: Money) -> MoneyLine<'a> {
    MoneyLine {
        label,
        note,
        amount: amount.amount(),
        currency: amount.currency().code().to_owned().into(),
    }
}

fn negative(amount: Money) -> Money {
    Money::from_minor(amount.minor().saturating_neg(), amount.currency())
}

/// One amount that is not part of a sum.
fn only(view: &View<'_>, line: &MoneyLine<'_>) -> Markup {
    html! {
        dl.money-summary {
            div {
                dt { (line.label) @if let Some(note) = &line.note { " " span.note { (note) } } }
                dd { (money_in_column(view.lang, line.amount, &line.currency)) }
            }
        }
    }
}
