//! The published schema, as far as it is copied, and what a request costs by it.
//!
//! Every request is checked against it before anything is answered, so that a wrong field fails here as it
//! does at Shopify. The way to count costs is fitted to recorded answers. Source: reference sheet §A4.3.

use std::sync::LazyLock;

use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::response::JsonMap;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use serde_json::{Map, Value, json};

/// The schema's text.
const TEXT: &str = include_str!("../schema/admin.graphql");

static SCHEMA: LazyLock<Result<Valid<Schema>, String>> = LazyLock::new(|| {
    Schema::parse_and_validate(TEXT, "admin.graphql").map_err(|wrong| wrong.to_string())
});

/// A list may ask for so many.
pub(super) const MOST: i64 = 250;

/// What one request may cost at most.
pub(super) const MOST_COST: u32 = 1_000;

/// The schema.
pub(crate) fn schema() -> Result<&'static Valid<Schema>, Value> {
    SCHEMA
        .as_ref()
        .map_err(|why| error("internalError", why.clone()))
}

/// A request that was found right.
pub(crate) struct Request {
    pub(super) document: Valid<ExecutableDocument>,
    pub(super) name: Option<String>,
    pub(super) variables: Map<String, Value>,
}

impl Request {
    pub(super) fn operation(&self) -> Option<&Operation> {
        let operations = &self.document.operations;
        operations
            .get(self.name.as_deref())
            .ok()
            .map(|operation| &**operation)
    }
}

/// Reads and checks a request; the errors stand for the whole answer.
pub(crate) fn checked(body: &Value) -> Result<Request, Vec<Value>> {
    let schema = schema().map_err(|error| vec![error])?;
    let text = body["query"].as_str().unwrap_or_default();
    let document = ExecutableDocument::parse_and_validate(schema, text, "request.graphql")
        .map_err(|wrong| {
            let one =
                |diagnostic: apollo_compiler::diagnostic::Diagnostic<'_, _>| diagnosed(&diagnostic);
            wrong.errors.iter().map(one).collect::<Vec<_>>()
        })?;
    let name = body["operationName"].as_str().map(str::to_owned);
    let operation = document
        .operations
        .get(name.as_deref())
        .map_err(|wrong| vec![error("operationNotFound", wrong.message().to_string())])?;
    let given = body.get("variables").cloned().unwrap_or_default();
    let given = if given.is_null() { json!({}) } else { given };
    let given: JsonMap = serde_json::from_value(given)
        .map_err(|_| vec![error("INVALID_VARIABLE", "Variables must be an object")])?;
    let variables = apollo_compiler::request::coerce_variable_values(schema, operation, &given)
        .map_err(|wrong| vec![invalid_variable(&wrong.message().to_string())])?;
    let variables = serde_json::to_value(&*variables).unwrap_or_default();
    Ok(Request {
        name,
        variables: variables.as_object().cloned().unwrap_or_default(),
        document,
    })
}

fn diagnosed(
    diagnostic: &apollo_compiler::diagnostic::Diagnostic<
        '_,
        apollo_compiler::validation::DiagnosticData,
    >,
) -> Value {
    let code = match diagnostic.error.unstable_error_name() {
        Some("UndefinedField") => "undefinedField",
        Some("UndefinedArgument") => "argumentNotAccepted",
        Some("RequiredArgument") => "missingRequiredArguments",
        Some("UndefinedDirective") => "undefinedDirective",
        Some("UnusedVariable") => "variableNotUsed",
        Some("MissingSubselection") => "selectionMismatch",
        Some("RequiredField") => "missingRequiredInputObjectAttribute",
        Some("UnsupportedValueType" | "UndefinedEnumValue") => "argumentLiteralsIncompatible",
        Some("UndefinedVariable") => "variableNotDefined",
        Some("DisallowedVariableUsage") => "variableMismatch",
        Some("UnusedFragment") => "useAndDefineFragment",
        _ => "parseError",
    };
    let said = diagnostic.to_json();
    let locations: Vec<Value> = said
        .locations
        .iter()
        .map(|at| json!({"line": at.line, "column": at.column}))
        .collect();
    json!({"message": said.message, "locations": locations, "extensions": {"code": code}})
}

fn invalid_variable(why: &str) -> Value {
    json!({
        "message": why,
        "extensions": {"code": "INVALID_VARIABLE", "problems": [{"path": [], "explanation": why}]},
    })
}

/// An error that stands at the top of an answer.
pub(super) fn error(code: &str, message: impl Into<String>) -> Value {
    let message = message.into();
    json!({"message": message, "extensions": {"code": code}})
}

/// What a request costs before anything is known of its answer.
pub(crate) fn requested_cost(request: &Request) -> u32 {
    let Some(operation) = request.operation() else {
        return 1;
    };
    let counting = Counting {
        document: &request.document,
        variables: &request.variables,
    };
    if operation.is_mutation() {
        let fields = fields_of(&operation.selection_set, counting.document);
        let payloads = fields
            .iter()
            .map(|field| counting.children(&field.selection_set));
        return 10 + payloads.sum::<u32>();
    }
    counting.children(&operation.selection_set).max(1)
}

struct Counting<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Map<String, Value>,
}

