#!/usr/bin/env bash
# async-graphql-parser 7.2.1: what its document says of operations and of defaults.
#
# Expected: `query Q { x }`, a document with one operation, is `DocumentOperations::Single`, as its name says; and
#           `VariableDefinition::default_value()` of `$v: Int`, which has no default, is none.
# Happens:  an operation with a name is always `Multiple`, a map with one entry; `default_value()` of every type that may
#           be null is null, so that "no default" and "default null" look the same.
# Matters:  async-graphql runs a document with one named operation without its name. A check of one's own in front of it
#           (no mutation over GET, all variables there) that looks for `Single` passes over nearly every client's document,
#           for clients name their operations; and one that asks `default_value()` takes a variable that the client left
#           out for one that is null, which empties the field of an update.
# Instead:  count the entries of `Multiple`, or use `DocumentOperations::iter`; read the field `default_value`, not the
#           function.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
async-graphql-parser = "=7.2.1"
TOML
cat >"$folder/src/main.rs" <<'RUST'
use async_graphql_parser::{parse_query, types::DocumentOperations};

fn main() {
    for text in ["query ($v: Int) { x(a: $v) }", "query Q($v: Int) { x(a: $v) }"] {
        let document = parse_query(text).expect("a valid document");
        let kind = match &document.operations {
            DocumentOperations::Single(_) => "Single".to_owned(),
            DocumentOperations::Multiple(operations) => format!("Multiple, {} in it", operations.len()),
        };
        for (_, operation) in document.operations.iter() {
            let variable = &operation.node.variable_definitions[0].node;
            println!(
                "{text}: {kind}; default_value() {:?}, field {:?}",
                variable.default_value().map(ToString::to_string),
                variable.default_value.as_ref().map(|value| value.node.to_string()),
            );
        }
    }
}
RUST
seen=$(cd "$folder" && cargo run --quiet)
expected='query ($v: Int) { x(a: $v) }: Single; default_value() Some("null"), field None
query Q($v: Int) { x(a: $v) }: Multiple, 1 in it; default_value() Some("null"), field None'
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
  printf 'This has changed. It was:\n%s\n' "$expected" >&2
  exit 1
fi
