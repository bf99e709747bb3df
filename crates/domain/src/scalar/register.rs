use std::fmt;
use std::str::FromStr;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

use super::{ScalarError, parse_string, text_scalar};

/// A researcher's ORCID iD as ORCID writes it, `0000-0002-1825-0097`, its check digit verified.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Orcid(String);

/// The digits of an ORCID iD, the check digit included.
const ORCID_DIGITS: usize = 16;

impl FromStr for Orcid {
    type Err = ScalarError;

    /// Accepts four groups of four, the sixteen digits in one piece as ISO 27729 has them, `orcid:` before them, or the
    /// address at orcid.org.
    /// Check digit: ISO 7064, MOD 11-2, as ORCID's "Structure of the ORCID Identifier" tells.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = |why| Err(ScalarError::new(text, why));
        let Some(digits) = sixteen(bare(text, &["orcid.org/", "orcid:"])) else {
            return refused("an ORCID iD: write its 16 digits in groups of four, like `0000-0002-1825-0097`");
        };
        let Some((number, check)) = numbered(&digits) else {
            return refused("an ORCID iD: it has digits alone, and perhaps an X as the last of them");
        };
        if check != mod_11_2(&number) {
            return refused("an ORCID iD: its last digit does not fit the others, so one of them is mistyped");
        }
        let groups = [0, 4, 8, 12].map(|start| digits.get(start..start + 4).unwrap_or_default());
        Ok(Self(groups.join("-")))
    }
}

/// The sixteen signs, where they stand in one piece or in four groups.
fn sixteen(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(['-', ' ']).collect();
    let in_groups = groups.len() == 4 && groups.iter().all(|group| group.len() == 4);
    (in_groups || groups.len() == 1 && text.len() == ORCID_DIGITS).then(|| groups.concat().to_ascii_uppercase())
}

/// The digits, and the check digit behind them.
fn numbered(signs: &str) -> Option<(Vec<u32>, &str)> {
    let (digits, check) = signs.split_at_checked(ORCID_DIGITS - 1)?;
    let is_check = check == "X" || check.bytes().all(|byte| byte.is_ascii_digit());
    let digits = digits.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    is_check.then_some((digits, check))
}

/// The check digit of ISO 7064, MOD 11-2: `X` stands for ten.
fn mod_11_2(digits: &[u32]) -> String {
    let total = digits.iter().fold(0, |total, digit| (total + digit) * 2 % 11);
    match (12 - total) % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    }
}

impl fmt::Display for Orcid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_scalar!(Orcid);

/// A researcher's ORCID iD (ISO 27729), its check digit verified: `0000-0002-1825-0097`. Read with or without hyphens, and as an
/// address at orcid.org.
#[Scalar(
    specified_by_url = "https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier"
)]
impl ScalarType for Orcid {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "0000-0002-1825-0097")
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An organisation's number in the Research Organization Registry, `03yrm5c26`, its check digits verified.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ror(String);

/// The letters and digits of Crockford's base 32, which leaves out what is easily misread.
const BASE_32: &str = "0123456789abcdefghjkmnpqrstvwxyz";

impl FromStr for Ror {
    type Err = ScalarError;

    /// Accepts the bare number or its address at ror.org: a zero, six signs of base 32, and two check digits by ISO 7064,
    /// MOD 97-10, as ROR's "ROR identifier pattern" tells.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = |why| Err(ScalarError::new(text, why));
        let number = bare(text, &["ror.org/"]).to_ascii_lowercase();
        if number.len() != 9 || !number.starts_with('0') {
            return refused("a ROR ID: it has nine signs, the first of them a zero, like `03yrm5c26`");
        }
        let (signs, check) = number.split_at_checked(7).unwrap_or_default();
        let value = signs.chars().try_fold(0, |value, sign| Some(value * 32 + BASE_32.find(sign)? as u64));
        let (Some(value), Some(check)) = (value, two_digits(check)) else {
            return refused("a ROR ID: it has digits and letters but `i`, `l`, `o` and `u`, and ends with two digits");
        };
        if check != 98 - value * 100 % 97 {
            return refused("a ROR ID: its last two digits do not fit the other signs, so one of them is mistyped");
        }
        Ok(Self(number))
    }
}

