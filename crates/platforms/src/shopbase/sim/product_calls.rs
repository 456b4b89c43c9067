//! The admin API's calls on products, variants, images, fulfillment services and the shop itself.
//!
//! Source: reference sheet §B4 and §B6. It comes after the routes and before the catalog.

use serde_json::{Map, Value, json};

use super::product::id_in;
use super::query::Query;
use super::reading::{self, filled, int, list};
use super::reply::{Answer, Reply};
use super::routes::{Call, id_of};
use super::state::{Product, State};

impl State {
    /// Every call below `/admin/products`.
    pub(super) fn product_call(&mut self, call: &Call, rest: &[&str]) -> Answer {
        match (call.method.as_str(), rest) {
            ("GET", []) => self.list_products(&call.query),
            ("POST", []) => {
                let id = self.add_product(&call.body)?;
                Ok(Reply::created(
                    json!({"product": self.product_json(self.product(id)?)}),
                ))
            }
            ("PATCH", []) => self.patch_products(&call.body),
            ("DELETE", []) => {
                let ids: Vec<_> = call
                    .query
                    .list("ids")
                    .iter()
                    .filter_map(|id| id.parse().ok())
                    .collect();
                for id in ids {
                    self.delete_product(id)?;
                }
                Ok(Reply::ok(json!({})))
            }
            ("GET", ["count"]) => {
                let all = self.products.values();
                let count = all
                    .filter(|product| product_wanted(product, &call.query))
                    .count();
                Ok(Reply::ok(json!({"count": count})))
            }
            ("GET", [id]) => {
                let product = self.product_json(self.product(id_of(id)?)?);
                Ok(Reply::ok(
                    json!({"product": call.query.only_fields(product)}),
                ))
            }
            ("PUT", [id]) => {
                let id = id_of(id)?;
                self.change_product(id, &call.body)?;
                Ok(Reply::ok(
                    json!({"product": self.product_json(self.product(id)?)}),
                ))
            }
            ("DELETE", [id]) => self.delete_product(id_of(id)?),
            ("DELETE", [id, "remove_mapping"]) => {
                self.product(id_of(id)?)?;
                Ok(Reply::ok(json!({"success": true})))
            }
            (_, [id, "variants", rest @ ..]) => self.variants_call(call, id_of(id)?, rest),
            (_, [id, "images", rest @ ..]) => self.images_call(call, id_of(id)?, rest),
            _ => Err(Reply::not_found()),
        }
    }

    /// `GET` and `PUT /admin/variants/{id}.json`.
    pub(super) fn variant_call(&mut self, call: &Call, rest: &[&str]) -> Answer {
        let [id] = rest else {
            return Err(Reply::not_found());
        };
        let id = id_of(id)?;
        let holds =
            |product: &&Product| product.variants.iter().any(|each| id_in(each) == Some(id));
        let product_id = self.products.values().find(holds).map(|product| product.id);
        let product_id = product_id.ok_or_else(Reply::not_found)?;
        if call.method == "PUT" {
            let given = reading::unwrapped(&call.body, "variant").clone();
            let product = self.product(product_id)?.clone();
            let variants = product.variants.iter().enumerate().map(|(place, old)| {
                let change = if id_in(old) == Some(id) {
                    given.clone()
                } else {
                    json!({})
                };
                self.intake_variant(product_id, place, &with_id(change, id_in(old)), old)
            });
            let variants = variants.collect();
            self.replace_variants(product_id, variants);
        } else if call.method != "GET" {
            return Err(Reply::not_found());
        }
        let found = self
            .product(product_id)?
            .variants
            .iter()
            .find(|each| id_in(each) == Some(id));
        Ok(Reply::ok(json!({"variant": found})))
    }

    /// `/admin/fulfillment_services`.
    pub(super) fn service_call(&mut self, call: &Call, rest: &[&str]) -> Answer {
        let spell = |name: &String| json!({"service_name": name, "is_mapped": false, "can_remove_mapping": false});
        match (call.method.as_str(), rest) {
            ("GET", []) => {
                let all: Vec<_> = self.services.values().map(spell).collect();
                Ok(Reply::ok(json!({"fulfillment_services": all})))
            }
            ("POST", []) => {
                let given = reading::unwrapped(&call.body, "fulfillment_service");
                let name = filled(given, "service_name").or_else(|| filled(given, "name"));
                let name = name.ok_or_else(|| Reply::errors_field("name", "can't be blank"))?;
                let id = self.new_id();
                self.services.insert(id, name.clone());
                Ok(Reply::created(json!({"fulfillment_service": spell(&name)})))
            }
            ("GET", [id]) => {
                let name = self
                    .services
                    .get(&id_of(id)?)
                    .ok_or_else(Reply::not_found)?;
                Ok(Reply::ok(json!({"fulfillment_service": spell(name)})))
            }
            _ => Err(Reply::not_found()),
        }
    }

    /// `/admin/shop.json`: times are epoch seconds there. Source: reference sheet §B6.
    pub(super) fn shop_json(&self) -> Value {
        let config = &self.config;
        // The store is as old as the reference sheet's example.
        let created: i64 = 1_561_694_636;
        json!({"shop": {
            "id": config.seed % 100_000 + 1, "name": config.shop_name, "email": "owner@example.com",
            "domain": config.domain(), "shopbase_domain": config.domain(),
            "currency": config.currency, "country_code": "US", "country_name": "United States",
            "iana_timezone": "Etc/UTC", "timezone": "(GMT+00:00) UTC", "weight_unit": "g",
            "plan_name": if config.trial_store { "trial" } else { "basic" },
            "created_at": created, "updated_at": self.now.as_second(),
        }})
    }

