//! What the vendor calls a province in the countries where stores say something else.
//!
//! France: the département, by postal code. Italy: the region, by the two letters of the province.
//! Austria: the federal state in English. United States: the state's name, by its two letters.
//! Source: reference sheet §8.3; names from the countries' official lists.

use domain::address::Address;

use super::folding::folded;
use super::one_line;

/// The names by which to look for an address's province, the best first.
pub(super) fn names(address: &Address, city: &str) -> Vec<String> {
    let given = one_line(&address.province);
    let code = one_line(&address.province_code);
    let derived = match address.country.as_str() {
        "FR" => french_departement(&address.postal_code),
        "IT" => italian_region(&code).or_else(|| italian_region(&given)),
        "AT" => austrian_state(&given, &address.postal_code),
        "US" => american_state(&code).or_else(|| american_state(&given)),
        // German forms take the city again.
        "DE" if given.is_empty() => Some(city),
        _ => None,
    };
    let names = [derived.unwrap_or_default().to_owned(), given, code];
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

/// Metropolitan départements from 01 to 95; 20 is Corsica and split in two.
const DEPARTEMENTS: [&str; 95] = [
    "Ain",
    "Aisne",
    "Allier",
    "Alpes-de-Haute-Provence",
    "Hautes-Alpes",
    "Alpes-Maritimes",
    "Ardeche",
    "Ardennes",
    "Ariege",
    "Aube",
    "Aude",
    "Aveyron",
    "Bouches-du-Rhone",
    "Calvados",
    "Cantal",
    "Charente",
    "Charente-Maritime",
    "Cher",
    "Correze",
    "Corse-du-Sud",
    "Cote-d'Or",
    "Cotes-d'Armor",
    "Creuse",
    "Dordogne",
    "Doubs",
    "Drome",
    "Eure",
    "Eure-et-Loir",
    "Finistere",
    "Gard",
    "Haute-Garonne",
    "Gers",
    "Gironde",
    "Herault",
    "Ille-et-Vilaine",
    "Indre",
    "Indre-et-Loire",
    "Isere",
    "Jura",
    "Landes",
    "Loir-et-Cher",
    "Loire",
    "Haute-Loire",
    "Loire-Atlantique",
    "Loiret",
    "Lot",
    "Lot-et-Garonne",
    "Lozere",
    "Maine-et-Loire",
    "Manche",
    "Marne",
    "Haute-Marne",
    "Mayenne",
    "Meurthe-et-Moselle",
    "Meuse",
    "Morbihan",
    "Moselle",
    "Nievre",
    "Nord",
    "Oise",
    "Orne",
    "Pas-de-Calais",
    "Puy-de-Dome",
    "Pyrenees-Atlantiques",
    "Hautes-Pyrenees",
    "Pyrenees-Orientales",
    "Bas-Rhin",
    "Haut-Rhin",
    "Rhone",
    "Haute-Saone",
    "Saone-et-Loire",
    "Sarthe",
    "Savoie",
    "Haute-Savoie",
    "Paris",
    "Seine-Maritime",
    "Seine-et-Marne",
    "Yvelines",
    "Deux-Sevres",
    "Somme",
    "Tarn",
    "Tarn-et-Garonne",
    "Var",
    "Vaucluse",
    "Vendee",
    "Vienne",
    "Haute-Vienne",
    "Vosges",
    "Yonne",
    "Territoire de Belfort",
    "Essonne",
    "Hauts-de-Seine",
    "Seine-Saint-Denis",
    "Val-de-Marne",
    "Val-d'Oise",
];

/// `None` overseas, which the vendor's list does not have.
fn french_departement(postal_code: &str) -> Option<&'static str> {
    let digits: String = postal_code.chars().filter(char::is_ascii_digit).collect();
    let number: usize = digits.get(..2)?.parse().ok()?;
    let is_north_of_corsica = number == 20 && matches!(digits.as_bytes().get(2), Some(b'2' | b'6'));
    if is_north_of_corsica {
        return Some("Haute-Corse");
    }
    DEPARTEMENTS.get(number.checked_sub(1)?).copied()
}

const ITALIAN_REGIONS: [(&str, &str); 20] = [
    ("Abruzzo", "AQ CH PE TE"),
    ("Basilicata", "MT PZ"),
    ("Calabria", "CS CZ KR RC VV"),
    ("Campania", "AV BN CE NA SA"),
    ("Emilia-Romagna", "BO FC FE MO PC PR RA RE RN"),
    ("Friuli-Venezia Giulia", "GO PN TS UD"),
    ("Lazio", "FR LT RI RM VT"),
    ("Liguria", "GE IM SP SV"),
    ("Lombardia", "BG BS CO CR LC LO MB MI MN PV SO VA"),
    ("Marche", "AN AP FM MC PU"),
    ("Molise", "CB IS"),
    ("Piemonte", "AL AT BI CN NO TO VB VC"),
    ("Puglia", "BA BR BT FG LE TA"),
    ("Sardegna", "CA CI NU OG OR OT SS SU VS"),
    ("Sicilia", "AG CL CT EN ME PA RG SR TP"),
    ("Toscana", "AR FI GR LI LU MS PI PO PT SI"),
    ("Trentino-Alto Adige", "BZ TN"),
    ("Umbria", "PG TR"),
    ("Valle d'Aosta", "AO"),
    ("Veneto", "BL PD RO TV VE VI VR"),
];

