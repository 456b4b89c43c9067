//! The requests against the published schema: each is right, costs what we reckon, and every answer that
//! the schema allows is read.
//!
//! Answers are made up from the schema alone: once with everything filled in, once with nothing that may be
//! missing. What the client can't read of them it would not be able to read in a store.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::Type;
use apollo_compiler::executable::Field;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Map, Value, json};

use super::api::VERSION;
use super::convert::{self, Ours};
use super::documents::{ALL, Document};
use super::sim::schema::{checked, fields_of, requested_cost, schema};
use super::wire;

fn parsed(document: &Document) -> ExecutableDocument {
    let schema = schema().unwrap();
    let parsed = ExecutableDocument::parse_and_validate(schema, document.text, document.name);
    match parsed {
        Ok(parsed) => parsed.into_inner(),
        Err(wrong) => panic!("{}: {wrong}", document.name),
    }
}

#[test]
fn every_request_is_right_by_the_published_schema() {
    for document in ALL {
        let parsed = parsed(document);
        let operation = parsed.operations.get(Some(document.name)).unwrap();
        assert_eq!(
            operation.is_mutation(),
            document.changes,
            "{}",
            document.name
        );
    }
    assert!(include_str!("schema/admin.graphql").contains(&format!("admin_{VERSION}.json.gz")));
}

