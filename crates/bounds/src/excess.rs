//! Why a text is refused.

use std::fmt;

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Length of the text, in bytes.
    Bytes,
    /// Tokens of a document.
    Tokens,
    /// Brackets inside of each other.
    Nesting,
    /// Entries of one list that is written out.
    ListEntries,
    /// Operations and fragments of a document.
    Definitions,
    /// Aliases of a document.
    Aliases,
    /// Directives of a document.
    Directives,
    /// Selections of a document, every fragment counted wherever it is spread.
    Selections,
    /// Selections inside of each other, through fragments.
    Depth,
    /// Values of a JSON text: texts, numbers, lists, objects and their keys.
    Values,
    /// Memory that the parsed JSON would take, in bytes.
    Memory,
}

/// A text is more than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// Of what there is too much.
    pub what: What,
    /// As much as there may be.
    pub limit: usize,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = self.limit;
        match self.what {
            What::Bytes => write!(f, "the text has more than {limit} bytes"),
            What::Tokens => write!(
                f,
                "the document has more than {limit} tokens: long inputs belong into variables"
            ),
            What::Nesting => write!(f, "more than {limit} brackets stand inside of each other"),
            What::ListEntries => write!(f, "a list has more than {limit} entries"),
            What::Definitions => write!(f, "the document has more than {limit} operations and fragments"),
            What::Aliases => write!(f, "the document has more than {limit} aliases"),
            What::Directives => write!(f, "the document has more than {limit} directives"),
            What::Selections => write!(
                f,
                "the document selects more than {limit} fields, every fragment counted wherever it is spread"
            ),
            What::Depth => write!(
                f,
                "more than {limit} selections stand inside of each other, through fragments"
            ),
            What::Values => write!(f, "the JSON has more than {limit} values"),
            What::Memory => write!(f, "the JSON would take more than {limit} bytes of memory"),
        }
    }
}

impl std::error::Error for Excess {}

/// A count with its limit.
pub(crate) fn within(what: What, count: usize, limit: usize) -> Result<(), Excess> {
    if count > limit {
        return Err(Excess { what, limit });
    }
    Ok(())
}
