//! After the sale: following parcels, seeing who is fast, and taking the rows along in a file.

use crate::audit;
use crate::chromium::Chromium;
use crate::program::Program;
use crate::tab::Tab;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parcels_are_followed_measured_and_exported() {
    let program = Program::demo(&["--orders", "30", "--speed", "3000", "--seed", "5"]);
    let chromium = Chromium::start().await;
    let tab = chromium.tab().await;
    tab.open(program.sign_in_link()).await;
    tab.sees("Demo owner").await;
    a_parcel_is_followed(&tab, &program).await;
    a_number_leads_to_its_list(&tab, &program).await;
    a_file_is_written(&tab, &program).await;
    a_workbook_is_written(&tab, &program).await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    chromium.close().await;
}

/// The scans open in the row, which stays where it is; a click beside them opens the order.
async fn a_parcel_is_followed(tab: &Tab, program: &Program) {
    tab.open(&program.page("/tracking")).await;
    tab.until(
        "seen('[data-row] details.scans').length >= 3 || (seen('[data-new]')[0]?.click(), false)",
    )
    .await;
    let followed = "seen('[data-row] a.external')[0]?.href ?? ''";
    tab.until(&format!("({followed}).includes('#nums=')")).await;
    tab.click("details.scans summary", "").await;
    tab.until("seen('details.scans[open] .timeline-entry').length > 0")
        .await;
    tab.is_at("/tracking").await;
    tab.click("[data-row] label", "").await;
    tab.click(".bulk-bar button", "Track again").await;
    tab.sees("being read again").await;
    tab.click(".tabs a", "In transit").await;
    tab.is_at("status=in_transit").await;
    tab.until("seen('[data-row]').length > 0 && seen('[data-row] .chip').every(el => !el.textContent.includes('Delivered'))")
        .await;
}

async fn a_number_leads_to_its_list(tab: &Tab, program: &Program) {
    tab.open(&program.page("/monitoring")).await;
    tab.sees("Time to ship").await;
    tab.until("document.querySelectorAll('svg rect.bar').length > 0")
        .await;
    tab.click(".stat", "Shipped").await;
    tab.is_at("leg=shipped").await;
    tab.until("seen('[data-row]').length > 0").await;
}

/// The page of the files brings itself up to date.
async fn a_file_is_written(tab: &Tab, program: &Program) {
    tab.open(&program.page("/orders")).await;
    tab.click(".page-header a", "Export").await;
    tab.is_at("/exports/new").await;
    tab.click("label.radio-card", "CSV").await;
    tab.click("button", "Write the file").await;
    tab.is_at("/exports").await;
    tab.sees_in("[data-row] .chip", "Ready").await;
    let read = "seen('[data-row] a.button').length === 1
        && fetch(seen('[data-row] a.button')[0].href).then(answer => answer.text()).then(text => { window.file = text; }) && false
        || (window.file ?? '').split('\\r\\n').length > 10";
    tab.until(read).await;
    let first = tab.read("window.file.slice(0, 200)").await;
    let first = first.as_str().unwrap();
    assert!(first.contains("Order,Store,Ordered at,Status"), "{first}");
    tab.click("[data-row] button", "Remove").await;
    tab.sees("No files yet").await;
}

/// The same rows for a spreadsheet: the list says how far it is, and the file is one.
async fn a_workbook_is_written(tab: &Tab, program: &Program) {
    tab.open(&program.page("/tracking?range=all")).await;
    tab.click(".page-header a", "Export").await;
    tab.is_at("/exports/new").await;
    tab.click("label.radio-card", "Excel (xlsx)").await;
    tab.click("button", "Write the file").await;
    tab.is_at("/exports").await;
    tab.sees_in("[data-row] .chip", "Ready").await;
    tab.sees_in("[data-row]", ".xlsx").await;
    tab.sees_in("[data-row]", "Kept until").await;
    let rows = "Number(seen('[data-row] .cell-number')[0].textContent.replace(/\\D/g, ''))";
    assert!(tab.read(rows).await.as_i64().unwrap() > 0);
    let file = "fetch(seen('[data-row] a.button')[0].href).then(async answer => [
        answer.headers.get('content-disposition') ?? '',
        String.fromCharCode(...new Uint8Array(await answer.arrayBuffer()).slice(0, 2))])";
    let file = tab.read(file).await;
    assert!(file[0].as_str().unwrap().contains(".xlsx"), "{file}");
    assert_eq!(file[1], "PK", "no workbook");
    let mut wrong = Vec::new();
    audit::shown(tab, "/exports with a file", &mut wrong).await;
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_tracker_may_cost_is_changed() {
    let program = Program::demo(&["--orders", "2", "--speed", "600", "--seed", "5"]);
    let chromium = Chromium::start().await;
    let tab = chromium.tab().await;
    tab.open(program.sign_in_link()).await;
    tab.sees("Demo owner").await;
    tab.open(&program.page("/connections")).await;
    tab.sees("of at most 1,000 credits a day").await;
    tab.click("main a[href^='/connections/budget/']", "Change")
        .await;
    tab.is_at("/connections/budget/").await;
    tab.fill("daily_credits", "a lot").await;
    tab.click("main button", "Save").await;
    tab.sees_in(
        "#daily_credits-error",
        "Type a whole number from 0 to 1,000,000",
    )
    .await;
    let kept = "document.querySelector('[name=daily_credits]').value";
    assert_eq!(tab.read(kept).await, "a lot");
    tab.fill("daily_credits", "250").await;
    tab.click("main button", "Save").await;
    tab.sees("At most 250 credits a day are spent.").await;
    tab.sees("of at most 250 credits a day").await;
    chromium.close().await;
}
