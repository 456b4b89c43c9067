//! One product: each variant with how it is bought.

use axum::extract::{Path, RawQuery, State};
use axum::response::Html;
use domain::catalog::{Mapping, MappingLine, Variant};
use domain::ids::ProductId;
use maud::{Markup, html};
use storage::ProductRow;

use super::list::mapped_chip;
use super::{Asked, map_href};
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    ButtonKind, Chip, Icon, PageHeader, Thumbnail, Tone, card_with_title, chip, foreign,
    link_button, money, page_header, thumbnail,
};
use crate::visit::Visit;
use crate::words::{Names, brief, isolated};

/// `GET /products/{id}`.
pub(super) async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ProductId>,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, PageError> {
    let row = desk.app.space().product(id).await?;
    let row = row.ok_or(PageError::NotFound)?;
    let names = Names::load(&desk).await?;
    let asked = Asked::read(raw.as_deref().unwrap_or_default());
    let content = page(visit.lang, &names, &row, &asked);
    let title = brief(&row.product.title, 80);
    let page = shell(&desk, &visit, &title, Section::Products, content).await?;
    Ok(html_page(&page))
}

fn page(lang: Lang, names: &Names, row: &ProductRow, asked: &Asked) -> Markup {
    let product = &row.product;
    let several = product.variants.len() > 1;
    let all = format!("/products/{}/map-all", product.id);
    html! {
        (page_header(&PageHeader {
            back: Some((lang.t("product-back"), "/products".into())),
            title: brief(&product.title, 160).into(),
            beside: chip(&mapped_chip(lang, row)),
            under: html! { (names.store_name(lang, product.store_id)) },
            actions: html! {
                @if several {
                    (link_button(ButtonKind::Secondary, Some(Icon::Link), &lang.t("product-map-all"), &all))
                }
            },
        }))
        div id="product" data-live="setup" {
            (card_with_title(&lang.t("product-variants"), &html! {}, &html! {
                div.stack {
                    @for variant in &product.variants {
                        (variant_part(lang, names, row, variant, asked))
                    }
                }
            }))
        }
    }
}

fn variant_part(
    lang: Lang,
    names: &Names,
    row: &ProductRow,
    variant: &Variant,
    asked: &Asked,
) -> Markup {
    let mapping = row.mappings.get(&variant.id);
    let lines = mapping.map_or(&[][..], |mapping: &Mapping| mapping.lines.as_slice());
    let (label, kind) = if lines.is_empty() {
        (lang.t("product-map"), ButtonKind::Primary)
    } else {
        (lang.t("product-map-change"), ButtonKind::Secondary)
    };
    let href = map_href(row.product.id, variant.id, asked.order);
    html! {
        div.media.variant {
            (thumbnail(&Thumbnail {
                src: row.product.image_url.as_deref().map(Text::from),
                name: brief(&variant.title, 80).into(),
                quantity: 1,
            }))
            div.lines {
                strong { (foreign(&variant_name(lang, &variant.title))) }
                span.note {
                    @if !variant.sku.trim().is_empty() {
                        (lang.tr("product-sku", &[("sku", isolated(&variant.sku).into())])) " · "
                    }
                    @match variant.price {
                        Some(price) => (money(lang, price.amount(), price.currency().code())),
                        None => (lang.t("product-no-price")),
                    }
                }
                @if lines.is_empty() {
                    (chip(&Chip {
                        tone: Tone::Warning,
                        icon: Icon::Disconnected,
                        word: lang.t("product-not-mapped"),
                    }))
                }
                @for line in lines { (line_part(lang, names, line)) }
            }
            (link_button(kind, Some(Icon::Link), &label, &href))
        }
    }
}

/// What sets a variant apart; the only form of a product has no name.
pub(super) fn variant_name(lang: Lang, title: &str) -> String {
    let title = title.trim();
    if title.is_empty() || title.eq_ignore_ascii_case("default title") {
        lang.t("product-one-form").into_owned()
    } else {
        brief(title, 120)
    }
}

fn line_part(lang: Lang, names: &Names, line: &MappingLine) -> Markup {
    let what = [
        ("quantity", line.quantity.into()),
        ("title", isolated(&line.title).into()),
    ];
    let whom = [
        ("supplier", isolated(&line.supplier.name).into()),
        (
            "marketplace",
            names.platform(&line.supplier.platform).into(),
        ),
    ];
    html! {
        span {
            (lang.tr("product-part", &what)) " "
            span.note { (lang.tr("product-part-from", &whom)) }
        }
    }
}
