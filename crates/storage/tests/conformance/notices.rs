//! What customers are told: once each, by which brand, in whose words, and who wants no more of it.

use domain::changeset::Write;
use domain::ids::{NoticeId, StoreId};
use domain::notice::{Brand, Language, Logo, Medium, Notice, NoticeEvent, NoticeState, Template};
use domain::order::Dossier;
use domain::ports::connect::Credentials;
use storage::{StoredBrand, StoredLogo, StoredTemplate};

use super::ground::{Ground, assert_conflict, at};
use super::round_trips::inserts;
use super::sample::{self, Setup, hostile};

pub(super) fn notice(
    ground: &Ground,
    dossier: &Dossier,
    event: NoticeEvent,
    medium: Medium,
) -> Notice {
    Notice {
        id: NoticeId::fresh(&*ground.ids),
        order_id: dossier.order.id,
        store_id: dossier.order.store_id,
        parcel_id: dossier.parcels[0].id,
        event,
        medium,
        state: NoticeState::Waiting,
        recipient: hostile(1),
        reference: Some(format!("{}-{}", event.as_str(), medium.as_str())),
        answer: Some(hostile(2)),
        attempts: u32::MAX,
        maybe_before: true,
        created_at: at(5),
        tried_at: Some(at(6)),
        version: 1,
    }
}

async fn put(ground: &Ground, notice: &Notice) {
    let write = Write::PutNotice(Box::new(notice.clone()));
    ground.commit(vec![write]).await.unwrap();
}

pub(super) async fn order(ground: &Ground) -> (Setup, Dossier) {
    let setup = ground.set_up().await;
    let dossier = sample::dossier(&*ground.ids, &setup, 1);
    ground.commit(inserts(&dossier)).await.unwrap();
    (setup, dossier)
}

pub(crate) async fn a_notice_comes_back_and_is_kept_once(ground: &Ground) {
    let (_, dossier) = order(ground).await;
    let first = notice(ground, &dossier, NoticeEvent::Shipped, Medium::Email);
    put(ground, &first).await;
    assert_eq!(
        ground.space.notice(first.id).await.unwrap().as_ref(),
        Some(&first)
    );
    let again = notice(ground, &dossier, NoticeEvent::Shipped, Medium::Email);
    put(ground, &again).await;
    assert_eq!(ground.space.notice(again.id).await.unwrap(), None);
    let other = notice(ground, &dossier, NoticeEvent::Shipped, Medium::Sms);
    put(ground, &other).await;
    let all = ground
        .space
        .notices_of_order(dossier.order.id)
        .await
        .unwrap();
    assert_eq!(all, [first, other.clone()]);
    let known = ground
        .space
        .notice_by_reference("shipped-sms")
        .await
        .unwrap();
    assert_eq!(known, Some(other));
    assert_eq!(
        ground.space.notice_by_reference("none").await.unwrap(),
        None
    );
}

pub(crate) async fn a_notice_refuses_an_old_version(ground: &Ground) {
    let (_, dossier) = order(ground).await;
    let mut kept = notice(ground, &dossier, NoticeEvent::Delivered, Medium::Email);
    put(ground, &kept).await;
    kept.state = NoticeState::Refused;
    kept.answer = None;
    kept.maybe_before = false;
    let update = || Write::UpdateNotice(Box::new(kept.clone()));
    ground.commit(vec![update()]).await.unwrap();
    assert_conflict(ground.commit(vec![update()]).await);
    let found = ground.space.notice(kept.id).await.unwrap();
    kept.version = 2;
    assert_eq!(found, Some(kept));
}

pub(crate) async fn notices_are_counted_and_listed(ground: &Ground) {
    let (_, dossier) = order(ground).await;
    let mut kept = Vec::new();
    for event in NoticeEvent::ALL {
        let one = notice(ground, &dossier, event, Medium::Email);
        put(ground, &one).await;
        kept.push(one);
    }
    let state = NoticeState::Waiting;
    let page = ground.space.notices(state, None, 3).await.unwrap();
    let number = dossier.order.number.clone();
    let newest: Vec<_> = kept
        .iter()
        .rev()
        .map(|one| (one.clone(), number.clone()))
        .collect();
    assert_eq!(page, newest[..3]);
    let rest = ground
        .space
        .notices(state, Some(kept[1].id), 3)
        .await
        .unwrap();
    assert_eq!(rest, newest[3..]);
    assert_eq!(
        ground
            .space
            .notices(NoticeState::Sent, None, 3)
            .await
            .unwrap(),
        []
    );
    let counts = ground.space.notice_counts().await.unwrap();
    assert_eq!(counts.len(), 4);
    assert!(counts.contains(&(NoticeEvent::Delayed, Medium::Email, state, 1)));
}