fn italian_region(code: &str) -> Option<&'static str> {
    let code = code.to_ascii_uppercase();
    let has = |(_, codes): &&(&str, &str)| codes.split(' ').any(|known| known == code);
    ITALIAN_REGIONS.iter().find(has).map(|(region, _)| *region)
}

/// In German or English → in English.
const AUSTRIAN_STATES: [(&str, &str); 9] = [
    ("Burgenland", "Burgenland"),
    ("Kärnten", "Carinthia"),
    ("Niederösterreich", "Lower Austria"),
    ("Oberösterreich", "Upper Austria"),
    ("Salzburg", "Salzburg"),
    ("Steiermark", "Styria"),
    ("Tirol", "Tyrol"),
    ("Vorarlberg", "Vorarlberg"),
    ("Wien", "Vienna"),
];

fn austrian_state(given: &str, postal_code: &str) -> Option<&'static str> {
    let wanted = folded(given);
    let known = AUSTRIAN_STATES
        .iter()
        .find(|(german, english)| folded(german) == wanted || folded(english) == wanted);
    match known {
        Some((_, english)) => Some(english),
        None if wanted.is_empty() => austrian_state_of(postal_code),
        None => None,
    }
}

/// Postal regions follow the states but for some borders; the code itself still leads the parcel.
fn austrian_state_of(postal_code: &str) -> Option<&'static str> {
    let digits: String = postal_code.chars().filter(char::is_ascii_digit).collect();
    let mut digits = digits.bytes();
    Some(match (digits.next()?, digits.next()?) {
        (b'1', _) => "Vienna",
        (b'2' | b'3', _) => "Lower Austria",
        (b'4', _) => "Upper Austria",
        (b'5', _) => "Salzburg",
        (b'6', b'7'..=b'9') => "Vorarlberg",
        (b'6', _) => "Tyrol",
        (b'7', _) => "Burgenland",
        (b'8', _) => "Styria",
        (b'9', _) => "Carinthia",
        _ => return None,
    })
}

const AMERICAN_STATES: [(&str, &str); 52] = [
    ("AL", "Alabama"),
    ("AK", "Alaska"),
    ("AZ", "Arizona"),
    ("AR", "Arkansas"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DE", "Delaware"),
    ("DC", "District of Columbia"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("HI", "Hawaii"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("IA", "Iowa"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("ME", "Maine"),
    ("MD", "Maryland"),
    ("MA", "Massachusetts"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MS", "Mississippi"),
    ("MO", "Missouri"),
    ("MT", "Montana"),
    ("NE", "Nebraska"),
    ("NV", "Nevada"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NY", "New York"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("PR", "Puerto Rico"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("VT", "Vermont"),
    ("VA", "Virginia"),
    ("WA", "Washington"),
    ("WV", "West Virginia"),
    ("WI", "Wisconsin"),
    ("WY", "Wyoming"),
];

fn american_state(code: &str) -> Option<&'static str> {
    let mut states = AMERICAN_STATES.iter();
    states
        .find(|(known, _)| known.eq_ignore_ascii_case(code))
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_whole() {
        assert_eq!(french_departement("95000"), Some("Val-d'Oise"));
        assert_eq!(french_departement("20200"), Some("Haute-Corse"));
        assert_eq!(french_departement("20000"), Some("Corse-du-Sud"));
        assert_eq!(french_departement("69003"), Some("Rhone"));
        assert_eq!(french_departement("75001"), Some("Paris"));
        assert_eq!(french_departement("97400"), None);
        assert_eq!(french_departement("7"), None);
        let italian: usize = ITALIAN_REGIONS
            .iter()
            .map(|(_, codes)| codes.split(' ').count())
            .sum();
        assert!(italian >= 107, "{italian} provinces");
        assert_eq!(italian_region("rm"), Some("Lazio"));
        assert_eq!(american_state("dc"), Some("District of Columbia"));
    }

    #[test]
    fn austrian_states_are_english() {
        assert_eq!(
            austrian_state("Niederösterreich", ""),
            Some("Lower Austria")
        );
        assert_eq!(austrian_state("Vienna", ""), Some("Vienna"));
        assert_eq!(austrian_state("", "6850"), Some("Vorarlberg"));
        assert_eq!(austrian_state("", "6020"), Some("Tyrol"));
        assert_eq!(austrian_state("Elsewhere", "6020"), None);
    }
}
