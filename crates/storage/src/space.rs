//! One workspace: everything that callers store and read.

use domain::changeset::{Changeset, Write};
use domain::ids::{ConnectionId, DeliveryId, IdSource, PushId, StoreId, UserId, WorkspaceId};
use domain::job::{Job, NewJob};
use domain::ports::connect::Credentials;
use domain::workspace::{Role, User};
use jiff::Timestamp;

use crate::Storage;
use crate::apply;
use crate::change::Change;
use crate::engine::{Conn, Row, params};
use crate::error::StorageError;
use crate::read::jobs::{ClaimedJob, Next};

/// One workspace of a database. Cloning shares it.
#[derive(Clone)]
pub struct Space {
    storage: Storage,
    workspace_id: WorkspaceId,
}

/// A person at a platform's page, with what must be kept until the person comes back.
#[derive(Debug)]
pub struct PendingConnection {
    /// Which platform.
    pub platform: String,
    /// The connector's own document.
    pub document: Credentials,
    /// Since when.
    pub created_at: Timestamp,
}

/// What the secret of a session opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// A signed-in browser.
    Session,
    /// A link that signs in once.
    SignInLink,
}

/// An inbound webhook to be kept before it is understood.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// For which store.
    pub store_id: StoreId,
    /// The topic by its address.
    pub topic: String,
    /// What makes two deliveries the same: a hash of topic and body.
    pub digest: Vec<u8>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: Timestamp,
    /// What it wakes, if that was understood already; otherwise a job of its own reads it later.
    pub understood: Option<Understood>,
}

/// What a webhook was found to be about.
#[derive(Clone, Debug)]
pub struct Understood {
    /// The work that it wakes.
    pub job: Job,
    /// The same in readable words.
    pub outcome: String,
}

/// What a tracker sent by itself, to be kept before it is understood.
#[derive(Clone, Debug)]
pub struct NewPush {
    /// Of which tracker.
    pub connection_id: ConnectionId,
    /// What makes two of them the same: a hash of the body.
    pub digest: Vec<u8>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: Timestamp,
}

impl Space {
    pub(crate) fn new(storage: Storage, workspace_id: WorkspaceId) -> Self {
        Self {
            storage,
            workspace_id,
        }
    }

    /// Which workspace.
    #[must_use]
    pub fn id(&self) -> WorkspaceId {
        self.workspace_id
    }

    /// The database it is in.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Applies a Changeset in one transaction, durable when this returns.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when a version moved or a row is already there;
    /// [`StorageError::AlreadyClaimed`] when a unit is already being bought. Nothing was changed then.
    pub async fn commit(&self, changeset: Changeset) -> Result<(), StorageError> {
        self.apply(changeset, Next::Nothing).await.map(|_| ())
    }

