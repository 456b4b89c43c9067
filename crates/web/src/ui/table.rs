//! The data table: a head that stays, a column of checkboxes, and on a phone a card for each row.
//!
//! Roles are written out, because a browser forgets them when a table is laid out as cards. Rows
//! carry an id and are compared by their markup when a live region is fetched again.

use maud::{Markup, html};

use super::{Icon, Tone, hidden_text, icon, safe_href};
use crate::i18n::{Lang, Text};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    /// Words.
    #[default]
    Text,
    /// Amounts, aligned to the right.
    Number,
    /// Buttons; its head is for screen readers only.
    Actions,
}

/// Where a column stays when there is less room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Importance {
    /// The head of the card on a phone; one column has it.
    Title,
    /// Always there, on a phone with its label.
    #[default]
    Always,
    /// Always there, on a phone without its label: chips and pictures.
    Plain,
    /// Only where there is room for it.
    Wide,
}

/// How a column is sorted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Not by this column.
    None,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column<'a> {
    /// Its head.
    pub label: Text<'a>,
    /// What it holds.
    pub kind: ColumnKind,
    /// Where it stays.
    pub importance: Importance,
    /// How it is sorted now, and the address that sorts by it or turns it around.
    pub sort: Option<(Order, Text<'a>)>,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Its id: the value of its checkbox, and what live updates know it by.
    pub id: Text<'a>,
    /// What it is called, for its checkbox.
    pub name: Text<'a>,
    /// The page that it opens.
    pub href: Option<Text<'a>>,
    /// A mark at its edge; neutral has none. The row's own cells say the same in words.
    pub tone: Tone,
    /// One cell for each column.
    pub cells: Vec<Markup>,
}

/// The column of checkboxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection<'a> {
    /// The id of the bulk bar's form.
    pub form: Text<'a>,
    /// The name of the checkboxes in that form.
    pub name: Text<'a>,
}

/// The words for rows that came while the list was open; `#` becomes their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRows<'a> {
    /// For one.
    pub one: Text<'a>,
    /// For several.
    pub many: Text<'a>,
}

/// A table.
#[derive(Debug, Clone)]
pub struct DataTable<'a> {
    /// What it lists, for screen readers.
    pub caption: Text<'a>,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
    /// Its rows.
    pub rows: Vec<Row<'a>>,
    /// Its checkboxes.
    pub selection: Option<Selection<'a>>,
    /// How it announces new rows, when it is inside of a live region.
    pub live: Option<LiveRows<'a>>,
}

/// Shows a table.
pub fn data_table(lang: Lang, table: &DataTable<'_>) -> Markup {
    html! {
        @if let Some(live) = &table.live {
            button.new-rows type="button" data-new data-one=(live.one) data-many=(live.many) hidden {}
        }
        div.table-scroll {
            table.table role="table" {
                caption.sr-only { (table.caption) }
                thead role="rowgroup" {
                    tr role="row" {
                        @if table.selection.is_some() {
                            th.table-check role="columnheader" scope="col" {
                                input.needs-script type="checkbox" data-all
                                    aria-label=(lang.t("table-select-all"));
                                (hidden_text(&lang.t("table-selection")))
                            }
                        }
                        @for column in &table.columns { (head(lang, column)) }
                    }
                }
                tbody role="rowgroup" data-rows data-gone-title=(lang.t("live-gone")) {
                    @for row in &table.rows { (body_row(lang, table, row)) }
                }
            }
        }
    }
}

fn head(lang: Lang, column: &Column<'_>) -> Markup {
    let sorted = match column.sort.as_ref().map(|(order, _)| order) {
        Some(Order::Ascending) => Some("ascending"),
        Some(Order::Descending) => Some("descending"),
        _ => None,
    };
    html! {
        th class=(classes(column)) role="columnheader" scope="col" aria-sort=[sorted] {
            @match &column.sort {
                Some((order, href)) => a.sort href=(safe_href(href)) data-order=(order_name(*order))
                    title=(lang.tr("table-sort", &[("column", column.label.as_ref().into())])) {
                    (column.label)
                    (icon(match order {
                        Order::None => Icon::Sort,
                        Order::Ascending => Icon::Ascending,
                        Order::Descending => Icon::Descending,
                    }))
                },
                None if column.kind == ColumnKind::Actions => (hidden_text(&column.label)),
                None => (column.label),
            }
        }
    }
}

fn body_row(lang: Lang, table: &DataTable<'_>, row: &Row<'_>) -> Markup {
    let tone = (row.tone != Tone::Neutral).then(|| row.tone.name());
    html! {
        tr role="row" id={ "row-" (row.id) } data-row=(row.id) data-tone=[tone]
            data-href=[row.href.as_deref().map(safe_href)] tabindex="-1" {
            @if let Some(selection) = &table.selection {
                td.table-check role="cell" {
                    label {
                        input type="checkbox" name=(selection.name) value=(row.id)
                            form=(selection.form) data-select autocomplete="off"
                            aria-label=(lang.tr("table-select-row",
                                &[("name", row.name.as_ref().into())]));
                    }
                }
            }
            @for (column, cell) in table.columns.iter().zip(&row.cells) {
                td class=(classes(column)) role="cell" data-label=(column.label) { (cell) }
            }
        }
    }
}

const fn classes(column: &Column<'_>) -> &'static str {
    match (column.kind, column.importance) {
        (ColumnKind::Text, Importance::Title) => "cell-title",
        (ColumnKind::Text, Importance::Always) => "cell",
        (ColumnKind::Text, Importance::Plain) => "cell cell-plain",
        (ColumnKind::Text, Importance::Wide) => "cell cell-wide",
        (ColumnKind::Number, Importance::Title) => "cell-title cell-number",
        (ColumnKind::Number, Importance::Always) => "cell cell-number",
        (ColumnKind::Number, Importance::Plain) => "cell cell-number cell-plain",
        (ColumnKind::Number, Importance::Wide) => "cell cell-number cell-wide",
        (ColumnKind::Actions, _) => "cell cell-plain cell-actions",
    }
}

const fn order_name(order: Order) -> &'static str {
    match order {
        Order::None => "none",
        Order::Ascending => "ascending",
        Order::Descending => "descending",
    }
}
