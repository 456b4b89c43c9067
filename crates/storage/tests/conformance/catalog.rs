//! The store's products and how each variant is bought.

use std::collections::BTreeMap;

use domain::catalog::{Mapping, Product};
use domain::changeset::Write;
use domain::ids::{ExternalId, ProductId, VariantId};

use super::ground::{Ground, assert_conflict};
use super::sample;

async fn put(ground: &Ground, product: &Product) {
    let write = Write::PutProduct(Box::new(product.clone()));
    ground.commit(vec![write]).await.unwrap();
}

async fn read(ground: &Ground, id: ProductId) -> Product {
    ground.space.product(id).await.unwrap().unwrap().product
}

pub(crate) async fn a_product_put_twice_keeps_its_ids(ground: &Ground) {
    let setup = ground.set_up().await;
    let store = setup.store.id;
    let first = sample::product(&*ground.ids, store);
    put(ground, &first).await;
    assert_eq!(read(ground, first.id).await, first);

    // The store is read again: other fresh ids, the same external ids, one variant more.
    let mut again = sample::product(&*ground.ids, store);
    again.external_id = first.external_id.clone();
    again.title = "New title".into();
    again.image_url = None;
    for (variant, known) in again.variants.iter_mut().zip(&first.variants) {
        variant.external_id = known.external_id.clone();
        variant.sku = "NEW".into();
        variant.price = None;
    }
    let added = sample::product(&*ground.ids, store).variants.remove(0);
    again.variants.push(added.clone());
    put(ground, &again).await;

    let mut expected = again.clone();
    expected.id = first.id;
    expected.variants[0].id = first.variants[0].id;
    expected.variants[1].id = first.variants[1].id;
    assert_eq!(read(ground, first.id).await, expected);
    assert!(ground.space.product(again.id).await.unwrap().is_none());
    assert_eq!(ground.space.products(None, 9).await.unwrap().len(), 1);

    let ids = expected.variants.iter().map(|variant| variant.id);
    let externals = expected
        .variants
        .iter()
        .map(|variant| variant.external_id.clone());
    let known: BTreeMap<ExternalId, VariantId> = externals.clone().zip(ids).collect();
    let asked = externals.chain([ExternalId::new("nobody")]).collect();
    let found = ground.space.variants_by_external_id(store, asked).await;
    assert_eq!(found.unwrap(), known);
    let whose = ground.space.product_of_variant(added.id).await.unwrap();
    assert_eq!(whose, Some(first.id));
    let nobody = ground.space.product_of_variant(VariantId(1)).await.unwrap();
    assert_eq!(nobody, None);
}

pub(crate) async fn mappings_have_versions(ground: &Ground) {
    let setup = ground.set_up().await;
    let product = sample::product(&*ground.ids, setup.store.id);
    put(ground, &product).await;
    assert_eq!(ground.space.unmapped_count().await.unwrap(), 2);
    let (mapped, bare) = (product.variants[0].id, product.variants[1].id);
    let mut mapping = sample::mapping(setup.market_link.id, mapped);
    let save = async |mapping: &Mapping| {
        let write = Write::PutMapping(Box::new(mapping.clone()));
        ground.commit(vec![write]).await
    };
    save(&mapping).await.unwrap();
    // A second new one is someone else's: refused.
    assert_conflict(save(&mapping).await);
    assert_eq!(ground.space.unmapped_count().await.unwrap(), 1);

    mapping.version = 1;
    mapping.lines.pop();
    save(&mapping).await.unwrap();
    assert_conflict(save(&mapping).await);
    mapping.version = 2;
    let expected = BTreeMap::from([(mapped, mapping)]);
    let found = ground.space.mappings(vec![mapped, bare]).await.unwrap();
    assert_eq!(found, expected);
    let row = ground.space.product(product.id).await.unwrap().unwrap();
    assert_eq!(row.mappings, expected);
    // Reading the product again leaves the mapping as it is.
    put(ground, &product).await;
    let row = ground.space.product(product.id).await.unwrap().unwrap();
    assert_eq!(row.mappings, expected);
}

pub(crate) async fn products_come_in_pages(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut expected = Vec::new();
    for _ in 0..7 {
        let product = sample::product(&*ground.ids, setup.store.id);
        put(ground, &product).await;
        expected.push(product);
    }
    let mut seen: Vec<Product> = Vec::new();
    loop {
        let after = seen.last().map(|product| product.id);
        let page = ground.space.products(after, 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|row| row.product));
    }
    assert_eq!(seen, expected);
}
