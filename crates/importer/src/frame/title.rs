//! Titles: the headline, and whom it names.

use super::chinese_title;
use crate::text::han_script::is_chinese;
use crate::text::names::honorific;
use crate::text::person::{Person, person};
use crate::text::wording::trailing_bracket;

/// A title in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Title {
    pub printed: String,
    pub people: Vec<Person>,
    pub headline: String,
}

/// True for a line that has the signs of a title.
pub(super) fn is_title(text: &str) -> bool {
    if is_chinese(text) {
        return chinese_title::read(text).is_some();
    }
    honorific(text).is_some() || apart(text).is_some() || text.contains(['|', '｜']) && !title(text).people.is_empty()
}

/// Reads a title: `Dr. X | headline`, `headline | Dr. X`, `Dr. X: headline`, `Dr. X (headline)`.
pub(super) fn title(text: &str) -> Title {
    let printed = text.to_owned();
    if is_chinese(text) {
        let (people, headline) = chinese_title::read(text).unwrap_or_else(|| (Vec::new(), text.to_owned()));
        return Title { printed, people, headline };
    }
    if let Some((left, right)) = text.split_once(['|', '｜']) {
        let (left, right) = (left.trim(), right.trim());
        let (people, headline) = match (people(left), people(right)) {
            (found, _) if !found.is_empty() => (found, right),
            (_, found) if !found.is_empty() => (found, left),
            _ => (Vec::new(), text),
        };
        return Title { printed, people, headline: headline.to_owned() };
    }
    if let Some((people, headline)) = apart(text) {
        return Title { printed, people, headline: headline.to_owned() };
    }
    let Some((person, rest)) = person(text).filter(|(person, _)| person.honorific.is_some()) else {
        return Title { printed, people: Vec::new(), headline: text.to_owned() };
    };
    let marks = |c: char| matches!(c, ' ' | ':' | '：' | '-' | '–' | '—' | ',');
    let rest = rest.trim_matches(marks);
    let headline = match trailing_bracket(rest) {
        Some(("", inside)) => inside,
        _ => rest,
    };
    Title { printed, people: vec![person], headline: headline.to_owned() }
}

/// `Headline (Dr. X)`, `Headline — Dr. X`, `[Dr. X] Headline`: a person under an honorific, apart from the headline.
fn apart(text: &str) -> Option<(Vec<Person>, &str)> {
    let leading = text.strip_prefix(['[', '【', '(', '（']).and_then(|rest| rest.split_once([']', '】', ')', '）']));
    let turned = |(left, right): (_, _)| (right, left);
    let marks = [": ", "：", " — ", " – ", " - "];
    let ends = marks.iter().filter_map(|mark| text.rsplit_once(mark));
    let splits = trailing_bracket(text).into_iter().chain(leading.map(turned)).chain(ends);
    splits.into_iter().find_map(|(headline, named)| {
        let (named, rest) = person(named.trim()).filter(|(person, _)| person.honorific.is_some())?;
        let whole = rest.trim().is_empty() && !headline.trim().is_empty() && person(headline).is_none();
        whole.then(|| (vec![named], headline.trim().trim_start_matches([':', '：', ' '])))
    })
}

/// More people than a title names: what goes on for longer is a list.
const MOST_PEOPLE: usize = 12;

/// Persons joined by `and`, `&` or commas, and nothing else.
fn people(text: &str) -> Vec<Person> {
    let mut people = Vec::new();
    let mut rest = text;
    while let Some((person, after)) =
        person(rest).filter(|(person, _)| person.is_certain() && people.len() < MOST_PEOPLE)
    {
        // Characters after a Latin name are the same person's.
        if person.name.is_han() {
            break;
        }
        people.push(person);
        let bracket = after.trim_start().strip_prefix('(').and_then(|inside| inside.split_once(')'));
        let after = bracket.map_or(after, |(_, after)| after);
        rest = after.trim_start_matches([' ', ',', '&', '、', '/']);
        rest = rest.strip_prefix("and ").unwrap_or(rest);
        if rest.len() == after.len() {
            break;
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_come_in_several_forms() {
        for (text, headline) in [
            ("Dr. Wen Hao | A Life", "A Life"),
            ("Dr.Wen Hao| A Life", "A Life"),
            ("Prof. Wen Hao ｜A Life", "A Life"),
            ("A Life | Dr. Wen Hao", "A Life"),
            ("Dr. Wen Hao (A Life)", "A Life"),
            ("Dr. Wen Hao: A Life", "A Life"),
            ("A Life (Dr. Wen Hao)", "A Life"),
            ("A Life: Dr. Wen Hao", "A Life"),
            ("【Dr. Wen Hao】A Life", "A Life"),
        ] {
            let title = title(text);
            assert_eq!(title.headline, headline, "{text}");
            assert_eq!(title.people[0].name.full(), "Wen Hao", "{text}");
        }
        assert_eq!(title("Dr. Wen Hao and Dr. Lin Yu | Two").people.len(), 2);
        assert_eq!(title("Dr. Wu Wei 吴伟 | The Slow Hand").people.len(), 1);
        assert_eq!(title("Ten Years of Hope | A Report").people.len(), 0);
        assert_eq!(title("Dr. Wen Hao (文浩) and Dr. Lin Yu | Two").people.len(), 2);
        let many = title(&"Dr. Wen Hao, ".repeat(1000));
        assert!(many.people.len() <= MOST_PEOPLE && many.printed.len() > 10_000);
    }
}
