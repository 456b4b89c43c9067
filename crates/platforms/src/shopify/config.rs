//! Where a shop is reached: its own address, or the one of a simulator.
//!
//! It never lets a password travel unencrypted to another machine.

use std::net::IpAddr;

use url::{Host, Url};

/// Every shop has a name under this domain. Source: README.md, addresses.
const SHOP_DOMAIN: &str = "myshopify.com";

/// The address of one shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Config {
    /// Scheme, host and port, without a slash at the end.
    base_url: String,
    /// The host alone.
    host: String,
}

impl Config {
    /// The shop that a person means: `my-shop`, `my-shop.myshopify.com` or an address copied from
    /// the browser.
    pub(super) fn of_shop(typed: &str) -> Result<Self, String> {
        let typed = typed.trim().to_ascii_lowercase();
        let host = typed
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .split(['/', '?', '#'])
            .next()
            .unwrap_or_default();
        let name = host
            .strip_suffix(SHOP_DOMAIN)
            .map_or(Some(host), |name| name.strip_suffix('.'))
            .unwrap_or_default();
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let fits = edge(name.chars().next())
            && edge(name.chars().last())
            && name.len() <= 63
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !fits {
            return Err(format!(
                "this is no shop's name; type the part before .{SHOP_DOMAIN}"
            ));
        }
        let host = format!("{name}.{SHOP_DOMAIN}");
        Ok(Self {
            base_url: format!("https://{host}"),
            host,
        })
    }

    /// Another address that speaks like a shop. Plain HTTP is taken on this machine only.
    pub(super) fn of_address(typed: &str) -> Result<Self, String> {
        let url = Url::parse(typed.trim())
            .map_err(|_| "this is no web address; leave it empty for a real shop".to_owned())?;
        let on_this_machine = match url.host() {
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        };
        let encrypted = url.scheme() == "https" || (url.scheme() == "http" && on_this_machine);
        if !encrypted {
            return Err("it must begin with https:// unless it is on this machine".into());
        }
        let named = !url.username().is_empty() || url.password().is_some();
        if named || url.query().is_some() || url.fragment().is_some() {
            return Err("type the address only, without a name, password, query or mark".into());
        }
        let base_url = url.as_str().trim_end_matches('/').to_owned();
        let host = url.host_str().unwrap_or_default().to_owned();
        Ok(Self { base_url, host })
    }

    /// Scheme, host and port.
    pub(super) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The host alone.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The address of something in the shop's administration, e.g. `orders/1`.
    pub(super) fn admin(&self, path: &str) -> String {
        format!("{}/admin/{path}", self.base_url)
    }

    /// Where requests of this version are sent.
    pub(super) fn graphql(&self, version: &str) -> String {
        self.admin(&format!("api/{version}/graphql.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_understood_however_it_is_typed() {
        for typed in [
            "my-shop",
            " My-Shop.myshopify.com ",
            "https://my-shop.myshopify.com/admin/orders?page=2",
        ] {
            let config = Config::of_shop(typed).unwrap();
            assert_eq!(config.base_url(), "https://my-shop.myshopify.com");
        }
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for typed in [
            "",
            ".",
            "myshopify.com",
            "evil.example",
            "a.b",
            "-a",
            "shop@evil",
            "evil.com/my-shop.myshopify.com",
            "shop<script>",
            "my-shop.myshopify.com.evil.example",
            "evilmyshopify.com",
        ] {
            assert!(Config::of_shop(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn an_address_is_encrypted_or_on_this_machine() {
        let local = Config::of_address("http://127.0.0.1:4200/").unwrap();
        assert_eq!(
            local.graphql("2026-07"),
            "http://127.0.0.1:4200/admin/api/2026-07/graphql.json"
        );
        assert!(Config::of_address("https://stand-in.example").is_ok());
        for typed in [
            "http://stand-in.example",
            "ftp://127.0.0.1",
            "https://a:b@stand-in.example",
            "https://stand-in.example/#mark",
            "nonsense",
        ] {
            assert!(Config::of_address(typed).is_err(), "{typed}");
        }
    }
}
