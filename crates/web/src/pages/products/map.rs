//! How one variant is bought: its parts, a supplier's product to choose a form of, and saving.
//!
//! What was chosen so far travels in the address, so that each step works without the script.

use std::borrow::Cow;

use app::AppError;
use app::desk::MapLine;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::address::CountryCode;
use domain::catalog::{SupplierProduct, SupplierVariant, Variant};
use domain::ids::{ConnectionId, ProductId};
use maud::{Markup, html};
use storage::ProductRow;
use url::form_urlencoded::Serializer;

use super::choose::{Found, look_up, look_up_form, sale_state, stock};
use super::matching::suggestion;
use super::part::{MOST, Part};
use super::product::variant_name;
use super::{Asked, PARTS};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Chip, Field, Icon, Input, InputKind, PageHeader, Thumbnail, Tone, button,
    callout, card_with_title, chip, foreign, link_button, money, page_header, text_field,
    thumbnail,
};
use crate::visit::Visit;
use crate::words::{Names, brief, country_name, isolated};

/// Everything that the page is drawn from.
struct Mapping<'a> {
    lang: Lang,
    names: &'a Names,
    row: &'a ProductRow,
    variant: &'a Variant,
    asked: &'a Asked,
    order_number: Option<String>,
    found: Found,
    quantity: String,
    error: Option<String>,
}

/// `GET /products/{id}/map`.
pub(super) async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ProductId>,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let asked = Asked::read(raw.as_deref().unwrap_or_default());
    draw(&desk, &visit, id, asked, "1", None).await
}

async fn draw(
    desk: &Desk,
    visit: &Visit,
    id: ProductId,
    mut asked: Asked,
    quantity: &str,
    error: Option<String>,
) -> Result<Response, PageError> {
    let space = desk.app.space();
    let row = space.product(id).await?.ok_or(PageError::NotFound)?;
    let variant = variant_of(&row, &asked).ok_or(PageError::NotFound)?;
    let names = Names::load(desk).await?;
    let order = match asked.order {
        Some(order) => space.dossier(order).await?.map(|dossier| dossier.order),
        None => None,
    };
    if let Some(order) = &order
        && asked.country.is_empty()
    {
        asked.country = order.recipient.address.country.as_str().to_owned();
    }
    if asked.parts.is_none() {
        let mapping = row.mappings.get(&variant.id);
        asked.parts = mapping.map(|known| known.lines.iter().map(Part::mapped).collect());
    }
    let found = look_up(desk, &names, &asked).await;
    let failed = error.is_some() || matches!(found, Found::Missing | Found::Refused(..));
    let mapping = Mapping {
        lang: visit.lang,
        names: &names,
        row: &row,
        variant,
        asked: &asked,
        order_number: order.map(|order| order.number),
        found,
        quantity: quantity.to_owned(),
        error,
    };
    let (title, content) = (mapping.title(), mapping.show());
    let page = shell(desk, visit, &title, Section::Products, content).await?;
    let status = if failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, html_page(&page)).into_response())
}

fn variant_of<'a>(row: &'a ProductRow, asked: &Asked) -> Option<&'a Variant> {
    let mut variants = row.product.variants.iter();
    match (asked.variant, row.product.variants.as_slice()) {
        (Some(id), _) => variants.find(|variant| variant.id == id),
        (None, [only]) => Some(only),
        _ => None,
    }
}

