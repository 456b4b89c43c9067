//! Access: what an account's credentials hold, and the two token calls that fill them.
//!
//! The returned seconds are believed, never constants. Renewing gives a new access, but the end of
//! renewing does not move: a person must allow us again before it. Secrets never reach an error, a
//! log or `Debug`. Source: reference sheet §4.

use std::fmt;

use domain::ids::ExternalId;
use domain::ports::connect::{Credentials, Grant};
use domain::ports::error::{CallError, CallErrorKind};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::wire::{Text, Tokens};

/// The document inside the credentials of one buyer account.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Account {
    pub(crate) app_key: String,
    pub(crate) app_secret: String,
    /// The address of a rehearsal's gateway; empty for the real one.
    pub(crate) base_url: String,
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) user_id: String,
    pub(crate) name: String,
    pub(crate) access_expires_at: Option<Timestamp>,
    pub(crate) refresh_expires_at: Option<Timestamp>,
    /// What the person must bring back, while they are away to allow us.
    pub(crate) state: String,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Account(…)")
    }
}

/// Why the tokens that came are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// A seller signed in; only buyers can place orders.
    Seller,
    /// There is no access token in it.
    Empty,
}

impl Account {
    /// Reads the credentials' document; an unreadable one is an account that is signed out.
    pub(crate) fn read(credentials: &Credentials) -> Self {
        serde_json::from_str(credentials.expose()).unwrap_or_default()
    }

    /// The credentials' document.
    ///
    /// # Errors
    /// When it can't be written, which no account gives cause for.
    pub(crate) fn write(&self) -> Result<Credentials, CallError> {
        let document = serde_json::to_string(self).map_err(|error| {
            let message = "the credentials could not be written";
            CallError::new(CallErrorKind::Unreadable, message).caused_by(error)
        })?;
        Ok(Credentials::new(document))
    }

    /// Takes what a token call gave; what is missing or null stays as it was.
    pub(crate) fn take(&mut self, tokens: &Tokens, now: Timestamp) -> Result<(), NotTaken> {
        // `buyerApp` marks a buyer, `seller_center` a seller.
        let platform = tokens.account_platform.as_str().to_ascii_lowercase();
        if platform.contains("seller") {
            return Err(NotTaken::Seller);
        }
        keep_newest(&mut self.access_token, &tokens.access_token);
        keep_newest(&mut self.refresh_token, &tokens.refresh_token);
        if self.access_token.is_empty() {
            return Err(NotTaken::Empty);
        }
        let ids = [
            &tokens.user_id,
            &tokens.account_id,
            &tokens.seller_id,
            &tokens.havana_id,
        ];
        if let Some(id) = ids
            .into_iter()
            .find(|id| !id.is_empty())
            .filter(|_| self.user_id.is_empty())
        {
            keep_newest(&mut self.user_id, id);
        }
        keep_newest(&mut self.name, &tokens.user_nick);
        let access = end_of(&tokens.expires_in, &tokens.expire_time, now);
        self.access_expires_at = access.or(self.access_expires_at);
        let refresh = end_of(
            &tokens.refresh_expires_in,
            &tokens.refresh_token_valid_time,
            now,
        );
        self.refresh_expires_at = refresh.or(self.refresh_expires_at);
        self.state.clear();
        Ok(())
    }

    /// The account as it is told to the rest of Crossdock.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub(crate) fn grant(&self) -> Result<Grant, CallError> {
        let name = if self.name.is_empty() {
            format!("AliExpress {}", self.user_id)
        } else {
            self.name.clone()
        };
        Ok(Grant {
            credentials: self.write()?,
            external_id: ExternalId::new(self.user_id.clone()),
            name,
            access_expires_at: self.access_expires_at,
            refresh_expires_at: self.refresh_expires_at,
        })
    }
}

fn keep_newest(kept: &mut String, came: &Text) {
    if let Some(text) = came.some() {
        text.clone_into(kept);
    }
}

