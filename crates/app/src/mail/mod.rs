//! Telling customers: the outbox's step, how it is set up, how each store shows itself, and the links
//! that need no session.
//!
//! Which notices there are is decided in `domain` with the change that makes them necessary; here they
//! are sent, once each. Before it: `flow`. After it: the ports of mail and SMS.

mod brand;
mod callback;
mod customer;
mod file;
mod letter;
mod link;
mod send;
mod setup;

pub use brand::{
    BrandWrong, ShownStore, logo, remove_template, save_brand, save_logo, save_template,
    shown_store, shown_store_by_slug, template, templates,
};
pub use callback::{CallbackTaken, take_sms_callback};
pub use customer::{find_order, order_of_link, stop_by_link, stop_is_wanted};
pub use file::mail_file;
pub use letter::{Preview, preview, send_test};
pub use link::{tracking_page, tracking_path, unsubscribe_page};
pub use send::send_again;
pub(crate) use send::send_notice;
pub use setup::{
    MailSetup, SetupFrom, SmsSetup, forget_setup, mail_setup, save_mail_setup, save_sms_setup,
    sms_setup, test_mail_setup, test_sms_setup,
};
