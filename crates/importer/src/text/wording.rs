//! Small readings of a text that every stage needs.

/// Splits at `is_separator` where no bracket is open. The comma of `5,000` parts nothing.
pub(crate) fn split_outside_brackets(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let mut depth = 0_u32;
    let (mut pieces, mut start) = (Vec::new(), 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '（' | '【' => depth += 1,
            ')' | ']' | '）' | '】' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && is_separator(c) && !(c == ',' && parts_thousands(text.as_bytes(), at)) {
            pieces.push(text.get(start..at).unwrap_or_default());
            start = at + c.len_utf8();
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

/// One to three digits before the comma and three behind it; `12,345-50` are a volume and pages.
fn parts_thousands(text: &[u8], comma: usize) -> bool {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    let before = (1..=4).take_while(|back| comma.checked_sub(*back).is_some_and(digit)).count();
    let behind = (1..=4).take_while(|ahead| digit(comma + ahead)).count();
    let goes_on = text.get(comma + 4).is_some_and(|next| matches!(next, b'-' | b':' | b'(') || !next.is_ascii());
    (1..=3).contains(&before) && behind == 3 && !goes_on
}

/// The text without its last bracket, and what stood in it: `A B (C)` is `A B` and `C`.
pub(crate) fn trailing_bracket(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_end().strip_suffix([')', '）', ']', '】'])?;
    let (before, inside) = inner.rsplit_once(['(', '（', '[', '【'])?;
    Some((before.trim_end(), inside.trim()))
}

/// The first byte of the colon of full width and its like.
const FULL_WIDTH: u8 = 0xef;

/// What a label says and what follows it on the line, parted by the first colon of either width.
pub(crate) fn split_label(text: &str) -> Option<(&str, &str)> {
    // The first byte of the wide colon begins other characters, too.
    let mut colons = memchr::memchr2_iter(b':', FULL_WIDTH, text.as_bytes()).filter_map(|at| {
        let colon = text.get(at..)?.chars().next().filter(|c| matches!(c, ':' | '：'))?;
        Some((text.get(..at)?, text.get(at + colon.len_utf8()..)?))
    });
    let (label, rest) = colons.next()?;
    // An address has a colon too.
    (!rest.starts_with("//")).then(|| (label.trim(), rest.trim()))
}

/// `text` after `prefix`, whatever its case.
pub(crate) fn strip_start<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// `text` after the first of `words` it begins with, as whole words.
pub(crate) fn strip_words<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let first = text.bytes().next()?;
    let begins = |word: &&&str| word.bytes().next().is_some_and(|byte| byte.eq_ignore_ascii_case(&first));
    words.iter().filter(begins).find_map(|word| {
        let rest = strip_start(text, word)?;
        (rest.is_empty() || rest.starts_with([' ', ':', ','])).then(|| rest.trim_start())
    })
}

/// Where `part` begins in `text`, whatever its case; both in characters that keep their length in lower case.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let Some(first) = part.first() else { return Some(0) };
    // A byte that begins a part begins a character, in either text.
    let starts = text.get(..=text.len().checked_sub(part.len())?)?;
    let begins = |at: &usize| text.get(*at..*at + part.len()).is_some_and(|found| found.eq_ignore_ascii_case(part));
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), starts).find(begins)
}

/// Where `mark` stands in `text`. For a mark of a few letters the searcher of the standard library takes longer to make
/// than to use, and items are asked for many.
pub(crate) fn places<'a>(text: &'a str, mark: &'a str) -> impl DoubleEndedIterator<Item = usize> + 'a {
    let first = mark.as_bytes().first().copied().unwrap_or_default();
    let begins = |at: &usize| text.as_bytes().get(*at..).is_some_and(|rest| rest.starts_with(mark.as_bytes()));
    memchr::memchr_iter(first, text.as_bytes()).filter(begins)
}

/// What stands on the two sides of the first `mark`.
pub(crate) fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at = places(text, mark).next()?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// What stands on the two sides of the last `mark`.
pub(crate) fn cut_last<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at = places(text, mark).next_back()?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// At most the first `bytes` of a text, cut between two characters.
pub(crate) fn start(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or(text)
}

/// The text after `part`, whatever its case.
pub(crate) fn after<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    text.get(find(text, part)? + part.len()..)
}

/// Its words without the signs around them.
pub(crate) fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    let words = text.split([' ', '/']).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty())
}

/// Its words in lower case, without the signs around them.
pub(crate) fn lower_words(text: &str) -> Vec<String> {
    words(text).map(str::to_lowercase).collect()
}

/// The bytes of a list that is looked through letter by letter.
const SHORT_LIST: usize = 250;