impl Mapping<'_> {
    /// The variant as a person knows it.
    fn variant_words(&self) -> String {
        let title = brief(&self.row.product.title, 80);
        match variant_name(self.lang, &self.variant.title) {
            _ if self.row.product.variants.len() == 1 => title,
            form => format!("{title} · {form}"),
        }
    }

    fn title(&self) -> Text<'static> {
        let words = isolated(&self.variant_words());
        self.lang.tr("map-title", &[("variant", words.into())])
    }

    fn parts(&self) -> &[Part] {
        self.asked.parts.as_deref().unwrap_or_default()
    }

    fn show(&self) -> Markup {
        let lang = self.lang;
        let adding = if self.parts().is_empty() {
            lang.t("map-part-add")
        } else {
            lang.t("map-part-change")
        };
        let action = format!("/products/{}/map", self.row.product.id);
        html! {
            (page_header(&PageHeader {
                back: Some(self.back()),
                title: self.title(),
                beside: html! {},
                under: html! { (lang.t("map-lead")) },
                actions: html! {},
            }))
            div.stack {
                @if let Some(error) = &self.error {
                    (callout(Tone::Danger, error, &html! {}))
                }
                @if !self.parts().is_empty() { (self.parts_card()) }
                @if let Found::Product(product) = &self.found { (self.choose_card(product)) }
                (card_with_title(&adding, &html! {
                    @if !self.parts().is_empty() { span.note { (lang.t("map-part-change-hint")) } }
                }, &html! {
                    div.stack {
                        (look_up_form(lang, self.names, self.asked, &self.found, &action, &self.kept()))
                    }
                }))
            }
        }
    }

    /// Back to the order that waits for it, else to the product.
    fn back(&self) -> (Text<'static>, Text<'static>) {
        match (self.asked.order, &self.order_number) {
            (Some(id), Some(number)) => {
                let values = [("number", isolated(number).into())];
                let label = self.lang.tr("product-back-order", &values);
                (label, format!("/orders/{id}").into())
            }
            _ => {
                let href = format!("/products/{}", self.row.product.id);
                (brief(&self.row.product.title, 60).into(), href.into())
            }
        }
    }

    /// What travels along with every form of the page.
    fn kept(&self) -> Markup {
        html! {
            input type="hidden" name="variant" value=(self.variant.id);
            @if let Some(order) = self.asked.order { input type="hidden" name="order" value=(order); }
            input type="hidden" name="chosen" value="1";
            @for part in self.parts() { input type="hidden" name="part" value=(part.write()); }
        }
    }

    fn parts_card(&self) -> Markup {
        let lang = self.lang;
        let save = Button {
            // While a form is being chosen, choosing is the thing to do.
            kind: match self.found {
                Found::Product(_) => ButtonKind::Secondary,
                _ => ButtonKind::Primary,
            },
            icon: Some(Icon::Check),
            label: lang.t("map-save"),
            ..Button::default()
        };
        card_with_title(
            &lang.t("map-parts"),
            &html! {},
            &html! {
                div.stack {
                    @for (index, part) in self.parts().iter().enumerate() { (self.part(index, part)) }
                    form.form method="post" action={ "/products/" (self.row.product.id) "/map" } {
                        (self.kept())
                        input type="hidden" name="country" value=(self.asked.country);
                        p.note { (lang.t("map-save-hint")) }
                        div.actions {
                            (link_button(ButtonKind::Secondary, None, &lang.t("map-cancel"), &self.back().1))
                            (button(&save))
                        }
                    }
                }
            },
        )
    }

    fn part(&self, index: usize, part: &Part) -> Markup {
        let lang = self.lang;
        let connection = self.names.connection(part.connection);
        let marketplace = connection.map_or_else(
            || lang.t("marketplace-unnamed").into_owned(),
            |connection| self.names.platform(&connection.platform),
        );
        let whom = [
            ("supplier", isolated(&part.supplier).into()),
            ("marketplace", marketplace.into()),
        ];
        let mut others = self.parts().to_vec();
        others.remove(index);
        let values = [("title", isolated(&part.title).into())];
        let without = lang.tr("map-part-remove", &values);
        html! {
            div.media {
                div.lines {
                    strong { (part.quantity) " × " (foreign(&part.title)) }
                    span.note { (lang.tr("product-part-from", &whom)) }
                }
                a.button.quiet.square href=(self.href(&others)) title=(without) {
                    (crate::ui::icon(Icon::Delete)) (crate::ui::hidden_text(&without))
                }
            }
        }
    }

    /// This page with other parts.
    fn href(&self, parts: &[Part]) -> String {
        let asked = Asked {
            parts: Some(parts.to_vec()),
            variant: Some(self.variant.id),
            ..self.asked.clone()
        };
        href(self.row.product.id, &asked)
    }

    fn choose_card(&self, product: &SupplierProduct) -> Markup {
        let lang = self.lang;
        let country = country_name(lang, self.asked.country().as_str()).into_owned();
        let lead = [
            ("title", isolated(&product.title).into()),
            ("supplier", isolated(&product.supplier.name).into()),
            ("country", country.into()),
        ];
        let siblings = self.row.product.variants.len();
        let fits = suggestion(self.variant, siblings, &product.variants);
        let fits = fits.map(|form| &form.external_id);
        let quantity = Field {
            name: "quantity".into(),
            label: lang.t("map-quantity"),
            ..Field::default()
        };
        let input = Input {
            kind: InputKind::Number,
            value: Cow::Borrowed(&self.quantity),
            ..Input::default()
        };
        // What is there already is replaced, unless the person builds a bundle.
        let instead = if self.parts().is_empty() {
            "map-save"
        } else {
            "map-replace"
        };
        let submit = |kind, icon, key: &str, value: &'static str| {
            button(&Button {
                kind,
                icon: Some(icon),
                label: lang.t(key),
                value: Some(("do".into(), value.into())),
                ..Button::default()
            })
        };
        card_with_title(
            &lang.t("map-choose"),
            &html! { span.note { (lang.tr("map-choose-lead", &lead)) } },
            &html! {
                form.form method="post" action={ "/products/" (self.row.product.id) "/map" } {
                    (self.kept())
                    input type="hidden" name="connection" value=(self.asked.connection);
                    input type="hidden" name="product" value=(self.asked.product);
                    input type="hidden" name="country" value=(self.asked.country);
                    (sale_state(lang, product))
                    fieldset.field {
                        legend.sr-only { (lang.t("map-choose")) }
                        div.radio-cards.pairs {
                            @for form in &product.variants {
                                (self.form_card(product, form, fits == Some(&form.external_id)))
                            }
                        }
                    }
                    div.narrow { (text_field(lang, &quantity, &input)) }
                    div.actions {
                        (submit(ButtonKind::Primary, Icon::Check, instead, "save"))
                        (submit(ButtonKind::Secondary, Icon::Add, "map-add-part", "more"))
                    }
                }
            },
        )
    }

    fn form_card(
        &self,
        product: &SupplierProduct,
        form: &SupplierVariant,
        suggested: bool,
    ) -> Markup {
        let lang = self.lang;
        let part = Part {
            connection: self.asked.connection.parse().unwrap_or(ConnectionId(0)),
            product: product.external_id.clone(),
            variant: form.external_id.clone(),
            quantity: 1,
            title: brief(&format!("{} {}", product.title, form.title), 120),
            supplier: brief(&product.supplier.name, 80),
        };
        let picture = form.image_url.as_ref().or(product.image_url.as_ref());
        let price = form.unit_price;
        html! {
            label.radio-card {
                input type="radio" name="pick" value=(part.write()) checked[suggested] required;
                (thumbnail(&Thumbnail {
                    src: picture.map(|src| Text::from(src.as_str())),
                    name: brief(&form.title, 80).into(),
                    quantity: 1,
                }))
                span {
                    strong { (foreign(&variant_name(lang, &form.title))) }
                    span.radio-hint {
                        (money(lang, price.amount(), price.currency().code()))
                        " · " (stock(lang, form.stock))
                    }
                    @if suggested {
                        (chip(&Chip {
                            tone: Tone::Success,
                            icon: Icon::Check,
                            word: lang.t("map-suggested"),
                        }))
                    }
                }
            }
        }
    }
}

