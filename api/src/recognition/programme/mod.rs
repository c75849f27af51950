//! Programmes 认定类别: qualifications, libraries and designations into which subjects are entered.
//!
//! - A programme is a term of the vocabulary PROGRAMME whose attributes are typed; the program ships those of real
//!   plans, stewards define more.
//! - It says which kind of subject it takes, which tier and function recognise, how long a recognition is valid, what
//!   a subject must be before, and at which step of which gradient it stands.

pub mod graphql;
pub mod model;
pub mod service;
