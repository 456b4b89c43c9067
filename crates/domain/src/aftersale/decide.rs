//! What a person decides about a case: opening it, moving it, giving it a deadline, writing notes. Pure.

use jiff::Timestamp;

use super::{
    Case, CaseDetails, CaseKind, CaseLine, CaseNote, CaseReason, CaseState, CaseStatus, GoodsTo,
};
use crate::ids::{CaseId, PurchaseId, PurchaseLineId};
use crate::job::Job;
use crate::money::Money;
use crate::order::{Dossier, Revision, TimelineKind};
use crate::purchase::Purchase;
use crate::workspace::Actor;

/// The longest note that is kept.
const LONGEST_NOTE: usize = 4_000;

/// The longest number that a marketplace gives a dispute.
const LONGEST_NUMBER: usize = 80;

/// A case to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// About which purchase.
    pub purchase_id: PurchaseId,
    /// What it is.
    pub kind: CaseKind,
    /// Why.
    pub reason: CaseReason,
    /// Which lines, and how many of each.
    pub lines: Vec<(PurchaseLineId, u32)>,
    /// What we ask for.
    pub asked: Option<Money>,
    /// Until when it must be raised.
    pub deadline: Option<Timestamp>,
    /// Where returned goods go.
    pub goods_to: GoodsTo,
    /// A first note; may be empty.
    pub note: String,
}

/// What a person says about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseNews {
    /// Where it stands now; the same as before moves nothing.
    pub state: CaseState,
    /// Until when who acts next must have acted.
    pub deadline: Option<Timestamp>,
    /// What we got.
    pub got: Option<Money>,
    /// The marketplace's own number of it.
    pub number: String,
    /// A note; may be empty.
    pub note: String,
}

/// Why something was not done to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseRefusal {
    /// There is no such purchase.
    NoPurchase,
    /// Nothing was bought there yet, so nothing can go wrong with it.
    NotPlaced,
    /// There is no such case.
    NoCase,
    /// It is about nothing: no line has a quantity.
    NoLines,
    /// More than was bought, or than came back.
    TooMany,
    /// Such a case has no such reason.
    WrongReason,
    /// It can't become that from where it stands.
    NoSuchMove,
}

/// Opens a case; the supplier order is read again at once and from then on until it is settled.
///
/// # Errors
/// When it makes no sense, and why.
pub fn open_case(
    revision: &mut Revision<'_>,
    new: &NewCase,
    actor: &Actor,
) -> Result<CaseId, CaseRefusal> {
    let dossier = &revision.dossier;
    let purchase = dossier
        .purchase(new.purchase_id)
        .ok_or(CaseRefusal::NoPurchase)?;
    if purchase.supplier_orders.is_empty() {
        return Err(CaseRefusal::NotPlaced);
    }
    let any_reason = matches!(actor, Actor::Marketplace);
    if !any_reason && !new.kind.reasons().contains(&new.reason) {
        return Err(CaseRefusal::WrongReason);
    }
    let lines = lines_of(purchase, &new.lines)?;
    let id = CaseId::fresh(revision.ids());
    let mut case = Case {
        id,
        order_id: dossier.order.id,
        purchase_id: new.purchase_id,
        kind: new.kind,
        status: CaseStatus::opened(revision.now),
        deadline: new.deadline,
        details: CaseDetails {
            reason: new.reason,
            lines,
            asked: new.asked,
            got: None,
            number: String::new(),
            goods_to: new.goods_to,
            notes: Vec::new(),
            raw_status: words_of(dossier, new.purchase_id),
            shown: false,
            news: false,
            overdue_told: false,
            opened_by: actor.clone(),
        },
        opened_at: revision.now,
        version: 1,
    };
    case.note(revision.now, actor, &new.note);
    revision.tell(
        actor,
        TimelineKind::CaseOpened {
            case_id: id,
            case: new.kind,
            reason: new.reason,
        },
    );
    watch(revision, &case);
    revision.dossier.cases.push(case);
    read_soon(revision, new.purchase_id);
    Ok(id)
}

/// The lines of a case: at least one piece, and no more than was bought.
fn lines_of(
    purchase: &Purchase,
    wished: &[(PurchaseLineId, u32)],
) -> Result<Vec<CaseLine>, CaseRefusal> {
    let mut lines: Vec<CaseLine> = Vec::new();
    for (line_id, quantity) in wished.iter().filter(|(_, quantity)| *quantity > 0) {
        let bought = purchase.lines.iter().find(|line| line.id == *line_id);
        let twice = lines.iter().any(|line| line.line_id == *line_id);
        if twice || bought.is_none_or(|bought| bought.quantity < *quantity) {
            return Err(CaseRefusal::TooMany);
        }
        lines.push(CaseLine {
            line_id: *line_id,
            quantity: *quantity,
            received: 0,
            restocked: 0,
        });
    }
    if lines.is_empty() {
        return Err(CaseRefusal::NoLines);
    }
    Ok(lines)
}