/// The address of the page.
fn href(product: ProductId, asked: &Asked) -> String {
    let mut pairs = Serializer::new(String::new());
    if let Some(variant) = asked.variant {
        pairs.append_pair("variant", &variant.to_string());
    }
    if let Some(order) = asked.order {
        pairs.append_pair("order", &order.to_string());
    }
    if !asked.country.is_empty() {
        pairs.append_pair("country", &asked.country);
    }
    if let Some(parts) = &asked.parts {
        pairs.append_pair("chosen", "1");
        for part in parts {
            pairs.append_pair("part", &part.write());
        }
    }
    format!("/products/{product}/map?{}", pairs.finish())
}

/// `POST /products/{id}/map`: takes the chosen form along, and saves or asks for more.
pub(super) async fn save(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ProductId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let pairs = answers.0.iter().map(|(name, value)| (name, value));
    let mut asked = Asked::of(pairs);
    let quantity = answers.one("quantity").to_owned();
    let choosing = !asked.connection.is_empty();
    match take(lang, &answers, &mut asked) {
        Ok(()) => {}
        Err(text) => return draw(&desk, &visit, id, asked, &quantity, Some(text)).await,
    }
    if answers.one("do") == "more" {
        let asked = Asked {
            connection: String::new(),
            product: String::new(),
            ..asked
        };
        return Ok(Redirect::to(&href(id, &asked)).into_response());
    }
    let row = desk.app.space().product(id).await?;
    let row = row.ok_or(PageError::NotFound)?;
    let variant = variant_of(&row, &asked).ok_or(PageError::NotFound)?;
    let lines: Vec<MapLine> = asked.parts.iter().flatten().map(Part::line).collect();
    let country: CountryCode = asked.country();
    match app::desk::map_variant(&desk.app, variant.id, &lines, &country).await {
        Ok(()) => Ok(saved(lang, &row, variant, &asked)),
        Err(error @ (AppError::NotFound(_) | AppError::Storage(_))) => Err(error.into()),
        Err(error) => {
            let quantity = if choosing { quantity.as_str() } else { "1" };
            draw(&desk, &visit, id, asked, quantity, Some(error.to_string())).await
        }
    }
}