    pub(crate) async fn apply(
        &self,
        changeset: Changeset,
        next: Next,
    ) -> Result<Option<ClaimedJob>, StorageError> {
        if changeset.is_empty() {
            return Ok(None);
        }
        let changes = changes_of(self.workspace_id, &changeset);
        let (workspace_id, storage) = (self.workspace_id, self.storage.clone());
        self.storage
            .write(move |conn| {
                let applied = apply::apply(conn, workspace_id, &storage, &changeset, next)?;
                for change in &changes {
                    conn.tell(change.clone());
                }
                if !changeset.jobs.is_empty() || changeset.finishes.is_some() {
                    conn.tell(Change::Jobs(workspace_id, applied.due));
                }
                Ok(applied.next)
            })
            .await
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, WorkspaceId) -> Result<T, StorageError> + Send + 'static,
    {
        let workspace_id = self.workspace_id;
        self.storage
            .read(move |conn| work(conn, workspace_id))
            .await
    }

    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn, WorkspaceId) -> Result<T, StorageError> + Send + 'static,
    {
        let workspace_id = self.workspace_id;
        self.storage
            .write(move |conn| work(conn, workspace_id))
            .await
    }

    /// Keeps a webhook and what it wakes, or the job that reads it. `false` if the same one was kept before.
    ///
    /// # Errors
    /// When the database fails; then the sender must not be told that it was taken.
    pub async fn keep_delivery(&self, delivery: NewDelivery) -> Result<bool, StorageError> {
        // The work that it wakes may be wanted by others; what came twice wakes the same.
        let wakes = delivery.understood.as_ref();
        let mut order = wakes.map_or_else(Vec::new, |wakes| wakes.job.dedupe().into_bytes());
        order.push(0);
        order.extend(&delivery.digest);
        let (ids, workspace) = (self.storage.ids(), self.workspace_id);
        let keep = move |conn: &mut Conn| keep_delivery(conn, workspace, &*ids, &delivery);
        self.storage.write_in_crowd(order, keep).await
    }

    /// Keeps a push and the job that understands it. `false` if the same one was kept before.
    ///
    /// # Errors
    /// When the database fails; then the sender must not be told that it was taken.
    pub async fn keep_push(&self, push: NewPush) -> Result<bool, StorageError> {
        let ids = self.storage.ids();
        self.write(move |conn, workspace| keep_push(conn, workspace, &*ids, &push))
            .await
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the e-mail is taken.
    pub async fn add_user(&self, user: User, password_hash: String) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "INSERT INTO app_user (workspace_id, id, email, name, role, password_hash, created_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let role = user.role.as_str();
            conn.execute(sql, params![workspace.0, user.id.0, &user.email, &user.name, role,
                &password_hash, user.created_at])
                .map(|_| ())
        })
        .await
    }

    /// Replaces a user's password and ends all sessions of that user.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(&self, user: UserId, hash: String) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "UPDATE app_user SET password_hash = ?3 WHERE workspace_id = ?1 AND id = ?2";
            conn.execute(sql, params![workspace.0, user.0, &hash])?;
            let sql = "DELETE FROM user_session WHERE workspace_id = ?1 AND user_id = ?2";
            conn.execute(sql, params![workspace.0, user.0]).map(|_| ())
        })
        .await
    }

    /// Every user, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(&self) -> Result<Vec<User>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT id, email, name, role, created_at FROM app_user
                       WHERE workspace_id = ?1 ORDER BY id";
            conn.query(sql, params![workspace.0], read_user)
        })
        .await
    }

    /// The user with this e-mail and the hash of the password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<(User, String)>, StorageError> {
        let email = email.trim().to_lowercase();
        self.read(move |conn, workspace| {
            let sql = "SELECT id, email, name, role, created_at, password_hash FROM app_user
                       WHERE workspace_id = ?1 AND email = ?2";
            conn.query_one(sql, params![workspace.0, email], |row| {
                Ok((read_user(row)?, row.text()?))
            })
        })
        .await
    }

    /// Opens a session or makes a sign-in link; `token_hash` is the hash of its secret.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(
        &self,
        kind: SessionKind,
        token_hash: Vec<u8>,
        user: UserId,
        expires_at: Timestamp,
    ) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql =
                "INSERT INTO user_session (workspace_id, token_hash, kind, user_id, expires_at)
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            conn.execute(
                sql,
                params![workspace.0, &token_hash, kind.as_str(), user.0, expires_at],
            )
            .map(|_| ())
        })
        .await
    }

    /// Whose session it is, if it has not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_user(
        &self,
        token_hash: Vec<u8>,
        now: Timestamp,
    ) -> Result<Option<User>, StorageError> {
        self.read(move |conn, workspace| {
            session_user(conn, workspace, SessionKind::Session, &token_hash, now)
        })
        .await
    }

    /// Uses a sign-in link up and says whose it was, if it was not used before and has not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_sign_in_link(
        &self,
        token_hash: Vec<u8>,
        now: Timestamp,
    ) -> Result<Option<User>, StorageError> {
        self.write(move |conn, workspace| {
            let kind = SessionKind::SignInLink;
            let user = session_user(conn, workspace, kind, &token_hash, now)?;
            let sql = "DELETE FROM user_session WHERE workspace_id = ?1 AND token_hash = ?2 AND kind = ?3";
            // Who removes it used it: of two clicks at one moment, one.
            let used = conn.execute(sql, params![workspace.0, &token_hash, kind.as_str()])?;
            Ok(user.filter(|_| used == 1))
        })
        .await
    }

    /// Ends a session, and forgets all that have ended by themselves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_session(
        &self,
        token_hash: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "DELETE FROM user_session
                       WHERE workspace_id = ?1 AND (token_hash = ?2 OR expires_at < ?3)";
            conn.execute(sql, params![workspace.0, &token_hash, now])
                .map(|_| ())
        })
        .await
    }

    /// Keeps what a connector needs until the person comes back from the platform.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_pending_connection(
        &self,
        state: &str,
        pending: PendingConnection,
    ) -> Result<(), StorageError> {
        let row = pending_row(self.workspace_id, state);
        let document = self.storage.key().seal(pending.document.expose(), &row)?;
        let state = state.to_owned();
        self.write(move |conn, workspace| {
            let sql = "INSERT INTO pending_connection (workspace_id, state, platform, document, created_at)
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            let created_at = pending.created_at;
            conn.execute(sql, params![workspace.0, &state, &pending.platform, &document, created_at])
                .map(|_| ())
        })
        .await
    }

    /// The pending connection with this state; or, where a platform gave no state back, the newest of
    /// `platform`. It stays until it is forgotten, so that a reloaded page works.
    ///
    /// # Errors
    /// When the database fails, or the document does not open.
    pub async fn pending_connection(
        &self,
        platform: &str,
        state: Option<&str>,
    ) -> Result<Option<(String, PendingConnection)>, StorageError> {
        let (platform, state) = (platform.to_owned(), state.map(str::to_owned));
        let found = self
            .read(move |conn, workspace| {
                let sql = "SELECT state, platform, document, created_at FROM pending_connection
                           WHERE workspace_id = ?1 AND platform = ?2 AND (CAST(?3 AS TEXT) IS NULL OR state = ?3)
                           ORDER BY created_at DESC LIMIT 1";
                conn.query_one(sql, params![workspace.0, platform, state], |row| {
                    Ok((row.text()?, row.text()?, row.blob()?, row.time()?))
                })
            })
            .await?;
        let Some((state, platform, document, created_at)) = found else {
            return Ok(None);
        };
        let document = self
            .storage
            .key()
            .open(&document, &pending_row(self.workspace_id, &state))?;
        let document = Credentials::new(document);
        Ok(Some((
            state,
            PendingConnection {
                platform,
                document,
                created_at,
            },
        )))
    }

    /// Forgets a pending connection.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_pending_connection(&self, state: &str) -> Result<(), StorageError> {
        let state = state.to_owned();
        self.write(move |conn, workspace| {
            let sql = "DELETE FROM pending_connection WHERE workspace_id = ?1 AND state = ?2";
            conn.execute(sql, params![workspace.0, &state]).map(|_| ())
        })
        .await
    }

    /// That the key of this process is the one that everything here is sealed with. The first process
    /// that asks settles which one that is. An empty sign says that the key was lost and another one is
    /// taken from now on.
    ///
    /// # Errors
    /// [`StorageError::Unusable`] when it is another one; or when the database fails.
    pub async fn check_key(&self) -> Result<(), StorageError> {
        if self.is_key_known().await? {
            return Ok(());
        }
        let sign = self.storage.key().seal("", &key_row(self.workspace_id))?;
        self.write(move |conn, workspace| {
            let sql = "UPDATE workspace SET key_check = ?2
                       WHERE workspace_id = ?1 AND (key_check IS NULL OR length(key_check) = 0)";
            conn.execute(sql, params![workspace.0, &sign]).map(|_| ())
        })
        .await?;
        self.is_key_known().await.map(|_| ())
    }

    /// `false`: nobody has settled it yet.
    async fn is_key_known(&self) -> Result<bool, StorageError> {
        let sign = self
            .read(|conn, workspace| {
                let sql = "SELECT key_check FROM workspace
                           WHERE workspace_id = ?1 AND key_check IS NOT NULL";
                conn.query_one(sql, params![workspace.0], Row::blob)
            })
            .await?;
        let sign = match sign {
            Some(sign) if sign.is_empty() => return Ok(false),
            Some(sign) => sign,
            None => {
                // There may be no sign of it yet, but what was sealed with it.
                for connection in self.connections().await? {
                    self.credentials(connection.id).await?;
                }
                return Ok(false);
            }
        };
        let opened = self.storage.key().open(&sign, &key_row(self.workspace_id));
        opened.map(|_| true).map_err(|_| {
            StorageError::Unusable(
                "this database is sealed with another key: copy the key file of the process that set it \
                 up into this data folder"
                    .into(),
            )
        })
    }

    /// A connection with what opens it.
    ///
    /// # Errors
    /// When the database fails, or the credentials don't open with this key.
    pub async fn credentials(&self, id: ConnectionId) -> Result<Option<Credentials>, StorageError> {
        let sealed = self
            .read(move |conn, workspace| {
                let sql = "SELECT credentials FROM connection WHERE workspace_id = ?1 AND id = ?2";
                conn.query_one(sql, params![workspace.0, id.0], Row::blob)
            })
            .await?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let opened = self
            .storage
            .key()
            .open(&sealed, &apply::credentials_row(self.workspace_id, id))?;
        Ok(Some(Credentials::new(opened)))
    }

    /// Stores work that belongs to no Changeset.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&self, jobs: Vec<NewJob>) -> Result<(), StorageError> {
        self.commit(Changeset {
            jobs,
            ..Changeset::default()
        })
        .await
    }
}

