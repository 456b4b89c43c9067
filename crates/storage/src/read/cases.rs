//! Reading cases with suppliers, and keeping what belongs to them: evidence and policies.

use domain::aftersale::{Case, CaseKind, CaseState, CaseStatus, Evidence, FileKind, PolicyText};
use domain::catalog::SupplierRef;
use domain::ids::{CaseId, EvidenceId, ExternalId, OrderId, PlatformName, PurchaseId, WorkspaceId};
use domain::notice::Language;
use jiff::Timestamp;

use super::external_id;
use crate::change::Change;
use crate::engine::{Conn, Row, Value, params};
use crate::error::StorageError;
use crate::space::Space;

pub(super) const CASE_COLUMNS: &str =
    "id, order_id, purchase_id, kind, state, state_since, deadline,
    document, opened_at, version";

const EVIDENCE_COLUMNS: &str =
    "id, case_id, order_id, name, media_type, size_bytes, added_by, added_at";

/// Which cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseFilter {
    /// All that are not settled, the soonest deadline first.
    Open,
    /// All that are settled, the newest first.
    Ended,
    /// Those in one state, the soonest deadline first.
    In(CaseState),
    /// Those whose deadline passed by then, the longest ago first.
    OverdueAt(Timestamp),
}

/// Where a page of cases ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CasePosition {
    /// What it is sorted by, in microseconds.
    pub due: i64,
    /// Which case.
    pub id: CaseId,
}

/// A case with what its row in the list tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub case: Case,
    /// What people call its order.
    pub order_number: String,
    /// Whose order it is.
    pub customer_name: String,
    /// With whom.
    pub supplier: SupplierRef,
    /// Where it stands in the list.
    pub position: CasePosition,
}

/// A page of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePage {
    /// The cases.
    pub rows: Vec<CaseRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<CasePosition>,
}

/// How many cases there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// By state; a state without a case is left out.
    pub by_state: Vec<(CaseState, i64)>,
    /// Those whose deadline passed.
    pub overdue: i64,
    /// Those of them that wait for the supplier.
    pub suppliers_overdue: i64,
}

/// What a supplier says about returns and refunds, as it was noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierPolicy {
    /// On which marketplace.
    pub platform: PlatformName,
    /// The supplier's id there.
    pub supplier: ExternalId,
    /// What it says.
    pub text: String,
    /// When it was noted.
    pub changed_at: Timestamp,
}

/// A policy text that a merchant wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPolicy {
    /// Which policy.
    pub policy: PolicyText,
    /// In which language.
    pub language: Language,
    /// What it says.
    pub text: String,
}

impl CaseCounts {
    /// How many are in these states.
    #[must_use]
    pub fn of(&self, wanted: impl Fn(CaseState) -> bool) -> i64 {
        let states = self.by_state.iter().filter(|(state, _)| wanted(*state));
        states.map(|(_, count)| count).sum()
    }
}

