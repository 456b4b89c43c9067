//! Mistakes that are made on purpose, so that the rehearsal's judge can be tried: see
//! [`storage::mutation`], which has those of storing as well. No release build has them.

pub use storage::mutation::{Mutation, choose, on};