#[test]
fn every_request_costs_what_we_reckon() {
    let mut wrong = Vec::new();
    for document in ALL {
        let schema = schema().unwrap();
        let parsed = parsed(document);
        let operation = parsed.operations.get(Some(document.name)).unwrap();
        let mut variables = Map::new();
        for variable in &operation.variables {
            // The largest page that is ever asked for.
            let value = match variable.ty.inner_named_type().as_str() {
                "Int" if document.name == "Products" => json!(25),
                "Int" => json!(250),
                _ => made_up(&variable.ty, schema, Fill::All),
            };
            variables.insert(variable.name.to_string(), value);
        }
        let body =
            json!({"query": document.text, "operationName": document.name, "variables": variables});
        let request = match checked(&body) {
            Ok(request) => request,
            Err(errors) => panic!("{}: {errors:?}", document.name),
        };
        let cost = requested_cost(&request);
        assert!(cost <= 1_000, "{} is never answered: {cost}", document.name);
        if cost != document.cost {
            wrong.push(format!(
                "{} costs {cost}, not {}",
                document.name, document.cost
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fill {
    All,
    Least,
}

/// An answer as the schema allows it.
fn answer(document: &Document, fill: Fill) -> Value {
    let parsed = parsed(document);
    let operation = parsed.operations.get(Some(document.name)).unwrap();
    let mut data = Map::new();
    for field in fields_of(&operation.selection_set, &parsed) {
        data.insert(
            field.response_key().to_string(),
            of_field(field, &parsed, Fill::All, fill),
        );
    }
    data.into()
}

fn of_field(field: &Field, document: &ExecutableDocument, own: Fill, below: Fill) -> Value {
    wrapped(field.ty(), own, &mut |named| {
        let schema = schema().unwrap();
        match schema.types.get(named) {
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_)) => {
                let mut object = Map::new();
                for inner in fields_of(&field.selection_set, document) {
                    let key = inner.response_key().to_string();
                    object.insert(key, of_field(inner, document, below, below));
                }
                object.into()
            }
            // A list that goes on is the fuller answer.
            _ if named == "Boolean" => json!(below == Fill::All),
            _ => leaf(named, schema),
        }
    })
}

fn wrapped(ty: &Type, fill: Fill, inner: &mut dyn FnMut(&str) -> Value) -> Value {
    match ty {
        Type::Named(_) | Type::List(_) if fill == Fill::Least => Value::Null,
        Type::Named(named) | Type::NonNullNamed(named) => inner(named.as_str()),
        Type::List(_) | Type::NonNullList(_) if fill == Fill::Least => json!([]),
        Type::List(item) | Type::NonNullList(item) => json!([wrapped(item, fill, inner)]),
    }
}

fn leaf(named: &str, schema: &apollo_compiler::Schema) -> Value {
    match named {
        "Int" => json!(3),
        "Boolean" => json!(true),
        "Decimal" | "Money" => json!("43.0"),
        "DateTime" => json!("2026-11-02T07:00:00Z"),
        "UnsignedInt64" => json!("450789469"),
        "ID" => json!("gid://shopify/Thing/450789469?model_name=Thing"),
        "CurrencyCode" => json!("USD"),
        "CountryCode" => json!("BR"),
        other => match schema.types.get(other) {
            Some(ExtendedType::Enum(choice)) => {
                json!(choice.values.keys().next().unwrap().as_str())
            }
            _ => json!("https://text.example/"),
        },
    }
}

/// A value that an argument takes.
fn made_up(ty: &Type, schema: &apollo_compiler::Schema, fill: Fill) -> Value {
    wrapped(ty, fill, &mut |named| match schema.types.get(named) {
        Some(ExtendedType::InputObject(input)) => {
            let fields = input.fields.iter();
            let one_of = input.directives.has("oneOf");
            fields
                .filter(|(_, field)| field.is_required() || one_of)
                .take(if one_of { 1 } else { usize::MAX })
                .map(|(name, field)| (name.to_string(), made_up(&field.ty, schema, Fill::All)))
                .collect::<Map<_, _>>()
                .into()
        }
        _ => leaf(named, schema),
    })
}

#[test]
fn every_answer_that_the_schema_allows_is_read() {
    use super::documents as d;
    for fill in [Fill::All, Fill::Least] {
        let of = |document: &'static Document| answer(document, fill);
        let order = of(&d::ORDER);
        let order: Option<wire::Order> = wire::member(&order, "order").unwrap();
        let told = convert::order(&order.unwrap(), &Ours::default());
        // Lists that go on are refused, as they should be.
        assert_eq!(told.is_err(), fill == Fill::All, "{told:?}");
        let work: Option<wire::OrderWork> = wire::member(&of(&d::ORDER_WORK), "order").unwrap();
        assert!(work.is_some());
        let _: wire::Connection<wire::OrderStamp> =
            wire::member(&of(&d::CHANGED_ORDERS), "orders").unwrap();
        let _: Option<wire::ToldFulfillment> =
            wire::member(&of(&d::FULFILLMENT), "fulfillment").unwrap();
        let products: wire::Connection<wire::Product> =
            wire::member(&of(&d::PRODUCTS), "products").unwrap();
        for product in products.nodes {
            assert_eq!(convert::product(product).external_id.as_str(), "450789469");
        }
        let _: Option<wire::MoreVariants> =
            wire::member(&of(&d::PRODUCT_VARIANTS), "product").unwrap();
        let shop: wire::Shop = wire::member(&of(&d::SHOP), "shop").unwrap();
        assert!(convert::profile(&shop).is_ok());
        let _: wire::Installation = wire::member(&of(&d::SHOP), "currentAppInstallation").unwrap();
        let _: wire::Connection<wire::Subscription> =
            wire::member(&of(&d::WEBHOOKS), "webhookSubscriptions").unwrap();
        let _: wire::Connection<wire::AssignedOrder> =
            wire::member(&of(&d::ASSIGNED), "assignedFulfillmentOrders").unwrap();
    }
    for document in ALL.iter().filter(|document| document.changes) {
        let told = answer(document, Fill::All);
        let payload = told.as_object().unwrap().values().next().unwrap();
        let errors = payload
            .get("userErrors")
            .or_else(|| payload.get("orderCancelUserErrors"));
        let errors: Vec<wire::UserError> = serde_json::from_value(errors.unwrap().clone()).unwrap();
        assert_eq!(errors.len(), 1, "{}", document.name);
    }
}