fn two_digits(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

impl fmt::Display for Ror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_scalar!(Ror);

/// An organisation's number in the Research Organization Registry, its check digits verified: `03yrm5c26`. Read with or
/// without the address at ror.org before it.
#[Scalar(specified_by_url = "https://ror.readme.io/docs/identifier")]
impl ScalarType for Ror {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "03yrm5c26")
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An item of Wikidata, `Q42`. It has no check digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WikidataItem(String);

impl FromStr for WikidataItem {
    type Err = ScalarError;

    /// Accepts the number or the address of its page or its data.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let item = bare(text, &["wikidata.org/wiki/", "wikidata.org/entity/"]).to_ascii_uppercase();
        let number = item.strip_prefix('Q').unwrap_or_default();
        let valid = (1..=12).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !number.starts_with('0');
        if valid { Ok(Self(item)) } else { Err(ScalarError::new(text, "an item of Wikidata like `Q42`")) }
    }
}

impl fmt::Display for WikidataItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands behind one of these beginnings of an address; the text itself where it has none of them.
fn bare<'t>(text: &'t str, places: &[&str]) -> &'t str {
    let text = text.trim();
    let address = ["https://", "http://"].iter().find_map(|scheme| behind(text, scheme)).unwrap_or(text);
    let address = behind(address, "www.").unwrap_or(address);
    places
        .iter()
        .find_map(|place| behind(address, place))
        .map_or(text, |number| number.trim_end_matches('/').trim_start())
}