impl Space {
    /// A page of cases after `place`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases(
        &self,
        filter: CaseFilter,
        place: Option<CasePosition>,
        limit: u32,
    ) -> Result<CasePage, StorageError> {
        self.read(move |conn, workspace| page(conn, workspace, filter, place, limit))
            .await
    }

    /// How many cases there are at `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_counts(&self, now: Timestamp) -> Result<CaseCounts, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT state, count(*) FROM aftersale_case WHERE workspace_id = ?1
                       GROUP BY state ORDER BY state";
            let by_state = conn.query(sql, params![workspace.0], |row| {
                Ok((row.word(CaseState::parse)?, row.int()?))
            })?;
            let sql = "SELECT count(*) FROM aftersale_case
                       WHERE workspace_id = ?1 AND is_open = 1 AND due <= ?2";
            let overdue = conn.query_one(sql, params![workspace.0, now], Row::int)?;
            let sql = "SELECT count(*) FROM aftersale_case
                       WHERE workspace_id = ?1 AND state = ?2 AND due <= ?3";
            let waiting = CaseState::WaitingForSupplier.as_str();
            let of_supplier = conn.query_one(sql, params![workspace.0, waiting, now], Row::int)?;
            Ok(CaseCounts {
                by_state,
                overdue: overdue.unwrap_or(0),
                suppliers_overdue: of_supplier.unwrap_or(0),
            })
        })
        .await
    }

    /// Cases whose deadline passed by `now` without having been told, the longest ago first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases_to_watch(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(OrderId, CaseId)>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT order_id, id FROM aftersale_case
                       WHERE workspace_id = ?1 AND watch_at <= ?2 ORDER BY watch_at, id LIMIT ?3";
            conn.query(sql, params![workspace.0, now, limit], |row| {
                Ok((OrderId(row.int()?), CaseId(row.int()?)))
            })
        })
        .await
    }

    /// Keeps a file that belongs to a case, sealed.
    ///
    /// # Errors
    /// When there is no such case, or the database fails.
    pub async fn add_evidence(
        &self,
        evidence: Evidence,
        content: Vec<u8>,
    ) -> Result<(), StorageError> {
        let row = evidence_row(self.id(), evidence.id);
        let sealed = self.storage().key().seal_bytes(&content, &row)?;
        self.write(move |conn, workspace| {
            let sql =
                "INSERT INTO case_evidence (workspace_id, id, case_id, order_id, name, media_type,
                         size_bytes, added_by, added_at, content)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
            let values = params![
                workspace.0,
                evidence.id.0,
                evidence.case_id.0,
                evidence.order_id.0,
                &evidence.name,
                evidence.kind.media_type(),
                evidence.size_bytes,
                &evidence.added_by,
                evidence.added_at,
                &sealed
            ];
            conn.execute(sql, values)?;
            conn.tell(Change::Order(workspace, evidence.order_id));
            Ok(())
        })
        .await
    }

    /// The files of a case, oldest first, without their content.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_of(&self, case: CaseId) -> Result<Vec<Evidence>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = format!(
                "SELECT {EVIDENCE_COLUMNS} FROM case_evidence
                 WHERE workspace_id = ?1 AND case_id = ?2 ORDER BY id"
            );
            conn.query(&sql, params![workspace.0, case.0], read_evidence)
        })
        .await
    }

    /// A file with its content.
    ///
    /// # Errors
    /// When the database fails, or the content does not open with this key.
    pub async fn evidence_file(
        &self,
        id: EvidenceId,
    ) -> Result<Option<(Evidence, Vec<u8>)>, StorageError> {
        let found = self
            .read(move |conn, workspace| {
                let sql = format!(
                    "SELECT {EVIDENCE_COLUMNS}, content FROM case_evidence
                     WHERE workspace_id = ?1 AND id = ?2"
                );
                conn.query_one(&sql, params![workspace.0, id.0], |row| {
                    Ok((read_evidence(row)?, row.blob()?))
                })
            })
            .await?;
        let Some((evidence, sealed)) = found else {
            return Ok(None);
        };
        let row = evidence_row(self.id(), id);
        let content = self.storage().key().open_bytes(&sealed, &row)?;
        Ok(Some((evidence, content)))
    }

    /// Removes a file.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_evidence(&self, evidence: &Evidence) -> Result<(), StorageError> {
        let (id, order) = (evidence.id, evidence.order_id);
        self.write(move |conn, workspace| {
            let sql = "DELETE FROM case_evidence WHERE workspace_id = ?1 AND id = ?2";
            conn.execute(sql, params![workspace.0, id.0])?;
            conn.tell(Change::Order(workspace, order));
            Ok(())
        })
        .await
    }

    /// Notes what a supplier says about returns and refunds; an empty text forgets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_supplier_policy(&self, policy: SupplierPolicy) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let (platform, supplier) = (policy.platform.as_str(), policy.supplier.as_str());
            if policy.text.trim().is_empty() {
                let sql = "DELETE FROM supplier_policy
                           WHERE workspace_id = ?1 AND platform = ?2 AND supplier_external_id = ?3";
                conn.execute(sql, params![workspace.0, platform, supplier])?;
                return Ok(());
            }
            let sql =
                "INSERT INTO supplier_policy (workspace_id, platform, supplier_external_id, text,
                         changed_at)
                       VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT (workspace_id, platform, supplier_external_id)
                       DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at";
            let values = params![
                workspace.0,
                platform,
                supplier,
                &policy.text,
                policy.changed_at
            ];
            conn.execute(sql, values).map(|_| ())
        })
        .await
    }

    /// What a supplier says about returns and refunds, if it was noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn supplier_policy(
        &self,
        platform: &PlatformName,
        supplier: &ExternalId,
    ) -> Result<Option<SupplierPolicy>, StorageError> {
        let (platform, supplier) = (platform.clone(), supplier.clone());
        self.read(move |conn, workspace| {
            let sql = "SELECT platform, supplier_external_id, text, changed_at FROM supplier_policy
                       WHERE workspace_id = ?1 AND platform = ?2 AND supplier_external_id = ?3";
            let values = params![workspace.0, platform.as_str(), supplier.as_str()];
            conn.query_one(sql, values, |row| {
                Ok(SupplierPolicy {
                    platform: PlatformName(row.text()?),
                    supplier: external_id(row)?,
                    text: row.text()?,
                    changed_at: row.time()?,
                })
            })
        })
        .await
    }

    /// Keeps a policy text; an empty one goes back to the built-in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_policy_text(&self, stored: StoredPolicy) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let (policy, language) = (stored.policy.as_str(), stored.language.as_str());
            if stored.text.trim().is_empty() {
                let sql = "DELETE FROM policy_text
                           WHERE workspace_id = ?1 AND policy = ?2 AND language = ?3";
                conn.execute(sql, params![workspace.0, policy, language])?;
                return Ok(());
            }
            let sql = "INSERT INTO policy_text (workspace_id, policy, language, text)
                       VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (workspace_id, policy, language)
                       DO UPDATE SET text = excluded.text";
            conn.execute(sql, params![workspace.0, policy, language, &stored.text])
                .map(|_| ())
        })
        .await
    }

    /// The policy texts that a merchant wrote.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_texts(&self) -> Result<Vec<StoredPolicy>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT policy, language, text FROM policy_text WHERE workspace_id = ?1
                       ORDER BY policy, language";
            conn.query(sql, params![workspace.0], |row| {
                Ok(StoredPolicy {
                    policy: row.word(PolicyText::parse)?,
                    language: row.word(Language::parse)?,
                    text: row.text()?,
                })
            })
        })
        .await
    }
}

