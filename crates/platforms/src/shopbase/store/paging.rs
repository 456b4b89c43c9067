//! Walks through a list without losing what changes meanwhile.
//!
//! A list is walked by id (`since_id`): a thing that changes keeps its id, so that no page shifts
//! under the reader, and the barrier of 100,000 that page numbers have does not exist. Nobody has
//! confirmed that every shop sorts by id when it is asked this way. A page that comes in another
//! order is therefore seen, and the walk goes on by page number.
//! Source: README.md, paging.

use domain::ports::error::CallError;
use domain::ports::store::PageToken;

use crate::shopbase::error::not_asked;

/// The most that ShopBase gives on a page.
pub(super) const PAGE_SIZE: u32 = 250;

/// What ShopBase gives on a page when it does not heed the size that was asked for; fewer is the
/// end of the list.
const DEFAULT_PAGE_SIZE: usize = 50;

/// Page number times size may not exceed this. Source: README.md, limits.
const BARRIER: u32 = 100_000;

/// Where to read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::shopbase) enum Place {
    /// After this id.
    After(u64),
    /// This page of the whole list, counted from 1.
    Numbered(u32),
}

impl Place {
    /// The beginning. Not 0: a server that is written in Go takes 0 for "not asked" and would sort
    /// as it likes. Ids of real shops are far above 1.
    pub(in crate::shopbase) const START: Self = Self::After(1);

    /// Reads what [`Self::token`] wrote.
    pub(in crate::shopbase) fn read(token: Option<PageToken>) -> Result<Self, CallError> {
        let Some(token) = token else {
            return Ok(Self::START);
        };
        let place = match token.0.split_once(':') {
            Some(("after", id)) => id.parse().ok().map(Self::After),
            Some(("page", number)) => number.parse().ok().map(Self::Numbered),
            _ => None,
        };
        place.ok_or_else(|| not_asked("this place in the list is not one of ours"))
    }

    /// As it is handed out.
    pub(in crate::shopbase) fn token(self) -> PageToken {
        PageToken(match self {
            Self::After(id) => format!("after:{id}"),
            Self::Numbered(number) => format!("page:{number}"),
        })
    }

    /// As it is asked for.
    pub(super) fn query(self) -> Vec<(&'static str, String)> {
        let place = match self {
            Self::After(id) => ("since_id", id.to_string()),
            Self::Numbered(number) => ("page", number.to_string()),
        };
        vec![place, ("limit", PAGE_SIZE.to_string())]
    }

    /// Where to read on after a page with these ids; `None` at the end.
    pub(in crate::shopbase) fn next<'a>(
        self,
        ids: impl Iterator<Item = &'a str>,
    ) -> Result<Option<Self>, CallError> {
        let ids: Vec<Option<u64>> = ids.map(|id| id.parse().ok()).collect();
        if ids.len() < DEFAULT_PAGE_SIZE {
            return Ok(None);
        }
        match self {
            Self::After(after) => match ascending_from(after, &ids) {
                Some(last) => Ok(Some(Self::After(last))),
                // The first page by id was the first page of the list, in whatever order.
                None if self == Self::START => Ok(Some(Self::Numbered(2))),
                None => Ok(Some(Self::Numbered(1))),
            },
            Self::Numbered(number) if (number + 1).saturating_mul(PAGE_SIZE) <= BARRIER => {
                Ok(Some(Self::Numbered(number + 1)))
            }
            Self::Numbered(_) => Err(not_asked(
                "the store lists no more than 100,000 at once and does not sort them by id",
            )),
        }
    }
}

/// The last id, if all come after `after` and each after the one before.
fn ascending_from(after: u64, ids: &[Option<u64>]) -> Option<u64> {
    ids.iter()
        .try_fold(after, |before, id| (*id).filter(|id| *id > before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(place: Place, ids: impl Iterator<Item = u64>) -> Option<Place> {
        let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
        place.next(ids.iter().map(String::as_str)).unwrap()
    }

    #[test]
    fn walks_by_id_where_the_store_sorts_by_id() {
        assert_eq!(next(Place::START, 10..260), Some(Place::After(259)));
        assert_eq!(
            next(Place::After(259), 260..309),
            None,
            "a short page ends it"
        );
        assert_eq!(next(Place::After(259), 260..310), Some(Place::After(309)));
        let large = 9_007_199_254_740_993;
        assert_eq!(
            next(Place::START, large..large + 250),
            Some(Place::After(large + 249))
        );
    }

    #[test]
    fn walks_by_number_where_it_does_not() {
        assert_eq!(
            next(Place::START, (10..260).rev()),
            Some(Place::Numbered(2))
        );
        assert_eq!(
            next(Place::Numbered(2), (10..260).rev()),
            Some(Place::Numbered(3))
        );
        assert_eq!(
            next(Place::After(500), 10..260),
            Some(Place::Numbered(1)),
            "a place that is not heeded starts again from the front"
        );
        let ids: Vec<String> = (10..260).map(|id: u32| id.to_string()).collect();
        let beyond = Place::Numbered(400).next(ids.iter().map(String::as_str));
        assert!(
            beyond.is_err(),
            "beyond the barrier nothing is given up silently"
        );
        assert_eq!(
            next(Place::Numbered(399), 10..260),
            Some(Place::Numbered(400))
        );
    }

    #[test]
    fn tokens_round_trip_and_foreign_ones_are_refused() {
        for place in [Place::START, Place::After(u64::MAX), Place::Numbered(7)] {
            assert_eq!(Place::read(Some(place.token())).unwrap(), place);
        }
        assert_eq!(Place::read(None).unwrap(), Place::START);
        assert!(Place::read(Some(PageToken("after:x".into()))).is_err());
        assert!(Place::read(Some(PageToken("7".into()))).is_err());
    }
}
