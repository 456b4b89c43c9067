//! Users, passwords, sessions and sign-in links.
//!
//! Passwords are kept as Argon2id hashes; of a session or link only the hash of its secret is kept, so
//! that a stolen database opens no session.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use domain::ids::UserId;
use domain::workspace::{Role, User};
use jiff::SignedDuration;
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use storage::SessionKind;

use crate::App;
use crate::connect::url_text;
use crate::error::AppError;

/// A session ends after this long.
const SESSION: SignedDuration = SignedDuration::from_hours(24 * 30);

/// A sign-in link ends after this long.
const SIGN_IN_LINK: SignedDuration = SignedDuration::from_hours(24);

/// The shortest password that is taken. NIST SP 800-63B asks for at least 8; 10 costs nothing more.
pub const PASSWORD_MIN: usize = 10;

/// Whether nobody has been added yet: the first visitor sets the owner up.
///
/// # Errors
/// When the database fails.
pub async fn is_new(app: &App) -> Result<bool, AppError> {
    Ok(app.space().users().await?.is_empty())
}

/// Adds a user.
///
/// # Errors
/// When a value is missing or can't be right, or the e-mail is taken.
pub async fn add_user(
    app: &App,
    email: &str,
    name: &str,
    password: &str,
    role: Role,
) -> Result<User, AppError> {
    let email = email.trim().to_lowercase();
    let bad = |field: &str, message: &str| AppError::BadValue {
        field: field.into(),
        message: message.into(),
    };
    let well_formed = email
        .split_once('@')
        .is_some_and(|(who, at)| !who.is_empty() && at.contains('.'));
    if !well_formed || email.contains(char::is_whitespace) {
        return Err(bad(
            "email",
            "type an e-mail address such as ann@example.com",
        ));
    }
    if name.trim().is_empty() {
        return Err(bad(
            "name",
            "type a name; it is shown beside what this person does",
        ));
    }
    let hash = hash_password(password).await?;
    let user = User {
        id: UserId::fresh(app.ids()),
        email,
        name: name.trim().to_owned(),
        role,
        created_at: app.now(),
    };
    match app.space().add_user(user.clone(), hash).await {
        Err(error) if error.is_conflict() => Err(bad("email", "someone has this e-mail already")),
        other => Ok(other.map(|()| user)?),
    }
}

/// Replaces a user's password and ends that user's sessions.
///
/// # Errors
/// When there is no such user or the password is too short.
pub async fn set_password(app: &App, email: &str, password: &str) -> Result<(), AppError> {
    let (user, _) = app
        .space()
        .user_by_email(email)
        .await?
        .ok_or(AppError::NotFound("user"))?;
    let hash = hash_password(password).await?;
    Ok(app.space().set_password(user.id, hash).await?)
}

/// Signs in with a password and opens a session. `None` if e-mail and password do not belong together;
/// it takes the same time whether the e-mail is known or not.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(app: &App, email: &str, password: &str) -> Result<Option<String>, AppError> {
    let found = app.space().user_by_email(email).await?;
    // The hash of nothing anybody knows, so that an unknown e-mail costs the same time.
    let nobody = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Zm9vZm9vZm9vZm9vZm9vZm9vZm9vZm9vZm9vZm9vZm8";
    let hash = found
        .as_ref()
        .map_or_else(|| nobody.to_owned(), |(_, hash)| hash.clone());
    let password = password.to_owned();
    let matches = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    })
    .await
    .unwrap_or(false);
    match found {
        Some((user, _)) if matches => open_session(app, user.id).await.map(Some),
        _ => Ok(None),
    }
}

/// Opens a session and returns its secret.
///
/// # Errors
/// When the database fails.
pub async fn open_session(app: &App, user: UserId) -> Result<String, AppError> {
    open(app, SessionKind::Session, user, SESSION).await
}

/// Makes a link that signs in once and returns its secret.
///
/// # Errors
/// When the database fails.
pub async fn sign_in_link(app: &App, user: UserId) -> Result<String, AppError> {
    open(app, SessionKind::SignInLink, user, SIGN_IN_LINK).await
}

async fn open(
    app: &App,
    kind: SessionKind,
    user: UserId,
    lasts: SignedDuration,
) -> Result<String, AppError> {
    let secret = secret_text();
    let expires_at = app
        .now()
        .saturating_add(app.clock().span_of(real(lasts)))
        .unwrap_or_default();
    app.space()
        .open_session(kind, hash_secret(&secret), user, expires_at)
        .await?;
    Ok(secret)
}

/// Uses a sign-in link up and opens a session.
///
/// # Errors
/// When the database fails.
pub async fn use_sign_in_link(app: &App, secret: &str) -> Result<Option<String>, AppError> {
    match app
        .space()
        .use_sign_in_link(hash_secret(secret), app.now())
        .await?
    {
        Some(user) => open_session(app, user.id).await.map(Some),
        None => Ok(None),
    }
}

/// Whose session it is.
///
/// # Errors
/// When the database fails.
pub async fn session_user(app: &App, secret: &str) -> Result<Option<User>, AppError> {
    Ok(app
        .space()
        .session_user(hash_secret(secret), app.now())
        .await?)
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(app: &App, secret: &str) -> Result<(), AppError> {
    Ok(app
        .space()
        .close_session(hash_secret(secret), app.now())
        .await?)
}

async fn hash_password(password: &str) -> Result<String, AppError> {
    if password.chars().count() < PASSWORD_MIN {
        let message = format!("type at least {PASSWORD_MIN} characters");
        return Err(AppError::BadValue {
            field: "password".into(),
            message,
        });
    }
    let password = password.to_owned();
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    });
    match hashed.await {
        Ok(Ok(hash)) => Ok(hash),
        _ => Err(AppError::Refused(
            "the password could not be hashed; try again".into(),
        )),
    }
}

fn hash_secret(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn real(span: SignedDuration) -> std::time::Duration {
    span.try_into().unwrap_or_default()
}

/// A text that nobody guesses: 256 bits from the operating system. A seeded generator would make
/// sessions guessable, so this one randomness is not passed in.
pub(crate) fn secret_text() -> String {
    let mut bytes = [0_u8; 32];
    // The operating system's source fails only where nothing else works either; an all-zero secret must
    // never be given out.
    while SysRng.try_fill_bytes(&mut bytes).is_err() || bytes == [0; 32] {}
    url_text(&bytes)
}
