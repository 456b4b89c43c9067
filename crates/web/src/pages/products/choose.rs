//! Looking a supplier's product up: the form that asks for it, and its answer or why there is none.

use app::AppError;
use domain::catalog::{SupplierProduct, SupplierProductState};
use domain::ids::ConnectionId;
use maud::{Markup, html};

use super::Asked;
use crate::desk::Desk;
use crate::i18n::{Lang, Text};
use crate::ui::{
    Button, ButtonKind, Choice, Empty, Failure, Field, Icon, Illustration, Input, Need, Tone,
    button, callout, empty_state, failure_box, link_button, select_field, text_field,
};
use crate::words::{Names, brief, countries, isolated};

/// What came of looking a product up.
pub(super) enum Found {
    /// Nothing was asked for yet.
    NotAsked,
    /// The field was left empty.
    Missing,
    /// It is there.
    Product(Box<SupplierProduct>),
    /// It is not, with the marketplace's name and words.
    Refused(String, String),
}

/// Looks up what was asked for.
pub(super) async fn look_up(desk: &Desk, names: &Names, asked: &Asked) -> Found {
    let Ok(connection) = asked.connection.parse::<ConnectionId>() else {
        return Found::NotAsked;
    };
    if asked.product.is_empty() {
        return Found::Missing;
    }
    let country = asked.country();
    let read = app::desk::read_supplier_product(&desk.app, connection, &asked.product, &country);
    match read.await {
        Ok(product) => Found::Product(Box::new(product)),
        Err(AppError::BadValue { .. }) => Found::Missing,
        Err(error) => {
            let known = names.connection(connection);
            let marketplace = known.map(|known| names.platform(&known.platform));
            Found::Refused(marketplace.unwrap_or_default(), error.to_string())
        }
    }
}

/// The form that asks for a supplier's product; `kept` is what else travels along.
pub(super) fn look_up_form(
    lang: Lang,
    names: &Names,
    asked: &Asked,
    found: &Found,
    action: &str,
    kept: &Markup,
) -> Markup {
    if names.marketplaces().next().is_none() {
        return empty_state(&Empty {
            illustration: Illustration::Plugs,
            title: lang.t("map-no-marketplace"),
            body: lang.t("map-no-marketplace-body"),
            action: link_button(
                ButtonKind::Primary,
                Some(Icon::Connections),
                &lang.t("fix-connections"),
                "/connections",
            ),
        });
    }
    let look_up = Button {
        icon: Some(Icon::Search),
        label: lang.t("map-read"),
        ..Button::default()
    };
    let product = Field {
        name: "product".into(),
        label: lang.t("map-product"),
        hint: Some(lang.t("map-product-hint")),
        error: matches!(found, Found::Missing).then(|| lang.t("map-product-missing")),
        need: Need::Required,
    };
    let input = Input {
        value: asked.product.clone().into(),
        ..Input::default()
    };
    html! {
        form.form.narrow method="get" action=(action) {
            (kept)
            (connection_field(lang, names, asked))
            (text_field(lang, &product, &input))
            (select_field(lang, &Field {
                name: "country".into(),
                label: lang.t("map-country"),
                ..Field::default()
            }, countries(lang), asked.country().as_str()))
            div.actions { (button(&look_up)) }
        }
        (refusal(lang, found))
    }
}

/// One connection is no choice.
fn connection_field(lang: Lang, names: &Names, asked: &Asked) -> Markup {
    let links: Vec<Choice<'_>> = names
        .marketplaces()
        .map(|connection| Choice {
            value: connection.id.to_string().into(),
            label: format!(
                "{} · {}",
                names.platform(&connection.platform),
                brief(&connection.name, 60)
            )
            .into(),
        })
        .collect();
    let around = Field {
        name: "connection".into(),
        label: lang.t("map-connection"),
        ..Field::default()
    };
    match links.as_slice() {
        [only] => html! { input type="hidden" name="connection" value=(only.value); },
        several => select_field(lang, &around, several, &asked.connection),
    }
}

fn refusal(lang: Lang, found: &Found) -> Markup {
    let Found::Refused(marketplace, words) = found else {
        return html! {};
    };
    let values = [("marketplace", marketplace.as_str().into())];
    failure_box(
        lang,
        &Failure {
            tone: Tone::Danger,
            reason: lang.tr("map-refused", &values),
            fix: lang.t("map-refused-fix"),
            actions: html! {},
            own_words: Some((marketplace.as_str().into(), brief(words, 1_000).into())),
        },
    )
}

/// Says so where a product is not on sale.
pub(super) fn sale_state(lang: Lang, product: &SupplierProduct) -> Markup {
    match &product.state {
        SupplierProductState::OnSale => html! {},
        SupplierProductState::NotOnSale(word) => {
            let values = [("word", isolated(word).into())];
            callout(
                Tone::Warning,
                &lang.tr("map-not-on-sale", &values),
                &html! {},
            )
        }
    }
}

/// What is known of a form's stock.
pub(super) fn stock(lang: Lang, stock: Option<u32>) -> Text<'static> {
    match stock {
        None => lang.t("map-stock-unknown"),
        Some(0) => lang.t("map-stock-none"),
        Some(count) => lang.tr("map-stock", &[("count", count.into())]),
    }
}