    fn product(&self, id: i64) -> Result<&Product, Reply> {
        self.products.get(&id).ok_or_else(Reply::not_found)
    }

    fn list_products(&self, query: &Query) -> Answer {
        let page = query.page()?;
        let wanted = self
            .products
            .values()
            .filter(|product| product_wanted(product, query));
        let mut ids: Vec<_> = wanted.map(|product| product.id).collect();
        if query.get("sort_mode") == Some("asc") && page.since_id.is_none() {
            ids.sort_unstable();
            ids = ids
                .into_iter()
                .skip((page.page - 1) * page.limit)
                .take(page.limit)
                .collect();
        } else {
            ids = page.cut(ids);
        }
        let all = ids.iter().filter_map(|id| self.products.get(id));
        let all: Vec<_> = all
            .map(|each| query.only_fields(self.product_json(each)))
            .collect();
        Ok(Reply::ok(json!({"products": all})))
    }

    fn patch_products(&mut self, body: &Value) -> Answer {
        let one = body.get("product").cloned();
        let all: Vec<_> = list(body, "products").iter().cloned().chain(one).collect();
        let mut changed = Vec::new();
        for given in &all {
            let id = given.get("id").and_then(int).ok_or_else(Reply::not_found)?;
            self.change_product(id, given)?;
            changed.push(self.product_json(self.product(id)?));
        }
        Ok(Reply::ok(json!({"products": changed})))
    }

    fn delete_product(&mut self, id: i64) -> Answer {
        self.product(id)?;
        self.tell_product("products/delete", id);
        self.products.remove(&id);
        Ok(Reply::ok(json!({})))
    }

    fn variants_call(&mut self, call: &Call, product_id: i64, rest: &[&str]) -> Answer {
        let product = self.product(product_id)?.clone();
        match (call.method.as_str(), rest) {
            ("GET", []) => Ok(Reply::ok(json!({"variants": product.variants}))),
            ("POST", []) => {
                let given = reading::unwrapped(&call.body, "variant").clone();
                let place = product.variants.len();
                let variant = self.intake_variant(product_id, place, &given, &Map::new());
                let mut variants = product.variants;
                variants.push(variant.clone());
                self.replace_variants(product_id, variants);
                Ok(Reply::created(json!({"variant": variant})))
            }
            ("DELETE", [id]) => {
                let id = id_of(id)?;
                let count = product.variants.len();
                let mut variants = product.variants;
                variants.retain(|each| id_in(each) != Some(id));
                if variants.len() == count || variants.is_empty() {
                    return Err(Reply::not_found());
                }
                self.replace_variants(product_id, variants);
                Ok(Reply::ok(json!({})))
            }
            _ => Err(Reply::not_found()),
        }
    }

    fn images_call(&mut self, call: &Call, product_id: i64, rest: &[&str]) -> Answer {
        let mut product = self.product(product_id)?.clone();
        match (call.method.as_str(), rest) {
            ("GET", []) => return Ok(Reply::ok(json!({"images": product.images}))),
            ("POST", []) => {
                let given = reading::unwrapped(&call.body, "image").clone();
                product
                    .images
                    .extend(self.intake_images(product_id, &[given]));
            }
            ("PUT", []) => {
                product.images = self.intake_images(product_id, list(&call.body, "images"));
            }
            ("PUT", [id]) => {
                let id = id_of(id)?;
                let image = product
                    .images
                    .iter_mut()
                    .find(|each| id_in(each) == Some(id));
                let image = image.ok_or_else(Reply::not_found)?;
                image.extend(reading::members(reading::unwrapped(&call.body, "image")));
                image.insert("id".into(), json!(id));
            }
            _ => return Err(Reply::not_found()),
        }
        let images = json!(product.images);
        let last = json!(product.images.last());
        let now = self.now;
        if let Some(stored) = self.products.get_mut(&product_id) {
            stored.images = product.images;
            stored.updated_at = now;
        }
        self.tell_product("products/update", product_id);
        Ok(Reply::ok(if call.method == "POST" {
            json!({"image": last})
        } else {
            json!({"images": images})
        }))
    }

    fn replace_variants(&mut self, product_id: i64, variants: Vec<Map<String, Value>>) {
        let now = self.now;
        if let Some(product) = self.products.get_mut(&product_id) {
            product.variants = variants;
            product.updated_at = now;
        }
        self.tell_product("products/update", product_id);
    }
}

fn with_id(mut change: Value, id: Option<i64>) -> Value {
    if let Some(members) = change.as_object_mut() {
        members.insert("id".into(), json!(id));
    }
    change
}

fn product_wanted(product: &Product, query: &Query) -> bool {
    let kept = |key: &str| {
        product
            .kept
            .get(key)
            .and_then(reading::text)
            .unwrap_or_default()
    };
    let hidden = kept("published") == "false";
    query.wants_id(product.id)
        && query.within("created_at", Some(product.created_at))
        && query.within("updated_at", Some(product.updated_at))
        && query.within("published_at", (!hidden).then_some(product.created_at))
        && query
            .get("title")
            .is_none_or(|title| kept("title").to_lowercase().contains(&title.to_lowercase()))
        && ["vendor", "handle", "product_type"]
            .iter()
            .all(|key| query.agrees(key, &kept(key)))
        && query
            .get("collection_id")
            .is_none_or(|id| kept("collection_id") == id)
        && match query.get("published_status") {
            Some("published") => !hidden,
            Some("unpublished") => hidden,
            _ => true,
        }
}