impl SessionKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::SignInLink => "sign_in_link",
        }
    }
}

fn key_row(workspace: WorkspaceId) -> String {
    format!("{workspace}/key")
}

fn pending_row(workspace: WorkspaceId, state: &str) -> String {
    format!("{workspace}/pending/{state}")
}

fn read_user(row: &mut Row) -> Result<User, StorageError> {
    Ok(User {
        id: UserId(row.int()?),
        email: row.text()?,
        name: row.text()?,
        role: row.word(Role::parse)?,
        created_at: row.time()?,
    })
}

fn session_user(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kind: SessionKind,
    token_hash: &Vec<u8>,
    now: Timestamp,
) -> Result<Option<User>, StorageError> {
    let sql = "SELECT u.id, u.email, u.name, u.role, u.created_at
               FROM user_session s
               JOIN app_user u ON u.workspace_id = s.workspace_id AND u.id = s.user_id
               WHERE s.workspace_id = ?1 AND s.token_hash = ?2 AND s.kind = ?3 AND s.expires_at > ?4";
    conn.query_one(
        sql,
        params![workspace.0, token_hash, kind.as_str(), now],
        read_user,
    )
}

fn keep_delivery(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    delivery: &NewDelivery,
) -> Result<bool, StorageError> {
    let delivery_id = DeliveryId::fresh(ids);
    let sql = "INSERT INTO webhook_delivery (workspace_id, id, store_id, topic, digest, body, received_at,
                 read_at, outcome)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
               ON CONFLICT DO NOTHING";
    let due_at = delivery.received_at;
    let understood = delivery.understood.as_ref();
    let kept = conn.execute(
        sql,
        params![
            workspace.0,
            delivery_id.0,
            delivery.store_id.0,
            &delivery.topic,
            &delivery.digest,
            &delivery.body,
            due_at,
            understood.map(|_| due_at),
            understood.map(|understood| understood.outcome.as_str())
        ],
    )?;
    if kept == 0 {
        return Ok(false);
    }
    let reads = || Job::ReadDelivery { delivery_id };
    let job = NewJob {
        job: understood.map_or_else(reads, |understood| understood.job.clone()),
        due_at,
    };
    apply::job::enqueue(conn, workspace, ids, &job, due_at)?;
    conn.tell(Change::Jobs(workspace, Some(due_at)));
    Ok(true)
}

