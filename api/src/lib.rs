//! Tributary: a GraphQL data-exchange hub for the four tiers of Chinese local government.
//!
//! The way of one request, which is also the order of the modules:
//!
//! 1. [`http`] takes it, gives it an id, bounds it;
//! 2. [`auth`] turns its bearer token into a principal;
//! 3. [`scope`] turns the principal into what it may see and do: one [`Scope`](scope::Scope) a request, the
//!    first parameter of everything below;
//! 4. [`graphql`] parses and dispatches to the resolvers;
//! 5. an aggregate answers: `graphql → service → repo`, with the pure rules in `model`. Most are registers, which share
//!    [`register`]: [`bureau`], [`enterprise`], [`institution`], [`platform`], [`project`], [`meeting`],
//!    [`recognition`], [`problem`], [`brand`], [`visit`], [`contract`], [`plan`]. Beside them stand [`region`], [`vocabulary`]
//!    and [`indicator`];
//! 6. [`rollup`] makes figures of observations, with their coverage; [`counting`] counts distinct subjects of the
//!    registers.
//!
//! Every write goes through [`audit::write::Write`], which leaves its entries in the trail and in the change
//! log; [`exchange`] follows that log.

pub mod cli;
pub mod config;
pub mod http;

pub mod auth;
pub mod scope;

pub mod graphql;

pub mod region;

pub mod register;
pub mod vocabulary;

pub mod bureau;
pub mod enterprise;
pub mod institution;
pub mod meeting;
pub mod plan;
pub mod platform;
pub mod project;
pub mod recognition;

pub mod brand;
pub mod contract;
pub mod problem;
pub mod visit;

pub mod counting;
pub mod indicator;

pub mod rollup;

pub mod audit;
pub mod exchange;
pub mod idempotency;
pub mod identity;

pub mod clock;
pub mod code;
pub mod db;
pub mod error;
pub mod hub;
pub mod id;
pub mod issue;
