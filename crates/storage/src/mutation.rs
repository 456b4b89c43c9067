//! Mistakes that are made on purpose, so that the rehearsal's judge can be tried.
//!
//! Without the feature `mutations`, which no build but that of the tests has, [`on`] is the constant
//! `false` and every mistake is compiled away. It must never be on where real orders are. After it:
//! the few places that ask [`on`]; the judge that has to notice.

macro_rules! mutations {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// A mistake that can be made on purpose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Mutation {
            $($(#[$doc])* $name,)*
        }

        impl Mutation {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name on the command line.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

mutations! {
    /// The marketplace is called before the intent is durable.
    SkipIntent = "skip_intent",
    /// A placement of which nobody knows how it ended is made again.
    RetryUnknown = "retry_unknown",
    /// A placement that a crash cut off is made again.
    RetryAfterCrash = "retry_after_crash",
    /// An unclear answer to a placement counts as a refusal.
    UnclearIsRejected = "unclear_is_rejected",
    /// Each try has a key of its own.
    FreshKeyEachTry = "fresh_key_each_try",
    /// The order's payment is not looked at.
    BuyUnpaid = "buy_unpaid",
    /// The store's cancellation is not heard.
    IgnoreCancel = "ignore_cancel",
    /// A store hears that its webhook was taken before it is stored.
    AcknowledgeBeforeStoring = "acknowledge_before_storing",
    /// The store's fulfillments are not read before one is made.
    FulfillWithoutReading = "fulfill_without_reading",
    /// A parcel's number is told for every line of the order.
    NumberForAllLines = "number_for_all_lines",
    /// Of several parcels only the first is kept.
    OnlyFirstParcel = "only_first_parcel",
    /// An unclear answer of the store counts as told.
    UnclearIsTold = "unclear_is_told",
    /// Nobody is asked to tell the store.
    ForgetFulfill = "forget_fulfill",
    /// A poll wants nothing read.
    PollFindsNothing = "poll_finds_nothing",
    /// Every eighth job ends without what it decided.
    EndWithoutChangeset = "end_without_changeset",
    /// The jobs of a worker that died are not given back.
    NeverTakeBack = "never_take_back",
    /// The same work is stored as often as it is wished.
    ForgetDedupe = "forget_dedupe",
    /// Jobs of one lane run at the same time.
    IgnoreLanes = "ignore_lanes",
    /// An order and its purchases are written whatever their version is.
    IgnoreVersions = "ignore_versions",
}

impl Mutation {
    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == text)
    }
}

#[cfg(feature = "mutations")]
mod switch {
    use std::cell::Cell;

    use super::Mutation;

    thread_local! {
        /// A rehearsal lives in one thread, so that several with different mistakes run side by side.
        static MADE: Cell<Option<Mutation>> = const { Cell::new(None) };
    }

    /// Whether this mistake is made.
    #[must_use]
    pub fn on(mutation: Mutation) -> bool {
        MADE.get() == Some(mutation)
    }

    /// Makes this mistake from now on in this thread, or none. `false`: this build makes none.
    #[must_use]
    pub fn choose(mutation: Option<Mutation>) -> bool {
        MADE.set(mutation);
        true
    }
}

#[cfg(not(feature = "mutations"))]
mod switch {
    use super::Mutation;

    /// Whether this mistake is made: never.
    #[must_use]
    pub const fn on(_: Mutation) -> bool {
        false
    }

    /// Makes this mistake from now on in this thread, or none. `false`: this build makes none.
    #[must_use]
    pub const fn choose(mutation: Option<Mutation>) -> bool {
        mutation.is_none()
    }
}

pub use switch::{choose, on};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_name_of_its_own() {
        for one in Mutation::ALL {
            assert_eq!(Mutation::parse(one.as_str()), Some(*one));
        }
    }
}