/// The seconds left count from now; the epoch milliseconds are of the vendor's clock and only stand in.
fn end_of(seconds_left: &Text, epoch_millis: &Text, now: Timestamp) -> Option<Timestamp> {
    let left = seconds_left.parse::<i64>().filter(|seconds| *seconds >= 0);
    match left {
        Some(seconds) => now.saturating_add(SignedDuration::from_secs(seconds)).ok(),
        None => epoch_millis
            .parse()
            .and_then(|millis| Timestamp::from_millisecond(millis).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(json: &str) -> Tokens {
        serde_json::from_str(json).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const CREATED: &str = include_str!("fixtures/token_create.json");
    const RENEWED: &str = include_str!("fixtures/token_refresh.json");

    #[test]
    fn an_access_ends_after_the_returned_seconds() {
        let mut account = Account::default();
        account
            .take(&tokens(CREATED), at("2026-11-22T08:00:00Z"))
            .unwrap();
        assert_eq!(account.access_expires_at, Some(at("2026-12-22T08:00:00Z")));
        assert_eq!(account.refresh_expires_at, Some(at("2027-01-21T08:00:00Z")));
        let grant = account.grant().unwrap();
        assert_eq!(grant.external_id, ExternalId::new("1861700001"));
        assert_eq!(grant.name, "cross_buyer");
    }

    #[test]
    fn renewing_does_not_move_its_own_end_and_nulls_keep_the_old() {
        let mut account = Account::default();
        account
            .take(&tokens(CREATED), at("2026-11-22T08:00:00Z"))
            .unwrap();
        // Ten days later: the access is whole again, ten days are gone from the refresh.
        account
            .take(&tokens(RENEWED), at("2026-12-02T08:00:00Z"))
            .unwrap();
        assert_eq!(account.access_token, "access-2");
        assert_eq!(account.refresh_token, "refresh-1", "null keeps the old one");
        assert_eq!(account.access_expires_at, Some(at("2027-01-01T08:00:00Z")));
        assert_eq!(account.refresh_expires_at, Some(at("2027-01-21T08:00:00Z")));
        let nothing = r#"{"access_token":null,"refresh_token":null,"expires_in":null}"#;
        account
            .take(&tokens(nothing), at("2026-12-03T08:00:00Z"))
            .unwrap();
        assert_eq!(account.access_token, "access-2");
        assert_eq!(account.access_expires_at, Some(at("2027-01-01T08:00:00Z")));
    }

    #[test]
    fn zero_seconds_of_refresh_end_now() {
        let mut account = Account::default();
        let spent = r#"{"access_token":"a","expires_in":"60","refresh_expires_in":"0"}"#;
        account
            .take(&tokens(spent), at("2026-11-22T08:00:00Z"))
            .unwrap();
        assert_eq!(account.refresh_expires_at, Some(at("2026-11-22T08:00:00Z")));
    }

    #[test]
    fn sellers_and_empty_answers_are_not_taken() {
        let now = at("2026-11-22T08:00:00Z");
        let seller = r#"{"access_token":"a","account_platform":"seller_center"}"#;
        assert_eq!(
            Account::default().take(&tokens(seller), now),
            Err(NotTaken::Seller)
        );
        assert_eq!(
            Account::default().take(&tokens("{}"), now),
            Err(NotTaken::Empty)
        );
    }

    #[test]
    fn secrets_do_not_show_and_nonsense_is_signed_out() {
        let mut account = Account::default();
        account
            .take(&tokens(CREATED), at("2026-11-22T08:00:00Z"))
            .unwrap();
        assert_eq!(
            format!("{account:?} {:?}", tokens(CREATED)),
            "Account(…) Tokens(…)"
        );
        let read = Account::read(&account.write().unwrap());
        assert_eq!(read.access_token, "access-1");
        assert!(
            Account::read(&Credentials::new("not json".into()))
                .access_token
                .is_empty()
        );
    }
}
