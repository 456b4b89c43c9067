//! Puts ready values into a JSON object without copying them.
//!
//! `json!` copies a value that it is given, member by member; an answer that is built from parts of
//! parts would be copied at every level.

use serde_json::{Map, Value};

/// `object` with these members too. Anything but an object is left as it is.
#[must_use]
pub fn with_members<const N: usize>(mut object: Value, members: [(&str, Value); N]) -> Value {
    if let Value::Object(fields) = &mut object {
        for (name, value) in members {
            fields.insert(name.to_owned(), value);
        }
    }
    object
}

/// An object with this one member.
#[must_use]
pub fn only_member(name: &str, value: Value) -> Value {
    let mut fields = Map::new();
    fields.insert(name.to_owned(), value);
    Value::Object(fields)
}
