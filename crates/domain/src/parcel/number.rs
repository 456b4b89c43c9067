//! Whether a tracking number can be right, by the check digits that carriers publish.
//!
//! A failed check warns and never blocks: some numbers that travel fail their own carrier's rule.
//! Rules: UPU S10 for postal items, GS1's for parcels numbered by their sender (SSCC) and for the
//! United States' mail, and UPS's own.

/// What a look at a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberCheck {
    /// Its check digit is right.
    Right(NumberForm),
    /// It has a known form, and its check digit is wrong: probably mistyped.
    WrongDigit(NumberForm),
    /// It is too short or too long, or has other signs than letters and digits.
    NoNumber,
    /// A form without a check digit, or one that we do not know.
    Unchecked,
}

/// A form of number with a check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberForm {
    /// A postal item of any country: two letters, nine digits, the country.
    Postal,
    /// United States mail, with or without the post code in front.
    UsMail,
    /// A parcel numbered by its sender after GS1: `00` and eighteen digits.
    Sscc,
    /// `1Z`, six letters or digits of the sender, and ten more.
    Ups,
}

/// The fewest and most signs of a number that a tracker takes.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=50;

/// A number as trackers know it: upper case, without spaces and dashes.
#[must_use]
pub fn normal(number: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && *c != '-';
    number
        .chars()
        .filter(kept)
        .flat_map(char::to_uppercase)
        .collect()
}

/// Looks at a number as a person or a supplier gave it.
#[must_use]
pub fn check(number: &str) -> NumberCheck {
    let number = normal(number);
    let fits = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !fits || !LENGTH.contains(&number.len()) {
        return NumberCheck::NoNumber;
    }
    let signs = number.as_bytes();
    let looked = postal(signs)
        .or_else(|| ups(signs))
        .or_else(|| sscc(signs))
        .or_else(|| us_mail(signs));
    match looked {
        Some((form, true)) => NumberCheck::Right(form),
        Some((form, false)) => NumberCheck::WrongDigit(form),
        None => NumberCheck::Unchecked,
    }
}

type Look = Option<(NumberForm, bool)>;

fn postal(signs: &[u8]) -> Look {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    let [a, b, digits @ .., y, z] = signs else {
        return None;
    };
    let letters = [a, b, y, z].iter().all(|sign| sign.is_ascii_uppercase());
    let digits = digits_of(digits)?;
    let (last, serial) = digits.split_last()?;
    if !letters || serial.len() != WEIGHTS.len() {
        return None;
    }
    let sum: u32 = serial
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, by)| digit * by)
        .sum();
    let wanted = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    };
    Some((NumberForm::Postal, *last == wanted))
}

fn ups(signs: &[u8]) -> Look {
    let rest = signs.strip_prefix(b"1Z").filter(|rest| rest.len() == 16)?;
    let (last, rest) = rest.split_last()?;
    let value = |sign: &u8| match sign {
        b'0'..=b'9' => u32::from(sign - b'0'),
        // Letters count from A = 2, again and again to 9.
        _ => u32::from(sign.wrapping_sub(b'?')) % 10,
    };
    let sum: u32 = rest
        .iter()
        .enumerate()
        .map(|(place, sign)| value(sign) * if place % 2 == 0 { 1 } else { 2 })
        .sum();
    let last = last.is_ascii_digit().then(|| value(last))?;
    Some((NumberForm::Ups, last == (10 - sum % 10) % 10))
}

fn sscc(signs: &[u8]) -> Look {
    let rest = signs.strip_prefix(b"00").filter(|rest| rest.len() == 18)?;
    Some((NumberForm::Sscc, gs1(&digits_of(rest)?)))
}

fn us_mail(signs: &[u8]) -> Look {
    // `420` and a post code of five or nine digits stand in front where the label has them.
    let bare = match (signs.strip_prefix(b"420"), signs.len()) {
        (Some(rest), 30) => rest.get(5..)?,
        (Some(rest), 34) => rest.get(9..)?,
        _ => signs,
    };
    let mail = bare.len() == 22 && bare.starts_with(b"9");
    mail.then(|| digits_of(bare))
        .flatten()
        .map(|digits| (NumberForm::UsMail, gs1(&digits)))
}

/// GS1's check: from the right, the weights 3 and 1 in turn.
fn gs1(digits: &[u32]) -> bool {
    let Some((last, rest)) = digits.split_last() else {
        return false;
    };
    let sum: u32 = rest
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| digit * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    *last == (10 - sum % 10) % 10
}

fn digits_of(signs: &[u8]) -> Option<Vec<u32>> {
    let digit = |sign: &u8| sign.is_ascii_digit().then(|| u32::from(sign - b'0'));
    signs.iter().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_are_judged_rightly() {
        use NumberCheck as C;
        use NumberForm as F;
        for (number, wanted) in [
            ("RB123456785GB", C::Right(F::Postal)),
            ("rb 1234 5678 5 gb", C::Right(F::Postal)),
            ("RB123456786US", C::WrongDigit(F::Postal)),
            ("RR123456789CN", C::WrongDigit(F::Postal)),
            ("1Z5R89390357567127", C::Right(F::Ups)),
            ("1Z5R89390357567128", C::WrongDigit(F::Ups)),
            ("1Z879E930346834440", C::Right(F::Ups)),
            ("00123456789012345675", C::Right(F::Sscc)),
            ("9400111202555842332669", C::Right(F::UsMail)),
            ("420000009400111202555842332669", C::Right(F::UsMail)),
            ("9400111202555842332660", C::WrongDigit(F::UsMail)),
            ("LP00123456789012", C::Unchecked),
            ("YT2412345678901234", C::Unchecked),
            ("TBA487064622000", C::Unchecked),
            ("abc", C::NoNumber),
            ("#1001 / 1002", C::NoNumber),
            ("", C::NoNumber),
        ] {
            assert_eq!(check(number), wanted, "{number}");
        }
    }
}
