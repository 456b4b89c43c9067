//! Mail and SMS against their simulators: what is certain, what is unclear, and what a callback proves.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use domain::ports::error::CallErrorKind as K;
use domain::ports::post::{
    Attachment, CallbackRefused, Mail, MailSecurity, MailServer, PostOffice, Sms, SmsPort,
    SmsService, SmsState,
};
use jiff::{SignedDuration, Timestamp};
use platforms::sim::{FaultKind, FaultRule, SimClock, SimServer};
use platforms::sms::sim::{SmsSim, SmsSimConfig};
use platforms::smtp::sim::{SmtpServer, SmtpSim, SmtpSimConfig};

fn office() -> Arc<dyn PostOffice> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    platforms::post_office(&platforms::http::Http::new().unwrap())
}

fn start() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn here() -> std::net::SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

fn fault(call: &str, fault: FaultKind) -> Vec<FaultRule> {
    vec![FaultRule {
        call: call.into(),
        fault,
        per_mille: 1000,
        skip: 0,
        times: Some(1),
    }]
}

async fn mail_server() -> (SmtpSim, SmtpServer, MailServer) {
    let clock = SimClock::starting_at(start(), 1.0);
    let (sim, server) = SmtpSim::start(SmtpSimConfig::default(), clock, here())
        .await
        .unwrap();
    let config = MailServer {
        host: "127.0.0.1".into(),
        port: server.address().port(),
        security: MailSecurity::None,
        user: sim.config().user.clone(),
        password: sim.config().password.clone().into(),
        from_address: "hello@lamps.example".into(),
    };
    (sim, server, config)
}

fn mail(to: &str) -> Mail {
    Mail {
        message_id: "17.1@lamps.example".into(),
        from_name: "Đèn đẹp".into(),
        reply_to: Some("help@lamps.example".into()),
        to: to.into(),
        subject: "Your order #1001\r\nBcc: all@evil.example".into(),
        text: "Đã gửi.\n.\n.. dots\nEnd".into(),
        html: Some("<p>Đã gửi</p>".into()),
        unsubscribe_url: Some("https://desk.example/track/lamps/stop/abc".into()),
        at: start(),
        attachment: None,
    }
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let (sim, _server, config) = mail_server().await;
    let mailer = office().mailer(&config);
    mailer.check().await.unwrap();
    let mut sent = mail("ann@example.com");
    sent.attachment = Some(Attachment {
        file_name: "orders.csv".into(),
        media_type: "text/csv".into(),
        content: vec![b'x'; 5000],
    });
    let answer = mailer.send(&sent).await.unwrap();
    assert!(answer.starts_with("250"), "{answer}");
    let mails = sim.mails();
    assert_eq!(mails.len(), 1);
    let letter = &mails[0].letter;
    assert_eq!(mails[0].to, "ann@example.com");
    assert_eq!(letter.message_id, "17.1@lamps.example");
    assert_eq!(letter.subject, "Your order #1001 Bcc: all@evil.example");
    assert_eq!(letter.header("bcc"), "");
    assert_eq!(letter.text.replace("\r\n", "\n").trim_end(), sent.text);
    assert_eq!(letter.html.trim_end(), "<p>Đã gửi</p>");
    assert_eq!(letter.files, [("orders.csv".to_owned(), 5000)]);
    assert_eq!(letter.header("reply-to"), "help@lamps.example");
    assert!(
        letter
            .header("list-unsubscribe")
            .starts_with("<https://desk.example/")
    );
    assert_eq!(
        letter.header("list-unsubscribe-post"),
        "List-Unsubscribe=One-Click"
    );
    assert!(letter.header("date").contains("22 Nov 2026"), "{letter:?}");
}

#[tokio::test]
async fn a_mail_server_tells_later_from_never() {
    let (sim, _server, config) = mail_server().await;
    let mailer = office().mailer(&config);
    let kind = async |mail: &Mail| mailer.send(mail).await.unwrap_err();
    let bounced = kind(&mail("nobody@example.com")).await;
    assert_eq!(bounced.kind, K::Refused);
    assert_eq!(bounced.vendor_code.as_deref(), Some("550"));
    assert!(bounced.vendor_message.unwrap().contains("no such user"));
    assert_eq!(kind(&mail("no address")).await.kind, K::Refused);
    for call in ["mail", "rcpt", "data"] {
        sim.faults().set(fault(call, FaultKind::Throttled));
        let later = kind(&mail("ann@example.com")).await;
        assert!(
            matches!(later.kind, K::Throttled { .. }),
            "{call}: {later:?}"
        );
    }
    sim.faults()
        .set(fault("data", FaultKind::ServerError { status: 554 }));
    assert_eq!(kind(&mail("ann@example.com")).await.kind, K::Refused);
    assert_eq!(sim.mails().len(), 0);
}