/// Takes over what a person says about a case.
///
/// # Errors
/// When it makes no sense, and why; then nothing changed.
pub fn update_case(
    revision: &mut Revision<'_>,
    id: CaseId,
    news: &CaseNews,
    actor: &Actor,
) -> Result<(), CaseRefusal> {
    let now = revision.now;
    let case = revision.dossier.case_mut(id).ok_or(CaseRefusal::NoCase)?;
    let from = case.status.state();
    if news.state != from && !case.status.go(news.state, now) {
        return Err(CaseRefusal::NoSuchMove);
    }
    if case.deadline != news.deadline || news.state != from {
        case.details.overdue_told = false;
    }
    let deadline_moved = case.deadline != news.deadline;
    case.deadline = news.deadline.filter(|_| news.state.is_open());
    case.details.got = news.got;
    case.details.number = news.number.trim().chars().take(LONGEST_NUMBER).collect();
    case.details.news = false;
    case.note(now, actor, &news.note);
    let case = case.clone();
    if news.state != from {
        let kind = TimelineKind::CaseMoved {
            case_id: id,
            case: case.kind,
            state: news.state,
            because: String::new(),
        };
        revision.tell(actor, kind);
    } else if deadline_moved {
        let kind = TimelineKind::CaseDeadlineSet {
            case_id: id,
            case: case.kind,
            deadline: case.deadline,
        };
        revision.tell(actor, kind);
    }
    watch(revision, &case);
    if case.is_open() {
        read_soon(revision, case.purchase_id);
    } else if !super::needs_following(&revision.dossier, case.purchase_id)
        && let Some(purchase) = revision.dossier.purchase_mut(case.purchase_id)
    {
        // It was read on for this case only.
        purchase.next_sync_at = None;
    }
    Ok(())
}

/// A person looked at what moved by itself.
///
/// # Errors
/// When there is no such case.
pub fn see_case(revision: &mut Revision<'_>, id: CaseId) -> Result<(), CaseRefusal> {
    let case = revision.dossier.case_mut(id).ok_or(CaseRefusal::NoCase)?;
    case.details.news = false;
    Ok(())
}

/// Tells, once, that a deadline passed; the order needs a person from then on. One that was moved is
/// looked at again when it is due.
pub fn look_at_deadline(revision: &mut Revision<'_>, id: CaseId) {
    let now = revision.now;
    let Some(case) = revision.dossier.case_mut(id) else {
        return;
    };
    let (Some(deadline), true) = (case.deadline, case.is_open()) else {
        return;
    };
    if !case.is_overdue(now) {
        let case = case.clone();
        return watch(revision, &case);
    }
    if std::mem::replace(&mut case.details.overdue_told, true) {
        return;
    }
    let kind = TimelineKind::CaseDeadlinePassed {
        case_id: id,
        case: case.kind,
        turn_is_ours: case.turn() == super::Turn::Us,
        deadline,
    };
    revision.tell(&Actor::System, kind);
}

impl Case {
    /// Writes a note, unless it is empty.
    fn note(&mut self, at: Timestamp, by: &Actor, text: &str) {
        let text: String = text.trim().chars().take(LONGEST_NOTE).collect();
        if !text.is_empty() {
            let by = by.clone();
            self.details.notes.push(CaseNote { at, by, text });
        }
    }
}

/// Wants a look when the deadline is there.
pub(super) fn watch(revision: &mut Revision<'_>, case: &Case) {
    if let Some(deadline) = case.deadline.filter(|_| case.is_open()) {
        let (order_id, case_id) = (case.order_id, case.id);
        revision.want_at(Job::WatchCase { order_id, case_id }, deadline);
    }
}

/// Reads the supplier orders now, and on from there.
fn read_soon(revision: &mut Revision<'_>, purchase_id: PurchaseId) {
    let (order_id, now) = (revision.dossier.order.id, revision.now);
    if !super::needs_following(&revision.dossier, purchase_id) {
        return;
    }
    if let Some(purchase) = revision.dossier.purchase_mut(purchase_id) {
        purchase.next_sync_at = Some(now);
    }
    revision.want(Job::SyncPurchase {
        order_id,
        purchase_id,
    });
}

/// The marketplace's own words for the supplier orders of a purchase.
pub(super) fn words_of(dossier: &Dossier, id: PurchaseId) -> String {
    let orders = dossier.purchase(id).map(|one| one.supplier_orders.iter());
    let words = orders.into_iter().flatten().map(|one| &one.raw_status);
    let words: Vec<&str> = words
        .map(String::as_str)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(", ")
}
