//! shopbase

pub mod sim;
