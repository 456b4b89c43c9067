//! The rules of addresses, country by country.

use super::*;

fn address(pairs: &[(&str, &str)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn with(base: &Fields, name: &str, value: &str) -> Fields {
    let mut changed = base.clone();
    changed.insert(name.into(), value.into());
    changed
}

fn text(fields: &Fields, country: &str) -> Result<(), &'static str> {
    check(fields, country, None, &mut TaxRegister::new()).map_err(|(_, text)| text)
}

fn american() -> Fields {
    address(&[
        ("full_name", "Jane Doe"),
        ("contact_person", "Jane Doe"),
        ("province", "New Jersey"),
        ("city", "Vineland"),
        ("zip", "08360"),
        ("address", "12 Example Rd"),
        ("phone_country", "+1"),
        ("mobile_no", "5551234567"),
    ])
}

#[test]
fn an_american_address() {
    let right = american();
    assert_eq!(text(&right, "US"), Ok(()));
    assert_eq!(
        text(&with(&right, "full_name", "Jane"), "US"),
        Err(FIRST_NAME)
    );
    assert_eq!(
        text(&with(&right, "full_name", "J Doe"), "US"),
        Err(NAME_LENGTH)
    );
    assert_eq!(
        text(&with(&right, "province", "Other"), "US"),
        Err(SELECT_STATE)
    );
    assert_eq!(
        text(&with(&right, "province", "NJ"), "US"),
        Err(SELECT_STATE)
    );
    assert_eq!(
        text(&with(&right, "city", "vineland"), "US"),
        Err(ENTER_CITY)
    );
    assert_eq!(text(&with(&right, "city", "Other"), "US"), Ok(()));
    assert_eq!(
        text(&with(&right, "mobile_no", "555 123 4567"), "US"),
        Err(PHONE_PLAIN)
    );
    assert_eq!(
        text(&with(&right, "mobile_no", "12345"), "US"),
        Err(PHONE_DIGITS)
    );
    assert_eq!(
        text(&with(&right, "mobile_no", ""), "US"),
        Err(PHONE_MISSING)
    );
    assert_eq!(
        text(&with(&right, "address", &"x".repeat(36)), "US"),
        Err(ADDRESS_LENGTH)
    );
}

#[test]
fn european_addresses() {
    let french = address(&[
        ("full_name", "Marie Curie"),
        ("province", "Rhone"),
        ("city", "Lyon"),
        ("zip", "69001"),
        ("address", "1 rue de la Republique"),
        ("phone_country", "+33"),
        ("mobile_no", "612345678"),
    ]);
    assert_eq!(text(&french, "FR"), Ok(()));
    assert_eq!(
        text(&with(&french, "province", "Auvergne-Rhone-Alpes"), "FR"),
        Err(SELECT_STATE)
    );
    assert_eq!(
        text(&with(&french, "mobile_no", "0612345678"), "FR"),
        Err(PHONE_DIGITS)
    );
    let german = with(
        &with(&with(&french, "province", "Koeln"), "city", "Koeln"),
        "zip",
        "50667",
    );
    assert_eq!(
        text(&german, "DE"),
        Ok(()),
        "the city repeated as province is accepted"
    );
    assert_eq!(text(&with(&german, "zip", "D-50667"), "DE"), Err(ZIP));
    let austrian = with(
        &with(&with(&french, "province", "Tyrol"), "city", "Innsbruck"),
        "zip",
        "6020",
    );
    assert_eq!(text(&austrian, "AT"), Err(ENTER_CITY));
    assert_eq!(
        text(&with(&austrian, "city", "Innsbruck-Stadt"), "AT"),
        Ok(())
    );
    assert_eq!(
        text(&with(&austrian, "province", "Tirol"), "AT"),
        Err(SELECT_STATE)
    );
    let italian = with(&with(&french, "province", "Liguria"), "city", "Genova");
    assert_eq!(text(&italian, "IT"), Ok(()));
    assert_eq!(
        text(&with(&italian, "province", "GE"), "IT"),
        Err(SELECT_STATE)
    );
}

#[test]
fn a_brazilian_address_needs_the_right_cpf_of_the_right_person() {
    let base = address(&[
        ("full_name", "Ana Souza"),
        ("contact_person", "Ana Souza"),
        ("province", "Sao Paulo"),
        ("city", "Campinas"),
        ("zip", "13010-111"),
        ("address", "Rua das Flores 10"),
        ("phone_country", "+55"),
        ("mobile_no", "19912345678"),
        ("cpf", "52998224725"),
    ]);
    let mut register = TaxRegister::new();
    let mut check_code =
        |fields: &Fields| check(fields, "BR", None, &mut register).map_err(|(code, _)| code);
    assert_eq!(check_code(&base), Ok(()));
    assert_eq!(
        check_code(&with(&base, "cpf", "52998224724")),
        Err(CPF_INVALID)
    );
    assert_eq!(
        check_code(&with(&base, "cpf", "11111111111")),
        Err(CPF_INVALID)
    );
    assert_eq!(
        check_code(&with(&base, "contact_person", "Joao Lima")),
        Err(CPF_NOT_MATCH)
    );
    assert_eq!(
        check_code(&with(&base, "cpf", "00000000191")),
        Err(CPF_NOT_MATCH)
    );
    assert_eq!(
        check_code(&with(&base, "city", "Other")),
        Err(ADDRESS_REFUSED)
    );
}

#[test]
fn a_saudi_address_needs_the_national_address() {
    let base = address(&[
        ("full_name", "Noura Saleh"),
        ("province", "Riyadh"),
        ("city", "Riyadh"),
        ("zip", "12211"),
        ("address", "King Fahd Road 1"),
        ("phone_country", "+966"),
        ("mobile_no", "512345678"),
    ]);
    let mut register = TaxRegister::new();
    let mut with_code = |code| check(&base, "SA", code, &mut register).map_err(|(_, text)| text);
    assert_eq!(with_code(Some("RAHA3443")), Ok(()));
    assert_eq!(with_code(Some("raha3443")), Ok(()));
    assert_eq!(with_code(None), Err(NATIONAL_ADDRESS));
    assert_eq!(with_code(Some("RAH43443")), Err(NATIONAL_ADDRESS));
}
