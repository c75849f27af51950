//! Documents made of a structure, whose size is known from the structure.

use proptest::prelude::*;

use super::*;

const WIDE: DocumentLimits = DocumentLimits {
    bytes: usize::MAX,
    tokens: usize::MAX,
    nesting: usize::MAX,
    list_entries: usize::MAX,
    definitions: usize::MAX,
    aliases: usize::MAX,
    directives: usize::MAX,
    selections: usize::MAX,
    depth: usize::MAX,
};

fn size(text: &str) -> DocumentSize {
    document(text, &WIDE).unwrap()
}

fn refused(text: &str, limits: DocumentLimits) -> Option<What> {
    document(text, &limits).err().map(|excess| excess.what)
}

/// A selection of a document that is made for a test.
#[derive(Clone, Debug)]
enum Made {
    Field(Vec<Made>),
    Inline(Vec<Made>),
    /// The fragment of a number, if there is one behind the definition's own: so there is no circle.
    Spread(usize),
}

fn made() -> impl Strategy<Value = Made> {
    let leaf = prop_oneof![Just(Made::Field(Vec::new())), (1_usize..4).prop_map(Made::Spread)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Made::Field),
            prop::collection::vec(inner, 1..4).prop_map(Made::Inline),
        ]
    })
}

/// Bodies of an operation and of the fragments `f1`, `f2` …, each of which spreads later ones only.
fn documents() -> impl Strategy<Value = Vec<Vec<Made>>> {
    prop::collection::vec(prop::collection::vec(made(), 1..5), 1..12)
}

fn print(body: &[Made], own: usize, count: usize, text: &mut String) {
    text.push_str(" { ");
    for selection in body {
        match selection {
            Made::Field(inner) => {
                text.push_str(
                    "alias: name(text: \"} ... {\", list: [{ a: [1, $b] }]) @include(if: true) # {{{\n",
                );
                if !inner.is_empty() {
                    print(inner, own, count, text);
                }
            }
            Made::Inline(inner) => {
                text.push_str("... on Type ");
                print(inner, own, count, text);
            }
            Made::Spread(after) if own + after < count => text.push_str(&format!("...f{} ", own + after)),
            Made::Spread(_) => text.push_str("on "),
        }
    }
    text.push_str(" } ");
}

fn printed(bodies: &[Vec<Made>]) -> String {
    let mut text = String::from("query Q($b: [Int!]! = 1, $c: In = { d: \"\"\" { \\\"\"\" } \"\"\" }) @d");
    for (index, body) in bodies.iter().enumerate() {
        if index > 0 {
            text.push_str(&format!("fragment f{index} on T"));
        }
        print(body, index, bodies.len(), &mut text);
    }
    text
}

/// Selections and depth of a body, by following each spread again wherever it stands.
fn naive(body: &[Made], own: usize, bodies: &[Vec<Made>], at: usize) -> (usize, usize) {
    let (mut selections, mut depth) = (0, 0);
    for selection in body {
        depth = depth.max(at);
        selections += 1;
        let (more, deeper) = match selection {
            Made::Field(inner) if inner.is_empty() => (0, at),
            Made::Field(inner) | Made::Inline(inner) => naive(inner, own, bodies, at + 1),
            Made::Spread(after) if own + after < bodies.len() => {
                let (more, deep) = naive(&bodies[own + after], own + after, bodies, 1);
                (more, at + deep)
            }
            Made::Spread(_) => (0, at),
        };
        selections += more;
        depth = depth.max(deeper);
    }
    (selections, depth)
}

