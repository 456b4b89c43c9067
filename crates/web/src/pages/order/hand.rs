//! Fulfilling by hand: a tracking number typed by the merchant, for all or some lines.

use domain::ids::LineItemId;
use domain::order::{Dossier, LineItem};
use maud::{Markup, html};

use super::View;
use crate::i18n::Text;
use crate::ui::{Button, Field, Icon, Input, InputKind, Need, button, form_errors, text_field};
use crate::words::{brief, isolated};

/// How many units of each line are in no parcel yet.
pub(super) fn left(dossier: &Dossier) -> Vec<(&LineItem, u32)> {
    let packed = |id: LineItemId| -> u32 {
        let lines = dossier.parcels.iter().flat_map(|parcel| &parcel.lines);
        let of_line = lines.filter(|line| line.line_item_id == id);
        of_line.map(|line| line.quantity).sum()
    };
    dossier
        .order
        .lines
        .iter()
        .map(|line| (line, line.wanted_quantity().saturating_sub(packed(line.id))))
        .filter(|(_, left)| *left > 0)
        .collect()
}

/// The card, while something is in no parcel.
pub(super) fn part(view: &View<'_>) -> Markup {
    let left = left(view.dossier);
    if left.is_empty() || view.dossier.order.is_called_off() {
        return html! {};
    }
    let lang = view.lang;
    let sent = view.forms.hand.as_ref();
    let errors = sent.map_or(0, |sent| sent.errors());
    let open = sent.is_some() || view.forms.opens("hand");
    let value = |text: Option<&String>| Input {
        value: text.cloned().unwrap_or_default().into(),
        ..Input::default()
    };
    let number = Field {
        name: "number".into(),
        label: lang.t("hand-number"),
        error: sent
            .and_then(|sent| sent.number_error.clone())
            .map(Text::from),
        ..Field::default()
    };
    let carrier = Field {
        name: "carrier".into(),
        label: lang.t("hand-carrier"),
        need: Need::Optional,
        ..Field::default()
    };
    let tell = Button {
        icon: Some(Icon::Store),
        label: lang.t("hand-do"),
        ..Button::default()
    };
    html! {
        details.fold.card id="hand" open[open] {
            summary { (lang.t("hand-title")) }
            form.form.card-body method="post" action=(view.href("/fulfill")) {
                p.note { (lang.t("hand-lead")) }
                (form_errors(lang, errors))
                (text_field(lang, &number, &value(sent.map(|sent| &sent.number))))
                (text_field(lang, &carrier, &value(sent.map(|sent| &sent.carrier))))
                fieldset.form {
                    legend.field-label { (lang.t("hand-lines")) }
                    @for (line, left) in &left { (line_field(view, line, *left)) }
                }
                div.actions { (button(&tell)) }
            }
        }
    }
}

fn line_field(view: &View<'_>, line: &LineItem, left: u32) -> Markup {
    let lang = view.lang;
    let sent = view.forms.hand.as_ref();
    let typed = sent.and_then(|sent| sent.lines.iter().find(|one| one.id == line.id));
    let title = format!(
        "{} {}",
        brief(&line.title, 40),
        brief(&line.variant_title, 20)
    );
    let values = [("item", isolated(&title).into()), ("left", left.into())];
    let around = Field {
        name: format!("line-{}", line.id).into(),
        label: lang.tr("hand-line", &values),
        error: typed.and_then(|typed| typed.error.clone()).map(Text::from),
        ..Field::default()
    };
    let quantity = typed.map_or_else(|| left.to_string(), |typed| typed.quantity.clone());
    let input = Input {
        kind: InputKind::Number,
        value: quantity.into(),
        ..Input::default()
    };
    text_field(lang, &around, &input)
}
