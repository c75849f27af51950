//! ④ What all of the API shares: the schema's roots, the request's context, errors, pages, limits, scalars.
//!
//! A resolver parses, calls a service and wraps. It touches no database, checks no right, holds no rule.

pub mod context;
pub mod error;
pub mod global_id;
pub mod issue;
pub mod node;
pub mod page;
pub mod request;
pub mod run;
pub mod scalars;
pub mod schema;
pub mod weight;
