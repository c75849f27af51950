//! Exchange: the change log as others follow it.
//!
//! - [`feed`] reads the log in its order, each entry once, and tells the subscribers of this process.
//! - An event comes from the log, never from the request that made it: so events of every process reach
//!   every subscriber, and none comes before its commit.

pub mod feed;
pub mod graphql;
pub mod repo;
