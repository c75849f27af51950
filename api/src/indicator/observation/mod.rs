//! Observations 指标数值: (region, indicator, period) → value, or numerator and denominator.
//!
//! - Written by the exact region, for indicators of the token's functions; accepted or returned by the
//!   tier directly above.
//! - Every change makes a new version; none is overwritten. A value is stored exactly or refused.
//! - A batch reports every problem with its index, and never writes half of what it says it wrote.

pub mod graphql;
pub mod loader;
pub mod model;
pub mod repo;
pub mod service;
pub mod trail;
