//! The frame around a page: site lines, title, update line.

mod chinese_title;
mod update_line;

use shanghaidoctor_domain::PartialDate;

pub(crate) use self::update_line::is_update_line;
use self::update_line::{other_update_lines, update_line};
use crate::facts::Found;
use crate::gazetteer::Known;
use crate::profile::placing;
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part};
use crate::text::han_names;
use crate::text::han_script::is_chinese;
use crate::text::lines::Line;
use crate::text::names::{Name, honorific, name};
use crate::text::wording::trailing_bracket;

/// What stands above the text.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub site_name: Option<Found<String>>,
    pub tagline: Option<Found<String>>,
    pub title: Option<Found<Title>>,
    pub updated_on: Option<Found<PartialDate>>,
    pub visits: Option<Found<u64>>,
    pub has_update_line: bool,
}

/// A title in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Title {
    pub printed: String,
    pub people: Vec<Person>,
    pub headline: String,
}

/// A person with the honorific before the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub honorific: Option<&'static str>,
    pub name: Name,
}

impl Person {
    /// Two words with a capital are a person only under an honorific or with a known family name.
    pub fn is_certain(&self) -> bool {
        // A Chinese name is read only where it is one.
        self.honorific.is_some()
            || self.name.is_han()
            || crate::text::pinyin::is_family(&self.name.family.replace(' ', ""))
    }
}

/// A title stands among the first lines or there is none.
const SEARCHED: usize = 8;

/// Reads the frame; gives the lines after it too.
pub(crate) fn read<'a>(known: &Known, lines: &'a [Line], notes: &mut Notes) -> (Frame, &'a [Line]) {
    let mut frame = Frame::default();
    let update = lines.iter().take(SEARCHED).position(|line| is_update_line(&line.text));
    let end = update.or_else(|| title_at(lines)).map_or(0, |at| at + 1);
    let (above, rest) = lines.split_at_checked(end).unwrap_or_default();
    let above = match above.split_last() {
        Some((line, above)) if update.is_some() => {
            update_line(&mut frame, line, notes);
            above
        }
        _ => above,
    };
    let sites = match titled(above) {
        Some((above, line)) => {
            frame.title = Some(Found::new(line.number, title(&line.text)));
            notes.take(line, Part::Title, Decision::TitleBySigns);
            above
        }
        None => untitled(&mut frame, above, notes),
    };
    site_lines(&mut frame, sites, notes);
    let rest = late_title(known, &mut frame, rest, notes);
    other_update_lines(&frame, rest, notes);
    (frame, rest)
}

/// The headline that the markup makes a heading, and what stands above it.
fn titled(above: &[Line]) -> Option<(&[Line], &Line)> {
    let at = above.iter().rposition(|line| line.marks.heading.is_some())?;
    Some((above.get(..at)?, above.get(at)?))
}

/// The lines above the headline, which is the last one if it looks like one.
fn untitled<'a>(frame: &mut Frame, above: &'a [Line], notes: &mut Notes) -> &'a [Line] {
    match above.split_last() {
        Some((line, sites)) if is_title(&line.text) || (!sites.is_empty() && !is_tagline(sites, line)) => {
            frame.title = Some(Found::new(line.number, title(&line.text)));
            let by_signs = is_title(&line.text);
            let why = if by_signs { Decision::TitleBySigns } else { Decision::TitleByPlace };
            notes.take(line, Part::Title, why);
            headline_above(frame, sites, line, notes)
        }
        _ => above,
    }
}

/// A Chinese title in two lines: the headline, and under it `——记某医院李某某`. Gives the lines above both.
fn headline_above<'a>(frame: &mut Frame, sites: &'a [Line], line: &Line, notes: &mut Notes) -> &'a [Line] {
    let Some((above, sites_above)) = sites.split_last().filter(|_| line.text.starts_with('—')) else { return sites };
    let Some(title) = frame.title.as_mut().filter(|title| title.value.headline.is_empty()) else { return sites };
    title.value.headline.clone_from(&above.text);
    title.value.printed = format!("{}{}", above.text, line.text);
    notes.take(above, Part::Title, Decision::TitleByPlace);
    sites_above
}

/// A headline with a name in it can stand under the update line, too; gives the lines after it.
fn late_title<'a>(known: &Known, frame: &mut Frame, rest: &'a [Line], notes: &mut Notes) -> &'a [Line] {
    match rest.split_first() {
        Some((line, below)) if frame.title.is_none() && is_named_headline(known, &line.text) => {
            frame.title = Some(Found::new(line.number, title(&line.text)));
            notes.take(line, Part::Title, Decision::TitleBySigns);
            below
        }
        _ => rest,
    }
}

fn is_named_headline(known: &Known, text: &str) -> bool {
    if is_chinese(text) {
        return chinese_title::read(text).is_some_and(|title| !title.headline.is_empty());
    }
    // A byline has no bar before what else it says.
    let title = title(text);
    let led = title.people.first().is_some_and(|person| person.honorific.is_some());
    led && !title.headline.is_empty() && text.contains(['|', '｜']) && !placing::holds_posts(known, &title.headline)
}

/// Without an update line the title ends the frame, if one looks like a title.
fn title_at(lines: &[Line]) -> Option<usize> {
    let is_headline = |line: &Line| line.marks.heading == Some(1) || is_title(&line.text);
    lines.iter().take(SEARCHED).position(|line| is_headline(line) && !title(&line.text).people.is_empty())
}

