//! What the schema takes as input, so that a value can be checked before anything is executed.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    InputType, Name, Value,
    parser::{
        parse_schema,
        types::{BaseType, InputValueDefinition, Type, TypeKind, TypeSystemDefinition},
    },
};

use crate::{
    error::{Error, Result},
    graphql::scalars::{CreditCode, Date, DateTime, Decimal, Period, RegionCode},
    vocabulary::graphql::{BrandType, InstitutionKind, PlatformKind, ProjectKind, ProjectStage},
};

/// Whether a scalar takes a value, or what it expected.
type Check = fn(&Value) -> Result<(), String>;

/// The input types of the schema, and the arguments of its mutations.
#[derive(Debug, Default)]
pub struct Inputs {
    types: HashMap<Name, Input>,
    mutations: HashMap<Name, HashMap<Name, Type>>,
}

#[derive(Debug)]
enum Input {
    Scalar(Option<Check>),
    Enum(HashSet<Name>),
    Object(HashMap<Name, Member>),
}

#[derive(Debug)]
struct Member {
    ty: Type,
    required: bool,
}

/// Something wrong with a value: where in it, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) path: String,
    pub(super) why: String,
}

/// More than so many faults of one request are not told.
const MOST_FAULTS: usize = 100;

impl Inputs {
    /// Of a schema in its definition language.
    ///
    /// # Errors
    /// Never for the program's own schema.
    pub fn of(sdl: &str) -> Result<Self> {
        let mut inputs = Self::default();
        for definition in parse_schema(sdl).map_err(Error::internal)?.definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let name = definition.node.name.node;
            let input = match definition.node.kind {
                TypeKind::Scalar => Input::Scalar(scalar(&name)),
                TypeKind::Enum(kind) => Input::Enum(
                    kind.values
                        .into_iter()
                        .map(|value| value.node.value.node)
                        .collect(),
                ),
                TypeKind::InputObject(kind) => {
                    Input::Object(kind.fields.into_iter().map(|field| member(field.node)).collect())
                }
                TypeKind::Object(kind) if name == "Mutation" => {
                    let mutations = kind.fields.into_iter().map(|field| {
                        let arguments = field.node.arguments.into_iter();
                        let arguments =
                            arguments.map(|argument| (argument.node.name.node, argument.node.ty.node));
                        (field.node.name.node, arguments.collect())
                    });
                    inputs.mutations = mutations.collect();
                    continue;
                }
                TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_) => continue,
            };
            inputs.types.insert(name, input);
        }
        for (name, check) in BUILT_IN {
            inputs.types.insert(Name::new(name), Input::Scalar(Some(check)));
        }
        Ok(inputs)
    }

    /// The type of an argument of a mutation.
    pub(super) fn argument(&self, mutation: &str, argument: &str) -> Option<&Type> {
        self.mutations.get(mutation)?.get(argument)
    }

    /// Every fault of a value of a type, `path` being where the value stands. What the schema does not know is left to
    /// its validation.
    pub(super) fn check(&self, ty: &Type, value: &Value, path: &str, faults: &mut Vec<Fault>) {
        if faults.len() >= MOST_FAULTS {
            return;
        }
        let mut fault = |why: String| {
            faults.push(Fault {
                path: path.to_owned(),
                why,
            });
        };
        match (&ty.base, value) {
            (_, Value::Null) if ty.nullable => {}
            (_, Value::Null) => fault(format!("a value of type {ty} is missing")),
            (BaseType::List(entry), Value::List(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.check(entry, value, &format!("{path}.{index}"), faults);
                }
            }
            // One value stands for a list of it.
            (BaseType::List(entry), value) => self.check(entry, value, path, faults),
            (BaseType::Named(name), value) => match (self.types.get(name), value) {
                (Some(Input::Scalar(Some(check))), value) => {
                    if let Err(why) = check(value) {
                        fault(why);
                    }
                }
                (Some(Input::Enum(values)), Value::Enum(given)) if values.contains(given) => {}
                (Some(Input::Enum(values)), Value::String(given)) if values.contains(given.as_str()) => {}
                (Some(Input::Enum(_)), given) => fault(format!("{given} is no value of {name}")),
                (Some(Input::Object(members)), Value::Object(given)) => {
                    self.check_object(name, members, given, path, faults);
                }
                (Some(Input::Object(_)), _) => fault(format!("an object of type {name} is expected")),
                (Some(Input::Scalar(None)) | None, _) => {}
            },
        }
    }

    fn check_object(
        &self,
        ty: &Name,
        members: &HashMap<Name, Member>,
        given: &async_graphql::indexmap::IndexMap<Name, Value>,
        path: &str,
        faults: &mut Vec<Fault>,
    ) {
        for (name, value) in given {
            let path = format!("{path}.{name}");
            match members.get(name) {
                Some(member) => self.check(&member.ty, value, &path, faults),
                None => faults.push(Fault {
                    path,
                    why: format!("{ty} has no such field"),
                }),
            }
        }
        for (name, member) in members {
            if member.required && !given.contains_key(name) {
                faults.push(Fault {
                    path: format!("{path}.{name}"),
                    why: format!("a value of type {} is missing", member.ty),
                });
            }
        }
    }
}

