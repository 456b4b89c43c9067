//! The one list of locale files: add a file here and put it into every folder of `locales/`.
//!
//! It must never hold a text itself. Before it: the files in `locales/<language>/`; after it: the
//! bundles that `Lang` reads from.

macro_rules! locale_files {
    ($($file:literal),+ $(,)?) => {
        /// English, the language that every other falls back to.
        pub(super) const ENGLISH: &[(&str, &str)] = &[$((
            $file,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales/en/", $file)),
        )),+];
        /// Vietnamese.
        pub(super) const VIETNAMESE: &[(&str, &str)] = &[$((
            $file,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales/vi/", $file)),
        )),+];
    };
}

locale_files!(
    "shell.ftl",
    "countries.ftl",
    "errors.ftl",
    "setup.ftl",
    "connections.ftl",
    "settings.ftl",
    "home.ftl",
    "orders.ftl",
    "order.ftl",
    "tracking.ftl",
    "aftersale.ftl",
    "monitoring.ftl",
    "exports.ftl",
    "products.ftl",
    "timeline.ftl",
    "notices.ftl",
    "failures.ftl",
    "shopbase.ftl",
    "shopify.ftl",
    "aliexpress.ftl"
);
