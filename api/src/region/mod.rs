//! Regions 行政区划: the tree that everything hangs on.
//!
//! - Tier and parent come from the table, never from the digits of a code or from a name.
//! - Summary nodes of the raw tables are not regions; their children hang on the nearest real ancestor.
//! - The tree in memory is immutable; a request sees one tree from its beginning to its end.

pub mod boundary;
pub mod code;
pub mod graphql;
pub mod import;
pub mod repo;
pub mod service;
pub mod tree;
