//! Reading and keeping what customers are told, and how stores show themselves to them.

use domain::ids::{NoticeId, OrderId, ParcelId, StoreId, WorkspaceId};
use domain::notice::{Brand, Language, Medium, Notice, NoticeEvent, NoticeState, Template};
use domain::ports::connect::Credentials;
use jiff::Timestamp;

use super::number;
use crate::engine::{Row, json, params};
use crate::error::StorageError;
use crate::space::Space;

const NOTICE_COLUMNS: &str = "id, order_id, store_id, parcel_id, event, medium, state, recipient,
    reference, answer, attempts, maybe_before, created_at, tried_at, version";

/// How a store shows itself, under the name in the address of its customer page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBrand {
    /// Of which store.
    pub store_id: StoreId,
    /// The name in the address.
    pub slug: String,
    /// How it shows itself.
    pub brand: Brand,
}

/// A picture that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLogo {
    /// What kind, as in `image/png`.
    pub media_type: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// A template that a merchant wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTemplate {
    /// In which language.
    pub language: Language,
    /// For what.
    pub event: NoticeEvent,
    /// How it is told.
    pub medium: Medium,
    /// What it says.
    pub template: Template,
}

impl Space {
    /// A notice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice(&self, id: NoticeId) -> Result<Option<Notice>, StorageError> {
        self.read(move |conn, workspace| {
            let sql =
                format!("SELECT {NOTICE_COLUMNS} FROM notice WHERE workspace_id = ?1 AND id = ?2");
            conn.query_one(&sql, params![workspace.0, id.0], read_notice)
        })
        .await
    }

    /// The notices of an order, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_of_order(&self, id: OrderId) -> Result<Vec<Notice>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = format!(
                "SELECT {NOTICE_COLUMNS} FROM notice WHERE workspace_id = ?1 AND order_id = ?2 ORDER BY id"
            );
            conn.query(&sql, params![workspace.0, id.0], read_notice)
        })
        .await
    }

    /// The notice that an outside knows by this reference.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice_by_reference(
        &self,
        reference: &str,
    ) -> Result<Option<Notice>, StorageError> {
        let reference = reference.to_owned();
        self.read(move |conn, workspace| {
            let sql = format!(
                "SELECT {NOTICE_COLUMNS} FROM notice WHERE workspace_id = ?1 AND reference = ?2"
            );
            conn.query_one(&sql, params![workspace.0, reference], read_notice)
        })
        .await
    }

    /// Notices in one of these states that are older than `before`, newest first, with the numbers of
    /// their orders.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices(
        &self,
        state: NoticeState,
        before: Option<NoticeId>,
        limit: u32,
    ) -> Result<Vec<(Notice, String)>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT n.id, n.order_id, n.store_id, n.parcel_id, n.event, n.medium, n.state,
                         n.recipient, n.reference, n.answer, n.attempts, n.maybe_before, n.created_at,
                         n.tried_at, n.version, o.number
                       FROM notice n
                       JOIN customer_order o ON o.workspace_id = n.workspace_id AND o.id = n.order_id
                       WHERE n.workspace_id = ?1 AND n.state = ?2 AND n.id < ?3
                       ORDER BY n.id DESC LIMIT ?4";
            let before = before.map_or(i64::MAX, |id| id.0);
            conn.query(
                sql,
                params![workspace.0, state.as_str(), before, limit],
                |row| Ok((read_notice(row)?, row.text()?)),
            )
        })
        .await
    }

    /// How many notices are in each state, by event and medium.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice_counts(
        &self,
    ) -> Result<Vec<(NoticeEvent, Medium, NoticeState, i64)>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT event, medium, state, count(*) FROM notice WHERE workspace_id = ?1
                       GROUP BY event, medium, state ORDER BY event, medium, state";
            conn.query(sql, params![workspace.0], |row| {
                Ok((
                    row.word(NoticeEvent::parse)?,
                    row.word(Medium::parse)?,
                    row.word(NoticeState::parse)?,
                    row.int()?,
                ))
            })
        })
        .await
    }

    /// Keeps how a store shows itself, without touching the picture that was uploaded.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when another store has this name in its address.
    pub async fn put_brand(&self, stored: StoredBrand) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql =
                "INSERT INTO brand (workspace_id, store_id, slug, document) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (workspace_id, store_id)
                       DO UPDATE SET slug = excluded.slug, document = excluded.document";
            let document = json(&stored.brand)?;
            conn.execute(
                sql,
                params![workspace.0, stored.store_id.0, &stored.slug, document],
            )
            .map(|_| ())
        })
        .await
    }

    /// Keeps the picture of a store that has a brand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_logo(&self, id: StoreId, logo: StoredLogo) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "UPDATE brand SET logo_type = ?3, logo = ?4
                       WHERE workspace_id = ?1 AND store_id = ?2";
            conn.execute(
                sql,
                params![workspace.0, id.0, &logo.media_type, &logo.content],
            )
            .map(|_| ())
        })
        .await
    }

    /// The picture that was uploaded for a store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logo(&self, id: StoreId) -> Result<Option<StoredLogo>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT logo_type, logo FROM brand
                       WHERE workspace_id = ?1 AND store_id = ?2 AND logo IS NOT NULL";
            conn.query_one(sql, params![workspace.0, id.0], |row| {
                Ok(StoredLogo {
                    media_type: row.text()?,
                    content: row.blob()?,
                })
            })
        })
        .await
    }

    /// How the stores show themselves that chose it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn brands(&self) -> Result<Vec<StoredBrand>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT store_id, slug, document FROM brand WHERE workspace_id = ?1 ORDER BY store_id";
            conn.query(sql, params![workspace.0], |row| {
                Ok(StoredBrand {
                    store_id: StoreId(row.int()?),
                    slug: row.text()?,
                    brand: row.json()?,
                })
            })
        })
        .await
    }

    /// Keeps a template that a merchant wrote.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_template(
        &self,
        id: StoreId,
        stored: StoredTemplate,
    ) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "INSERT INTO notice_template (workspace_id, store_id, language, event, medium, subject, body)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                       ON CONFLICT (workspace_id, store_id, language, event, medium)
                       DO UPDATE SET subject = excluded.subject, body = excluded.body";
            conn.execute(
                sql,
                params![
                    workspace.0,
                    id.0,
                    stored.language.as_str(),
                    stored.event.as_str(),
                    stored.medium.as_str(),
                    &stored.template.subject,
                    &stored.template.body
                ],
            )
            .map(|_| ())
        })
        .await
    }

    /// Goes back to the built-in template.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_template(
        &self,
        id: StoreId,
        language: Language,
        event: NoticeEvent,
        medium: Medium,
    ) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "DELETE FROM notice_template
                       WHERE workspace_id = ?1 AND store_id = ?2 AND language = ?3 AND event = ?4 AND medium = ?5";
            conn.execute(
                sql,
                params![
                    workspace.0,
                    id.0,
                    language.as_str(),
                    event.as_str(),
                    medium.as_str()
                ],
            )
            .map(|_| ())
        })
        .await
    }

    /// The templates that a merchant wrote for a store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn templates(&self, id: StoreId) -> Result<Vec<StoredTemplate>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT language, event, medium, subject, body FROM notice_template
                       WHERE workspace_id = ?1 AND store_id = ?2 ORDER BY language, event, medium";
            conn.query(sql, params![workspace.0, id.0], |row| {
                Ok(StoredTemplate {
                    language: row.word(Language::parse)?,
                    event: row.word(NoticeEvent::parse)?,
                    medium: row.word(Medium::parse)?,
                    template: Template {
                        subject: row.text()?,
                        body: row.text()?,
                    },
                })
            })
        })
        .await
    }

    /// Notes that somebody wants no more notices of a store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unsubscribe(
        &self,
        store: StoreId,
        medium: Medium,
        recipient: &str,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        let recipient = recipient.trim().to_lowercase();
        self.write(move |conn, workspace| {
            let sql = "INSERT INTO unsubscribed (workspace_id, store_id, medium, recipient, at)
                       VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
            let values = params![workspace.0, store.0, medium.as_str(), &recipient, at];
            conn.execute(sql, values).map(|_| ())
        })
        .await
    }

    /// Notes that somebody wants notices of a store again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscribe_again(
        &self,
        store: StoreId,
        medium: Medium,
        recipient: &str,
    ) -> Result<(), StorageError> {
        let recipient = recipient.trim().to_lowercase();
        self.write(move |conn, workspace| {
            let sql = "DELETE FROM unsubscribed
                       WHERE workspace_id = ?1 AND store_id = ?2 AND medium = ?3 AND recipient = ?4";
            let values = params![workspace.0, store.0, medium.as_str(), &recipient];
            conn.execute(sql, values).map(|_| ())
        })
        .await
    }

    /// Whether somebody wants no notices of a store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_unsubscribed(
        &self,
        store: StoreId,
        medium: Medium,
        recipient: &str,
    ) -> Result<bool, StorageError> {
        let recipient = recipient.trim().to_lowercase();
        self.read(move |conn, workspace| {
            let sql = "SELECT 1 FROM unsubscribed
                       WHERE workspace_id = ?1 AND store_id = ?2 AND medium = ?3 AND recipient = ?4";
            let values = params![workspace.0, store.0, medium.as_str(), &recipient];
            Ok(conn.query_one(sql, values, Row::int)?.is_some())
        })
        .await
    }

    /// Keeps how the mail server or the SMS service is reached, sealed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_post_office(
        &self,
        medium: Medium,
        document: &Credentials,
    ) -> Result<(), StorageError> {
        let row = post_row(self.id(), medium);
        let sealed = self.storage().key().seal(document.expose(), &row)?;
        self.write(move |conn, workspace| {
            let sql = "INSERT INTO post_office (workspace_id, medium, document) VALUES (?1, ?2, ?3)
                       ON CONFLICT (workspace_id, medium) DO UPDATE SET document = excluded.document";
            conn.execute(sql, params![workspace.0, medium.as_str(), &sealed])
                .map(|_| ())
        })
        .await
    }

    /// Forgets how the mail server or the SMS service is reached.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_post_office(&self, medium: Medium) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "DELETE FROM post_office WHERE workspace_id = ?1 AND medium = ?2";
            conn.execute(sql, params![workspace.0, medium.as_str()])
                .map(|_| ())
        })
        .await
    }

    /// How the mail server or the SMS service is reached, if it was kept here.
    ///
    /// # Errors
    /// When the database fails, or the document does not open with this key.
    pub async fn post_office(&self, medium: Medium) -> Result<Option<Credentials>, StorageError> {
        let sealed = self
            .read(move |conn, workspace| {
                let sql =
                    "SELECT document FROM post_office WHERE workspace_id = ?1 AND medium = ?2";
                conn.query_one(sql, params![workspace.0, medium.as_str()], Row::blob)
            })
            .await?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let row = post_row(self.id(), medium);
        let opened = self.storage().key().open(&sealed, &row)?;
        Ok(Some(Credentials::new(opened)))
    }

    /// Signs a text with the key of this database, for links that need no session.
    #[must_use]
    pub fn sign(&self, text: &str) -> Vec<u8> {
        self.storage()
            .key()
            .sign(&format!("{}/link/{text}", self.id()))
    }
}

fn post_row(workspace: WorkspaceId, medium: Medium) -> String {
    format!("{workspace}/post_office/{}", medium.as_str())
}

fn read_notice(row: &mut Row) -> Result<Notice, StorageError> {
    Ok(Notice {
        id: NoticeId(row.int()?),
        order_id: OrderId(row.int()?),
        store_id: StoreId(row.int()?),
        parcel_id: ParcelId(row.int()?),
        event: row.word(NoticeEvent::parse)?,
        medium: row.word(Medium::parse)?,
        state: row.word(NoticeState::parse)?,
        recipient: row.text()?,
        reference: row.opt_text()?,
        answer: row.opt_text()?,
        attempts: number(row)?,
        maybe_before: row.bool()?,
        created_at: row.time()?,
        tried_at: row.opt_time()?,
        version: row.int()?,
    })
}
