//! Reading a store's products, so that order lines find their variants and variants can be mapped.

use domain::catalog::{Product, Variant};
use domain::changeset::{Changeset, Write};
use domain::ids::{ProductId, StoreId, VariantId};
use domain::money::Money;
use domain::ports::store::{PageToken, StoreProduct, StoreVariant};
use domain::store::Store;

use crate::App;
use crate::flow::{Ending, Step, call};
use crate::queue::Held;

/// Repeating it changes nothing: products are found again by the store's ids. It goes on at the page
/// where an earlier try stopped.
pub(crate) async fn read_products(app: &App, held: &Held, store_id: StoreId) -> Step {
    let Some(store) = app.space().store(store_id).await? else {
        return Ok(Ending::done());
    };
    let port = app.store_port(store.connection_id).await?;
    let mut page = held.progress.clone().map(PageToken);
    loop {
        let found = match port.products(page).await {
            Ok(found) => found,
            Err(error) => {
                if !error.is_temporary() {
                    // It may be the page that is refused: the next try begins anew.
                    held.keep_progress(app, None).await?;
                }
                let failed = call("reading a store's products", store.connection_id);
                return Err(failed(error));
            }
        };
        let mut changeset = Changeset::default();
        for told in &found.items {
            changeset
                .writes
                .push(Write::PutProduct(Box::new(product(app, &store, told))));
        }
        app.space().commit(changeset).await?;
        page = found.next;
        let Some(next) = &page else {
            return Ok(Ending::done());
        };
        held.keep_progress(app, Some(next.0.clone())).await?;
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
