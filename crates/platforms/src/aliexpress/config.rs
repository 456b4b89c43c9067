//! Where AliExpress is: the gateway, the page where a person allows us, and the pages for people.
//!
//! A rehearsal gives another base address, and then everything is there. Source: reference sheet §2.1.

use url::Url;

/// The gateway of the open platform.
pub(crate) const DEFAULT_BASE_URL: &str = "https://api-sg.aliexpress.com";

/// The site for people.
const DEFAULT_SITE_URL: &str = "https://www.aliexpress.com";

/// Where AliExpress is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// The gateway, without a slash at the end.
    base_url: String,
    /// The site for people, without a slash at the end.
    site_url: String,
}

impl Config {
    /// `base_url` is the address of another gateway; empty means the real one.
    ///
    /// # Errors
    /// What is wrong with the address, in readable words.
    pub(crate) fn new(base_url: &str) -> Result<Self, String> {
        let given = base_url.trim().trim_end_matches('/');
        if given.is_empty() || given == DEFAULT_BASE_URL {
            return Ok(Self {
                base_url: DEFAULT_BASE_URL.into(),
                site_url: DEFAULT_SITE_URL.into(),
            });
        }
        let url = Url::parse(given).map_err(|error| format!("this is no address: {error}"))?;
        let unnamed = url.username().is_empty() && url.password().is_none();
        let plain = unnamed && url.query().is_none() && url.fragment().is_none();
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain {
            return Err("use an address such as http://127.0.0.1:4020".into());
        }
        // As it was understood, so that what is appended is understood the same way.
        let base_url = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self {
            site_url: base_url.clone(),
            base_url,
        })
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The door of business calls.
    pub(crate) fn sync_url(&self) -> String {
        format!("{}/sync", self.base_url)
    }

    /// The door of token calls; `path` begins with a slash.
    pub(crate) fn rest_url(&self, path: &str) -> String {
        format!("{}/rest{path}", self.base_url)
    }

    /// The page where a person allows us.
    pub(crate) fn authorize_url(&self, app_key: &str, callback: &str, state: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("force_auth", "true")
            .append_pair("redirect_uri", callback)
            .append_pair("client_id", app_key)
            .append_pair("state", state)
            .finish();
        format!("{}/oauth/authorize?{query}", self.base_url)
    }

    /// An order's page for a person.
    pub(crate) fn order_page(&self, id: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("orderId", id)
            .finish();
        format!("{}/p/order/detail.html?{query}", self.site_url)
    }

    /// The page of all orders, where unpaid ones are paid.
    pub(crate) fn orders_page(&self) -> String {
        format!("{}/p/order/index.html", self.site_url)
    }

    /// A product's page for a person.
    pub(crate) fn item_page(&self, id: &str) -> String {
        let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
        format!("{}/item/{id}.html", self.site_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_one_has_its_own_site() {
        let config = Config::new("").unwrap();
        assert_eq!(config.sync_url(), "https://api-sg.aliexpress.com/sync");
        assert_eq!(
            config.rest_url("/auth/token/create"),
            "https://api-sg.aliexpress.com/rest/auth/token/create"
        );
        assert_eq!(
            config.order_page("8190000000000001"),
            "https://www.aliexpress.com/p/order/detail.html?orderId=8190000000000001"
        );
        assert_eq!(
            config.authorize_url("1&2", "https://desk.example/back", "s 1"),
            "https://api-sg.aliexpress.com/oauth/authorize?response_type=code&force_auth=true\
             &redirect_uri=https%3A%2F%2Fdesk.example%2Fback&client_id=1%262&state=s+1"
        );
    }

    #[test]
    fn a_rehearsal_is_in_one_place_and_nonsense_is_refused() {
        let config = Config::new(" http://127.0.0.1:4020/ ").unwrap();
        assert_eq!(config.sync_url(), "http://127.0.0.1:4020/sync");
        assert_eq!(
            config.item_page("../x"),
            "http://127.0.0.1:4020/item/..%2Fx.html"
        );
        assert_eq!(
            config.orders_page(),
            "http://127.0.0.1:4020/p/order/index.html"
        );
        for wrong in [
            "127.0.0.1:4020",
            "ftp://a.example",
            "http://a.example?x=1",
            "http://:password@a.example",
            "http://",
        ] {
            assert!(Config::new(wrong).is_err(), "{wrong}");
        }
    }
}