/// True when `word` is one of the words of `list`, which has blanks between them.
pub(crate) fn is_listed(list: &str, word: &str) -> bool {
    let (list, word) = (list.as_bytes(), word.as_bytes());
    let is_whole = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| list.get(before));
        let after = list.get(at + word.len());
        before.is_none_or(|byte| *byte == b' ') && after.is_none_or(|byte| *byte == b' ')
    };
    let Some(first) = word.first().filter(|_| !word.contains(&b' ')) else { return false };
    // In a short list looking for a letter is done before a searcher for the word is made.
    if list.len() < SHORT_LIST {
        let begins = |at: &usize| list.get(*at..).is_some_and(|rest| rest.starts_with(word));
        return memchr::memchr_iter(*first, list).filter(begins).any(is_whole);
    }
    memchr::memmem::find_iter(list, word).any(is_whole)
}

/// Words whose full stop ends no sentence.
const SHORT: &str = "dr prof drs st no nos vol mr mrs ms jr sr dept univ u.s";

/// Degrees whose full stop can end a sentence.
const DEGREES: &str = "ph.d m.d m.s b.s m.sc b.sc d.sc";

/// The sentences of a text; an honorific's full stop, or an initial's, ends none.
pub(crate) fn split_sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ") {
        let word = text.get(start..at).unwrap_or_default().rsplit([' ', '(']).next().unwrap_or_default();
        let next = text.get(at + 2..).unwrap_or_default();
        let begins =
            || ["He ", "She ", "His ", "Her ", "Dr", "Prof", "In "].iter().any(|start| next.starts_with(start));
        let degree = is_listed(DEGREES, &word.to_lowercase()) && !begins();
        let short = degree || is_listed(SHORT, &word.to_lowercase()) || word.chars().count() == 1;
        if !short {
            found.push(text.get(start..at).unwrap_or_default().trim());
            start = at + 2;
        }
    }
    found.push(text.get(start..).unwrap_or_default().trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// How many sentences it has, at least one.
pub(crate) fn sentences(text: &str) -> usize {
    let text = text.trim_end_matches(['。', '！', '？']);
    let goes_on = |at: &usize| {
        let rest = text.get(at + 1..).unwrap_or_default();
        rest.strip_prefix('”').unwrap_or(rest).starts_with(' ')
    };
    let ends = memchr::memchr3_iter(b'.', b'!', b'?', text.as_bytes()).filter(goes_on).count();
    let in_chinese = if text.is_ascii() { 0 } else { text.matches(['。', '！', '？']).count() };
    ends + in_chinese + 1
}

/// True when it ends as a sentence does.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(|c: char| crate::text::characters::is_quote(c) || c == ')');
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？', ',', ';'])
}

/// Without the full stops, commas and blanks it ends with.
pub(crate) fn without_end(text: &str) -> &str {
    text.trim_end_matches(['.', ',', ';', ' ', '。', '，', '；'])
}

/// True for `CSCO`: three to ten capitals, a small letter or a hyphen among them at most.
pub(crate) fn is_acronym(text: &str) -> bool {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    let others = text.chars().filter(|c| !c.is_ascii_uppercase()).count();
    let signs = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    signs && (2..=10).contains(&capitals) && others <= 1
}

/// True where one of the words stands somewhere, whatever its case.
pub(crate) fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| find(text, word).is_some())
}

/// The initials of a name's words, those that an acronym leaves out left out.
pub(crate) fn initials(name: &str) -> String {
    let words =
        name.split([' ', '-']).filter(|word| !matches!(*word, "of" | "the" | "and" | "for" | "on" | "in" | "&"));
    words.filter_map(|word| word.chars().next()).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_keep_their_commas() {
        assert_eq!(split_outside_brackets("a (b, c), d", |c| c == ','), ["a (b, c)", "d"]);
        assert_eq!(
            split_outside_brackets("5,000 a,b,12,345-50,1998,2003", |c| c == ','),
            ["5,000 a", "b", "12", "345-50", "1998", "2003"]
        );
        assert_eq!(trailing_bracket("a b (c d)"), Some(("a b", "c d")));
    }

    #[test]
    fn words_are_found_in_any_case() {
        assert_eq!(strip_words("Recipient of the X", &["winner of", "recipient of the"]), Some("X"));
        assert_eq!(strip_words("Theatre", &["the"]), None);
        assert_eq!(after("Rights BELONG to X", "belong to "), Some("X"));
        assert_eq!(sentences("A b. C d. E."), 3);
        assert_eq!(split_sentences("Dr. Wen is an ear. He is one."), ["Dr. Wen is an ear", "He is one."]);
        assert_eq!(split_sentences("A Ph.D. tutor and M.D. He is one"), ["A Ph.D. tutor and M.D", "He is one"]);
    }
}
