/// Signs that join the first page to the last one.
const DASHES: [char; 6] = ['-', '–', '—', '−', '~', '～'];

/// A lone number with this many digits is an article's and no page.
const ARTICLE_NUMBER_DIGITS: usize = 5;

/// Where a paper stands in its journal, as far as the record's text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pages<'a> {
    /// From one page to another, both in full.
    Range(String, String),
    /// One page.
    Single(&'a str),
    /// The number of an article in a journal without pages: `e3`, `104512`.
    Locator(&'a str),
    /// Anything else, such as several ranges.
    Other(&'a str),
}

impl<'a> Pages<'a> {
    /// Reads what the record says; nothing where it says nothing.
    pub fn read(text: &'a str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        Some(match text.split_once(DASHES) {
            Some((first, last)) => range(first.trim(), last.trim()).unwrap_or(Self::Other(text)),
            None if is_locator(text) => Self::Locator(text),
            None if text.contains([',', ';', ' ']) => Self::Other(text),
            None => Self::Single(text),
        })
    }

    /// With all digits of the last page: `1045-1052`.
    pub fn in_full(&self, dash: &str) -> String {
        self.written(dash, |_, last| last.to_owned())
    }

    /// With those digits of the last page that differ: `1045-52`, `126-7` (NLM, Citing Medicine, chapter 1, "Location").
    pub fn shortest(&self, dash: &str) -> String {
        self.written(dash, |first, last| changed(first, last).to_owned())
    }

    /// As The Chicago Manual of Style abbreviates inclusive numbers (18th edition, chapter 9): `71–72`, `100–104`,
    /// `107–8`, `321–28`.
    pub fn chicago(&self, dash: &str) -> String {
        self.written(dash, |first, last| {
            let hundreds = first.len() > 2 && !first.ends_with("00");
            let below_ten = first.get(first.len().saturating_sub(2)..).is_some_and(|end| end.starts_with('0'));
            match (hundreds, below_ten) {
                (false, _) => last.to_owned(),
                (true, true) => changed(first, last).to_owned(),
                (true, false) => {
                    let least = last.get(last.len().saturating_sub(2)..).unwrap_or(last);
                    let changed = changed(first, last);
                    if changed.len() < least.len() { least.to_owned() } else { changed.to_owned() }
                }
            }
        })
    }

    fn written(&self, dash: &str, shorten: impl Fn(&str, &str) -> String) -> String {
        match self {
            // A number with a letter is repeated whole.
            Self::Range(first, last) if !is_number(first) => format!("{first}{dash}{last}"),
            Self::Range(first, last) => format!("{first}{dash}{}", shorten(first, last)),
            Self::Single(text) | Self::Locator(text) => (*text).to_owned(),
            Self::Other(text) => super::one_line(&text.replace(DASHES, dash)),
        }
    }
}

/// Two pages where the text means two, the last one in full: `1045-52` ends on 1052.
fn range<'a>(first: &str, last: &str) -> Option<Pages<'a>> {
    if is_number(first) && is_number(last) {
        let missing = first.len().saturating_sub(last.len());
        let last = format!("{}{last}", first.get(..missing)?);
        // Of the same length, or longer: then texts compare as their numbers do.
        return (last.len() > first.len() || last.as_str() >= first).then(|| Pages::Range(first.to_owned(), last));
    }
    let letters = |page: &str| page.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let same_series = letters(first) == letters(last) && letters(first).chars().all(char::is_alphabetic);
    let numbered = first != letters(first) && last != letters(last);
    (same_series && numbered).then(|| Pages::Range(first.to_owned(), last.to_owned()))
}

/// The end of `last` from the first digit in which it differs; all of it where it is the longer one, or the same.
fn changed<'a>(first: &str, last: &'a str) -> &'a str {
    let same = first.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
    let shortened = if first.len() == last.len() && same < last.len() { last.get(same..) } else { None };
    shortened.unwrap_or(last)
}

/// Pages of supplements begin with a letter too, mostly `S`; an article's number with `e` or a longer code.
fn is_locator(text: &str) -> bool {
    if is_number(text) {
        return text.len() >= ARTICLE_NUMBER_DIGITS;
    }
    let is_code = text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.contains(|c: char| c.is_ascii_digit());
    is_code && !text.contains(' ') && !text.starts_with(['S', 's'])
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> [String; 3] {
        let pages = Pages::read(text).unwrap();
        [pages.in_full("-"), pages.shortest("-"), pages.chicago("-")]
    }

    #[test]
    fn ranges_are_shortened_as_each_rule_says() {
        // The examples of the manuals: Citing Medicine, and Chicago's table of inclusive numbers.
        for (text, full, nlm, chicago) in [
            ("126-127", "126-127", "126-7", "126-27"),
            ("3-10", "3-10", "3-10", "3-10"),
            ("71–72", "71-72", "71-2", "71-72"),
            ("100-104", "100-104", "100-4", "100-104"),
            ("1100-1113", "1100-1113", "1100-13", "1100-1113"),
            ("107-108", "107-108", "107-8", "107-8"),
            ("808-833", "808-833", "808-33", "808-33"),
            ("1103-1104", "1103-1104", "1103-4", "1103-4"),
            ("321-328", "321-328", "321-8", "321-28"),
            ("498-532", "498-532", "498-532", "498-532"),
            ("1087-1089", "1087-1089", "1087-9", "1087-89"),
            ("1496-1500", "1496-1500", "1496-500", "1496-500"),
            ("12991-13001", "12991-13001", "12991-3001", "12991-3001"),
            ("995-1002", "995-1002", "995-1002", "995-1002"),
            ("45-45", "45-45", "45-45", "45-45"),
        ] {
            assert_eq!(written(text), [full, nlm, chicago], "{text}");
        }
    }

    #[test]
    fn a_range_that_the_source_shortened_is_whole_again() {
        assert_eq!(written("1045-52"), ["1045-1052", "1045-52", "1045-52"]);
        assert_eq!(written("45-2"), ["45-2", "45-2", "45-2"], "backward it is no range");
    }

    #[test]
    fn pages_with_letters_are_repeated_whole() {
        assert_eq!(written("S145–S152"), ["S145-S152"; 3]);
        assert_eq!(written("145-150, 160–162"), ["145-150, 160-162"; 3]);
        assert_eq!(written("2021-A7"), ["2021-A7"; 3]);
    }

    #[test]
    fn an_article_number_is_no_page() {
        for locator in ["e3", "E0209899", "104512", "CD012345"] {
            assert_eq!(Pages::read(locator), Some(Pages::Locator(locator)));
        }
        for page in ["45", "1045", "S45", "xii"] {
            assert_eq!(Pages::read(page), Some(Pages::Single(page)));
        }
        assert_eq!(Pages::read(" "), None);
    }
}
