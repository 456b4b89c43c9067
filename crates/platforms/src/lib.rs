//! The outsides that Crossdock speaks to, one folder a platform, and the list of them.
//!
//! An adapter here never sees the database or the desk. Each folder holds the client (real wire
//! protocol), the translation to the domain, and the platform's simulator.

pub mod aliexpress;
pub mod contract;
pub mod http;
pub mod seventeen_track;
pub mod shopbase;
pub mod shopify;
pub mod sim;
pub mod sms;
pub mod smtp;

use std::sync::Arc;

use domain::ports::connect::Connector;
use domain::ports::post::{MailServer, Mailer, PostOffice, SmsPort, SmsService};

/// How each platform is connected and reached, in the order people see them.
#[must_use]
pub fn connectors(http: &http::Http, now: &http::Now) -> Vec<Arc<dyn Connector>> {
    vec![
        shopify::connector(http.clone(), Arc::clone(now)),
        shopbase::connector(http.clone(), Arc::clone(now)),
        aliexpress::connector(http.clone(), Arc::clone(now)),
        seventeen_track::connector(http.clone(), Arc::clone(now)),
    ]
}

/// How customers are told: by any mail server and any SMS service that speaks these protocols.
#[must_use]
pub fn post_office(http: &http::Http) -> Arc<dyn PostOffice> {
    Arc::new(Post { http: http.clone() })
}

struct Post {
    http: http::Http,
}

impl PostOffice for Post {
    fn mailer(&self, server: &MailServer) -> Arc<dyn Mailer> {
        Arc::new(smtp::Smtp::new(server.clone()))
    }

    fn sms(&self, service: &SmsService) -> Arc<dyn SmsPort> {
        Arc::new(sms::Sms::new(self.http.clone(), service.clone()))
    }
}

/// The fuzz targets of each platform.
#[cfg(feature = "fuzz")]
#[must_use]
pub fn fuzz_targets() -> Vec<domain::fuzz::Target> {
    [
        shopify::fuzz::TARGETS,
        shopbase::fuzz::TARGETS,
        aliexpress::fuzz::TARGETS,
        seventeen_track::fuzz::TARGETS,
        sms::fuzz::TARGETS,
    ]
    .concat()
}
