//! The fields that say who a person is: used by the first set-up and by *People*.

use app::people::PASSWORD_MIN;
use maud::{Markup, html};

use crate::answers::Answers;
use crate::error::sentence;
use crate::i18n::{Lang, Text};
use crate::ui::{Field, Input, InputKind, text_field};
use crate::visit::Reader;

/// What was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct PersonForm {
    /// The name.
    pub(crate) name: String,
    /// The e-mail.
    pub(crate) email: String,
    /// The field that is wrong, and why.
    pub(crate) wrong: Option<(String, Text<'static>)>,
}

impl PersonForm {
    /// What was typed, with what is wrong about `field`. The password is never sent back.
    pub(crate) fn refused(reader: &Reader, answers: &Answers, field: &str, message: &str) -> Self {
        Self {
            name: answers.one("name").to_owned(),
            email: answers.one("email").to_owned(),
            wrong: Some((field.to_owned(), wrong(reader.lang, field, message))),
        }
    }

    fn error_of(&self, field: &str) -> Option<Text<'static>> {
        let (wrong, why) = self.wrong.as_ref()?;
        (wrong == field).then(|| why.clone())
    }
}

// keys: person-wrong-*
/// What is wrong with a field about a person, in the reader's language.
pub(crate) fn wrong(lang: Lang, field: &str, message: &str) -> Text<'static> {
    let key = format!("person-wrong-{field}");
    if lang != Lang::En && lang.has(&key) {
        lang.tr(&key, &[("count", PASSWORD_MIN.into())])
    } else {
        sentence(message).into()
    }
}

/// Name, e-mail and password.
pub(crate) fn person_fields(lang: Lang, form: &PersonForm) -> Markup {
    let field = |name: &'static str, key: &str, hint: Option<Text<'static>>| Field {
        name: name.into(),
        label: lang.t(key),
        hint,
        error: form.error_of(name),
        ..Field::default()
    };
    let least = lang.tr("person-password-hint", &[("count", PASSWORD_MIN.into())]);
    html! {
        (text_field(lang, &field("name", "person-name", None), &Input {
            value: Text::Borrowed(&form.name),
            autocomplete: Some("name"),
            ..Input::default()
        }))
        (text_field(lang, &field("email", "person-email", None), &Input {
            kind: InputKind::Email,
            value: Text::Borrowed(&form.email),
            autocomplete: Some("username"),
            ..Input::default()
        }))
        (text_field(lang, &field("password", "person-password", Some(least)), &Input {
            kind: InputKind::Password,
            autocomplete: Some("new-password"),
            ..Input::default()
        }))
    }
}
