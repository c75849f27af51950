//! The variables of an operation: checked, all of them, and where the client left one out, as if it had not been
//! written.

use std::collections::HashSet;

use async_graphql::{
    Name, Pos, ServerError, Value as Const, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, OperationType, Type},
};

use super::{
    inputs::{Fault, Inputs},
    literals::{self, Walk},
    operation, server_error,
};
use crate::{config::GraphqlConfig, error::Error};

/// Checks the variables of the operation that will be executed, and takes those that the client left out from the
/// document: an argument or a field of an input whose variable is absent is absent (specification, 5.8 and 6.4.1), and
/// the library would make a null of it, which empties a field.
pub(super) fn settle(
    document: &mut ExecutableDocument,
    name: Option<&str>,
    given: &mut Variables,
    limits: &GraphqlConfig,
    inputs: &Inputs,
    kind: OperationType,
) -> Vec<ServerError> {
    let Some(chosen) = operation(document, name) else {
        return Vec::new();
    };
    let (mut problems, mut absent) = (Vec::new(), HashSet::new());
    for definition in &chosen.variable_definitions {
        let (pos, definition) = (definition.pos, &definition.node);
        let (name, ty) = (&definition.name.node, &definition.var_type.node);
        // Not `default_value()`, which takes null for the default of every type that may be null.
        let default = definition.default_value.as_ref().map(|default| &default.node);
        match (given.get(name), default) {
            (Some(value), _) => problems.extend(faults(inputs, name, ty, value, limits, pos)),
            (None, Some(default)) => {
                let default = default.clone();
                problems.extend(faults(inputs, name, ty, &default, limits, pos));
                given.insert(name.clone(), default);
            }
            (None, None) if ty.nullable => {
                absent.insert(name.clone());
            }
            (None, None) => {
                let what = format!("the variable ${name} of type {ty} is missing");
                problems.push(server_error(Error::BadInput(what), pos));
            }
        }
    }
    chosen
        .variable_definitions
        .retain(|definition| !absent.contains(&definition.node.name.node));
    if !absent.is_empty() {
        keep_only(document, name);
    }
    let walk = Walk {
        absent: &absent,
        given,
        limits,
        inputs,
        kind,
    };
    problems.extend(literals::walk(document, name, &walk));
    problems
}

/// Leaves out the other operations: what they declare under the same names is another matter, and the validation
/// looks at all.
fn keep_only(document: &mut ExecutableDocument, name: Option<&str>) {
    let DocumentOperations::Multiple(operations) = &mut document.operations else {
        return;
    };
    if operations.len() == 1 {
        return;
    }
    operations.retain(|known, _| Some(known.as_str()) == name);
    let used = literals::used_fragments(document, name);
    document.fragments.retain(|name, _| used.contains(name));
}

/// What is wrong with the value of a variable.
fn faults(
    inputs: &Inputs,
    name: &Name,
    ty: &Type,
    value: &Const,
    limits: &GraphqlConfig,
    pos: Pos,
) -> Vec<ServerError> {
    if let Some(error) = unbearable(value, name, limits) {
        return vec![server_error(error, pos)];
    }
    let mut faults = Vec::new();
    inputs.check(ty, value, name, &mut faults);
    faults.into_iter().map(|fault| told(fault, pos)).collect()
}

/// A fault as the client is told.
pub(super) fn told(Fault { path, why }: Fault, pos: Pos) -> ServerError {
    server_error(Error::BadInput(format!("{path}: {why}")), pos)
}

/// What no value may be, whatever its type: a list that is longer than a batch, and a text that no database can hold
/// (PostgreSQL's have no character U+0000, and SQLite's end there for much of its library).
pub(super) fn unbearable(value: &Const, path: &str, limits: &GraphqlConfig) -> Option<Error> {
    match value {
        Const::List(values) if values.len() > limits.max_batch => Some(Error::LimitExceeded(format!(
            "{path} has {} entries; a list has at most {}",
            values.len(),
            limits.max_batch
        ))),
        Const::List(values) => values
            .iter()
            .enumerate()
            .find_map(|(index, value)| unbearable(value, &format!("{path}.{index}"), limits)),
        Const::Object(members) => members
            .iter()
            .find_map(|(name, value)| unbearable(value, &format!("{path}.{name}"), limits)),
        Const::String(text) if text.contains('\0') => Some(Error::BadInput(format!(
            "{path}: the character U+0000 is in no text of the hub"
        ))),
        Const::String(_)
        | Const::Null
        | Const::Number(_)
        | Const::Boolean(_)
        | Const::Enum(_)
        | Const::Binary(_) => None,
    }
}
