//! From the body of a request to what is executed: bounded, parsed once, its variables checked.
//!
//! Nothing of an operation runs before all of its document and variables have been looked at: a write that stands
//! before a bad one in the same document would be stored, and the answer would not tell.

mod inputs;
mod literals;
mod variables;

use async_graphql::{
    Name, Pos, Request, ServerError, Variables,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};
use serde_json::{Map, Value};

pub use inputs::Inputs;

use crate::{config::GraphqlConfig, error::Error};

/// An operation that can be executed.
#[derive(Debug)]
pub struct Prepared {
    /// The request with its document; the schema validates it.
    pub request: Request,
    /// What it does. None where the document names no such operation, which the schema tells.
    pub kind: Option<OperationType>,
}

/// Why a body is not executed.
#[derive(Debug)]
pub enum Refused {
    /// It is not a request of GraphQL.
    Malformed(String),
    /// It is one, with these errors.
    Errors(Vec<ServerError>),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Errors(vec![server_error(error, Pos::default())])
    }
}

fn server_error(error: Error, at: Pos) -> ServerError {
    async_graphql::Error::new_with_source(error).into_server_error(at)
}

/// Reads the members of a body, and checks all that can be checked before anything is executed.
///
/// # Errors
/// Why it is refused.
pub fn prepare(
    mut body: Map<String, Value>,
    limits: &GraphqlConfig,
    inputs: &Inputs,
) -> Result<Prepared, Refused> {
    let malformed = |what: &str| Refused::Malformed(what.to_owned());
    let query = match body.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err(malformed("query must be a string")),
        None => return Err(malformed("query is missing")),
    };
    let name = match body.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(malformed("operationName must be a string")),
    };
    let given = match body.remove("variables") {
        None | Some(Value::Null) => Variables::default(),
        Some(variables @ Value::Object(_)) => Variables::from_json(variables),
        Some(_) => return Err(malformed("variables must be an object")),
    };
    match body.remove("extensions") {
        None | Some(Value::Null | Value::Object(_)) => {}
        Some(_) => return Err(malformed("extensions must be an object")),
    }
    let mut document = parse(&query, limits)?;
    let mut request = Request::new(query);
    request.variables = given;
    request.operation_name = name;
    let name = request.operation_name.as_deref();
    let kind = operation(&mut document, name).map(|operation| operation.ty);
    if let Some(kind) = kind {
        let problems = variables::settle(&mut document, name, &mut request.variables, limits, inputs, kind);
        if !problems.is_empty() {
            return Err(Refused::Errors(problems));
        }
    }
    request.set_parsed_query(document);
    Ok(Prepared { request, kind })
}

/// The document, once it is known to be one that the parser can bear.
fn parse(query: &str, limits: &GraphqlConfig) -> Result<ExecutableDocument, Refused> {
    bounds::document(query, &limits.document()).map_err(|excess| Error::LimitExceeded(excess.to_string()))?;
    parse_query(query).map_err(|error| {
        let mut error = ServerError::from(error);
        error.message = cut(&error.message);
        Refused::Errors(vec![error])
    })
}

/// The parser repeats the line that it does not understand, which may be the whole document.
fn cut(message: &str) -> String {
    const MOST: usize = 200;
    match message.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}

/// The operation that would be executed.
fn operation<'a>(
    document: &'a mut ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a mut OperationDefinition> {
    match (&mut document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(&mut operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => operations
            .get_mut(&Name::new(name))
            .map(|operation| &mut operation.node),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => operations
            .values_mut()
            .next()
            .map(|operation| &mut operation.node),
        (DocumentOperations::Single(_), Some(_)) | (DocumentOperations::Multiple(_), None) => None,
    }
}
