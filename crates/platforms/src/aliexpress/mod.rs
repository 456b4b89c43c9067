//! aliexpress

pub mod sim;
