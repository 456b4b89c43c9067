//! One case: what it is about, where it stands, who acts next, what was said, and the files.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::aftersale::{Case, CaseState, CaseTrouble, Evidence, GoodsTo};
use domain::catalog::SupplierRef;
use domain::ids::{CaseId, OrderId};
use domain::money::Money;
use domain::order::Dossier;
use domain::purchase::Purchase;
use domain::workspace::Actor;
use maud::{Markup, html};
use storage::SupplierPolicy;

use super::{evidence, goods, href};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Choice, Failure, Field, Icon, Input, InputKind, Need, PageHeader, button,
    card_with_title, chip, copyable_code, definition_list, external_link, failure_box, foreign,
    form_errors, link_button, money, page_header, select_field, text_area, text_field, time,
};
use crate::visit::Visit;
use crate::words::{
    Names, brief, case_chip, case_reason, case_state_word, case_tone, case_trouble, case_word,
    goods_word, isolated, payment_chip,
};

/// What the page is drawn from.
pub(super) struct View<'a> {
    pub(super) visit: &'a Visit,
    pub(super) dossier: &'a Dossier,
    pub(super) purchase: &'a Purchase,
    pub(super) case: &'a Case,
    pub(super) evidence: &'a [Evidence],
    policy: Option<&'a SupplierPolicy>,
    marketplace: String,
    /// As it was sent; empty at first.
    pub(super) typed: &'a Answers,
    /// The field that is wrong, and why.
    pub(super) wrong: Option<(String, Text<'static>)>,
}

/// `GET /orders/{id}/cases/{case}`.
pub(super) async fn page(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, case)): Path<(OrderId, CaseId)>,
) -> Result<Response, PageError> {
    draw(&desk, &visit, (id, case), &Answers::default(), None).await
}