fn site_lines(frame: &mut Frame, lines: &[Line], notes: &mut Notes) {
    for line in lines {
        let parts = [" - ", " – ", " — ", " | ", "｜", "——"].iter().find_map(|mark| line.text.split_once(mark));
        let known = frame.site_name.as_ref().map(|name| name.value.as_str());
        let why = match (known, parts) {
            (None, Some((name, tagline))) => {
                frame.site_name = Some(Found::new(line.number, name.trim().to_owned()));
                frame.tagline = Some(Found::new(line.number, tagline.trim().to_owned()));
                Decision::SiteName
            }
            (None, None) if is_short_name(&line.text) => {
                frame.site_name = Some(Found::new(line.number, line.text.clone()));
                Decision::SiteName
            }
            (Some(known), Some((name, tagline))) if name.trim() == known => {
                frame.tagline = Some(Found::new(line.number, tagline.trim().to_owned()));
                Decision::Tagline
            }
            (Some(known), None) if line.text == known => Decision::SiteAgain,
            (Some(_), None) if frame.tagline.is_none() => {
                frame.tagline = Some(Found::new(line.number, line.text.clone()));
                Decision::Tagline
            }
            // A line above the title of no known use stays unplaced, and the report says so.
            _ => {
                notes.decide(line.number, Decision::NoSiteLine);
                continue;
            }
        };
        notes.take(line, Part::Site, why);
    }
}

/// A name has few words; a Chinese one few characters, and no sign of a sentence.
fn is_short_name(text: &str) -> bool {
    if is_chinese(text) {
        return text.chars().count() <= 14 && !text.contains(['：', '，', '。', '！', '？']);
    }
    text.split(' ').count() <= 4
}

fn is_tagline(sites: &[Line], line: &Line) -> bool {
    sites.first().is_some_and(|site| line.text.starts_with(&site.text))
}

fn is_title(text: &str) -> bool {
    if is_chinese(text) {
        return chinese_title::read(text).is_some();
    }
    honorific(text).is_some() || apart(text).is_some() || text.contains(['|', '｜']) && !title(text).people.is_empty()
}

/// Reads a title: `Dr. X | headline`, `headline | Dr. X`, `Dr. X: headline`, `Dr. X (headline)`.
pub(crate) fn title(text: &str) -> Title {
    let printed = text.to_owned();
    if is_chinese(text) {
        let unnamed = Title { printed, people: Vec::new(), headline: text.to_owned() };
        return chinese_title::read(text).unwrap_or(unnamed);
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
        let (person, rest) = person(named.trim()).filter(|(person, _)| person.honorific.is_some())?;
        let whole = rest.trim().is_empty() && !headline.trim().is_empty() && self::person(headline).is_none();
        whole.then(|| (vec![person], headline.trim().trim_start_matches([':', '：', ' '])))
    })
}

/// One person and what follows.
pub(crate) fn person(text: &str) -> Option<(Person, &str)> {
    let (title, rest) = honorific(text).map_or((None, text), |(title, rest)| (Some(title), rest));
    let (name, rest) = name(rest)?;
    // After a Chinese name its title stands.
    let after = han_names::honorific(rest).filter(|_| name.is_han() && title.is_none());
    let (title, rest) = after.map_or((title, rest), |(title, rest)| (Some(title), rest));
    Some((Person { honorific: title, name }, rest))
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

    fn frame(text: &str) -> Frame {
        read(&Known::built_in(), &crate::text::lines::split(text), &mut Notes::default()).0
    }

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

    #[test]
    fn update_lines_run_together_in_two_languages() {
        for text in [
            "Update time:2024-01-02Visits:345",
            "Update time: 2024-01-02 Visits： 345",
            "更新时间：2024-01-02点击：345",
        ] {
            let frame = frame(text);
            assert_eq!(frame.updated_on.unwrap().value.to_string(), "2024-01-02");
            assert_eq!(frame.visits.unwrap().value, 345);
        }
    }

    #[test]
    fn a_second_update_line_is_a_question() {
        let text = "Update time:2024-01-02Visits:3\nUpdate time:2024-02-02Visits:3\nDr. Wen Hao";
        let mut notes = Notes::default();
        let (frame, _) = read(&Known::built_in(), &crate::text::lines::split(text), &mut notes);
        assert_eq!(frame.updated_on.unwrap().value.to_string(), "2024-01-02");
        let conflicts: Vec<_> = notes.warnings.iter().filter_map(|warning| warning.conflict.as_ref()).collect();
        assert_eq!(conflicts.len(), 1, "{conflicts:?}");
        assert_eq!((conflicts[0].other.line, conflicts[0].other.text.as_str()), (2, "2024-02-02"));
    }

    #[test]
    fn site_lines_may_be_missing() {
        let full = frame("Site\nSite - Tag line\nDr. Wen Hao | A\nUpdate time:2024-01-02Visits:3");
        assert_eq!((full.site_name.unwrap().value, full.tagline.unwrap().value), ("Site".into(), "Tag line".into()));
        let bare = frame("Dr. Wen Hao | A\n\ntext");
        assert!(bare.site_name.is_none() && bare.title.is_some() && !bare.has_update_line);
        let late = frame("Site\nUpdate time:2024-01-02Visits:3\nDr. Wen Hao | A Life\ntext");
        assert_eq!(late.title.unwrap().value.headline, "A Life");
        let byline = frame("Site\nUpdate time:2024-01-02Visits:3\nDr. Wen Hao | Director of the Eye Hospital\ntext");
        assert!(byline.title.is_none());
        let none = frame("Update time:2024-01-02Visits:3\ntext");
        assert!(none.title.is_none() && none.site_name.is_none());
    }
}
