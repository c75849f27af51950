//! Indicators 指标: their definitions, and below them the observations.
//!
//! - A definition decides every figure: source, tier of collection, rule across space, rule across time.
//! - A code is unique in its province, and never the code of a definition of the shared catalogue.
//! - What decides the figures already stored (unit's dimension, scale, rules, tier) cannot be changed.

pub mod catalogue;
pub mod formula;
pub mod graphql;
pub mod loader;
pub mod model;
pub mod observation;
pub mod period;
pub mod repo;
pub mod service;
pub mod unit;
