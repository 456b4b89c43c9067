//! What a store says to its customers: written with the preview beside it, tried, and kept.

use crate::audit;
use crate::chromium::Chromium;
use crate::program::Program;
use crate::tab::Tab;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_are_written_looked_at_tried_and_kept() {
    let options = [
        "--orders", "8", "--speed", "3000", "--seed", "9", "--faults", "none",
    ];
    let program = Program::demo(&options);
    let chromium = Chromium::start().await;
    let tab = chromium.tab().await;
    tab.open(program.sign_in_link()).await;
    tab.sees("Demo owner").await;
    let editor = an_editor(&tab, &program).await;
    the_preview_follows(&tab).await;
    a_wrong_name_is_said_and_nothing_is_lost(&tab, &editor).await;
    one_is_sent_to_oneself(&tab, &editor).await;
    other_languages_and_media_have_their_own(&tab, &editor).await;
    the_built_in_words_come_back(&tab, &editor).await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    chromium.close().await;
}

/// Opens the words of a mail from the list of what a store says; where they are.
async fn an_editor(tab: &Tab, program: &Program) -> String {
    tab.open(&program.page("/settings/post")).await;
    tab.click("main a", "Change").await;
    tab.is_at("/notices").await;
    tab.click("main table a", "e-mail").await;
    tab.is_at("/en/shipped/email").await;
    tab.url().await
}

/// While a person writes, and where they write stays as it is.
async fn the_preview_follows(tab: &Tab) {
    tab.sees_in("#preview", "Your order #1001 is on its way")
        .await;
    tab.fill("subject", "Parcel of {order} left our shelves")
        .await;
    tab.sees_in("#preview", "Parcel of #1001 left our shelves")
        .await;
    let held = "document.activeElement.name === 'subject' && document.activeElement.value";
    assert_eq!(tab.read(held).await, "Parcel of {order} left our shelves");
}

async fn a_wrong_name_is_said_and_nothing_is_lost(tab: &Tab, editor: &str) {
    let wrong = "{custommer} is not one of the names that are filled in.";
    let typed = "Hello {custommer},\n\nwe packed this:\n\n{items}";
    tab.fill("body", typed).await;
    tab.sees_in("#preview", wrong).await;
    tab.click("main button", "Save").await;
    tab.sees("One thing to mend before this can be saved").await;
    tab.sees_in("#body-error", wrong).await;
    let kept = "document.querySelector('[name=body]').value";
    assert_eq!(tab.read(kept).await, typed);
    let kept = "document.querySelector('[name=subject]').value";
    assert_eq!(tab.read(kept).await, "Parcel of {order} left our shelves");
    let mut looks = Vec::new();
    audit::shown(tab, "the words with a mistake", &mut looks).await;
    // The browser notes that the answer was a refusal.
    looks.retain(|one| !one.contains("422"));
    assert_eq!(looks, Vec::<String>::new());
    tab.fill("body", &typed.replace("mm", "m")).await;
    tab.sees_in("#preview", "Hello Ann Lee").await;
    tab.click("main button", "Save").await;
    tab.sees("Saved.").await;
    tab.open(editor).await;
    let kept = "document.querySelector('[name=subject]').value";
    assert_eq!(tab.read(kept).await, "Parcel of {order} left our shelves");
}

/// What is saved goes out; what is being written stays.
async fn one_is_sent_to_oneself(tab: &Tab, editor: &str) {
    tab.fill("subject", "Not yet saved {order}").await;
    tab.sees_in("#preview", "Not yet saved #1001").await;
    tab.fill("to", "mai@shop.example").await;
    tab.click("#test button", "Send").await;
    tab.sees("Sent.").await;
    let kept = "document.querySelector('[name=subject]').value";
    assert_eq!(tab.read(kept).await, "Not yet saved {order}");
    let mailbox =
        "[...document.querySelectorAll('a')].find(el => el.textContent.includes('mailbox')).href";
    let mailbox = tab.read(mailbox).await.as_str().unwrap().to_owned();
    let mut wrong = audit::page(tab, &mailbox, "the mailbox").await;
    tab.sees("mai@shop.example").await;
    tab.click("td a", "Parcel of #1001 left our shelves").await;
    tab.sees("mai@shop.example").await;
    tab.sees("we packed this:").await;
    audit::shown(tab, "a mail in the mailbox", &mut wrong).await;
    assert_eq!(wrong, Vec::<String>::new());
    tab.open(editor).await;
}

async fn other_languages_and_media_have_their_own(tab: &Tab, editor: &str) {
    tab.open(&editor.replace("/en/", "/vi/")).await;
    tab.sees_in("#preview", "Đơn hàng #1001").await;
    tab.open(&editor.replace("/email", "/sms")).await;
    tab.fill("body", "{store}: order {order} is here.").await;
    tab.sees_in("#preview", ": order #1001 is here.").await;
    tab.sees_in("#preview", "An SMS holds 160 plain ones").await;
}

async fn the_built_in_words_come_back(tab: &Tab, editor: &str) {
    let list = editor.split("/en/").next().unwrap();
    tab.open(list).await;
    tab.sees_in("main table", "own words").await;
    tab.open(editor).await;
    tab.click("main button", "Use the built-in words").await;
    tab.sees("The built-in words count again.").await;
    tab.sees_in("#preview", "Your order #1001 is on its way")
        .await;
}
