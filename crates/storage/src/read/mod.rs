//! Reading: one file per thing that is asked for.

pub(crate) mod cases;
pub(crate) mod connections;
pub(crate) mod deliveries;
pub(crate) mod dossier;
pub(crate) mod export;
pub(crate) mod jobs;
pub(crate) mod monitoring;
pub(crate) mod notices;
pub(crate) mod orders;
pub(crate) mod parcels;
pub(crate) mod products;
pub(crate) mod schedules;
mod search;
pub(crate) mod trackers;

use domain::ids::ExternalId;
use domain::money::{Currency, Money};

use crate::engine::Row;
use crate::error::StorageError;

pub(crate) fn currency(row: &mut Row) -> Result<Currency, StorageError> {
    Currency::parse(&row.text()?).map_err(|error| StorageError::corrupt(error.to_string()))
}

/// A minor amount followed by its currency.
pub(crate) fn money(row: &mut Row) -> Result<Money, StorageError> {
    let minor = row.int()?;
    Ok(Money::from_minor(minor, currency(row)?))
}

pub(crate) fn external_id(row: &mut Row) -> Result<ExternalId, StorageError> {
    row.text().map(ExternalId)
}

pub(crate) fn number<T: TryFrom<i64>>(row: &mut Row) -> Result<T, StorageError> {
    let value = row.int()?;
    T::try_from(value).map_err(|_| StorageError::corrupt(format!("{value} is out of range")))
}