/// Draws the page with a form as it was sent; with something to mend the answer says so.
pub(super) async fn draw(
    desk: &Desk,
    visit: &Visit,
    (id, case): (OrderId, CaseId),
    typed: &Answers,
    wrong: Option<(String, Text<'static>)>,
) -> Result<Response, PageError> {
    let space = desk.app.space();
    let dossier = space.dossier(id).await?.ok_or(PageError::NotFound)?;
    let case = dossier.case(case).ok_or(PageError::NotFound)?;
    let purchase = dossier.purchase(case.purchase_id);
    let purchase = purchase.ok_or(PageError::NotFound)?;
    let supplier = &purchase.supplier;
    let policy = space
        .supplier_policy(&supplier.platform, &supplier.external_id)
        .await?;
    let evidence = space.evidence_of(case.id).await?;
    let names = Names::load(desk).await?;
    let status = match wrong {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let view = View {
        visit,
        dossier: &dossier,
        purchase,
        case,
        evidence: &evidence,
        policy: policy.as_ref(),
        marketplace: names.platform(&supplier.platform),
        typed,
        wrong,
    };
    let title = case_word(visit.lang, case.kind);
    let page = shell(desk, visit, &title, Section::Cases, view.page()).await?;
    Ok((status, html_page(&page)).into_response())
}

/// What a supplier says about returns and refunds, and the form that notes it.
pub(super) fn policy_card(
    lang: Lang,
    supplier: &SupplierRef,
    policy: Option<&SupplierPolicy>,
    order: OrderId,
) -> Markup {
    let around = Field {
        name: "text".into(),
        label: lang.t("supplier-policy-text"),
        hint: Some(lang.t("supplier-policy-hint")),
        need: Need::Optional,
        ..Field::default()
    };
    let text = policy.map_or("", |policy| policy.text.as_str());
    let save = Button {
        icon: Some(Icon::Edit),
        label: lang.t("supplier-policy-save"),
        ..Button::default()
    };
    let form = html! {
        form.form method="post" action="/policies/supplier" {
            input type="hidden" name="order" value=(order);
            input type="hidden" name="platform" value=(supplier.platform);
            input type="hidden" name="supplier" value=(supplier.external_id);
            (text_area(lang, &around, text, 6))
            div.actions { (button(&save)) }
        }
    };
    card_with_title(
        &lang.t("supplier-policy"),
        &html! {},
        &html! {
            div.stack {
                span.note { (foreign(&brief(&supplier.name, 80))) }
                @if text.is_empty() { p.note { (lang.t("supplier-policy-none")) } }
                @else { p.quote { (foreign(&brief(text, 4_000))) } }
                details.fold { summary { (lang.t("supplier-policy-edit")) } div.fold-body { (form) } }
            }
        },
    )
}

impl View<'_> {
    pub(super) fn lang(&self) -> Lang {
        self.visit.lang
    }

    pub(super) fn href(&self, rest: &str) -> String {
        format!("{}{rest}", href(self.case))
    }

    fn page(&self) -> Markup {
        let (lang, case) = (self.lang(), self.case);
        html! {
            (self.header())
            div.stack id="case" data-live={ "order:" (case.order_id) } {
                (self.trouble())
                div.columns {
                    div.stack {
                        (card_with_title(&lang.t("case-happened"), &html! {}, &self.form()))
                        (goods::part(self))
                        (evidence::part(self))
                        (card_with_title(&lang.t("case-notes"), &html! {}, &self.notes()))
                    }
                    div.stack {
                        (card_with_title(&lang.t("case-facts"), &html! {}, &self.facts()))
                        (card_with_title(&lang.t("case-lines"), &html! {}, &self.lines()))
                        (card_with_title(&lang.t("case-store"), &html! {}, &self.store()))
                        (policy_card(lang, &self.purchase.supplier, self.policy, case.order_id))
                    }
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let (lang, case) = (self.lang(), self.case);
        let number = &self.dossier.order.number;
        page_header(&PageHeader {
            back: Some((lang.t("cases-title"), "/cases".into())),
            title: format!("{} · {}", case_word(lang, case.kind), brief(number, 40)).into(),
            beside: html! { (chip(&case_chip(lang, case.kind, case.status.state()))) },
            under: html! {
                a href={ "/orders/" (case.order_id) } {
                    (lang.tr("case-order", &[("number", isolated(number).into())]))
                }
                span { (foreign(&brief(&self.purchase.supplier.name, 80))) " · " (self.marketplace) }
            },
            actions: self.outside(),
        })
    }

    /// The marketplace's own pages of the supplier orders, and reading them now.
    fn outside(&self) -> Markup {
        let lang = self.lang();
        let values = [("marketplace", self.marketplace.clone().into())];
        let open = lang.tr("fix-marketplace", &values);
        let again = Button {
            kind: ButtonKind::Quiet,
            icon: Some(Icon::Refresh),
            label: lang.t("case-read-again"),
            ..Button::default()
        };
        let orders = self.purchase.supplier_orders.iter();
        html! {
            @for one in orders.filter(|one| !one.url.is_empty()) {
                (external_link(lang, &one.url, &open))
            }
            form method="post" action={ "/orders/" (self.case.order_id) "/sync" } { (button(&again)) }
        }
    }

    // keys: case-fix-*
    fn trouble(&self) -> Markup {
        let (lang, case) = (self.lang(), self.case);
        let Some(trouble) = case.trouble(self.visit.now) else {
            return html! {};
        };
        let values = [("marketplace", self.marketplace.clone().into())];
        let (path, key, kind) = match trouble {
            CaseTrouble::News => ("/seen", "case-seen", ButtonKind::Secondary),
            _ => ("/raised", "case-raised", ButtonKind::Primary),
        };
        let done = Button {
            kind,
            icon: Some(Icon::Check),
            label: lang.t(key),
            ..Button::default()
        };
        let has_button = match trouble {
            CaseTrouble::News => true,
            CaseTrouble::ToRaise | CaseTrouble::ToAnswer | CaseTrouble::TooLate => true,
            CaseTrouble::SupplierTooLate => false,
        };
        failure_box(
            lang,
            &Failure {
                tone: case_tone(trouble),
                reason: case_trouble(lang, case.kind, trouble),
                fix: lang.tr(&format!("case-fix-{}", trouble.as_str()), &values),
                actions: html! {
                    @if has_button {
                        form method="post" action=(self.href(path)) { (button(&done)) }
                    }
                },
                own_words: None,
            },
        )
    }

    fn value(&self, name: &str, stored: String) -> String {
        match self.typed.0.is_empty() {
            true => stored,
            false => self.typed.one(name).to_owned(),
        }
    }

    fn around(&self, name: &'static str, key: &str) -> Field<'static> {
        let lang = self.lang();
        let hint = format!("{key}-hint");
        let wrong = self.wrong.as_ref().filter(|(field, _)| field == name);
        Field {
            name: name.into(),
            label: lang.t(key),
            hint: lang.has(&hint).then(|| lang.t(&hint)),
            error: wrong.map(|(_, why)| why.clone()),
            need: Need::Optional,
        }
    }

    // keys: case-*
    fn form(&self) -> Markup {
        let (lang, case) = (self.lang(), self.case);
        let now = case.status.state();
        let states: Vec<Choice<'_>> = CaseState::ALL
            .into_iter()
            .filter(|state| *state == now || now.may_become(*state))
            .map(|state| Choice {
                value: state.as_str().into(),
                label: case_state_word(lang, case.kind, state),
            })
            .collect();
        let line = |kind, value: String| Input {
            kind,
            value: value.into(),
            ..Input::default()
        };
        let got = case.details.got.map(|got| got.amount().to_string());
        let got = self.value("got", got.unwrap_or_default());
        let day = super::day(case.deadline, &self.visit.reader.zone);
        let state = Field {
            need: Need::Required,
            ..self.around("state", "case-state")
        };
        let currency = self.purchase.ceiling.currency().code().to_owned();
        let whole = self.wrong.as_ref().filter(|(field, _)| field.is_empty());
        html! {
            form.form method="post" action=(self.href("")) {
                (form_errors(lang, usize::from(self.wrong.is_some())))
                @if let Some((_, why)) = whole { p.field-error { (why) } }
                (select_field(lang, &state, &states, &self.value("state", now.as_str().to_owned())))
                (text_field(lang, &self.around("deadline", "case-deadline"),
                    &line(InputKind::Date, self.value("deadline", day))))
                (text_field(lang, &self.around("got", "case-got"), &Input {
                    suffix: Some(currency.into()),
                    ..line(InputKind::Number, got)
                }))
                (text_field(lang, &self.around("number", "case-number"),
                    &line(InputKind::Text, self.value("number", case.details.number.clone()))))
                (text_area(lang, &self.around("note", "case-note"),
                    &self.value("note", String::new()), 3))
                div.actions {
                    (button(&Button {
                        kind: ButtonKind::Primary,
                        label: lang.t("case-save"),
                        ..Button::default()
                    }))
                }
            }
        }
    }

    fn written(&self, sum: Money) -> Markup {
        money(self.lang(), sum.amount(), sum.currency().code())
    }

    fn facts(&self) -> Markup {
        let (lang, case, details) = (self.lang(), self.case, &self.case.details);
        let locale = self.visit.locale();
        let mut facts: Vec<(Text<'_>, Markup)> = vec![(
            lang.t("case-reason"),
            html! { (case_reason(lang, details.reason)) },
        )];
        if let Some(asked) = details.asked {
            facts.push((lang.t("case-asked"), self.written(asked)));
        }
        if let Some(got) = details.got {
            facts.push((lang.t("case-got"), self.written(got)));
        }
        let until = match case.deadline.filter(|_| case.is_open()) {
            Some(deadline) => html! { strong { (time(&locale, deadline)) } },
            None => html! { span.note { (lang.t("case-no-deadline")) } },
        };
        if case.is_open() {
            facts.push((lang.t("case-deadline"), until));
        }
        facts.push((
            lang.t("case-state-since"),
            html! { (time(&locale, case.status.since())) },
        ));
        if !details.number.is_empty() {
            let number = copyable_code(lang, &brief(&details.number, 80));
            facts.push((lang.t("case-number"), number));
        }
        if details.goods_to != GoodsTo::Nobody {
            let word = html! { (goods_word(lang, details.goods_to)) };
            facts.push((lang.t("case-goods"), word));
        }
        facts.push((lang.t("case-marketplace-says"), self.said()));
        facts.push((
            lang.t("case-opened-by"),
            html! { (self.who(&details.opened_by)) " · " (time(&locale, case.opened_at)) },
        ));
        definition_list(&facts)
    }

    /// The marketplace's own words for the supplier orders, and how fresh they are.
    fn said(&self) -> Markup {
        let (lang, locale) = (self.lang(), self.visit.locale());
        let read = self.purchase.supplier_orders.iter();
        let read = read.filter_map(|one| one.read_at).min();
        let word = &self.case.details.raw_status;
        html! {
            div.lines {
                @if word.is_empty() { span.note { (lang.t("purchase-order-unread")) } }
                @else { code { (foreign(&brief(word, 120))) } }
                @if let Some(read) = read {
                    span.note { (lang.t("purchase-read")) " " (time(&locale, read)) }
                }
            }
        }
    }

    fn who(&self, actor: &Actor) -> Markup {
        match actor {
            Actor::User { name, .. } => foreign(&brief(name, 60)),
            Actor::Marketplace => html! { (self.marketplace) },
            _ => html! { "Crossdock" },
        }
    }

    fn lines(&self) -> Markup {
        let lang = self.lang();
        html! {
            div.stack {
                @for line in &self.case.details.lines {
                    @let bought = self.purchase.lines.iter().find(|one| one.id == line.line_id);
                    @let item = bought.and_then(|one| self.dossier.order.line(one.line_item_id));
                    div.lines {
                        strong {
                            (line.quantity) " × "
                            @match (item, bought) {
                                (Some(item), _) => (foreign(&brief(&item.title, 120))),
                                (None, Some(bought)) => (foreign(&brief(&bought.title, 120))),
                                (None, None) => (lang.t("case-line-gone")),
                            }
                        }
                        @if let Some(bought) = bought {
                            span.note { (foreign(&brief(&bought.title, 160))) }
                        }
                    }
                }
            }
        }
    }

    /// What the store gave back to the customer, beside what we ask the supplier for.
    fn store(&self) -> Markup {
        let (lang, order) = (self.lang(), &self.dossier.order);
        let concerned = self.case.details.lines.iter().filter_map(|line| {
            let bought = self
                .purchase
                .lines
                .iter()
                .find(|one| one.id == line.line_id)?;
            order.line(bought.line_item_id)
        });
        let removed: Vec<_> = concerned.filter(|item| item.removed_quantity > 0).collect();
        let called_off = order.is_called_off();
        html! {
            div.stack {
                span.chips { (chip(&payment_chip(lang, &order.payment))) }
                @for item in &removed {
                    p {
                        (lang.tr("case-store-removed", &[("count", item.removed_quantity.into()),
                            ("title", isolated(&item.title).into())]))
                    }
                }
                @if called_off { p { (lang.t("case-store-canceled")) } }
                @if removed.is_empty() && !called_off { p.note { (lang.t("case-store-nothing")) } }
                (link_button(ButtonKind::Secondary, Some(Icon::External), &lang.t("case-store-open"),
                    &format!("/orders/{}/store", order.id)))
            }
        }
    }

    fn notes(&self) -> Markup {
        let (lang, locale) = (self.lang(), self.visit.locale());
        html! {
            div.stack {
                @for note in self.case.details.notes.iter().rev() {
                    div.lines {
                        p.quote { (foreign(&brief(&note.text, 4_000))) }
                        span.note { (self.who(&note.by)) " · " (time(&locale, note.at)) }
                    }
                }
                @if self.case.details.notes.is_empty() { p.note { (lang.t("case-notes-none")) } }
            }
        }
    }
}
