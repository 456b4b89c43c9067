//! One part of how a variant is bought, while a person puts it together: it travels in the address
//! and in the form, so that nothing is lost without the script.

use app::desk::MapLine;
use domain::catalog::MappingLine;
use domain::ids::{ConnectionId, ExternalId};
use serde::{Deserialize, Serialize};

use crate::words::brief;

/// So many of one thing for one sold.
pub(super) const MOST: u32 = 9_999;

/// One part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    /// Through which account.
    pub(super) connection: ConnectionId,
    /// Which product there.
    pub(super) product: ExternalId,
    /// Which form of it.
    pub(super) variant: ExternalId,
    /// How many for one of ours.
    pub(super) quantity: u32,
    /// Its title, to be shown.
    pub(super) title: String,
    /// Who sells it, to be shown.
    pub(super) supplier: String,
}

impl Part {
    /// A part as it was mapped.
    pub(super) fn mapped(line: &MappingLine) -> Self {
        Self {
            connection: line.connection_id,
            product: line.variant.product_id.clone(),
            variant: line.variant.variant_id.clone(),
            quantity: line.quantity,
            title: brief(&line.title, 120),
            supplier: brief(&line.supplier.name, 80),
        }
    }

    /// Reads what [`Self::write`] wrote; anything else is nothing.
    pub(super) fn read(text: &str) -> Option<Self> {
        let part: Self = serde_json::from_str(text).ok()?;
        (1..=MOST).contains(&part.quantity).then(|| Self {
            title: brief(&part.title, 120),
            supplier: brief(&part.supplier, 80),
            ..part
        })
    }

    /// As it travels.
    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As it is stored.
    pub(super) fn line(&self) -> MapLine {
        MapLine {
            connection_id: self.connection,
            product_id: self.product.clone(),
            variant_id: self.variant.clone(),
            quantity: self.quantity,
        }
    }

    /// Whether it is the same form of the same product.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.product == other.product && self.variant == other.variant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_travels_and_nonsense_does_not() {
        let part = Part {
            connection: ConnectionId(i64::MAX),
            product: ExternalId::new("1005006"),
            variant: ExternalId::new("12000\"<b>"),
            quantity: 2,
            title: "Lamp".into(),
            supplier: "Yiwu".into(),
        };
        assert_eq!(Part::read(&part.write()), Some(part.clone()));
        let none = Part {
            quantity: 0,
            ..part
        };
        assert_eq!(Part::read(&none.write()), None);
        assert_eq!(Part::read("[1]"), None);
    }
}