/// What sealed evidence is bound to.
fn evidence_row(workspace: WorkspaceId, id: EvidenceId) -> String {
    format!("{workspace}/evidence/{id}")
}

fn page(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: CaseFilter,
    place: Option<CasePosition>,
    limit: u32,
) -> Result<CasePage, StorageError> {
    let (which, value): (&str, Option<Value>) = match filter {
        CaseFilter::Open => ("c.is_open = 1", None),
        CaseFilter::Ended => ("c.is_open = 0", None),
        CaseFilter::In(state) => ("c.state = ?5", Some(state.as_str().into())),
        CaseFilter::OverdueAt(now) => ("c.is_open = 1 AND c.due <= ?5", Some(now.into())),
    };
    // What is settled is due at no time, so that it is in the order of its ids: the newest first.
    let (after, order) = match filter {
        CaseFilter::Ended => ("(c.due, c.id) < (?2, ?3)", "c.due DESC, c.id DESC"),
        _ => ("(c.due, c.id) > (?2, ?3)", "c.due, c.id"),
    };
    let first = match filter {
        CaseFilter::Ended => (i64::MAX, i64::MAX),
        _ => (i64::MIN, i64::MIN),
    };
    let (due, id) = place.map_or(first, |place| (place.due, place.id.0));
    let columns: Vec<String> = CASE_COLUMNS
        .split(',')
        .map(|column| format!("c.{}", column.trim()))
        .collect();
    let sql = format!(
        "SELECT {}, o.number, o.customer_name, p.supplier, c.due
         FROM aftersale_case c
         JOIN customer_order o ON o.workspace_id = c.workspace_id AND o.id = c.order_id
         JOIN purchase p ON p.workspace_id = c.workspace_id AND p.id = c.purchase_id
         WHERE c.workspace_id = ?1 AND {which} AND {after}
         ORDER BY {order} LIMIT ?4",
        columns.join(", ")
    );
    let mut values = vec![
        workspace.0.into(),
        due.into(),
        id.into(),
        limit.saturating_add(1).into(),
    ];
    values.extend(value);
    let mut rows = conn.query(&sql, &values, read_row)?;
    let full = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > full;
    rows.truncate(full);
    let next = rows.last().filter(|_| more).map(|row| row.position);
    Ok(CasePage { rows, next })
}

fn read_row(row: &mut Row) -> Result<CaseRow, StorageError> {
    let case = read_case(row)?;
    let id = case.id;
    Ok(CaseRow {
        case,
        order_number: row.text()?,
        customer_name: row.text()?,
        supplier: row.json()?,
        position: CasePosition {
            due: row.int()?,
            id,
        },
    })
}

pub(super) fn read_case(row: &mut Row) -> Result<Case, StorageError> {
    Ok(Case {
        id: CaseId(row.int()?),
        order_id: OrderId(row.int()?),
        purchase_id: PurchaseId(row.int()?),
        kind: row.word(CaseKind::parse)?,
        status: CaseStatus::restored(row.word(CaseState::parse)?, row.time()?),
        deadline: row.opt_time()?,
        details: row.json()?,
        opened_at: row.time()?,
        version: row.int()?,
    })
}

fn read_evidence(row: &mut Row) -> Result<Evidence, StorageError> {
    Ok(Evidence {
        id: EvidenceId(row.int()?),
        case_id: CaseId(row.int()?),
        order_id: OrderId(row.int()?),
        name: row.text()?,
        kind: row.word(FileKind::parse)?,
        size_bytes: row.int()?,
        added_by: row.text()?,
        added_at: row.time()?,
    })
}
