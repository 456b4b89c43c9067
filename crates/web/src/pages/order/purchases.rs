//! What is bought for an order: a card per purchase, and the lines that are in none.

use std::collections::BTreeSet;

use domain::order::{LineItem, needed_lines};
use domain::purchase::{Purchase, PurchaseLine, PurchaseState as S, SupplierOrder};
use maud::{Markup, html};

use super::{View, attention, cases, doubt};
use crate::i18n::Text;
use crate::pages::sums::cost_of;
use crate::ui::{
    Button, ButtonKind, Confirm, Icon, Thumbnail, Tone, button, callout, card_with_title, chip,
    copyable_code, definition_list, external_link, foreign, money, thumbnail, time,
};
use crate::words::{
    brief, days, isolated, notice_fix, notice_title, notice_tone, purchase_chip, reason_short,
};

/// Every purchase, and what is in none.
pub(super) fn cards(view: &View<'_>) -> Markup {
    let (standing, earlier): (Vec<&Purchase>, Vec<&Purchase>) = view
        .dossier
        .purchases
        .iter()
        .partition(|purchase| purchase.status.state().is_live());
    html! {
        @for purchase in &standing { (card(view, purchase)) }
        (unplanned(view, &standing))
        @if !earlier.is_empty() { (earlier_tries(view, &earlier)) }
    }
}

fn card(view: &View<'_>, purchase: &Purchase) -> Markup {
    let lang = view.lang;
    let beside = chip(&purchase_chip(lang, purchase.status.state()));
    card_with_title(
        &brief(&purchase.supplier.name, 80),
        &beside,
        &html! {
            div.stack id={ "purchase-" (purchase.id) } {
                (doubt::part(view, purchase))
                (notices(view, purchase))
                div.stack {
                    @for line in &purchase.lines { (bought_line(view, line)) }
                }
                (definition_list(&facts(view, purchase)))
                @let actions = actions(view, purchase);
                @if !actions.0.is_empty() { div.actions { (actions) } }
            }
        },
    )
}

/// What is worth knowing; what needs a person is at the top of the page.
fn notices(view: &View<'_>, purchase: &Purchase) -> Markup {
    let marketplace = view.names.platform(&purchase.supplier.platform);
    let told = purchase.supplier_orders.iter().filter_map(|order| {
        let notice = order.notice.filter(|notice| !notice.needs_person())?;
        Some((notice, order.raw_status.as_str()))
    });
    html! {
        @for (notice, word) in told {
            (callout(notice_tone(notice), &notice_title(view.lang, notice),
                &html! { (notice_fix(view.lang, notice, &marketplace, word)) }))
        }
    }
}

fn bought_line(view: &View<'_>, line: &PurchaseLine) -> Markup {
    let item = view.dossier.order.line(line.line_item_id);
    let cost = line.unit_cost.times(line.quantity).ok();
    html! {
        div.media {
            (picture(item, line.quantity))
            div.lines {
                @match item {
                    Some(item) => { strong { (foreign(&brief(&item.title, 120))) } (form_of(item)) }
                    None => strong { (foreign(&brief(&line.title, 120))) },
                }
                span.note { (line.quantity) " × " (foreign(&brief(&line.title, 160))) }
            }
            @if let Some(cost) = cost {
                span { (money(view.lang, cost.amount(), cost.currency().code())) }
            }
        }
    }
}

fn picture(item: Option<&LineItem>, quantity: u32) -> Markup {
    thumbnail(&Thumbnail {
        src: item.and_then(|item| item.image_url.as_deref().map(Text::from)),
        name: item.map_or_else(Text::default, |item| brief(&item.title, 120).into()),
        quantity,
    })
}

/// What sets a line apart from others of the same title.
fn form_of(item: &LineItem) -> Markup {
    let words: Vec<String> = [&item.variant_title, &item.sku]
        .into_iter()
        .filter(|words| !words.trim().is_empty())
        .map(|words| brief(words, 80))
        .collect();
    html! { @if !words.is_empty() { span.note { (foreign(&words.join(" · "))) } } }
}

