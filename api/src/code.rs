//! Codes of enumerations: one text in the tables, in JSON and in the schema.

use serde::{
    Deserialize, Serialize,
    de::{
        DeserializeOwned, IntoDeserializer,
        value::{Error as Unknown, StrDeserializer},
    },
};

use crate::error::{Error, Result};

/// The text of a code.
///
/// # Errors
/// When the type is not an enumeration of plain codes.
pub fn to_text<T: Serialize>(code: &T) -> Result<String> {
    match serde_json::to_value(code).map_err(Error::internal)? {
        serde_json::Value::String(text) => Ok(text),
        other => Err(Error::internal(format!("not a code: {other}"))),
    }
}

/// The code of a text that a table holds.
///
/// # Errors
/// When this release does not know the code.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T> {
    let text: StrDeserializer<'_, Unknown> = text.into_deserializer();
    Deserialize::deserialize(text).map_err(|error: Unknown| Error::internal(error.to_string()))
}
