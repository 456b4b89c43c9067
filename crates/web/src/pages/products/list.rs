//! The list of products with how many of their variants are connected to suppliers.

use axum::extract::{RawQuery, State};
use axum::response::{Html, Response};
use domain::ids::ProductId;
use domain::money::Money;
use maud::{Markup, html};
use storage::ProductRow;
use url::form_urlencoded;

use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    self, Button, ButtonKind, Chip, Column, ColumnKind, DataTable, Empty, Icon, Illustration,
    Importance, PageHeader, Row, Thumbnail, Tone, button, chip, data_table, empty_state, foreign,
    link_button, money, page_header, tabs, thumbnail,
};
use crate::visit::Visit;
use crate::words::{Names, brief};

/// So many rows fill a screen.
const ROWS: usize = 50;

/// So many products are looked at for one page of unmapped ones; the next page goes on from there.
const LOOKED_AT: u32 = 500;

/// So many times that before a page is answered all the same.
const LOOKS: usize = 4;

/// `POST /products/sync`.
pub(super) async fn sync(State(desk): State<Desk>, visit: Visit) -> Result<Response, PageError> {
    for store in desk.app.space().stores().await? {
        app::desk::sync_store(&desk.app, store.id).await?;
    }
    let text = visit.lang.t("products-synced");
    Ok(redirect_with("/products", Tone::Info, &text))
}

/// `GET /products`.
pub(super) async fn list(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, PageError> {
    let (mut unmapped_only, mut after) = (false, None);
    for (name, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "show" => unmapped_only = value == "unmapped",
            "after" => after = value.parse::<ProductId>().ok(),
            _ => {}
        }
    }
    let (rows, next) = read(&desk, unmapped_only, after).await?;
    let names = Names::load(&desk).await?;
    let unmapped = desk.app.space().unmapped_count().await?;
    let list = List {
        lang: visit.lang,
        names: &names,
        unmapped_only,
        unmapped,
        first: after.is_none(),
        next,
        rows,
    };
    let title = visit.lang.t("nav-products");
    let page = shell(&desk, &visit, &title, Section::Products, list.show()).await?;
    Ok(html_page(&page))
}

/// A page of products, and the last one that was looked at when there may be more.
async fn read(
    desk: &Desk,
    unmapped_only: bool,
    after: Option<ProductId>,
) -> Result<(Vec<ProductRow>, Option<ProductId>), PageError> {
    let space = desk.app.space();
    if !unmapped_only {
        let most = u32::try_from(ROWS + 1).unwrap_or(u32::MAX);
        let mut rows = space.products(after, most).await?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let next = rows.last().map(|row| row.product.id).filter(|_| more);
        return Ok((rows, next));
    }
    let (mut found, mut after) = (Vec::new(), after);
    for _ in 0..LOOKS {
        let rows = space.products(after, LOOKED_AT).await?;
        let last = rows.len() < usize::try_from(LOOKED_AT).unwrap_or(usize::MAX);
        for row in rows {
            after = Some(row.product.id);
            if mapped(&row) < row.product.variants.len() {
                found.push(row);
            }
            if found.len() == ROWS {
                return Ok((found, after));
            }
        }
        if last {
            return Ok((found, None));
        }
    }
    Ok((found, after))
}

/// How many variants of a product are bought somewhere.
pub(super) fn mapped(row: &ProductRow) -> usize {
    let bought = row.mappings.values();
    bought.filter(|mapping| !mapping.lines.is_empty()).count()
}

/// How many of a product's variants are connected.
pub(super) fn mapped_chip(lang: Lang, row: &ProductRow) -> Chip<'static> {
    let (mapped, total) = (mapped(row), row.product.variants.len());
    if mapped == total {
        Chip {
            tone: Tone::Success,
            icon: Icon::Link,
            word: lang.t("products-all-mapped"),
        }
    } else if mapped == 0 {
        Chip {
            tone: Tone::Warning,
            icon: Icon::Disconnected,
            word: lang.t("products-none-mapped"),
        }
    } else {
        let values = [("mapped", mapped.into()), ("total", total.into())];
        Chip {
            tone: Tone::Warning,
            icon: Icon::Disconnected,
            word: lang.tr("products-mapped", &values),
        }
    }
}

struct List<'a> {
    lang: Lang,
    names: &'a Names,
    unmapped_only: bool,
    unmapped: i64,
    first: bool,
    next: Option<ProductId>,
    rows: Vec<ProductRow>,
}

