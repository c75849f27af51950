//! Who the caller is and what the token may do.

pub mod graphql;
