//! The size of a JSON text.

use crate::excess::{Excess, What, within};

/// What a JSON text may be.
#[derive(Clone, Copy, Debug)]
pub struct JsonLimits {
    /// Length, in bytes.
    pub bytes: usize,
    /// Brackets inside of each other.
    pub nesting: usize,
    /// Texts, numbers, lists, objects and keys.
    pub values: usize,
    /// Memory that the parsed text would take, in bytes: see [`JsonSize::memory`].
    pub memory: usize,
}

/// How large a JSON text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JsonSize {
    /// Brackets inside of each other at most.
    pub nesting: usize,
    /// Texts, numbers, lists, objects and keys.
    pub values: usize,
    /// What a tree of the text would take at most, in bytes: a list or text its own bytes and [`VALUE`], an object
    /// [`NODE`] besides, for a map makes room for its first entries.
    pub memory: usize,
}

/// Bytes that any value takes beside its text: the value where it stands, and the allocation behind it.
const VALUE: usize = 64;
/// Bytes that the map of an object takes before it has a second node.
const NODE: usize = 640;

/// Counts what a JSON text is made of.
///
/// # Errors
/// The first limit that is exceeded; nothing is read beyond it.
pub fn json(text: &[u8], limits: &JsonLimits) -> Result<JsonSize, Excess> {
    within(What::Bytes, text.len(), limits.bytes)?;
    let mut size = JsonSize {
        memory: text.len(),
        ..JsonSize::default()
    };
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                size.nesting = size.nesting.max(depth);
                size.values += 1;
                size.memory += VALUE + if *byte == b'{' { NODE } else { 0 };
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                at = end_of_text(text, at);
                size.values += 1;
                size.memory += VALUE;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' => continue,
            _ => {
                // A number, true, false or null, up to what ends it.
                at += text[at..]
                    .iter()
                    .position(|byte| {
                        matches!(
                            byte,
                            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"'
                        )
                    })
                    .unwrap_or(text.len() - at);
                size.values += 1;
                size.memory += VALUE;
            }
        }
        within(What::Nesting, depth, limits.nesting)?;
        within(What::Values, size.values, limits.values)?;
        within(What::Memory, size.memory, limits.memory)?;
    }
    Ok(size)
}

/// Where a text in quotes ends that begins before `at`: behind its quote, or at the end of all.
fn end_of_text(text: &[u8], mut at: usize) -> usize {
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    const WIDE: JsonLimits = JsonLimits {
        bytes: usize::MAX,
        nesting: usize::MAX,
        values: usize::MAX,
        memory: usize::MAX,
    };

    /// Nesting and values by a walk over the parsed value.
    fn walked(value: &Value) -> (usize, usize) {
        let of = |inner: Vec<(usize, usize)>, keys: usize| {
            let deepest = inner.iter().map(|(nesting, _)| *nesting).max().unwrap_or(0);
            (
                1 + deepest,
                1 + keys + inner.iter().map(|(_, values)| *values).sum::<usize>(),
            )
        };
        match value {
            Value::Array(values) => of(values.iter().map(walked).collect(), 0),
            Value::Object(members) => of(members.values().map(walked).collect(), members.len()),
            _ => (0, 1),
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[\\PC\"\\\\{}\\[\\]\n]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 64, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[a-z{\"\\\\]{0,4}", inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_size_is_that_of_the_value(value in any_json()) {
            let size = json(value.to_string().as_bytes(), &WIDE).unwrap();
            prop_assert_eq!((size.nesting, size.values), walked(&value));
            let pretty = serde_json::to_vec_pretty(&value).unwrap();
            prop_assert_eq!(json(&pretty, &WIDE).unwrap().values, size.values);
        }

        #[test]
        fn any_bytes_are_borne(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
            prop_assert!(json(&bytes, &WIDE).unwrap().values <= bytes.len());
        }

        #[test]
        fn nesting_ends_at_the_limit(limit in 1_usize..80, more in 0_usize..3) {
            let limits = JsonLimits { nesting: limit, ..WIDE };
            let text = "[".repeat(limit + more) + &"]".repeat(limit + more);
            let expected = (more > 0).then_some(What::Nesting);
            prop_assert_eq!(json(text.as_bytes(), &limits).err().map(|excess| excess.what), expected);
            let hidden = format!("[\"{}\\\"{}\"]", "[".repeat(100), "{".repeat(100));
            prop_assert!(json(hidden.as_bytes(), &limits).is_ok());
        }
    }

    #[test]
    fn many_small_objects_are_too_much_memory() {
        let limits = JsonLimits {
            memory: 1 << 20,
            ..WIDE
        };
        let objects = vec!["{\"a\":1}"; 2_000].join(",");
        let excess = json(format!("[{objects}]").as_bytes(), &limits).unwrap_err();
        assert_eq!(excess.what, What::Memory);
    }
}