impl Counting<'_> {
    fn children(&self, set: &SelectionSet) -> u32 {
        let fields = fields_of(set, self.document);
        fields.iter().map(|field| self.field(field)).sum()
    }

    fn field(&self, field: &Field) -> u32 {
        let named = field.ty().inner_named_type().as_str();
        if is_leaf(field) || is_free(named) {
            return 0;
        }
        if !named.ends_with("Connection") {
            return 1 + self.children(&field.selection_set);
        }
        let size = ["first", "last"]
            .iter()
            .find_map(|name| argument(field, name, self.variables).as_i64())
            .unwrap_or(0);
        let of_nodes = fields_of(&field.selection_set, self.document);
        let of_nodes = of_nodes
            .iter()
            .filter(|inner| matches!(inner.name.as_str(), "nodes" | "edges"))
            .map(|inner| 1 + self.children(&inner.selection_set));
        2 + of_nodes.map(|node| grown(size) * node).sum::<u32>()
    }
}

/// Value objects and page marks cost nothing.
fn is_free(named: &str) -> bool {
    named.ends_with("UserError")
        || matches!(
            named,
            "PageInfo" | "MoneyBag" | "MoneyV2" | "CustomerEmailAddress" | "CustomerPhoneNumber"
        )
}

/// A list of n costs as much as this many of its things: max(1, floor(2 ln n)), in whole steps.
fn grown(size: i64) -> u32 {
    // Where 2 ln n reaches the next whole number: e^0.5, e^1, e^1.5 and so on.
    const STEPS: [i64; 11] = [2, 3, 5, 8, 13, 21, 34, 55, 91, 149, 245];
    let steps = STEPS.iter().filter(|step| size >= **step).count();
    u32::try_from(steps).unwrap_or(u32::MAX).max(1)
}

/// Whether it holds a value and no fields.
pub(super) fn is_leaf(field: &Field) -> bool {
    let Ok(schema) = schema() else {
        return true;
    };
    matches!(
        field.inner_type_def(schema),
        Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_)) | None
    )
}

/// The fields of a selection, those of its fragments too.
pub(crate) fn fields_of<'a>(
    set: &'a SelectionSet,
    document: &'a ExecutableDocument,
) -> Vec<&'a Field> {
    let mut fields = Vec::new();
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => fields.push(&**field),
            Selection::InlineFragment(inline) => {
                fields.extend(fields_of(&inline.selection_set, document));
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = spread.fragment_def(document) {
                    fields.extend(fields_of(&fragment.selection_set, document));
                }
            }
        }
    }
    fields
}

/// An argument's value, its default where nothing was given; null where there is none.
pub(super) fn argument(field: &Field, name: &str, variables: &Map<String, Value>) -> Value {
    let given = field.specified_argument_by_name(name);
    let given = given.map(|value| plain(value, variables));
    match given {
        Some(Some(value)) => value,
        _ => field
            .definition
            .argument_by_name(name)
            .and_then(|argument| argument.default_value.as_ref())
            .and_then(|value| plain(value, variables))
            .unwrap_or_default(),
    }
}

/// A value of a request as JSON; `None` for a variable that was not given.
pub(super) fn plain(
    value: &apollo_compiler::ast::Value,
    variables: &Map<String, Value>,
) -> Option<Value> {
    use apollo_compiler::ast::Value as V;
    Some(match value {
        V::Null => Value::Null,
        V::Enum(name) => Value::from(name.as_str()),
        V::Variable(name) => variables.get(name.as_str())?.clone(),
        V::String(text) => Value::from(text.as_str()),
        V::Float(number) => serde_json::from_str(number.as_str()).unwrap_or_default(),
        V::Int(number) => serde_json::from_str(number.as_str()).unwrap_or_default(),
        V::Boolean(truth) => Value::from(*truth),
        V::List(items) => items
            .iter()
            .filter_map(|item| plain(item, variables))
            .collect(),
        V::Object(members) => members
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), plain(value, variables)?)))
            .collect::<Map<_, _>>()
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_grows_as_recorded() {
        let recorded = [
            (1, 1),
            (5, 3),
            (10, 4),
            (25, 6),
            (50, 7),
            (100, 9),
            (250, 11),
        ];
        for (size, weight) in recorded {
            assert_eq!(grown(size), weight, "{size}");
        }
    }

    #[test]
    fn what_the_schema_does_not_know_is_refused_by_its_code() {
        schema().unwrap();
        let code = |text: &str| {
            let errors = checked(&json!({"query": text})).err().unwrap();
            errors[0]["extensions"]["code"].as_str().unwrap().to_owned()
        };
        assert_eq!(code("{ shop { name nme } }"), "undefinedField");
        assert_eq!(
            code("{ orders(first: 1, middle: 2) { nodes { id } } }"),
            "argumentNotAccepted"
        );
        assert_eq!(code("{ order { id } }"), "missingRequiredArguments");
        assert_eq!(code("{ shop }"), "selectionMismatch");
        assert_eq!(code("query ($a: ID!) { shop { id } }"), "variableNotUsed");
        assert_eq!(code("{ shop { id "), "parseError");
        let given = json!({"query": "query ($id: ID!) { order(id: $id) { id } }", "variables": {}});
        let errors = checked(&given).err().unwrap();
        assert_eq!(errors[0]["extensions"]["code"], "INVALID_VARIABLE");
    }
}
