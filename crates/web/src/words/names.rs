//! What stores and marketplaces are called: names come from connections and connectors, never from
//! the code of a page.

use std::sync::Arc;

use domain::connection::{Connection, ConnectionKind};
use domain::ids::{ConnectionId, PlatformName, StoreId};
use domain::store::Store;

use maud::{Markup, html};

use super::{brief, isolated};
use crate::counts::Tally;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Lang;
use crate::ui::foreign;

/// Everything that has a name.
#[derive(Clone)]
pub(crate) struct Names {
    tally: Arc<Tally>,
    titles: Vec<(&'static str, &'static str)>,
}

impl Names {
    /// Names as they are now.
    pub(crate) async fn load(desk: &Desk) -> Result<Self, PageError> {
        let connectors = desk.app.connectors().iter();
        Ok(Self {
            tally: desk.counts.read(&desk.app).await?,
            titles: connectors
                .map(|connector| (connector.platform(), connector.title()))
                .collect(),
        })
    }

    /// Every store.
    pub(crate) fn stores(&self) -> &[Store] {
        &self.tally.stores
    }

    /// A store.
    pub(crate) fn store(&self, id: StoreId) -> Option<&Store> {
        self.tally.stores.iter().find(|store| store.id == id)
    }

    /// A store's name, fit for a sentence.
    pub(crate) fn store_name(&self, lang: Lang, id: StoreId) -> String {
        self.store(id).map_or_else(
            || lang.t("actor-store").into_owned(),
            |store| isolated(&store.name),
        )
    }

    /// In a list of several stores' orders: whose this one is. Stores number their orders alike.
    pub(crate) fn whose(&self, id: StoreId) -> Markup {
        let several = self.stores().len() > 1;
        let store = self.store(id).filter(|_| several);
        html! { @if let Some(store) = store { div.note { (foreign(&brief(&store.name, 24))) } } }
    }

    /// The marketplace accounts.
    pub(crate) fn marketplaces(&self) -> impl Iterator<Item = &Connection> {
        self.tally
            .connections
            .iter()
            .filter(|connection| connection.kind == ConnectionKind::Marketplace)
    }

    /// A connection.
    pub(crate) fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        self.tally
            .connections
            .iter()
            .find(|connection| connection.id == id)
    }

    /// A platform as people write it.
    pub(crate) fn platform(&self, platform: &PlatformName) -> String {
        self.titles
            .iter()
            .find(|(name, _)| *name == platform.as_str())
            .map_or_else(
                || isolated(platform.as_str()),
                |(_, title)| (*title).to_owned(),
            )
    }

    /// The marketplace where it can only be one; else "the marketplace".
    pub(crate) fn some_marketplace(&self, lang: Lang) -> String {
        let mut platforms: Vec<&PlatformName> =
            self.marketplaces().map(|one| &one.platform).collect();
        platforms.sort();
        platforms.dedup();
        match platforms.as_slice() {
            [only] => self.platform(only),
            _ => lang.t("marketplace-unnamed").into_owned(),
        }
    }
}
