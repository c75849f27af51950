//! What a client says.

use bounds::JsonLimits;
use serde_json::{Map, Value};

use crate::close::Close;

/// Longest id of an operation. Ids are kept and repeated with every result.
const ID_BYTES: usize = 256;

/// What a message may be before it is parsed: many small objects take a hundred times their bytes.
const JSON: JsonLimits = JsonLimits {
    bytes: usize::MAX,
    nesting: 64,
    values: usize::MAX,
    memory: 16 << 20,
};

/// A message of a client.
#[derive(Debug)]
pub(crate) enum Message {
    Init(Option<Map<String, Value>>),
    Subscribe { id: String, payload: Map<String, Value> },
    Complete { id: String },
    Ping(Option<Value>),
    Pong,
}

impl Message {
    /// Reads a message. Fields beyond those of the protocol are ignored.
    ///
    /// # Errors
    /// 4400 with what is wrong with the text.
    pub(crate) fn parse(text: &str) -> Result<Self, Close> {
        bounds::json(text.as_bytes(), &JSON)
            .map_err(|_| Close::no_message("Invalid message: too much JSON"))?;
        let mut fields: Map<String, Value> = serde_json::from_str(text)
            .map_err(|_| Close::no_message("Invalid message: not a JSON object"))?;
        let kind = fields.remove("type");
        match kind.as_ref().and_then(Value::as_str) {
            Some("connection_init") => Ok(Self::Init(payload(&mut fields)?)),
            Some("subscribe") => Ok(Self::Subscribe {
                id: id(&mut fields)?,
                payload: payload(&mut fields)?.ok_or_else(no_payload)?,
            }),
            Some("complete") => Ok(Self::Complete { id: id(&mut fields)? }),
            Some("ping") => Ok(Self::Ping(payload(&mut fields)?.map(Value::Object))),
            Some("pong") => payload(&mut fields).map(|_| Self::Pong),
            _ => Err(Close::no_message("Invalid message: unknown type")),
        }
    }
}

/// The payload, unless it is absent or null.
fn payload(fields: &mut Map<String, Value>) -> Result<Option<Map<String, Value>>, Close> {
    match fields.remove("payload") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(payload)) => Ok(Some(payload)),
        Some(_) => Err(no_payload()),
    }
}

fn no_payload() -> Close {
    Close::no_message("Invalid message: payload is not an object")
}

fn id(fields: &mut Map<String, Value>) -> Result<String, Close> {
    match fields.remove("id") {
        Some(Value::String(id)) if (1..=ID_BYTES).contains(&id.len()) => Ok(id),
        _ => Err(Close::no_message(
            "Invalid message: id is not a text of 1 to 256 bytes",
        )),
    }
}
