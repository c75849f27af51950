//! Enterprises 企业, each registered once in the hub.
//!
//! - The unified social credit code names an enterprise; the digits inside say who registered it, not
//!   where it is. It belongs to the region of its main operation, and counts where it was in each period.
//! - Two towns cannot register the same code: the same factory is not counted twice. The town to which it moved
//!   claims it ([`moves`]).
//! - Contact and tax of a single enterprise are restricted: refused with an error, never shown as empty.

pub mod credit_code;
pub mod graphql;
pub mod groups;
pub mod industry;
pub mod model;
pub mod moves;
pub mod repo;
pub mod service;
pub mod span;
