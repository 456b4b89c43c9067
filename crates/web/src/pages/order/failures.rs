//! What failed, at the top: what happened, what to do, the button that does it, and *Re-order*.
//!
//! The same reason is said once, for all lines that it concerns.

use domain::ids::{LineItemId, PurchaseId, VariantId};
use domain::plan::Rejected;
use domain::purchase::{Failure, FailureReason};
use maud::{Markup, html};

use super::View;
use crate::i18n::Text;
use crate::ui::{self, Button, ButtonKind, Icon, Tone, button, failure_box, link_button};
use crate::words::{FixButton, brief, fix_buttons, isolated, reason_fix, reason_title};

/// More buttons than this are no help; the rest is on the products' own pages.
const BUTTONS: usize = 6;

/// Somebody's own words are shown whole up to here.
const WORDS_LENGTH: usize = 4_000;

/// One thing that failed.
struct Failed<'a> {
    failure: &'a Failure,
    lines: Vec<LineItemId>,
    purchase: Option<PurchaseId>,
    marketplace: String,
    rejected: Vec<&'a Rejected>,
}

/// A box for each thing that failed and that nobody dealt with.
pub(super) fn boxes(view: &View<'_>) -> Markup {
    if view.dossier.order.is_called_off() {
        return html! {};
    }
    html! { @for failed in all(view) { (failed.show(view)) } }
}

fn all<'a>(view: &View<'a>) -> Vec<Failed<'a>> {
    let mut all = Vec::new();
    let open = view
        .dossier
        .purchases
        .iter()
        .filter(|one| one.is_open_failure());
    for purchase in open {
        let Some(failure) = &purchase.failure else {
            continue;
        };
        let mut lines: Vec<LineItemId> = purchase
            .lines
            .iter()
            .map(|line| line.line_item_id)
            .collect();
        lines.dedup();
        all.push(Failed {
            failure,
            lines,
            purchase: Some(purchase.id),
            marketplace: view.names.platform(&purchase.supplier.platform),
            rejected: Vec::new(),
        });
    }
    for problem in &view.dossier.order.problems {
        let same = all.iter_mut().find(|known: &&mut Failed<'_>| {
            known.purchase.is_none() && *known.failure == problem.failure
        });
        match same {
            Some(known) => {
                known.lines.push(problem.line_item_id);
                known.rejected.extend(&problem.rejected_methods);
            }
            None => all.push(Failed {
                failure: &problem.failure,
                lines: vec![problem.line_item_id],
                purchase: None,
                marketplace: view.names.some_marketplace(view.lang),
                rejected: problem.rejected_methods.iter().collect(),
            }),
        }
    }
    all
}

