//! All settings at a glance: each store with its rules in words, and the people.

use axum::extract::State;
use axum::response::Html;
use domain::store::{Automation, Store};
use maud::{Markup, html};

use super::store::rule_in_words;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Text;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    ButtonKind, Empty, Icon, Illustration, PageHeader, card, card_with_title, definition_list,
    empty_state, foreign, link_button, page_header,
};
use crate::visit::Visit;

/// `GET /settings`.
pub(crate) async fn overview(
    State(desk): State<Desk>,
    visit: Visit,
) -> Result<Html<String>, PageError> {
    let lang = visit.lang;
    let stores = desk.app.space().stores().await?;
    let users = desk.app.space().users().await?;
    let title = lang.t("nav-settings");
    let content = html! {
        (page_header(&PageHeader {
            back: None,
            title: title.clone(),
            beside: html! {},
            under: html! {},
            actions: html! {},
        }))
        @if stores.is_empty() {
            (card(&empty_state(&Empty {
                illustration: Illustration::Plugs,
                title: lang.t("settings-empty-title"),
                body: lang.t("settings-empty-body"),
                action: link_button(ButtonKind::Primary, Some(Icon::Store),
                    &lang.t("home-step-store"), "/connections/new"),
            })))
            h2.section-title {}
        }
        div.grid-wide {
            @for store in &stores { (store_card(&visit, store)) }
            (card_with_title(&lang.t("post-title"), &html! {}, &html! {
                div.stack {
                    p { (lang.t("post-lead")) }
                    (link_button(ButtonKind::Secondary, Some(Icon::Tracking),
                        &lang.t("settings-change"), "/settings/post"))
                }
            }))
            (card_with_title(&lang.t("people-title"), &html! {}, &html! {
                div.stack {
                    p { (lang.tr("people-count", &[("count", users.len().into())])) }
                    (link_button(ButtonKind::Secondary, Some(Icon::People),
                        &lang.t("people-open"), "/settings/people"))
                }
            }))
        }
    };
    let page = shell(&desk, &visit, &title, Section::Settings, content).await?;
    Ok(html_page(&page))
}

fn store_card(visit: &Visit, store: &Store) -> Markup {
    let lang = visit.lang;
    let placing = lang.t(match store.settings.placing {
        Automation::ByHand => "settings-by-hand",
        Automation::Automatic => "settings-automatic",
    });
    let yes_no = |yes: bool| lang.t(if yes { "settings-yes" } else { "settings-no" });
    let facts: [(Text<'_>, Markup); 5] = [
        (lang.t("settings-placing"), html! { (placing) }),
        (
            lang.t("settings-shipping"),
            html! { (rule_in_words(lang, &store.settings.shipping)) },
        ),
        (
            lang.t("settings-tolerance"),
            html! { (store.settings.price_tolerance_percent) "%" },
        ),
        (
            lang.t("settings-notify-short"),
            html! { (yes_no(store.settings.notify_customer)) },
        ),
        (
            lang.t("settings-tracking-url"),
            foreign(&store.settings.tracking_url),
        ),
    ];
    card_with_title(
        &store.name,
        &html! {},
        &html! {
            div.stack {
                (definition_list(&facts))
                (link_button(ButtonKind::Secondary, Some(Icon::Edit), &lang.t("settings-change"),
                    &format!("/settings/stores/{}", store.id)))
            }
        },
    )
}
