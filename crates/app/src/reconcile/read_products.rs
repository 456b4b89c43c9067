//! Reading a store's products, so that order lines find their variants and variants can be mapped.

use domain::catalog::{Product, Variant};
use domain::changeset::{Changeset, Write};
use domain::ids::{ProductId, StoreId, VariantId};
use domain::money::Money;
use domain::ports::store::{PageToken, StoreProduct, StoreVariant};
use domain::store::Store;

use crate::App;
use crate::flow::{Ending, Step, call};

/// Repeating it changes nothing: products are found again by the store's ids.
pub(crate) async fn read_products(app: &App, store_id: StoreId) -> Step {
    let Some(store) = app.space().store(store_id).await? else {
        return Ok(Ending::done());
    };
    let port = app.store_port(store.connection_id).await?;
    let mut page: Option<PageToken> = None;
    loop {
        let found = port
            .products(page)
            .await
            .map_err(call("reading a store's products", store.connection_id))?;
        let mut changeset = Changeset::default();
        for told in &found.items {
            changeset
                .writes
                .push(Write::PutProduct(Box::new(product(app, &store, told))));
        }
        app.space().commit(changeset).await?;
        page = found.next;
        if page.is_none() {
            return Ok(Ending::done());
        }
    }
}

fn product(app: &App, store: &Store, told: &StoreProduct) -> Product {
    let variant = |told: &StoreVariant| Variant {
        id: VariantId::fresh(app.ids()),
        external_id: told.external_id.clone(),
        title: told.title.clone(),
        sku: told.sku.clone(),
        price: told
            .price
            .and_then(|price| Money::rounded(price, store.currency).ok()),
    };
    Product {
        id: ProductId::fresh(app.ids()),
        store_id: store.id,
        external_id: told.external_id.clone(),
        title: told.title.clone(),
        image_url: told.image_url.clone(),
        variants: told.variants.iter().map(variant).collect(),
    }
}
