//! What a foreign text may cost, counted over its bytes before a library parses it.
//!
//! Parsers recurse as deep as a text nests, make a tree of every token, and look at a fragment once for every place
//! that spreads it: a text of a few KB can overflow a stack or multiply into hours of work. [`document`] bounds a
//! GraphQL document, [`json`] a JSON text. Both read the bytes once, without recursion, and judge nothing but size:
//! what is malformed is left to the parser, which says so in its own words.

mod document;
mod excess;
mod json;
mod lexer;

pub use document::{DocumentLimits, DocumentSize, document};
pub use excess::{Excess, What};
pub use json::{JsonLimits, JsonSize, json};