/// Takes the form that was picked, if any, as one more part or in place of all.
fn take(lang: Lang, answers: &Answers, asked: &mut Asked) -> Result<(), String> {
    let parts = asked.parts.get_or_insert_default();
    if answers.one("connection").is_empty() {
        return if parts.is_empty() {
            Err(lang.t("map-choose-missing").into_owned())
        } else {
            Ok(())
        };
    }
    let picked = Part::read(answers.one("pick"));
    let mut picked = picked.ok_or_else(|| lang.t("map-choose-missing").into_owned())?;
    let quantity = answers.one("quantity").parse::<u32>().ok();
    picked.quantity = quantity
        .filter(|quantity| (1..=MOST).contains(quantity))
        .ok_or_else(|| lang.t("map-quantity-wrong").into_owned())?;
    if answers.one("do") != "more" {
        *parts = vec![picked];
        return Ok(());
    }
    if parts.len() >= PARTS || parts.iter().any(|part| part.is_same(&picked)) {
        return Err(lang.t("map-same-twice").into_owned());
    }
    parts.push(picked);
    Ok(())
}

fn saved(lang: Lang, row: &ProductRow, variant: &Variant, asked: &Asked) -> Response {
    let words = format!(
        "{} {}",
        brief(&row.product.title, 40),
        brief(&variant.title, 20)
    );
    let values = [("variant", isolated(&words).into())];
    let (path, key) = match asked.order {
        Some(order) => (format!("/orders/{order}"), "map-saved-order"),
        None => (format!("/products/{}", row.product.id), "map-saved"),
    };
    // keys: map-saved-*
    redirect_with(&path, Tone::Success, &lang.tr(key, &values))
}
