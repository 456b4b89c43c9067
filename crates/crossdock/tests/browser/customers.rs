//! A store's own page for its customers: how the merchant dresses it, and what a customer finds there.

use serde_json::Value;

use crate::audit;
use crate::chromium::Chromium;
use crate::program::Program;
use crate::tab::Tab;

/// A picture as a merchant has one at hand, given to the field for it.
const LOGO: &str = "new Promise(done => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 40 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#f4f1de';
    pen.fillRect(0, 0, 160, 40);
    canvas.toBlob(picture => {
        const files = new DataTransfer();
        files.items.add(new File([picture], 'logo.png', { type: 'image/png' }));
        document.querySelector('#logo').files = files.files;
        done(true);
    });
})";

/// What the customer of an order knows, and what the desk knows of it.
struct Known {
    number: String,
    email: String,
    parcels: Vec<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_find_their_parcels_and_nobody_elses() {
    let program = Program::demo(&["--orders", "20", "--speed", "3000", "--seed", "7"]);
    let chromium = Chromium::start().await;
    let desk = chromium.tab().await;
    desk.open(program.sign_in_link()).await;
    desk.sees("Demo owner").await;
    let store = a_store(&desk, &program).await;
    let page = dressed(&desk, &program, &store).await;
    let known = an_order(&desk, &program, &store).await;
    let tab = chromium.tab().await;
    tab.without_script().await;
    tab.without_cache().await;
    wrong_guesses_learn_nothing(&tab, &page, &known).await;
    let link = the_parcels_are_shown(&tab, &page, &known).await;
    it_fits_and_reads_everywhere(&tab, &page, &link).await;
    chromium.close().await;
}

/// The address of the first store's settings.
async fn a_store(desk: &Tab, program: &Program) -> String {
    desk.open(&program.page("/settings")).await;
    let first =
        "document.querySelector('main a[href^=\"/settings/stores/\"]').getAttribute('href')";
    text(&desk.read(first).await)
}

/// Gives the store's page a name, a color and a logo; the address of the page.
async fn dressed(desk: &Tab, program: &Program, store: &str) -> String {
    desk.open(&program.page(&format!("{store}/notices"))).await;
    desk.fill("name", "Maple Street Goods").await;
    desk.fill("color", "green").await;
    desk.click("main button", "Save").await;
    desk.sees("Type a color as #1f4e79.").await;
    desk.fill("color", "#0b5d3b").await;
    desk.fill("contact", "help@maple.example").await;
    desk.click("main button", "Save").await;
    desk.sees("Saved.").await;
    desk.read(LOGO).await;
    desk.click("main button", "Upload").await;
    desk.until("seen('img.logo').some(el => el.naturalWidth === 160)")
        .await;
    text(
        &desk
            .read("document.querySelector('a.external[href*=\"/track/\"]').href")
            .await,
    )
}

/// An order of the store whose parcels have numbers and were scanned.
async fn an_order(desk: &Tab, program: &Program, store: &str) -> Known {
    let id = store.rsplit('/').next().unwrap();
    let list = program.page(&format!("/orders?tab=fulfilled&store={id}"));
    desk.open(&list).await;
    desk.until("seen('[data-row]').length > 0 || (seen('[data-new]')[0]?.click(), false)")
        .await;
    let row = text(&desk.read("seen('[data-row]')[0].dataset.href").await);
    desk.open(&program.page(&row)).await;
    desk.until("document.querySelectorAll('.parcel details .timeline-entry').length > 0")
        .await;
    let numbers =
        "[...document.querySelectorAll('.parcel .copyable code')].map(el => el.textContent.trim())";
    let parcels = desk.read(numbers).await;
    let parcels = parcels.as_array().unwrap().iter().map(text).collect();
    let email = "document.querySelector('main a[href^=\"mailto:\"]').textContent.trim()";
    Known {
        number: text(
            &desk
                .read("document.querySelector('h1').textContent.trim()")
                .await,
        ),
        email: text(&desk.read(email).await),
        parcels,
    }
}

/// One answer whatever is wrong, and soon none at all.
async fn wrong_guesses_learn_nothing(tab: &Tab, page: &str, known: &Known) {
    let not_found = "We found no order with this number and this e-mail.";
    tab.open(page).await;
    assert_eq!(
        asks(tab, &known.number, "somebody@else.example", not_found).await,
        known.number,
        "what was typed stays"
    );
    asks(tab, "#99999999", &known.email, not_found).await;
    tab.open(&format!("{page}/o/AAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        .await;
    tab.sees("This link does not work any more.").await;
    for _ in 0..7 {
        asks(tab, "#99999999", &known.email, not_found).await;
    }
    asks(tab, "#99999999", &known.email, "Too many tries.").await;
    tab.complaints();
}

/// Sends the form and waits for an answer; what stands in the field of the number then.
async fn asks(tab: &Tab, number: &str, email: &str, answer: &str) -> String {
    tab.fill("order", number).await;
    tab.fill("email", email).await;
    tab.read("window.leftBehind = true").await;
    tab.click("main button", "Show my order").await;
    let answer = crate::tab::quoted(answer);
    tab.until(&format!("!window.leftBehind && text().includes({answer})"))
        .await;
    text(
        &tab.read("document.querySelector('[name=order]').value")
            .await,
    )
}

/// Every parcel with its scans, in the store's dress, and nothing that a stranger could use.
async fn the_parcels_are_shown(tab: &Tab, page: &str, known: &Known) -> String {
    tab.open(page).await;
    tab.fill("order", known.number.trim_start_matches('#'))
        .await;
    tab.fill("email", &known.email.to_uppercase()).await;
    tab.click("main button", "Show my order").await;
    tab.is_at("/o/").await;
    tab.sees(&format!("Order {}", known.number)).await;
    for number in &known.parcels {
        tab.sees(number).await;
    }
    let sheets = tab.read("seen('section.sheet .way').length").await;
    assert_eq!(sheets, known.parcels.len());
    tab.until("document.querySelectorAll('.scans li').length > 0")
        .await;
    tab.until("document.images[0].naturalWidth === 160").await;
    let color = tab
        .read("getComputedStyle(document.querySelector('header')).backgroundColor")
        .await;
    assert_eq!(color, "rgb(11, 93, 59)");
    tab.sees("help@maple.example").await;
    assert!(
        tab.read("document.title")
            .await
            .as_str()
            .unwrap()
            .ends_with("Maple Street Goods")
    );
    let all = text(&tab.read("document.documentElement.outerHTML").await);
    assert!(!all.contains(&known.email), "the e-mail is on the page");
    assert_eq!(tab.read("document.scripts.length").await, 0);
    tab.url().await
}

/// Both languages, a phone and a desk, light and dark.
async fn it_fits_and_reads_everywhere(tab: &Tab, page: &str, link: &str) {
    let mut wrong = tab.complaints();
    let link = link.split('?').next().unwrap();
    for (lang, order) in [("en", "Order "), ("vi", "Đơn hàng ")] {
        for address in [page, link] {
            let address = format!("{address}?lang={lang}");
            wrong.extend(audit::page(tab, &address, &address).await);
            assert_eq!(tab.read("document.documentElement.lang").await, lang);
        }
        tab.sees_in("h1", order).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
