//! How a call to an outside can fail, as decisions the caller can take.

use jiff::SignedDuration;

/// A call that did not give what was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    /// What kind of failure.
    pub kind: CallErrorKind,
    /// What happened, in readable words, without secrets or personal data.
    pub message: String,
    /// The platform's own code, if it gave one.
    pub vendor_code: Option<String>,
    /// The platform's own words, if it gave any.
    pub vendor_message: Option<String>,
    /// The cause below.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What kind of failure: retrying looks only at this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallErrorKind {
    /// Certainly nothing was sent: refused connection, DNS, our own limiter.
    NotSent,
    /// The platform asks to wait; nothing was done.
    Throttled {
        /// At least this long.
        wait: SignedDuration,
    },
    /// The access ended or was revoked; nothing was done.
    SignedOut,
    /// Key, secret, permission or address list is wrong; nothing was done and waiting does not help.
    Misconfigured,
    /// The thing does not exist, or not for this account.
    NotFound,
    /// The platform understood and refused; nothing was done.
    Refused,
    /// The platform is in trouble; whether something was done is unknown.
    Unavailable,
    /// Sent, and the answer was lost, cut or late; whether something was done is unknown.
    Unclear,
    /// The answer can't be read; whether something was done is unknown.
    Unreadable,
}

impl CallError {
    /// An error of ours about a call.
    pub fn new(kind: CallErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            vendor_code: None,
            vendor_message: None,
            source: None,
        }
    }

    /// The same with the platform's own code and words.
    #[must_use]
    pub fn vendor(mut self, code: impl Into<String>, message: impl Into<String>) -> Self {
        self.vendor_code = Some(code.into());
        self.vendor_message = Some(message.into());
        self
    }

    /// The same with its cause.
    #[must_use]
    pub fn caused_by(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Whether certainly nothing was done at the platform.
    #[must_use]
    pub fn did_nothing(&self) -> bool {
        !matches!(
            self.kind,
            CallErrorKind::Unavailable | CallErrorKind::Unclear | CallErrorKind::Unreadable
        )
    }

    /// Whether trying again later may work without a person.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(
            self.kind,
            CallErrorKind::NotSent
                | CallErrorKind::Throttled { .. }
                | CallErrorKind::Unavailable
                | CallErrorKind::Unclear
                | CallErrorKind::Unreadable
        )
    }
}
