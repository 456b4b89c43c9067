//! Goods that came back to the merchant, and whether they are for sale again. Pure.

use super::CaseRefusal;
use crate::ids::{CaseId, PurchaseLineId};
use crate::order::{Revision, TimelineKind};
use crate::workspace::Actor;

/// Units of one line that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnedGoods {
    /// Which line.
    pub line_id: PurchaseLineId,
    /// How many came back in all.
    pub received: u32,
    /// How many of those are for sale again.
    pub restocked: u32,
}

/// Notes what came back. The numbers are in all, so that sending a form twice changes nothing.
///
/// # Errors
/// When more came back than the case is about, or more is for sale again than came back.
pub fn receive_goods(
    revision: &mut Revision<'_>,
    id: CaseId,
    goods: &[ReturnedGoods],
    actor: &Actor,
) -> Result<(), CaseRefusal> {
    let case = revision.dossier.case_mut(id).ok_or(CaseRefusal::NoCase)?;
    let mut lines = case.details.lines.clone();
    for returned in goods {
        let line = lines
            .iter_mut()
            .find(|line| line.line_id == returned.line_id);
        let line = line.ok_or(CaseRefusal::NoLines)?;
        if returned.received > line.quantity || returned.restocked > returned.received {
            return Err(CaseRefusal::TooMany);
        }
        line.received = returned.received;
        line.restocked = returned.restocked;
    }
    if lines == case.details.lines {
        return Ok(());
    }
    case.details.lines.clone_from(&lines);
    let lines = lines.iter();
    let kind = TimelineKind::CaseGoodsReceived {
        case_id: id,
        received: lines.clone().map(|line| line.received).sum(),
        restocked: lines.map(|line| line.restocked).sum(),
    };
    revision.tell(actor, kind);
    Ok(())
}