fn keep_push(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    push: &NewPush,
) -> Result<bool, StorageError> {
    let push_id = PushId::fresh(ids);
    let sql =
        "INSERT INTO tracker_push (workspace_id, id, connection_id, digest, body, received_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT DO NOTHING";
    let due_at = push.received_at;
    let (id, connection) = (push_id.0, push.connection_id.0);
    let values = params![
        workspace.0,
        id,
        connection,
        &push.digest,
        &push.body,
        due_at
    ];
    if conn.execute(sql, values)? == 0 {
        return Ok(false);
    }
    let job = NewJob {
        job: Job::ReadPush { push_id },
        due_at,
    };
    apply::job::enqueue(conn, workspace, ids, &job, due_at)?;
    conn.tell(Change::Jobs(workspace, Some(due_at)));
    Ok(true)
}

fn changes_of(workspace: WorkspaceId, changeset: &Changeset) -> Vec<Change> {
    let mut changes = Vec::new();
    for write in &changeset.writes {
        let change = match write {
            Write::InsertOrder(order) | Write::UpdateOrder(order) => {
                Change::Order(workspace, order.id)
            }
            Write::InsertPurchase(purchase) | Write::UpdatePurchase(purchase) => {
                Change::Order(workspace, purchase.order_id)
            }
            Write::InsertParcel(parcel) | Write::UpdateParcel(parcel) => {
                Change::Order(workspace, parcel.order_id)
            }
            Write::InsertFulfillment(told) | Write::UpdateFulfillment(told) => {
                Change::Order(workspace, told.order_id)
            }
            Write::InsertCase(case) | Write::UpdateCase(case) => {
                Change::Order(workspace, case.order_id)
            }
            Write::PutNotice(notice) | Write::UpdateNotice(notice) => {
                Change::Order(workspace, notice.order_id)
            }
            Write::DeliveryRead { .. } | Write::PushRead { .. } | Write::PutRegistration(_) => {
                continue;
            }
            _ => Change::Setup(workspace),
        };
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
    changes
}
