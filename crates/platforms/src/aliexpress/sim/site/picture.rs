//! Pictures that the program draws: a shape by category, colors by product, one view after another.

use std::fmt::Write as _;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::AliexpressSim;
use super::super::seeded::Roll;

/// Which picture of a product.
#[derive(Debug, Deserialize)]
pub(in super::super) struct View {
    #[serde(default)]
    view: u64,
    #[serde(default)]
    sku: String,
}

/// `/pictures/{product_id}.svg`.
pub(in super::super) async fn show(
    State(sim): State<AliexpressSim>,
    Path(file): Path<String>,
    Query(view): Query<View>,
) -> Response {
    let number: Option<u64> = file.strip_suffix(".svg").and_then(|id| id.parse().ok());
    let found = sim.with(|world, _| {
        let shelf = world.shelves.get(&world.shelf_id(number?)?)?;
        Some((shelf.product.product_id, shelf.product.category.clone()))
    });
    let Some((product_id, category)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, draw(product_id, &category, &view)).into_response()
}

fn draw(product_id: u64, category: &str, view: &View) -> String {
    let mut color = Roll::new(7, "picture", product_id);
    let hue = (color.below(360) + sku_turn(&view.sku)) % 360;
    let mut roll = Roll::new(7, "view", product_id * 10 + view.view);
    let tilt = i64::try_from(roll.below(24)).unwrap_or(0) - 12;
    let shape = match category {
        "Home & Kitchen" => home(color.below(3)),
        "Outdoor" => outdoor(color.below(3)),
        "Pets" => pets(color.below(2)),
        _ => gadget(color.below(3)),
    };
    let mut dots = String::new();
    for _ in 0..9 {
        let _ = write!(
            dots,
            "<circle cx='{}' cy='{}' r='{}' fill='hsl({} 45% 88%)'/>",
            roll.below(640),
            roll.below(640),
            14 + roll.below(60),
            (hue + 30) % 360
        );
    }
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 640 640' width='640' height='640'><defs>\
         <linearGradient id='b' x1='0' y1='0' x2='1' y2='1'><stop offset='0' stop-color='hsl({hue} 40% 95%)'/><stop offset='1' stop-color='hsl({far} 38% 87%)'/></linearGradient>\
         <linearGradient id='m' x1='0' y1='0' x2='1' y2='1'><stop offset='0' stop-color='hsl({hue} 52% 62%)'/><stop offset='1' stop-color='hsl({hue} 55% 44%)'/></linearGradient></defs>\
         <rect width='640' height='640' fill='url(#b)'/>{dots}<ellipse cx='320' cy='540' rx='190' ry='26' fill='hsl({hue} 30% 30% / .16)'/>\
         <g transform='rotate({tilt} 320 340)' fill='url(#m)' stroke='hsl({hue} 50% 32%)' stroke-width='6' stroke-linejoin='round' stroke-linecap='round'>{shape}</g></svg>",
        far = (hue + 40) % 360,
    )
}

/// SKUs of a product differ in color.
fn sku_turn(sku: &str) -> u64 {
    let number: u64 = sku.parse().unwrap_or(0);
    if number == 0 {
        0
    } else {
        Roll::new(7, "sku color", number).below(12) * 30
    }
}

fn home(kind: u64) -> &'static str {
    match kind {
        0 => {
            "<path d='M150 300h340c0 130-70 220-170 220S150 430 150 300z'/><ellipse cx='320' cy='300' rx='170' ry='34' fill='#fff' fill-opacity='.5'/>"
        }
        1 => {
            "<path d='M200 230h200v230a50 50 0 0 1-50 50H250a50 50 0 0 1-50-50z'/><path d='M400 270h30a60 60 0 0 1 0 130h-30' fill='none'/><path d='M250 190c0-30 24-30 24-60M320 190c0-30 24-30 24-60' fill='none'/>"
        }
        _ => {
            "<rect x='210' y='230' width='220' height='290' rx='36'/><rect x='236' y='170' width='168' height='60' rx='14' fill='#fff' fill-opacity='.6'/><path d='M210 340h220' fill='none'/>"
        }
    }
}

fn outdoor(kind: u64) -> &'static str {
    match kind {
        0 => {
            "<path d='M320 160 120 520h400z'/><path d='M320 160v360M320 300l-70 220h140z' fill='#fff' fill-opacity='.45'/>"
        }
        1 => {
            "<rect x='250' y='200' width='140' height='320' rx='44'/><rect x='278' y='140' width='84' height='60' rx='16' fill='#fff' fill-opacity='.55'/><path d='M250 330h140' fill='none'/>"
        }
        _ => {
            "<path d='M200 250a120 120 0 0 1 240 0v230a40 40 0 0 1-40 40H240a40 40 0 0 1-40-40z'/><rect x='240' y='370' width='160' height='110' rx='18' fill='#fff' fill-opacity='.45'/><path d='M280 160c0-50 80-50 80 0' fill='none'/>"
        }
    }
}

fn pets(kind: u64) -> &'static str {
    match kind {
        0 => {
            "<ellipse cx='320' cy='430' rx='110' ry='90'/><ellipse cx='190' cy='310' rx='46' ry='62'/><ellipse cx='275' cy='235' rx='46' ry='64'/><ellipse cx='370' cy='235' rx='46' ry='64'/><ellipse cx='452' cy='310' rx='46' ry='62'/>"
        }
        _ => {
            "<path d='M170 360h300l40 130a30 30 0 0 1-30 34H160a30 30 0 0 1-30-34z'/><ellipse cx='320' cy='360' rx='150' ry='40' fill='#fff' fill-opacity='.5'/><path d='M280 440c20-26 60-26 80 0-20 26-60 26-80 0z' fill='#fff' fill-opacity='.6'/>"
        }
    }
}

fn gadget(kind: u64) -> &'static str {
    match kind {
        0 => {
            "<rect x='220' y='150' width='200' height='370' rx='34'/><rect x='244' y='190' width='152' height='270' rx='12' fill='#fff' fill-opacity='.55'/><circle cx='320' cy='490' r='12' fill='#fff'/>"
        }
        1 => {
            "<circle cx='320' cy='290' r='130'/><circle cx='320' cy='290' r='70' fill='#fff' fill-opacity='.55'/><path d='M320 420v70M230 520h180' fill='none' stroke-width='18'/>"
        }
        _ => {
            "<rect x='150' y='260' width='340' height='230' rx='30'/><rect x='190' y='300' width='180' height='90' rx='10' fill='#fff' fill-opacity='.6'/><circle cx='430' cy='345' r='28' fill='#fff' fill-opacity='.6'/><path d='M190 440h260' fill='none'/>"
        }
    }
}
