//! How many orders came in on each of the last days, and what all orders wait for now.

use domain::order::Tab;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::counts::Tally;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Lang;
use crate::ui::{Bar, Share, card_with_title, column_chart, share_bar};
use crate::visit::Visit;

const DAYS: i64 = 14;
const DAY_SECONDS: i64 = 86_400;

pub(super) async fn show(desk: &Desk, visit: &Visit, tally: &Tally) -> Result<Markup, PageError> {
    let lang = visit.lang;
    let bars = days(desk, visit).await?;
    let waiting_tabs = Tab::ALL
        .into_iter()
        .filter(|tab| !matches!(tab, Tab::Fulfilled | Tab::Canceled));
    let shares: Vec<Share<'_>> = waiting_tabs
        .filter_map(|tab| {
            let count = tally.tabs.iter().find(|count| count.tab == tab)?;
            (count.orders > 0).then(|| Share {
                label: tab_name(lang, tab).into(),
                value: count.orders,
                href: Some(format!("/orders?tab={}", tab.as_str()).into()),
            })
        })
        .collect();
    let per_day = lang.tr("home-per-day", &[("count", DAYS.into())]);
    let waiting = lang.t("home-by-tab");
    Ok(html! {
        div.grid-wide {
            (card_with_title(&per_day, &html! {}, &column_chart(lang, &per_day, &bars)))
            (card_with_title(&waiting, &html! {}, &share_bar(lang, &waiting, &shares)))
        }
    })
}

// keys: home-tab-*
fn tab_name(lang: Lang, tab: Tab) -> String {
    let key = format!("home-tab-{}", tab.as_str().replace('_', "-"));
    lang.t(&key).into_owned()
}

/// A bar for each day in the merchant's zone, the last one today.
async fn days(desk: &Desk, visit: &Visit) -> Result<Vec<Bar<'static>>, PageError> {
    let lang = visit.lang;
    let zone = &visit.reader.zone;
    let offset = i64::from(zone.to_offset(visit.now).seconds());
    let today = (visit.now.as_second() + offset).div_euclid(DAY_SECONDS);
    let first = today - DAYS + 1;
    let from = Timestamp::from_second(first * DAY_SECONDS - offset).unwrap_or_default();
    let counted = desk.app.space().orders_per_day(from, offset).await?;
    let bars = (first..=today).map(|day| {
        let found = counted.iter().find(|(known, _)| *known == day);
        let value = found.map_or(0, |(_, count)| *count);
        // The day's number is counted in the merchant's zone already, so its date is read as UTC.
        let date = Timestamp::from_second(day * DAY_SECONDS).unwrap_or_default();
        Bar {
            label: date.strftime("%-d").to_string().into(),
            value,
            written: lang.number(value).into(),
            href: Some(
                date.strftime("/orders?from=%Y-%m-%d&to=%Y-%m-%d")
                    .to_string()
                    .into(),
            ),
        }
    });
    Ok(bars.collect())
}
