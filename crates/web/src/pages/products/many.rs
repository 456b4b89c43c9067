//! Connecting all variants of a product at once: a supplier's product whose options have the same
//! names. What is stored is what the person saw.

use app::AppError;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::catalog::{SupplierProduct, SupplierVariant, Variant};
use domain::ids::{ConnectionId, ProductId};
use maud::{Markup, html};
use storage::ProductRow;

use super::Asked;
use super::choose::{Found, look_up, look_up_form, sale_state, stock};
use super::matching::suggestion;
use super::part::Part;
use super::product::variant_name;
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::Lang;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Column, ColumnKind, DataTable, Icon, Importance, PageHeader, Row, Tone,
    button, callout, card_with_title, data_table, foreign, money_in_column, page_header,
};
use crate::visit::Visit;
use crate::words::{Names, brief};

/// `GET /products/{id}/map-all`.
pub(super) async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ProductId>,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let asked = Asked::read(raw.as_deref().unwrap_or_default());
    let row = desk.app.space().product(id).await?;
    let row = row.ok_or(PageError::NotFound)?;
    let names = Names::load(&desk).await?;
    let found = look_up(&desk, &names, &asked).await;
    let action = format!("/products/{id}/map-all");
    let title = lang.t("product-map-all");
    let back = format!("/products/{id}");
    let content = html! {
        (page_header(&PageHeader {
            back: Some((brief(&row.product.title, 60).into(), back.into())),
            title: title.clone(),
            beside: html! {},
            under: html! { (lang.t("product-map-all-hint")) },
            actions: html! {},
        }))
        div.stack {
            @if let Found::Product(product) = &found {
                (preview(lang, &row, product, &asked, &action))
            }
            (card_with_title(&lang.t("map-part-add"), &html! {}, &html! {
                div.stack { (look_up_form(lang, &names, &asked, &found, &action, &html! {})) }
            }))
        }
    };
    let page = shell(&desk, &visit, &title, Section::Products, content).await?;
    let status = match found {
        Found::Missing | Found::Refused(..) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    Ok((status, html_page(&page)).into_response())
}

/// A variant with the form that fits it, if one does.
type Pair<'a> = (&'a Variant, Option<&'a SupplierVariant>);

fn preview(
    lang: Lang,
    row: &ProductRow,
    product: &SupplierProduct,
    asked: &Asked,
    action: &str,
) -> Markup {
    let variants = &row.product.variants;
    let pairs: Vec<Pair<'_>> = variants
        .iter()
        .map(|variant| {
            let fits = suggestion(variant, variants.len(), &product.variants);
            (variant, fits)
        })
        .collect();
    let matched = pairs.iter().filter(|(_, form)| form.is_some()).count();
    if matched == 0 {
        return callout(Tone::Warning, &lang.t("map-many-none"), &html! {});
    }
    let values = [("matched", matched.into()), ("total", pairs.len().into())];
    let save = Button {
        kind: ButtonKind::Primary,
        icon: Some(Icon::Link),
        label: lang.tr("map-many-save", &values[..1]),
        ..Button::default()
    };
    card_with_title(
        &lang.tr("map-many-title", &values),
        &html! { span.note { (lang.t("map-many-lead")) } },
        &html! {
            form.form method="post" action=(action) {
                input type="hidden" name="country" value=(asked.country().as_str());
                (sale_state(lang, product))
                @for (variant, form) in &pairs {
                    @if let Some(form) = form {
                        input type="hidden" name={ "match-" (variant.id) }
                            value=(part(asked, product, form).write());
                    }
                }
                (data_table(lang, &table(lang, &pairs)))
                div.actions { (button(&save)) }
            }
        },
    )
}

fn part(asked: &Asked, product: &SupplierProduct, form: &SupplierVariant) -> Part {
    Part {
        connection: asked.connection.parse().unwrap_or(ConnectionId(0)),
        product: product.external_id.clone(),
        variant: form.external_id.clone(),
        quantity: 1,
        title: brief(&format!("{} {}", product.title, form.title), 120),
        supplier: brief(&product.supplier.name, 80),
    }
}

fn table(lang: Lang, pairs: &[Pair<'_>]) -> DataTable<'static> {
    let column = |key: &str, kind, importance| Column {
        label: lang.t(key),
        kind,
        importance,
        sort: None,
    };
    let row = |(variant, form): &Pair<'_>| Row {
        id: variant.id.to_string().into(),
        name: brief(&variant.title, 60).into(),
        href: None,
        tone: Tone::Neutral,
        cells: vec![
            html! { (foreign(&variant_name(lang, &variant.title))) },
            html! {
                @match form {
                    Some(form) => {
                        (foreign(&brief(&form.title, 120))) " "
                        span.note { (stock(lang, form.stock)) }
                    }
                    None => span.note { (lang.t("map-many-left")) },
                }
            },
            html! {
                @if let Some(form) = form {
                    (money_in_column(lang, form.unit_price.amount(),
                        form.unit_price.currency().code()))
                }
            },
        ],
    };
    DataTable {
        caption: lang.t("product-variants"),
        columns: vec![
            column("map-many-ours", ColumnKind::Text, Importance::Title),
            column("map-many-theirs", ColumnKind::Text, Importance::Always),
            column("map-many-cost", ColumnKind::Number, Importance::Always),
        ],
        rows: pairs.iter().map(row).collect(),
        selection: None,
        live: None,
    }
}

/// `POST /products/{id}/map-all`.
pub(super) async fn save(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ProductId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let row = desk.app.space().product(id).await?;
    let row = row.ok_or(PageError::NotFound)?;
    let country = Asked {
        country: answers.one("country").chars().take(2).collect(),
        ..Asked::default()
    }
    .country();
    let back = format!("/products/{id}");
    let mut count = 0_usize;
    for variant in &row.product.variants {
        let Some(part) = Part::read(answers.one(&format!("match-{}", variant.id))) else {
            continue;
        };
        match app::desk::map_variant(&desk.app, variant.id, &[part.line()], &country).await {
            Ok(()) => count += 1,
            Err(error @ (AppError::NotFound(_) | AppError::Storage(_))) => return Err(error.into()),
            Err(error) => return refused(&back, error),
        }
    }
    let text = visit.lang.tr("map-many-saved", &[("count", count.into())]);
    Ok(redirect_with(&back, Tone::Success, &text))
}
