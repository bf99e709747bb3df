//! Where the tail begins: at the first line of credits, rights or the site's under which nothing of the story follows.

use super::{credits, furniture, rights};
use crate::text::han_script::length;
use crate::text::lines::Line;
use crate::text::marks::Linked;
use crate::text::wording::ends_sentence;

/// How surely a line is none of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// Announces what stands under it: a notice of rights, who the author is.
    Label,
    /// Says of the article who made it or who owns it.
    Sure,
    /// Has words of a notice or of the site: a story can have them, too.
    Likely,
}

/// Heads of what is told of the makers, and not of the subject.
const HEADS: &[&str] = &[
    "about the author",
    "about the authors",
    "about the writer",
    "about us",
    "about this series",
    "关于作者",
    "作者简介",
    "关于我们",
];

/// The most characters of a notice of rights that no label announces.
const NOTICE: usize = 300;

/// The most paragraphs under a label.
const LABELLED: usize = 8;

/// Where the tail begins; never above the last line that somebody speaks. Every line is looked at once, from the end.
pub(crate) fn start(lines: &[Line], last_spoken: usize) -> usize {
    // Credits right under a title are no tail.
    let from = if last_spoken > 0 { last_spoken + 1 } else { lines.len() / 3 };
    let mut start = lines.len();
    let mut below = Below::default();
    for (at, line) in lines.iter().enumerate().skip(from).rev() {
        match sign(line) {
            Some(Sign::Label) if below.paragraphs <= LABELLED => {
                below = Below::default();
                start = at;
            }
            Some(Sign::Sure) if below.is_aside() => start = at,
            Some(Sign::Likely) if below.is_nothing() => start = at,
            _ if says_nothing(line) => {}
            _ => below.add(line),
        }
        if below.paragraphs > LABELLED {
            break;
        }
    }
    start
}

/// True for a line that a tail can begin with.
pub(crate) fn begins(line: &Line) -> bool {
    sign(line).is_some()
}

fn sign(line: &Line) -> Option<Sign> {
    let text = line.text.as_str();
    let head = || HEADS.contains(&text.trim_end_matches([':', '：']).to_lowercase().as_str());
    let short = || length(text) < NOTICE;
    match () {
        () if rights::label(text).is_some() || text.len() < 40 && head() => Some(Sign::Label),
        () if text.starts_with(['(', '（']) && furniture::is_furniture(text) => Some(Sign::Sure),
        () if !credits::credits(text).is_empty() || short() && rights::is_certain(text) => Some(Sign::Sure),
        () if line.is_bullet() => None,
        () if furniture::is_furniture(text) || short() && rights::is_likely(text) => Some(Sign::Likely),
        () => None,
    }
}

/// A picture, a link, an address, a rule.
fn says_nothing(line: &Line) -> bool {
    let text = line.text.as_str();
    line.is_picture() || line.marks.linked == Linked::Wholly || !text.contains(char::is_alphanumeric)
}

/// What stands under a line and is neither credits, nor rights, nor the site's.
#[derive(Debug, Default)]
struct Below {
    paragraphs: usize,
    characters: usize,
    /// A head stands right above one of the paragraphs, or one tells of somebody.
    is_story: bool,
    /// The line that was last looked at is a paragraph.
    is_at_paragraph: bool,
}

impl Below {
    fn add(&mut self, line: &Line) {
        let text = line.text.as_str();
        let told = ends_sentence(text) || line.is_bullet() || line.numbered().is_some() || length(text) > 60;
        if told {
            self.paragraphs += 1;
            self.characters += length(text);
            self.is_story |= furniture::tells_of_somebody(text);
        } else if self.is_at_paragraph {
            self.is_story = true;
        }
        self.is_at_paragraph = told;
    }

    const fn is_nothing(&self) -> bool {
        self.paragraphs == 0
    }

    /// A word of thanks, or of who the author is: no chapter, and no story.
    const fn is_aside(&self) -> bool {
        !self.is_story && self.paragraphs <= 2 && self.characters <= NOTICE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::split;

    /// The lines of a story of twelve with this end that are its tail.
    fn tail(end: &str) -> Vec<String> {
        let story = "He went to the ward.\n".repeat(12);
        let lines = split(&format!("{story}{end}"));
        let from = start(&lines, 0);
        lines.into_iter().skip(from).map(|line| line.text).collect()
    }

    #[test]
    fn one_word_in_a_paragraph_ends_no_story() {
        for end in [
            "In 1994 he found a reprint of an old paper in a drawer. It changed him.\nHe kept it.",
            "In 1994 he found a reprint of an old paper in a drawer. It changed him.",
            "In the next article the dose was halved.\nNobody knew why.",
            "Photographer: Ma Li\nHe retired in 2019.",
            "He pinned up the photos from Harbin.\nA Lamp\nIt burned.",
            "他的文章被多家报纸转载。\n病人从外地赶来。",
            "科室的公众号每周更新一次。\n病人爱看。",
            "The result could not be reproduced. Nobody was surprised.\nThey tried again.",
            "No one may enter without authorization, said the sign.\nHe went in.",
        ] {
            assert_eq!(tail(end), Vec::<String>::new(), "{end}");
        }
    }

    #[test]
    fn where_a_story_follows_no_tail_begins() {
        let told = "Photographer: Ma Li\nA Lamp\nIt burned all night.\nShe saw it.";
        assert_eq!(tail(told), Vec::<String>::new());
        assert_eq!(
            tail(&format!("{told}\nEditor: Chen Lan\nReprints on request.")),
            ["Editor: Chen Lan", "Reprints on request."]
        );
    }

    #[test]
    fn a_tail_begins_above_all_that_tells_no_story() {
        for (end, wanted) in [
            ("Editor: Chen Lan\nXu Yi lives in Shanghai.\nAll rights reserved.", 3),
            ("Copyright\nThis text is ours.\nIt is not yours.\nPlease write to us.", 4),
            ("Scan the QR code to follow us.\n\nlamp.png\nAll rights reserved by Lamp House.", 3),
            ("本文为灯屋原创，未经授权不得转载。\n关注“灯屋”公众号\n上一篇：灯", 3),
            ("Photos from the hospital\nReprinted with permission of Lamp House.", 2),
            ("(Photos courtesy of the hospital)\nXu Yi lives in Shanghai.\nReprints on request.", 3),
            ("No part of this text may be reproduced without the consent of Lamp House.", 1),
            ("The copyright lies with the author. Please ask before you republish it.", 1),
            ("About the Author\nXu Yi lives in Shanghai.", 2),
            ("转载请注明来源 | 柳岸访谈", 1),
        ] {
            assert_eq!(tail(end).len(), wanted, "{end}");
        }
    }
}