fn behind<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused<T: FromStr<Err = ScalarError>>(text: &str) -> String {
        text.parse::<T>().err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_is_no_orcid_is_refused_and_told_why() {
        for (wrong, why) in [
            ("0000-0002-1825-0098", "does not fit"),
            ("0000-0002-1825-009", "16 digits"),
            ("0000-00021-825-0097", "16 digits"),
            ("", "16 digits"),
            ("https://ror.org/03yrm5c26", "16 digits"),
            ("0000-0002-1825-00é", "digits alone"),
            ("0000-0002-X825-0097", "digits alone"),
            ("0000-0002-1825-009Y", "digits alone"),
        ] {
            assert!(refused::<Orcid>(wrong).contains(why), "{wrong}: {}", refused::<Orcid>(wrong));
        }
    }

    /// Numbers of the registry's own, among them those of two universities in Shanghai.
    #[test]
    fn a_ror_id_must_have_its_check_digits() {
        for ror in ["03yrm5c26", "00f54p054", "05a28rw58", "013meh722", "0220qvk04", "013q1eq08"] {
            for spelled in
                [ror.to_owned(), format!("https://ror.org/{}", ror.to_uppercase()), format!(" ror.org/{ror}/")]
            {
                assert_eq!(spelled.parse::<Ror>().unwrap().to_string(), ror, "{spelled}");
            }
        }
        for (wrong, why) in [
            ("03yrm5c27", "does not fit"),
            ("03yrm5c2", "nine signs"),
            ("13yrm5c26", "nine signs"),
            ("03yrm5cx6", "ends with two digits"),
            ("03yrl5c26", "ends with two digits"),
            ("03yrm5c+6", "ends with two digits"),
            ("0000-0002-1825-0097", "nine signs"),
        ] {
            let why = why.replace("does not fit", "do not fit");
            assert!(refused::<Ror>(wrong).contains(&why), "{wrong}: {}", refused::<Ror>(wrong));
        }
    }

    #[test]
    fn an_item_of_wikidata_is_a_q_and_a_number() {
        for text in ["Q42", "q42", "https://www.wikidata.org/wiki/Q42", "http://www.wikidata.org/entity/Q42"] {
            assert_eq!(text.parse::<WikidataItem>().unwrap().to_string(), "Q42", "{text}");
        }
        for wrong in ["", "Q", "42", "Q042", "P31", "Q4x", "https://en.wikipedia.org/wiki/Q42"] {
            assert!(wrong.parse::<WikidataItem>().is_err(), "{wrong}");
        }
    }

    prop_compose! {
        fn orcids()(digits in prop::collection::vec(0_u32..10, ORCID_DIGITS - 1)) -> String {
            digits.iter().map(ToString::to_string).collect::<String>() + &mod_11_2(&digits)
        }
    }

    prop_compose! {
        fn rors()(value in 0_u64..1 << 30) -> String {
            let sign = |place: u32| BASE_32.chars().nth((value >> (5 * place)) as usize % 32).unwrap();
            format!("0{}{:02}", (0..6).rev().map(sign).collect::<String>(), 98 - value * 100 % 97)
        }
    }

    proptest! {
        #[test]
        fn every_spelling_of_an_orcid_is_the_same_one(digits in orcids()) {
            let groups: Vec<&str> = [0, 4, 8, 12].map(|start| &digits[start..start + 4]).into();
            let written = groups.join("-");
            for spelled in [
                digits.clone(), written.clone(), written.to_lowercase(), groups.join(" "), format!(" {written}\n"),
                format!("https://orcid.org/{written}"), format!("http://www.ORCID.org/{written}/"),
                format!("orcid.org/{digits}"), format!("ORCID: {written}"),
            ] {
                prop_assert_eq!(spelled.parse::<Orcid>().map(|orcid| orcid.to_string()), Ok(written.clone()));
            }
            let stored = serde_json::to_string(&written.parse::<Orcid>().unwrap()).unwrap();
            prop_assert_eq!(serde_json::from_str::<Orcid>(&stored).unwrap().to_string(), written);
        }

        #[test]
        fn an_orcid_with_another_digit_is_refused(digits in orcids(), place in 0..ORCID_DIGITS, other in "[0-9X]") {
            let changed = format!("{}{other}{}", &digits[..place], &digits[place + 1..]);
            prop_assert_eq!(changed.parse::<Orcid>().is_ok(), changed == digits);
        }

        /// The weights of MOD 11-2 come round after ten places: two digits so far apart can be exchanged unseen.
        #[test]
        fn an_orcid_with_two_digits_exchanged_is_refused(digits in orcids(), one in 0..ORCID_DIGITS, apart in 1..10_usize) {
            let other = (one + apart).min(ORCID_DIGITS - 1);
            let mut changed: Vec<char> = digits.chars().collect();
            changed.swap(one, other);
            let changed: String = changed.into_iter().collect();
            prop_assert_eq!(changed.parse::<Orcid>().is_ok(), changed == digits);
        }

        #[test]
        fn every_spelling_of_a_ror_id_is_the_same_one(ror in rors()) {
            for spelled in [ror.clone(), ror.to_uppercase(), format!("https://ror.org/{ror}"), format!("ror.org/{ror}/")] {
                prop_assert_eq!(spelled.parse::<Ror>().map(|ror| ror.to_string()), Ok(ror.clone()));
            }
        }

        #[test]
        fn a_ror_id_with_another_sign_or_two_exchanged_is_refused(
            ror in rors(), place in 1..9_usize, other in "[0-9a-hjkmnp-tv-z]",
        ) {
            let changed = format!("{}{other}{}", &ror[..place], &ror[place + 1..]);
            prop_assert_eq!(changed.parse::<Ror>().is_ok(), changed == ror);
            let mut exchanged: Vec<char> = ror.chars().collect();
            exchanged.swap(place - 1, place);
            let exchanged: String = exchanged.into_iter().collect();
            prop_assert_eq!(exchanged.parse::<Ror>().is_ok(), exchanged == ror);
        }
    }
}
