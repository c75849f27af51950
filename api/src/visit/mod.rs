//! Visits 走访 of officers to enterprises, and the problems that they raised.
//!
//! - A visit names an enterprise inside the scope, who went and what was seen. Its name is the enterprise's and the
//!   day's.
//! - A visit may raise a problem in the same transaction: both are stored, or neither is.

pub mod graphql;
pub mod groups;
pub mod model;
pub mod repo;
pub mod service;