impl List<'_> {
    fn show(&self) -> Markup {
        let lang = self.lang;
        let read = Button {
            icon: Some(Icon::Refresh),
            label: lang.t("products-sync"),
            ..Button::default()
        };
        html! {
            (page_header(&PageHeader {
                back: None,
                title: lang.t("nav-products"),
                beside: html! {},
                under: html! {},
                actions: html! {
                    @if !self.names.stores().is_empty() {
                        form method="post" action="/products/sync" { (button(&read)) }
                    }
                },
            }))
            section.card id="products" data-live="setup" data-swap="#products" data-list {
                (self.tabs())
                @if self.rows.is_empty() && self.next.is_none() { (self.nothing()) }
                @else {
                    (data_table(lang, &self.table()))
                    (self.ways())
                }
            }
        }
    }

    fn tabs(&self) -> Markup {
        let lang = self.lang;
        let all = ui::Tab {
            label: lang.t("products-all"),
            href: "/products".into(),
            count: None,
            tone: Tone::Neutral,
        };
        let unmapped = ui::Tab {
            label: lang.t("products-unmapped"),
            href: "/products?show=unmapped".into(),
            count: Some(self.unmapped),
            tone: Tone::Warning,
        };
        let current = usize::from(self.unmapped_only);
        tabs(lang, &lang.t("products-tabs"), &[all, unmapped], current)
    }

    fn nothing(&self) -> Markup {
        let lang = self.lang;
        let link = |kind, key: &str, href| link_button(kind, None, &lang.t(key), href);
        let (illustration, title, body, action) = if self.unmapped_only {
            let all = link(ButtonKind::Secondary, "products-see-all", "/products");
            let (title, body) = ("products-empty-mapped", "products-empty-mapped-body");
            (Illustration::AllDone, title, body, all)
        } else {
            let connect = link(
                ButtonKind::Primary,
                "products-empty-connect",
                "/connections",
            );
            let action = if self.names.stores().is_empty() {
                connect
            } else {
                html! {}
            };
            (
                Illustration::Plugs,
                "products-empty",
                "products-empty-body",
                action,
            )
        };
        // keys: products-empty-*
        empty_state(&Empty {
            illustration,
            title: lang.t(title),
            body: lang.t(body),
            action,
        })
    }

    fn table(&self) -> DataTable<'static> {
        let lang = self.lang;
        let column = |key: &str, kind, importance| Column {
            label: lang.t(key),
            kind,
            importance,
            sort: None,
        };
        use ColumnKind::{Number, Text as Words};
        DataTable {
            caption: lang.t("products-caption"),
            columns: vec![
                column("products-column-product", Words, Importance::Title),
                column("products-column-store", Words, Importance::Wide),
                column("products-column-variants", Words, Importance::Plain),
                column("products-column-price", Number, Importance::Always),
                column("products-column-mapping", Words, Importance::Plain),
            ],
            rows: self.rows.iter().map(|row| self.row(row)).collect(),
            selection: None,
            live: None,
        }
    }

    fn row(&self, row: &ProductRow) -> Row<'static> {
        let lang = self.lang;
        let product = &row.product;
        let href = format!("/products/{}", product.id);
        let title = brief(&product.title, 120);
        let count = [("count", product.variants.len().into())];
        Row {
            id: product.id.to_string().into(),
            name: title.clone().into(),
            tone: Tone::Neutral,
            cells: vec![
                html! {
                    span.media {
                        (thumbnail(&Thumbnail {
                            src: product.image_url.as_deref().map(Text::from),
                            name: title.clone().into(),
                            quantity: 1,
                        }))
                        a href=(href) { (foreign(&title)) }
                    }
                },
                html! { (self.names.store_name(lang, product.store_id)) },
                html! { (lang.tr("products-variants", &count)) },
                prices(lang, row),
                html! { (chip(&mapped_chip(lang, row))) },
            ],
            href: Some(href.into()),
        }
    }

    fn ways(&self) -> Markup {
        let show = if self.unmapped_only {
            "show=unmapped"
        } else {
            ""
        };
        html! {
            @if !self.first || self.next.is_some() {
                nav.pagination aria-label=(self.lang.t("pages-label")) {
                    span.pagination-range {}
                    @if !self.first {
                        (link_button(ButtonKind::Secondary, Some(Icon::Previous),
                            &self.lang.t("products-first"), &format!("/products?{show}")))
                    }
                    @if let Some(next) = self.next {
                        (link_button(ButtonKind::Secondary, Some(Icon::Next),
                            &self.lang.t("products-next"),
                            &format!("/products?{show}&after={next}")))
                    }
                }
            }
        }
    }
}

/// The lowest and the highest price, where the store said any.
fn prices(lang: Lang, row: &ProductRow) -> Markup {
    let prices: Vec<Money> = row
        .product
        .variants
        .iter()
        .filter_map(|one| one.price)
        .collect();
    let lowest = prices.iter().min_by_key(|price| price.minor());
    let highest = prices.iter().max_by_key(|price| price.minor());
    let shown = |price: &Money| money(lang, price.amount(), price.currency().code());
    html! {
        @match (lowest, highest) {
            (Some(lowest), Some(highest)) if lowest != highest => {
                (lang.amount(lowest.amount(), lowest.currency().code())) " – " (shown(highest))
            }
            (Some(lowest), _) => (shown(lowest)),
            _ => span.note { (lang.t("product-no-price")) },
        }
    }
}