impl Failed<'_> {
    fn show(&self, view: &View<'_>) -> Markup {
        let lang = view.lang;
        let reason = self.failure.reason;
        let fix = reason_fix(lang, reason);
        let detail = self.failure.detail.trim();
        let fix: Text<'_> = if detail.is_empty() || reason == FailureReason::Unmapped {
            fix
        } else {
            let values = [(
                "detail",
                format!("\u{2068}{}\u{2069}", brief(detail, 300)).into(),
            )];
            format!("{fix} {}", lang.tr("failure-details", &values)).into()
        };
        failure_box(
            lang,
            &ui::Failure {
                tone: Tone::Danger,
                reason: reason_title(lang, reason, &self.items(view), &self.marketplace),
                fix,
                actions: self.actions(view),
                own_words: self
                    .own_words()
                    .map(|words| (self.marketplace.clone().into(), words.into())),
            },
        )
    }

    /// What the customer ordered, in one text.
    fn items(&self, view: &View<'_>) -> String {
        let mut titles: Vec<String> = self
            .lines
            .iter()
            .filter_map(|id| view.dossier.order.line(*id))
            .map(|line| brief(&line.title, 40))
            .collect();
        titles.dedup();
        titles.join(", ")
    }

    fn own_words(&self) -> Option<String> {
        let words: Vec<&str> = [&self.failure.vendor_code, &self.failure.vendor_message]
            .into_iter()
            .filter_map(|words| words.as_deref())
            .filter(|words| !words.trim().is_empty())
            .collect();
        (!words.is_empty()).then(|| brief(&words.join("\n"), WORDS_LENGTH))
    }

    fn actions(&self, view: &View<'_>) -> Markup {
        let buttons = fix_buttons(self.failure.reason.fix());
        html! {
            @for (index, which) in buttons.iter().enumerate() {
                @let kind = if index == 0 { ButtonKind::Primary } else { ButtonKind::Secondary };
                (self.action(view, *which, kind))
            }
        }
    }

    fn action(&self, view: &View<'_>, which: FixButton, kind: ButtonKind) -> Markup {
        let lang = view.lang;
        let link = |icon, key: &str, href: &str| link_button(kind, Some(icon), &lang.t(key), href);
        let post = |icon, key: &str, rest: &str| {
            let label = lang.t(key);
            let button = button(&Button {
                kind,
                icon: Some(icon),
                label,
                ..Button::default()
            });
            html! { form method="post" action=(view.href(rest)) { (button) } }
        };
        match which {
            FixButton::Reconnect => link(Icon::Connections, "fix-reconnect", "/connections"),
            FixButton::Connections => link(Icon::Connections, "fix-connections", "/connections"),
            FixButton::Map => self.mapping_links(view, kind, "fix-map", "fix-map-item"),
            FixButton::ChangeSupplier => {
                self.mapping_links(view, kind, "fix-supplier", "fix-supplier-item")
            }
            FixButton::ChooseShipping => {
                let href = view.href("?open=shipping#shipping");
                link(Icon::Tracking, "fix-shipping", &href)
            }
            FixButton::EditAddress => {
                let href = view.href("?open=address#address");
                link(Icon::Address, "fix-address", &href)
            }
            FixButton::AddTaxId => {
                let href = view.href("?open=address#tax_value");
                link(Icon::Edit, "fix-tax", &href)
            }
            FixButton::FulfillByHand => {
                let href = view.href("?open=hand#hand");
                link(Icon::Held, "fix-by-hand", &href)
            }
            FixButton::AcceptPrice => post(Icon::Money, "fix-price", "/accept-price"),
            FixButton::Reorder => post(Icon::Reorder, "reorder", "/reorder"),
            FixButton::OpenMarketplace => {
                let values = [("marketplace", self.marketplace.as_str().into())];
                let label = lang.tr("fix-marketplace", &values);
                let href = match self.purchase {
                    Some(id) => view.href(&format!("/purchases/{id}/marketplace")),
                    None => "/connections".to_owned(),
                };
                link_button(kind, Some(Icon::External), &label, &href)
            }
        }
    }

    /// A link to each variant that it concerns. A line that the store deleted the variant of has none.
    fn mapping_links(&self, view: &View<'_>, kind: ButtonKind, one: &str, each: &str) -> Markup {
        let lang = view.lang;
        let lines = self
            .lines
            .iter()
            .filter_map(|id| view.dossier.order.line(*id));
        let mut variants: Vec<(VariantId, &str)> = lines
            .filter_map(|line| Some((line.variant_id?, line.title.as_str())))
            .collect();
        variants.dedup_by_key(|(id, _)| *id);
        // keys: fix-*
        let link = |kind, (id, label): (VariantId, Text<'_>)| {
            link_button(kind, Some(Icon::Link), &label, &view.mapping_href(id))
        };
        html! {
            @match variants.as_slice() {
                [] => (link_button(kind, Some(Icon::Products), &lang.t(one), "/products?show=unmapped")),
                [(id, _)] => (link(kind, (*id, lang.t(one)))),
                several => @for (index, (id, title)) in several.iter().take(BUTTONS).enumerate() {
                    @let kind = if index == 0 { kind } else { ButtonKind::Secondary };
                    (link(kind, (*id, lang.tr(each, &[("item", isolated(&brief(title, 32)).into())]))))
                },
            }
        }
    }
}

/// The methods that a plan looked at and did not choose, each once.
pub(super) fn rejected<'a>(view: &View<'a>) -> Vec<&'a Rejected> {
    let mut seen: Vec<&Rejected> = Vec::new();
    for failed in all(view) {
        for rejected in failed.rejected {
            if !seen.contains(&rejected) {
                seen.push(rejected);
            }
        }
    }
    seen
}