#[tokio::test]
async fn a_mail_server_that_falls_silent_is_unclear_only_after_the_offer() {
    let (sim, server, config) = mail_server().await;
    let mailer = office().mailer(&config);
    for (call, cut) in [
        ("connect", FaultKind::CutBefore),
        ("auth", FaultKind::CutBefore),
        ("connect", FaultKind::Throttled),
    ] {
        sim.faults().set(fault(call, cut));
        let error = mailer.send(&mail("ann@example.com")).await.unwrap_err();
        assert_eq!(error.kind, K::NotSent, "{call}: {error:?}");
    }
    for (cut, kept) in [(FaultKind::CutBefore, 0), (FaultKind::CutAfter, 1)] {
        sim.faults().set(fault("data", cut));
        let error = mailer.send(&mail("ann@example.com")).await.unwrap_err();
        assert_eq!(error.kind, K::Unclear, "{error:?}");
        assert_eq!(sim.mails().len(), kept);
    }
    // The same mail again is the same mail.
    mailer.send(&mail("ann@example.com")).await.unwrap();
    let mails = sim.mails();
    assert_eq!((mails.len(), mails[0].copies), (1, 2));

    let wrong = MailServer {
        password: "wrong".to_owned().into(),
        ..config.clone()
    };
    let error = office().mailer(&wrong).check().await.unwrap_err();
    assert_eq!(error.kind, K::Misconfigured);
    let bare = MailServer {
        security: MailSecurity::Starttls,
        ..config
    };
    let error = office().mailer(&bare).check().await.unwrap_err();
    assert_eq!(error.kind, K::Misconfigured);
    drop(server);
    let error = mailer.send(&mail("ann@example.com")).await.unwrap_err();
    assert_eq!(error.kind, K::NotSent);
}

async fn sms_service() -> (SmsSim, SimServer, Arc<dyn SmsPort>, SimClock) {
    let office = office();
    let clock = SimClock::starting_at(start(), 0.0);
    let (sim, server) = SmsSim::start(SmsSimConfig::default(), clock.clone(), here())
        .await
        .unwrap();
    let port = office.sms(&SmsService {
        base_url: server.base_url(),
        sid: sim.config().sid.clone(),
        secret: sim.config().secret.clone().into(),
        sender: sim.config().sender.clone(),
    });
    (sim, server, port, clock)
}

fn sms(to: &str) -> Sms {
    Sms {
        to: to.into(),
        body: "Đơn #1001 đã gửi".into(),
        callback_url: None,
    }
}

#[tokio::test]
async fn an_sms_is_taken_once_and_found_again() {
    let (sim, _server, port, clock) = sms_service().await;
    port.check().await.unwrap();
    let to = sms("+84912345678");
    assert_eq!(port.find(&to, start()).await.unwrap(), []);
    sim.faults().set(fault("send", FaultKind::CutAfter));
    assert_eq!(port.send(&to).await.unwrap_err().kind, K::Unclear);
    let found = port.find(&to, start()).await.unwrap().remove(0);
    assert_eq!(found.state, SmsState::Taken);
    assert_eq!(found.external_id.as_str(), sim.messages()[0].sid);
    assert_eq!(port.find(&sms("+84912345679"), start()).await.unwrap(), []);
    let later = start() + SignedDuration::from_hours(1);
    assert_eq!(port.find(&to, later).await.unwrap(), []);
    clock.advance(SignedDuration::from_hours(2));
    let second = port.send(&to).await.unwrap();
    assert_eq!(
        port.find(&to, later).await.unwrap()[0].external_id,
        second.external_id
    );
}

#[tokio::test]
async fn an_sms_service_tells_what_went_wrong() {
    let (sim, server, port, _clock) = sms_service().await;
    for (to, kind, code) in [
        ("+15005550001", K::Refused, "21211"),
        ("+15005550004", K::Refused, "21610"),
        ("+15005550009", K::Refused, "21614"),
    ] {
        let error = port.send(&sms(to)).await.unwrap_err();
        assert_eq!(
            (error.kind, error.vendor_code.as_deref()),
            (kind, Some(code))
        );
    }
    sim.faults().set(fault("send", FaultKind::Throttled));
    let error = port.send(&sms("+15551234567")).await.unwrap_err();
    assert!(matches!(error.kind, K::Throttled { .. }));
    for (strike, kind, kept) in [
        (FaultKind::ServerError { status: 500 }, K::Unavailable, 0),
        (
            FaultKind::ServerErrorAfter { status: 503 },
            K::Unavailable,
            1,
        ),
        (FaultKind::NotJson, K::Unreadable, 1),
    ] {
        sim.faults().set(fault("send", strike));
        let error = port.send(&sms("+15551234567")).await.unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(!error.did_nothing());
        assert_eq!(sim.messages().len(), kept);
    }
    let stranger = office().sms(&SmsService {
        base_url: server.base_url(),
        sid: sim.config().sid.clone(),
        secret: "wrong".to_owned().into(),
        sender: sim.config().sender.clone(),
    });
    assert_eq!(stranger.check().await.unwrap_err().kind, K::Misconfigured);
    // Nobody listens there.
    let nobody = office().sms(&SmsService {
        base_url: "http://127.0.0.1:1".into(),
        sid: sim.config().sid.clone(),
        secret: "any".to_owned().into(),
        sender: sim.config().sender.clone(),
    });
    let error = nobody.send(&sms("+15551234567")).await.unwrap_err();
    assert_eq!(error.kind, K::NotSent);
}

#[tokio::test]
async fn a_callback_is_read_only_with_its_signature() {
    let (_sim, _server, port, _clock) = sms_service().await;
    let url = "https://desk.example/hooks/sms/status";
    let form = b"MessageSid=SM1&MessageStatus=delivered";
    let refused = port.read_callback(url, "bm8=", form);
    assert_eq!(refused, Err(CallbackRefused::WrongSignature));
    // HMAC-SHA1 of the address and the sorted pairs under the simulator's usual secret, by hand.
    let text = format!("{url}MessageSidSM1MessageStatusdelivered");
    let key = SmsSimConfig::default().secret;
    let right = by_hand(&key, &text);
    let read = port.read_callback(url, &right, form).unwrap();
    assert_eq!(
        (read.external_id.as_str(), read.state),
        ("SM1", SmsState::Arrived)
    );
}

fn by_hand(key: &str, text: &str) -> String {
    use base64::Engine;
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}
