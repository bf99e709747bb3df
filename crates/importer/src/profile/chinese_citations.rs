//! Papers as GB/T 7714 cites them: `张三, 李四, 等. 题名[J]. 刊名, 2020, 12(3): 45-50.`

use crate::facts::Paper;
use crate::text::characters::is_han;
use crate::text::dates::date;
use crate::text::wording::without_end;

/// Signs of the kind of document after a title.
const MARKS: &[&str] = &["[J]", "［J］", "【J】", "[J/OL]", "[j]"];
const COMMAS: &[char] = &[',', '，', '、', ';', '；'];
const STOPS: &[char] = &['.', '．', '。'];

/// The paper that an item cites, if it has the sign of a paper and a year.
pub(crate) fn paper(text: &str) -> Option<Paper> {
    let (at, mark) = MARKS.iter().find_map(|mark| Some((text.find(mark)?, *mark)))?;
    let (before, after) = (text.get(..at)?, text.get(at + mark.len()..)?);
    before.contains(is_han).then_some(())?;
    let (authors, title) = authors_and_title(before);
    let mut paper = Paper { title: Some(without_end(title.trim()).to_owned()), authors, ..Paper::default() };
    issue(after.trim_start_matches(|c: char| STOPS.contains(&c) || c == ' '), &mut paper)?;
    Some(paper)
}

/// `[1] …`: a list of papers is numbered so.
pub(crate) fn without_number(text: &str) -> &str {
    let numbered = text.strip_prefix(['[', '［']).and_then(|rest| rest.split_once([']', '］']));
    numbered
        .filter(|(number, _)| number.chars().all(|c| c.is_ascii_digit()))
        .map_or(text, |(_, rest)| rest.trim_start())
}

/// The names before the first full stop, where all that stands there is names.
fn authors_and_title(text: &str) -> (Vec<String>, &str) {
    let Some((names, title)) = text.split_once(STOPS) else { return (Vec::new(), text) };
    let bare = |name: &str| name.trim_matches(|c: char| matches!(c, ' ' | '*' | '#' | '△' | '＊')).to_owned();
    let names: Vec<String> = names.split(COMMAS).map(bare).filter(|name| !name.is_empty()).collect();
    let is_name = |name: &String| {
        let count = name.chars().count();
        let latin = name.starts_with(char::is_uppercase) && name.split(' ').count() <= 3;
        name.chars().all(is_han) && (1..=4).contains(&count) || latin
    };
    if names.iter().all(is_name) {
        (names.into_iter().filter(|name| name != "等" && name != "et al").collect(), title)
    } else {
        (Vec::new(), text)
    }
}

/// `刊名, 2020, 12(3): 45-50`
fn issue(text: &str, paper: &mut Paper) -> Option<()> {
    let text = without_end(text.trim_end_matches(['．', '。']));
    let (journal, rest) = text.split_once(|c: char| COMMAS.contains(&c) || STOPS.contains(&c))?;
    let rest = rest.trim_start();
    let (year, place) = rest.split_at_checked(4)?;
    paper.year = Some(date(year)?.year());
    paper.journal = Some(journal.trim_matches(['《', '》', ' ']).to_owned());
    let place = place.trim_start_matches(|c: char| COMMAS.contains(&c) || matches!(c, '年' | ' '));
    let (volume, pages) = place.split_once([':', '：']).map_or((place, None), |(volume, pages)| (volume, Some(pages)));
    let (volume, issue) =
        volume.split_once(['(', '（']).map_or((volume, None), |(volume, issue)| (volume, Some(issue)));
    paper.volume = filled(volume);
    paper.issue = issue.and_then(filled);
    paper.pages = pages.and_then(filled);
    Some(())
}

/// A number as printed, without the signs around it.
fn filled(text: &str) -> Option<String> {
    let bare = text.trim_matches([' ', ')', '）', '．', '.', '。', '，', ',']);
    (!bare.is_empty() && bare.len() <= 20).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_taken_apart() {
        for text in [
            "查若水, 林望, 等. 雨与影[J]. 甲杂志, 2020, 49(3): 145-150.",
            "查若水，林望．雨与影[J]．甲杂志，2020，49（3）：145-150．",
        ] {
            let paper = paper(text).unwrap();
            assert_eq!(paper.authors, ["查若水", "林望"], "{text}");
            assert_eq!((paper.title.as_deref(), paper.journal.as_deref()), (Some("雨与影"), Some("甲杂志")), "{text}");
            assert_eq!((paper.year, paper.volume.as_deref()), (Some(2020), Some("49")), "{text}");
            assert_eq!((paper.issue.as_deref(), paper.pages.as_deref()), (Some("3"), Some("145-150")), "{text}");
        }
        assert_eq!(paper("他写过[J]字"), None);
    }
}