fn member(field: InputValueDefinition) -> (Name, Member) {
    let required = !field.ty.node.nullable && field.default_value.is_none();
    let member = Member {
        ty: field.ty.node,
        required,
    };
    (field.name.node, member)
}

fn parsed<T: InputType>(value: &Value) -> Result<(), String> {
    T::parse(Some(value.clone()))
        .map(drop)
        .map_err(|error| error.into_server_error(Default::default()).message)
}

/// The check of a scalar of ours.
fn scalar(name: &str) -> Option<Check> {
    OURS.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, check)| *check)
}

/// Every scalar of ours.
const OURS: [(&str, Check); 11] = [
    ("BrandType", parsed::<BrandType>),
    ("CreditCode", parsed::<CreditCode>),
    ("Date", parsed::<Date>),
    ("DateTime", parsed::<DateTime>),
    ("Decimal", parsed::<Decimal>),
    ("InstitutionKind", parsed::<InstitutionKind>),
    ("Period", parsed::<Period>),
    ("PlatformKind", parsed::<PlatformKind>),
    ("ProjectKind", parsed::<ProjectKind>),
    ("ProjectStage", parsed::<ProjectStage>),
    ("RegionCode", parsed::<RegionCode>),
];

/// The scalars of the specification as inputs (3.5).
const BUILT_IN: [(&str, Check); 5] = [
    ("Int", |value| match value {
        Value::Number(number)
            if number
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()) =>
        {
            Ok(())
        }
        _ => Err(format!("{} is no integer of 32 bits", shown(value))),
    }),
    ("Float", |value| match value {
        Value::Number(_) => Ok(()),
        _ => Err(format!("{} is no number", shown(value))),
    }),
    ("String", |value| match value {
        Value::String(_) => Ok(()),
        _ => Err(format!("{} is no string", shown(value))),
    }),
    ("Boolean", |value| match value {
        Value::Boolean(_) => Ok(()),
        _ => Err(format!("{} is neither true nor false", shown(value))),
    }),
    ("ID", |value| match value {
        Value::String(_) => Ok(()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(()),
        _ => Err(format!("{} is no id", shown(value))),
    }),
];

/// A value in a message, not longer than a line.
fn shown(value: &Value) -> String {
    match value {
        Value::List(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => format!("{:?}", super::cut(text)),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs() -> Inputs {
        Inputs::of(include_str!("../../../../schema.graphql")).unwrap()
    }

    #[test]
    fn every_scalar_of_the_schema_is_checked() {
        let unchecked: Vec<_> = inputs()
            .types
            .into_iter()
            .filter(|(_, input)| matches!(input, Input::Scalar(None)))
            .map(|(name, _)| name)
            .collect();
        assert!(unchecked.is_empty(), "{unchecked:?}");
        for (name, _) in OURS {
            assert!(inputs().types.contains_key(name), "{name} is not in the schema");
        }
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let value = Value::from_json(serde_json::json!({
            "rows": [
                { "region": "441625100", "indicator": "X", "period": "2024", "value": "1,2", "unit": "项" },
                { "region": "441625100", "indicator": 7, "period": "2024", "wrong": true },
                { "region": "441625100", "indicator": "X" },
            ],
            "submit": "yes",
            "mode": "ANY",
        }));
        let ty = Type::new("RecordObservationsInput!").unwrap();
        let mut faults = Vec::new();
        inputs().check(&ty, &value.unwrap(), "input", &mut faults);
        let mut paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(
            paths,
            [
                "input.mode",
                "input.rows.0.value",
                "input.rows.1.indicator",
                "input.rows.1.wrong",
                "input.rows.2.period",
                "input.submit",
            ]
        );
    }
}
