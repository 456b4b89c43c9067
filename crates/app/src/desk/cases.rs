//! What a person can do about a case with a supplier: open it, say what happened, add evidence, note
//! what came back.

use domain::aftersale::{self, CaseNews, CaseRefusal, Evidence, FileKind, NewCase, ReturnedGoods};
use domain::ids::{CaseId, EvidenceId, OrderId};
use domain::order::Revision;
use domain::workspace::Actor;

use super::{load, revise};
use crate::App;
use crate::error::AppError;

/// The largest file that is taken: a photo of a telephone has some four million bytes.
pub const EVIDENCE_BYTES: usize = 5 * 1024 * 1024;

/// The most files of one case.
pub const EVIDENCE_FILES: usize = 20;

/// The longest name of a file that is kept.
const LONGEST_NAME: usize = 120;

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceWrong {
    /// It is empty.
    Empty,
    /// It is larger than [`EVIDENCE_BYTES`].
    TooLarge,
    /// It is no picture and no PDF.
    Kind,
    /// The case has [`EVIDENCE_FILES`] already.
    TooMany,
}

/// Opens a case; says which, or why not.
///
/// # Errors
/// When there is no such order, or storing fails.
pub async fn open_case(
    app: &App,
    order: OrderId,
    new: &NewCase,
    actor: &Actor,
) -> Result<Result<CaseId, CaseRefusal>, AppError> {
    revise(app, order, |revision| {
        Ok(aftersale::open_case(revision, new, actor))
    })
    .await
}

/// Takes over what a person says about a case, or says why not.
///
/// # Errors
/// When there is no such order, or storing fails.
pub async fn update_case(
    app: &App,
    order: OrderId,
    case: CaseId,
    news: &CaseNews,
    actor: &Actor,
) -> Result<Result<(), CaseRefusal>, AppError> {
    let decide =
        |revision: &mut Revision<'_>| Ok(aftersale::update_case(revision, case, news, actor));
    revise(app, order, decide).await
}

/// Notes that a person looked at what moved by itself.
///
/// # Errors
/// When there is no such case, or storing fails.
pub async fn see_case(app: &App, order: OrderId, case: CaseId) -> Result<(), AppError> {
    revise(app, order, |revision| {
        aftersale::see_case(revision, case).map_err(|_| AppError::NotFound("case"))
    })
    .await
}

/// Notes what came back, or says why not.
///
/// # Errors
/// When there is no such order, or storing fails.
pub async fn receive_goods(
    app: &App,
    order: OrderId,
    case: CaseId,
    goods: &[ReturnedGoods],
    actor: &Actor,
) -> Result<Result<(), CaseRefusal>, AppError> {
    let decide =
        |revision: &mut Revision<'_>| Ok(aftersale::receive_goods(revision, case, goods, actor));
    revise(app, order, decide).await
}

/// Keeps a picture or document with a case, or says why not. What it is, is told by its bytes.
///
/// # Errors
/// When there is no such case, or storing fails.
pub async fn add_evidence(
    app: &App,
    order: OrderId,
    case: CaseId,
    (name, content): (&str, Vec<u8>),
    actor: &Actor,
) -> Result<Option<EvidenceWrong>, AppError> {
    let dossier = load(app, order).await?;
    dossier.case(case).ok_or(AppError::NotFound("case"))?;
    let known = app.space().evidence_of(case).await?;
    let kind = FileKind::of(&content);
    let wrong = match kind {
        _ if content.is_empty() => Some(EvidenceWrong::Empty),
        _ if content.len() > EVIDENCE_BYTES => Some(EvidenceWrong::TooLarge),
        _ if known.len() >= EVIDENCE_FILES => Some(EvidenceWrong::TooMany),
        None => Some(EvidenceWrong::Kind),
        Some(_) => None,
    };
    let (Some(kind), None) = (kind, wrong) else {
        return Ok(wrong);
    };
    let evidence = Evidence {
        id: EvidenceId::fresh(app.ids()),
        case_id: case,
        order_id: order,
        name: file_name(name, kind),
        kind,
        size_bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        added_by: match actor {
            Actor::User { name, .. } => name.clone(),
            _ => String::new(),
        },
        added_at: app.now(),
    };
    app.space().add_evidence(evidence, content).await?;
    Ok(None)
}

/// Removes a file of a case.
///
/// # Errors
/// When there is no such file, or storing fails.
pub async fn remove_evidence(
    app: &App,
    case: CaseId,
    evidence: EvidenceId,
) -> Result<(), AppError> {
    let known = app.space().evidence_of(case).await?;
    let known = known.iter().find(|one| one.id == evidence);
    let evidence = known.ok_or(AppError::NotFound("file"))?;
    Ok(app.space().remove_evidence(evidence).await?)
}

/// A name that can stand in a header and in every file system: letters, digits, lines and points, with
/// the end that its bytes ask for.
fn file_name(name: &str, kind: FileKind) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => letter,
        _ => '-',
    };
    let stem: String = stem.chars().map(plain).take(LONGEST_NAME).collect();
    let stem = stem.trim_matches('-');
    let stem = if stem.is_empty() { "evidence" } else { stem };
    format!("{stem}.{}", kind.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_can_do_no_harm() {
        for (sent, kept) in [
            ("lamp.png", "lamp.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\x\\broken lamp.exe", "broken-lamp.jpg"),
            ("a\"; filename=\"b.html", "a---filename--b.jpg"),
            ("đèn vỡ.jpeg", "n-v.jpg"),
            ("", "evidence.jpg"),
            ("\r\n", "evidence.jpg"),
        ] {
            assert_eq!(file_name(sent, FileKind::Jpeg), kept);
        }
    }
}
