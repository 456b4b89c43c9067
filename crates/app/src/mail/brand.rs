//! How stores show themselves to their customers, and what they say.

use domain::ids::StoreId;
use domain::notice::{
    Brand, Language, Logo, Medium, NoticeEvent, Template, TemplateWrong, built_in, default_slug,
    is_color, is_slug,
};
use domain::store::Store;
use storage::{StoredBrand, StoredLogo, StoredTemplate};

use super::setup::looks_like_address;
use crate::App;
use crate::error::AppError;

/// A logo is a few kilobytes; mails that show larger pictures are slow on every phone.
const LOGO_LIMIT: usize = 256 * 1024;

/// A store with how it shows itself.
#[derive(Clone, Debug)]
pub struct ShownStore {
    /// The store.
    pub store: Store,
    /// Its name in the address of its customer page.
    pub slug: String,
    /// How it shows itself.
    pub brand: Brand,
}

/// Why a brand was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrandWrong {
    /// The name is empty.
    Name,
    /// The name in the address has other signs than small letters, digits and hyphens.
    Slug,
    /// Another store has this name in its address.
    SlugTaken,
    /// The color is none.
    Color,
    /// The logo's address does not begin with `https://`.
    LogoUrl,
    /// The uploaded picture is no PNG, JPEG, GIF or WebP, or is too large.
    LogoFile,
    /// The address for answers is no mail address.
    ReplyTo,
}

/// A store with how it shows itself.
///
/// # Errors
/// When there is no such store, or storing fails.
pub async fn shown_store(app: &App, id: StoreId) -> Result<ShownStore, AppError> {
    let store = app.space().store(id).await?;
    let store = store.ok_or(AppError::NotFound("store"))?;
    let brands = app.space().brands().await?;
    Ok(shown(store, &brands))
}

/// The store whose customer page has this name in its address.
///
/// # Errors
/// When storing fails.
pub async fn shown_store_by_slug(app: &App, slug: &str) -> Result<Option<ShownStore>, AppError> {
    if !is_slug(slug) {
        return Ok(None);
    }
    let brands = app.space().brands().await?;
    let stores = app.space().stores().await?;
    let mut all = stores.into_iter().map(|store| shown(store, &brands));
    Ok(all.find(|shown| shown.slug == slug))
}

fn shown(store: Store, brands: &[StoredBrand]) -> ShownStore {
    match brands.iter().find(|brand| brand.store_id == store.id) {
        Some(stored) => ShownStore {
            store,
            slug: stored.slug.clone(),
            brand: stored.brand.clone(),
        },
        None => ShownStore {
            slug: default_slug(&store.name, store.id),
            brand: Brand::of(&store),
            store,
        },
    }
}

/// Keeps how a store shows itself. `Ok(Some(_))` says what is wrong with it.
///
/// # Errors
/// When storing fails.
pub async fn save_brand(
    app: &App,
    id: StoreId,
    slug: &str,
    brand: &Brand,
) -> Result<Option<BrandWrong>, AppError> {
    if let Some(wrong) = check(slug, brand) {
        return Ok(Some(wrong));
    }
    let taken = shown_store_by_slug(app, slug).await?;
    if taken.is_some_and(|shown| shown.store.id != id) {
        return Ok(Some(BrandWrong::SlugTaken));
    }
    let stored = StoredBrand {
        store_id: id,
        slug: slug.to_owned(),
        brand: brand.clone(),
    };
    match app.space().put_brand(stored).await {
        Err(error) if error.is_conflict() => Ok(Some(BrandWrong::SlugTaken)),
        kept => Ok(kept.map(|()| None)?),
    }
}

fn check(slug: &str, brand: &Brand) -> Option<BrandWrong> {
    let is_wrong = |wrong: bool, why| wrong.then_some(why);
    is_wrong(
        brand.name.trim().is_empty() || brand.name.len() > 200,
        BrandWrong::Name,
    )
    .or(is_wrong(!is_slug(slug), BrandWrong::Slug))
    .or(is_wrong(!is_color(&brand.color), BrandWrong::Color))
    .or(match &brand.logo {
        Logo::Url(url) => is_wrong(!is_secure(url), BrandWrong::LogoUrl),
        Logo::None | Logo::Uploaded(_) => None,
    })
    .or(is_wrong(
        !brand.reply_to.is_empty() && !looks_like_address(&brand.reply_to),
        BrandWrong::ReplyTo,
    ))
}