fn facts<'a>(view: &View<'_>, purchase: &Purchase) -> Vec<(Text<'a>, Markup)> {
    let lang = view.lang;
    let shipping = &purchase.shipping;
    let tracked = if shipping.tracked {
        lang.t("purchase-tracked")
    } else {
        lang.t("purchase-untracked")
    };
    let mut facts: Vec<(Text<'_>, Markup)> = purchase
        .supplier_orders
        .iter()
        .map(|order| {
            (
                lang.t("purchase-order-number"),
                supplier_order(view, purchase, order),
            )
        })
        .collect();
    facts.push((
        lang.t("purchase-shipping"),
        html! {
            (foreign(&brief(&shipping.name, 80)))
            " · " (days(lang, shipping.min_days, shipping.max_days)) " · " (tracked)
        },
    ));
    facts.push((lang.t("money-cost"), cost(view, purchase)));
    if let Some(connection) = view.names.connection(purchase.connection_id) {
        let platform = view.names.platform(&connection.platform);
        let through = html! { (platform) " · " (foreign(&brief(&connection.name, 60))) };
        facts.push((lang.t("purchase-through"), through));
    }
    facts
}

fn cost(view: &View<'_>, purchase: &Purchase) -> Markup {
    let lang = view.lang;
    let written = |sum: domain::money::Money| money(lang, sum.amount(), sum.currency().code());
    let values = [(
        "marketplace",
        view.names.platform(&purchase.supplier.platform).into(),
    )];
    let note = match purchase.actual_cost() {
        Some(_) => lang.tr("purchase-asked", &values),
        None => lang.t("purchase-expected"),
    };
    html! {
        div.lines {
            @if let Some(cost) = cost_of(purchase) {
                span { (written(cost)) " " span.note { (note) } }
            }
            span.note {
                @if let Ok(goods) = purchase.goods_cost() {
                    (lang.t("purchase-goods")) " " (written(goods)) " · "
                }
                (lang.t("purchase-shipping-cost")) " " (written(purchase.shipping.cost))
                " · " (lang.t("purchase-ceiling")) " " (written(purchase.ceiling))
            }
        }
    }
}

fn supplier_order(view: &View<'_>, purchase: &Purchase, order: &SupplierOrder) -> Markup {
    let lang = view.lang;
    let values = [(
        "marketplace",
        view.names.platform(&purchase.supplier.platform).into(),
    )];
    let open = lang.tr("fix-marketplace", &values);
    let unpaid = purchase.status.state() == S::AwaitingPayment;
    html! {
        div.lines {
            span.row {
                (copyable_code(lang, &brief(order.external_id.as_str(), 80)))
                @if !order.url.is_empty() { (external_link(lang, &order.url, &open)) }
            }
            span.note {
                (lang.tr("purchase-order-status", &values)) " "
                @if order.raw_status.is_empty() { (lang.t("purchase-order-unread")) }
                @else { code { (foreign(&brief(&order.raw_status, 80))) } }
                @if let Some(read) = order.read_at {
                    " · " (lang.t("purchase-read")) " " (time(view.locale, read))
                }
                @if let Some(paid) = order.paid_at {
                    " · " (lang.t("purchase-paid")) " " (time(view.locale, paid))
                }
            }
            @if let Some(until) = order.pay_until.filter(|_| unpaid) {
                span.note { (lang.t("purchase-pay-until")) " " strong { (time(view.locale, until)) } }
            }
        }
    }
}

fn actions(view: &View<'_>, purchase: &Purchase) -> Markup {
    let way = match purchase.status.state() {
        // A box at the top of the page has the button first when something is to be decided.
        S::AwaitingPayment if attention::is_about(view, purchase.id) => {
            pay(view, purchase, ButtonKind::Secondary)
        }
        S::AwaitingPayment => pay(view, purchase, ButtonKind::Primary),
        S::Planned => html! { (place(view, purchase)) (give_up(view, purchase)) },
        _ => html! {},
    };
    html! { (way) (cases::open(view, purchase, ButtonKind::Quiet)) }
}

/// The button that leads to the marketplace's payment page.
pub(super) fn pay(view: &View<'_>, purchase: &Purchase, kind: ButtonKind) -> Markup {
    let marketplace = view.names.platform(&purchase.supplier.platform);
    let values = [("marketplace", marketplace.into())];
    let pay = Button {
        kind,
        icon: Some(Icon::Payment),
        label: view.lang.tr("purchase-pay", &values),
        ..Button::default()
    };
    let action = view.href(&format!("/purchases/{}/pay", purchase.id));
    html! { form method="post" action=(action) { (button(&pay)) } }
}

/// What placing one purchase costs.
pub(super) fn place_question(lang: crate::i18n::Lang, purchase: &Purchase) -> Confirm<'static> {
    let cost = purchase.expected_cost().unwrap_or(purchase.ceiling);
    let values = [
        ("supplier", isolated(&purchase.supplier.name).into()),
        ("cost", cost.to_string().into()),
    ];
    Confirm {
        title: lang.tr("purchase-place-title", &values),
        body: lang.t("purchase-place-body"),
        action: lang.t("purchase-place"),
    }
}

fn place(view: &View<'_>, purchase: &Purchase) -> Markup {
    if !view.dossier.order.may_be_bought() {
        return html! {};
    }
    let place = Button {
        kind: ButtonKind::Secondary,
        icon: Some(Icon::Purchase),
        label: view.lang.t("purchase-place"),
        confirm: Some(place_question(view.lang, purchase)),
        ..Button::default()
    };
    let action = view.href(&format!("/purchases/{}/place", purchase.id));
    html! { form method="post" action=(action) { (button(&place)) } }
}

