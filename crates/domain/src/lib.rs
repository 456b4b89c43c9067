//! The rules of Crossdock, pure: no I/O, no clock, no randomness, no async runtime.
//!
//! The modules follow the way of an order: store → order → plan → purchase → supplier → parcel →
//! store. Time and ids are arguments. What a step decided is a [`changeset::Changeset`], which
//! `storage` applies in one transaction.

pub mod address;
pub mod ids;
pub mod money;

pub mod aftersale;
pub mod catalog;
pub mod connection;
pub mod fulfillment;
pub mod notice;
pub mod order;
pub mod parcel;
pub mod plan;
pub mod purchase;
pub mod store;
pub mod tracker;

pub mod changeset;
pub mod job;
pub mod ports;
pub mod workspace;

#[cfg(feature = "fuzz")]
pub mod fuzz;
#[cfg(test)]
mod tests;