proptest! {
    #[test]
    fn fragments_count_wherever_they_are_spread(bodies in documents()) {
        let size = size(&printed(&bodies));
        let each: Vec<_> = bodies.iter().enumerate().map(|(own, body)| naive(body, own, &bodies, 1)).collect();
        prop_assert_eq!(size.selections, each.iter().map(|(selections, _)| selections).sum::<usize>());
        prop_assert_eq!(size.depth, each.iter().map(|(_, depth)| *depth).max().unwrap());
        prop_assert_eq!(size.definitions, bodies.len());
        prop_assert!(size.steps <= 8 * size.tokens + 8);
    }

    #[test]
    fn any_text_is_borne_in_few_steps(text in "[\\PC{}()\\[\\]\"\\\\.#@:$ \n]{0,200}|[a-f{}. ]{0,200}") {
        let size = size(&text);
        prop_assert!(size.steps <= 8 * text.len() + 8, "{} steps", size.steps);
    }

    #[test]
    fn nesting_ends_at_the_limit(limit in 3_usize..60, more in 0_usize..3, kind in 0_usize..3) {
        let limits = DocumentLimits { nesting: limit, ..WIDE };
        let (open, close) = [("[", "]"), ("{ a: ", "}"), ("[{ b: ", "}]")][kind];
        let depth = (limit + more - 2) / if kind == 2 { 2 } else { 1 };
        let text = format!("{{ f(a: {}1{}) }}", open.repeat(depth), close.repeat(depth));
        let brackets = 2 + depth * if kind == 2 { 2 } else { 1 };
        prop_assert_eq!(refused(&text, limits), (brackets > limit).then_some(What::Nesting));
        let hidden = format!("{{ f(a: \"{0}\", b: \"\"\" {0} \"\"\") }} # {0}", open.repeat(100));
        prop_assert_eq!(refused(&hidden, limits), None);
    }
}

#[test]
fn fragments_that_double_are_refused_in_few_steps() {
    let mut text = "{ ...f0 }".to_owned();
    for index in 0..200 {
        text += &format!(" fragment f{index} on T {{ ...f{0} ...f{0} }}", index + 1);
    }
    let size = size(&text);
    assert_eq!(size.selections, usize::MAX);
    assert!(size.steps < 10_000, "{} steps", size.steps);
    let limits = DocumentLimits {
        selections: 20_000,
        ..WIDE
    };
    assert_eq!(refused(&text, limits), Some(What::Selections));
}

#[test]
fn a_circle_of_fragments_ends() {
    let text = "{ ...a } fragment a on T { x ...b } fragment b on T { y ...a ...b ...unknown }";
    assert_eq!(size(text).definitions, 3);
}

#[test]
fn each_limit_is_told() {
    for (text, limits, what) in [
        ("{ a b c }", DocumentLimits { tokens: 4, ..WIDE }, What::Tokens),
        ("{ a b c }", DocumentLimits { bytes: 8, ..WIDE }, What::Bytes),
        (
            "{ f(a: [1, -2.5e3, \"x\", E, $v, [], {}]) }",
            DocumentLimits {
                list_entries: 6,
                ..WIDE
            },
            What::ListEntries,
        ),
        (
            "query a { x } query b { x }",
            DocumentLimits {
                definitions: 1,
                ..WIDE
            },
            What::Definitions,
        ),
        (
            "{ a: x b: x x }",
            DocumentLimits { aliases: 1, ..WIDE },
            What::Aliases,
        ),
        (
            "{ a @x b @y }",
            DocumentLimits {
                directives: 1,
                ..WIDE
            },
            What::Directives,
        ),
        (
            "{ a { b { c } } }",
            DocumentLimits { depth: 2, ..WIDE },
            What::Depth,
        ),
    ] {
        assert_eq!(refused(text, limits), Some(what), "{text}");
    }
}

#[test]
fn a_real_document_is_counted() {
    let text = r#"
        "A description" query Introspect($deep: Boolean! = true) {
            __schema { types { ...Type @include(if: $deep) } }
            on: region(code: "44", on: "2024-01-01") { ... on Region { name } ... { code } }
        }
        fragment Type on __Type { kind name fields(includeDeprecated: true) { name type { name } } }
    "#;
    let size = size(text);
    assert_eq!((size.definitions, size.aliases, size.directives), (2, 1, 1));
    // Of the operation: __schema, types, the spread with its six, region, two inline fragments and what is in them.
    assert_eq!(size.selections, (3 + 6 + 1 + 4) + 6);
}
