//! The protocol as a client sees it, over a socket in memory and over one of the system.

mod client;
mod ending;
mod hub;
mod loopback;
mod model;
mod pressure;
mod protocol;
mod wire;