pub(crate) async fn a_brand_its_picture_and_templates_come_back(ground: &Ground) {
    let setup = ground.set_up().await;
    let id = setup.store.id;
    let mut stored = StoredBrand {
        store_id: id,
        slug: "lamps".into(),
        brand: Brand {
            logo: Logo::Uploaded(u32::MAX),
            language: Some(Language::Vi),
            reply_to: hostile(3),
            ..Brand::of(&setup.store)
        },
    };
    ground.space.put_brand(stored.clone()).await.unwrap();
    let logo = StoredLogo {
        media_type: "image/png".into(),
        content: vec![0, 255, 1],
    };
    assert_eq!(ground.space.logo(id).await.unwrap(), None);
    ground.space.put_logo(id, logo.clone()).await.unwrap();
    stored.brand.name = hostile(5);
    ground.space.put_brand(stored.clone()).await.unwrap();
    assert_eq!(ground.space.brands().await.unwrap(), [stored]);
    assert_eq!(ground.space.logo(id).await.unwrap(), Some(logo));

    let mut template = StoredTemplate {
        language: Language::En,
        event: NoticeEvent::Shipped,
        medium: Medium::Email,
        template: Template {
            subject: hostile(1),
            body: hostile(2),
        },
    };
    ground
        .space
        .put_template(id, template.clone())
        .await
        .unwrap();
    template.template.body = hostile(4);
    ground
        .space
        .put_template(id, template.clone())
        .await
        .unwrap();
    assert_eq!(ground.space.templates(id).await.unwrap(), [template]);
    let removed =
        ground
            .space
            .remove_template(id, Language::En, NoticeEvent::Shipped, Medium::Email);
    removed.await.unwrap();
    assert_eq!(ground.space.templates(id).await.unwrap(), []);
    assert_eq!(ground.space.templates(StoreId(1)).await.unwrap(), []);
}

pub(crate) async fn who_unsubscribed_stays_so(ground: &Ground) {
    let setup = ground.set_up().await;
    let id = setup.store.id;
    for now in [1, 2] {
        let ended = ground
            .space
            .unsubscribe(id, Medium::Email, " Ann@Example.com", at(now));
        ended.await.unwrap();
    }
    let is_out = async |medium, whom: &str| {
        ground
            .space
            .is_unsubscribed(id, medium, whom)
            .await
            .unwrap()
    };
    assert!(is_out(Medium::Email, "ann@example.com ").await);
    assert!(!is_out(Medium::Sms, "ann@example.com").await);
    assert!(!is_out(Medium::Email, "bob@example.com").await);
    let again = ground
        .space
        .subscribe_again(id, Medium::Email, "ann@example.com");
    again.await.unwrap();
    assert!(!is_out(Medium::Email, "ann@example.com").await);
}

pub(crate) async fn how_to_send_is_sealed(ground: &Ground) {
    let secret = "a-very-secret-password";
    assert!(
        ground
            .space
            .post_office(Medium::Email)
            .await
            .unwrap()
            .is_none()
    );
    for document in ["first", secret] {
        let document = Credentials::new(document.into());
        let kept = ground.space.put_post_office(Medium::Email, &document);
        kept.await.unwrap();
    }
    let found = ground
        .space
        .post_office(Medium::Email)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.expose(), secret);
    let bytes = ground.engine.bytes_at_rest().await;
    assert!(
        !bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
    );
    ground
        .space
        .remove_post_office(Medium::Email)
        .await
        .unwrap();
    assert!(
        ground
            .space
            .post_office(Medium::Email)
            .await
            .unwrap()
            .is_none()
    );
}

pub(crate) async fn links_are_signed_by_the_key(ground: &Ground) {
    let sign = ground.space.sign("order 7");
    assert_eq!(sign.len(), 32);
    assert_eq!(sign, ground.space.sign("order 7"));
    assert_ne!(sign, ground.space.sign("order 8"));
}