fn is_secure(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.scheme() == "https" && url.host().is_some())
        && !url.contains(|sign: char| sign.is_whitespace() || "<>\"'".contains(sign))
}

/// Keeps an uploaded picture, by what it really is, whatever it is called.
///
/// # Errors
/// When storing fails.
pub async fn save_logo(
    app: &App,
    id: StoreId,
    content: Vec<u8>,
) -> Result<Option<BrandWrong>, AppError> {
    let Some(media_type) = picture_type(&content).filter(|_| content.len() <= LOGO_LIMIT) else {
        return Ok(Some(BrandWrong::LogoFile));
    };
    let mut shown = shown_store(app, id).await?;
    let number = match shown.brand.logo {
        Logo::Uploaded(number) => number.wrapping_add(1),
        Logo::None | Logo::Url(_) => 1,
    };
    shown.brand.logo = Logo::Uploaded(number);
    let stored = StoredBrand {
        store_id: id,
        slug: shown.slug,
        brand: shown.brand,
    };
    app.space().put_brand(stored).await?;
    let media_type = media_type.to_owned();
    let logo = StoredLogo {
        media_type,
        content,
    };
    app.space().put_logo(id, logo).await?;
    Ok(None)
}

/// What a picture is, by its first bytes. Never a format that can hold a script.
fn picture_type(content: &[u8]) -> Option<&'static str> {
    let begins = |with: &[u8]| content.starts_with(with);
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if begins(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some("image/gif")
    } else if begins(b"RIFF") && content.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

/// The picture that was uploaded for a store: what it is, and its bytes.
///
/// # Errors
/// When storing fails.
pub async fn logo(app: &App, id: StoreId) -> Result<Option<(String, Vec<u8>)>, AppError> {
    let logo = app.space().logo(id).await?;
    Ok(logo.map(|logo| (logo.media_type, logo.content)))
}

/// What a store says: the merchant's own words, or else the built-in ones.
///
/// # Errors
/// When storing fails.
pub async fn template(
    app: &App,
    id: StoreId,
    language: Language,
    event: NoticeEvent,
    medium: Medium,
) -> Result<Template, AppError> {
    let own = templates(app, id).await?;
    let is_it = |stored: &&StoredTemplate| {
        (stored.language, stored.event, stored.medium) == (language, event, medium)
    };
    let own = own.iter().find(is_it).map(|stored| stored.template.clone());
    Ok(own.unwrap_or_else(|| built_in(language, event, medium)))
}

/// The templates that a merchant wrote for a store.
///
/// # Errors
/// When storing fails.
pub async fn templates(app: &App, id: StoreId) -> Result<Vec<StoredTemplate>, AppError> {
    Ok(app.space().templates(id).await?)
}

/// Keeps what a store says. `Ok(Some(_))` says what is wrong with it.
///
/// # Errors
/// When storing fails.
pub async fn save_template(
    app: &App,
    id: StoreId,
    language: Language,
    event: NoticeEvent,
    medium: Medium,
    template: &Template,
) -> Result<Option<TemplateWrong>, AppError> {
    let checked = match medium {
        Medium::Email => template.check_email(),
        Medium::Sms => template.check_sms(),
    };
    if let Err(wrong) = checked {
        return Ok(Some(wrong));
    }
    let stored = StoredTemplate {
        language,
        event,
        medium,
        template: template.clone(),
    };
    app.space().put_template(id, stored).await?;
    Ok(None)
}

/// Goes back to the built-in words.
///
/// # Errors
/// When storing fails.
pub async fn remove_template(
    app: &App,
    id: StoreId,
    language: Language,
    event: NoticeEvent,
    medium: Medium,
) -> Result<(), AppError> {
    let removed = app.space().remove_template(id, language, event, medium);
    Ok(removed.await?)
}
