//! crossdock
fn main() {}
