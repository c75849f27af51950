//! Enterprises 企业, each registered once in a province.
//!
//! - The unified social credit code names an enterprise; the digits inside say who registered it, not
//!   where it is. It belongs to the region of its main operation.
//! - Two towns of a province cannot register the same code: the same factory is not counted twice.

pub mod credit_code;
pub mod graphql;
pub mod loader;
pub mod model;
pub mod repo;
pub mod service;
