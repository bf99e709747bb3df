//! The frame around a page: site lines, title, update line.

mod chinese_title;
mod title;
mod update_line;

use shanghaidoctor_domain::PartialDate;

use self::title::{Title, is_title, title};
use self::update_line::{other_update_lines, update_line};
use crate::facts::Found;
use crate::gazetteer::Known;
use crate::profile::placing;
use crate::report::FrameReport;
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part};
use crate::text::han_script::is_chinese;
use crate::text::lines::Line;
use crate::text::update_line::is_update_line;

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

impl Frame {
    /// Takes the title and the site's name that the page gives itself, where they do not stand in its text; `line` is its
    /// first.
    pub fn complete(&mut self, line: &Line, title_given: Option<&str>, site_name: Option<&str>, notes: &mut Notes) {
        if let (None, Some(name)) = (&self.site_name, site_name) {
            self.site_name = Some(Found::new(line.number, name.to_owned()));
        }
        let (None, Some(given)) = (&self.title, title_given) else { return };
        self.title = Some(Found::new(line.number, title(given)));
        notes.take(line, Part::Title, Decision::TitleBySigns);
    }

    /// What the report says of it.
    pub fn report(&self, notes: &Notes) -> FrameReport {
        let update_line = notes.parts.iter().find(|(_, part)| **part == Part::UpdateLine).map(|(line, _)| *line);
        FrameReport {
            site_name: self.site_name.as_ref().map(|found| found.line),
            tagline: self.tagline.as_ref().map(|found| found.line),
            title: self.title.as_ref().map(|found| found.line),
            update_line,
            updated_on: self.updated_on.as_ref().map(|found| found.value),
            visits: self.visits.as_ref().map(|found| found.value),
        }
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
        return chinese_title::read(text).is_some_and(|(_, headline)| !headline.is_empty());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(text: &str) -> Frame {
        read(&Known::built_in(), &crate::text::lines::split(text), &mut Notes::default()).0
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
