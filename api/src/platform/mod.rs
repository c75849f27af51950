//! Innovation platforms 创新平台: laboratories, research centres, incubators and their like.
//!
//! - No two platforms of one region bear the same name.
//! - Its type is a term of a vocabulary. A term that is retired stays with the records that have it.
//! - A platform stands in its region, wherever its host has its main operation; the host is an enterprise or an
//!   institution that the region may read, never both.
//! - A platform that several regions of a province run together is kept by one of them, shown under each, and
//!   counted once: in the nearest region that holds them all ([`groups`]).
//! - An enterprise that is a tenant of two platforms is one tenant of their region ([`chain`]).
//! - None is established in the future: a plan for one is a project.

pub mod chain;
pub mod graphql;
pub mod groups;
pub mod model;
pub mod repo;
pub mod service;