/// What giving a purchase up means.
pub(super) fn give_up_question(lang: crate::i18n::Lang, purchase: &Purchase) -> Confirm<'static> {
    let values = [("supplier", isolated(&purchase.supplier.name).into())];
    Confirm {
        title: lang.tr("purchase-give-up-title", &values),
        body: lang.t("purchase-give-up-body"),
        action: lang.t("purchase-give-up"),
    }
}

fn give_up(view: &View<'_>, purchase: &Purchase) -> Markup {
    let give_up = Button {
        kind: ButtonKind::Danger,
        icon: Some(Icon::Canceled),
        label: view.lang.t("purchase-give-up"),
        confirm: Some(give_up_question(view.lang, purchase)),
        ..Button::default()
    };
    let action = view.href(&format!("/purchases/{}/give-up", purchase.id));
    html! { form method="post" action=(action) { (button(&give_up)) } }
}

/// The lines of the order that no standing purchase buys.
fn unplanned(view: &View<'_>, standing: &[&Purchase]) -> Markup {
    let (lang, order) = (view.lang, &view.dossier.order);
    let bought: BTreeSet<_> = standing
        .iter()
        .flat_map(|purchase| &purchase.lines)
        .map(|line| line.line_item_id)
        .collect();
    let needed = needed_lines(view.dossier);
    let left: Vec<(&LineItem, u32)> = order
        .lines
        .iter()
        .filter_map(|line| {
            let open = needed.iter().filter(|one| one.line_item_id == line.id);
            let open: usize = open.map(|one| one.units.len()).sum();
            let units = match u32::try_from(open) {
                Ok(0) => line.quantity,
                Ok(units) => units,
                Err(_) => u32::MAX,
            };
            (open > 0 || !bought.contains(&line.id)).then_some((line, units))
        })
        .collect();
    if left.is_empty() {
        return html! {};
    }
    let failed =
        !order.problems.is_empty() || view.dossier.purchases.iter().any(Purchase::is_open_failure);
    // What failed is said first: its lines are held by the failed purchase, so that nothing else needs them.
    let why = if failed && !order.is_called_off() {
        lang.t("purchase-unplanned-failed")
    } else if needed.is_empty() {
        lang.t("purchase-unplanned-none")
    } else if !order.payment.is_paid() {
        lang.t("purchase-unplanned-unpaid")
    } else {
        lang.t("purchase-unplanned-waiting")
    };
    card_with_title(
        &lang.t("purchase-unplanned"),
        &html! { span.note { (why) } },
        &html! { div.stack { @for (line, units) in left { (plain_line(view, line, units)) } } },
    )
}

fn plain_line(view: &View<'_>, line: &LineItem, units: u32) -> Markup {
    let lang = view.lang;
    let price = line.unit_price;
    html! {
        div.media {
            (picture(Some(line), units))
            div.lines {
                strong { (foreign(&brief(&line.title, 120))) }
                (form_of(line))
                @if line.removed_quantity > 0 || !line.requires_shipping {
                    span.note {
                        @if line.removed_quantity > 0 {
                            (lang.tr("line-removed", &[("count", line.removed_quantity.into())])) " "
                        }
                        @if !line.requires_shipping { (lang.t("line-no-shipping")) }
                    }
                }
            }
            span { (money(lang, price.amount(), price.currency().code())) }
        }
    }
}

/// Purchases that failed or were canceled, folded: they are history.
fn earlier_tries(view: &View<'_>, earlier: &[&Purchase]) -> Markup {
    let lang = view.lang;
    let values = [("count", earlier.len().into())];
    html! {
        details.fold.card id="earlier" {
            summary { (lang.tr("purchase-earlier", &values)) }
            div.card-body.stack {
                @for purchase in earlier {
                    div.media {
                        div.lines {
                            strong { (foreign(&brief(&purchase.supplier.name, 80))) }
                            span.note {
                                (time(view.locale, purchase.created_at))
                                @if let Some(failure) = &purchase.failure {
                                    " · " (reason_short(lang, failure.reason))
                                }
                                @for order in &purchase.supplier_orders {
                                    " · " (foreign(&brief(order.external_id.as_str(), 40)))
                                }
                            }
                        }
                        (chip(&crate::ui::Chip {
                            tone: Tone::Neutral,
                            ..purchase_chip(lang, purchase.status.state())
                        }))
                        // Its money may still be with the supplier.
                        (cases::open(view, purchase, ButtonKind::Quiet))
                    }
                }
            }
        }
    }
}
