//! The arguments as they stand in a document.

use std::{collections::HashSet, convert::Infallible};

use async_graphql::{
    Name, Positioned, ServerError, Variables,
    parser::types::{Directive, ExecutableDocument, Field, OperationType, Selection, SelectionSet},
};
use async_graphql_value::Value;

use super::{
    inputs::Inputs,
    operation, server_error,
    variables::{told, unbearable},
};
use crate::config::GraphqlConfig;

/// What a walk over the arguments needs to know.
pub(super) struct Walk<'a> {
    /// The variables that the client left out.
    pub(super) absent: &'a HashSet<Name>,
    pub(super) given: &'a Variables,
    pub(super) limits: &'a GraphqlConfig,
    pub(super) inputs: &'a Inputs,
    pub(super) kind: OperationType,
}

/// Takes absent variables out of all arguments, and says what is wrong with those that stand there literally.
pub(super) fn walk(
    document: &mut ExecutableDocument,
    name: Option<&str>,
    walk: &Walk<'_>,
) -> Vec<ServerError> {
    let mut problems = Vec::new();
    if let Some(operation) = operation(document, name) {
        if walk.kind == OperationType::Mutation {
            walk.check_mutations(&operation.selection_set.node, &mut problems);
        }
        walk.directives(&mut operation.directives, &mut problems);
        walk.selections(&mut operation.selection_set.node, &mut problems);
    }
    for fragment in document.fragments.values_mut() {
        walk.directives(&mut fragment.node.directives, &mut problems);
        walk.selections(&mut fragment.node.selection_set.node, &mut problems);
    }
    problems
}

impl Walk<'_> {
    fn selections(&self, selections: &mut SelectionSet, problems: &mut Vec<ServerError>) {
        for selection in &mut selections.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    self.arguments(&mut field.node.arguments, problems);
                    self.directives(&mut field.node.directives, problems);
                    self.selections(&mut field.node.selection_set.node, problems);
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&mut inline.node.directives, problems);
                    self.selections(&mut inline.node.selection_set.node, problems);
                }
                Selection::FragmentSpread(spread) => self.directives(&mut spread.node.directives, problems),
            }
        }
    }

    fn directives(&self, directives: &mut [Positioned<Directive>], problems: &mut Vec<ServerError>) {
        for directive in directives {
            self.arguments(&mut directive.node.arguments, problems);
        }
    }

    fn arguments(
        &self,
        arguments: &mut Vec<(Positioned<Name>, Positioned<Value>)>,
        problems: &mut Vec<ServerError>,
    ) {
        arguments.retain(|(_, value)| !self.is_absent(&value.node));
        for (name, value) in arguments {
            self.without_absent(&mut value.node);
            // Variables were looked at where they are given.
            let Ok(literal) = value
                .node
                .clone()
                .into_const_with(|_| Ok::<_, Infallible>(async_graphql::Value::Null));
            let error = unbearable(&literal, &name.node, self.limits);
            problems.extend(error.map(|error| server_error(error, value.pos)));
        }
    }

    /// Checks the arguments of the mutations themselves: what is wrong deeper down is told when nothing is written any
    /// more.
    fn check_mutations(&self, roots: &SelectionSet, problems: &mut Vec<ServerError>) {
        for selection in &roots.items {
            match &selection.node {
                Selection::Field(field) => self.check_mutation(&field.node, problems),
                Selection::InlineFragment(inline) => {
                    self.check_mutations(&inline.node.selection_set.node, problems)
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn check_mutation(&self, field: &Field, problems: &mut Vec<ServerError>) {
        for (name, value) in &field.arguments {
            let whole = value
                .node
                .clone()
                .into_const_with(|name| self.given.get(&name).cloned().ok_or(()));
            // A whole variable was checked by its own type.
            if let (Ok(whole), Some(ty)) = (whole, self.inputs.argument(&field.name.node, &name.node))
                && !matches!(value.node, Value::Variable(_))
            {
                let mut faults = Vec::new();
                self.inputs.check(ty, &whole, &name.node, &mut faults);
                problems.extend(faults.into_iter().map(|fault| told(fault, value.pos)));
            }
        }
    }

    fn is_absent(&self, value: &Value) -> bool {
        matches!(value, Value::Variable(name) if self.absent.contains(name))
    }

    /// In an object the field goes, in a list a null stands in the place (specification, 3.10 and 3.12).
    fn without_absent(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|_, value| !self.is_absent(value));
                members.values_mut().for_each(|value| self.without_absent(value));
            }
            Value::List(values) => {
                for value in values {
                    if self.is_absent(value) {
                        *value = Value::Null;
                    }
                    self.without_absent(value);
                }
            }
            Value::Variable(_)
            | Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_) => {}
        }
    }
}

/// The fragments that an operation spreads, and those that they spread.
pub(super) fn used_fragments(document: &mut ExecutableDocument, name: Option<&str>) -> HashSet<Name> {
    let mut used = HashSet::new();
    let mut next = Vec::new();
    if let Some(operation) = operation(document, name) {
        spreads(&operation.selection_set.node, &mut next);
    }
    while let Some(name) = next.pop() {
        if let Some(fragment) = document.fragments.get(&name)
            && used.insert(name)
        {
            spreads(&fragment.node.selection_set.node, &mut next);
        }
    }
    used
}

fn spreads(selections: &SelectionSet, found: &mut Vec<Name>) {
    for selection in &selections.items {
        match &selection.node {
            Selection::Field(field) => spreads(&field.node.selection_set.node, found),
            Selection::InlineFragment(inline) => spreads(&inline.node.selection_set.node, found),
            Selection::FragmentSpread(spread) => found.push(spread.node.fragment_name.node.clone()),
        }
    }
}
