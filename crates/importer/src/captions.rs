//! Which line under a picture is its caption. A caption is short and has no full stop now and then, as a head has; so it
//! is taken out before heads are looked for. Where nothing tells the two apart, the line stays what it was.

use shanghaidoctor_domain::content::CreditRole;

use crate::gazetteer::Known;
use crate::outline::cast::Cast;
use crate::outline::is_plain_head;
use crate::outline::speakers::{is_interview_label, speaker};
use crate::profile::labels;
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part};
use crate::tail::{self, credits};
use crate::text::lines::Line;
use crate::text::marks::{Closeness, Picture};
use crate::text::wording::{ends_sentence, find, sentences, strip_start};

/// The most characters of a caption that its words tell, and of one that its place tells.
const TOLD_BY_WORDS: usize = 200;
const TOLD_BY_PLACE: usize = 120;

/// What a caption begins with.
const STARTS: &[&str] = &[
    "photo:",
    "photo：",
    "photo courtesy",
    "photograph:",
    "picture:",
    "pictured",
    "image:",
    "caption:",
    "from left",
    "left to right",
    "图：",
    "图:",
    "图为",
    "图片：",
    "图说",
    "▲",
    "△",
    "↑",
];
/// Where somebody stands in a picture.
const PLACES: &[&str] = &[
    "(left",
    "(right",
    "(center)",
    "(centre)",
    "(middle)",
    "from left)",
    "from right)",
    "left to right",
    "（左",
    "（右",
    "（中）",
    "左一",
    "左二",
    "右一",
    "右二",
];

/// What the whole page tells of its lines.
struct Habits {
    /// Heads are set off by marks.
    marks_heads: bool,
}

/// The lines without the captions, each of which goes to its picture.
pub(crate) fn attach(known: &Known, lines: Vec<Line>, notes: &mut Notes) -> Vec<Line> {
    if !lines.iter().any(Line::is_picture) {
        return lines;
    }
    let marked =
        lines.iter().filter(|line| line.marks.heading.is_some() || line.marks.bold && is_plain_head(known, line));
    let habits = Habits { marks_heads: marked.count() > 2 };
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    let mut told = false;
    // A page can have a million lines: each is moved, not copied.
    let mut rest = lines.into_iter();
    while let Some(line) = rest.next() {
        if kept.last_mut().is_some_and(|above| add_named(above, &line)) {
            notes.take(&line, Part::Body, Decision::Caption);
            continue;
        }
        let below = [rest.as_slice().first(), rest.as_slice().get(1)];
        match kept.last().and_then(|above| caption(known, above, &line, below, told, &habits)) {
            Some(picture) => {
                let why = if picture.caption.is_none() { Decision::PictureCredit } else { Decision::Caption };
                notes.take(&line, Part::Body, why);
                if let Some(above) = kept.last_mut() {
                    above.marks.picture = Some(Box::new(picture));
                }
            }
            None => {
                told |= is_prose(&line);
                kept.push(line);
            }
        }
    }
    kept
}

fn is_prose(line: &Line) -> bool {
    ends_sentence(&line.text) && line.text.chars().count() > 90
}

/// Adds a line that the page calls a caption to the picture above it; false where it calls it none. There can be
/// thousands, so the caption grows in its place.
fn add_named(above: &mut Line, line: &Line) -> bool {
    if line.marks.caption != Some(Closeness::Named) || line.is_picture() || !above.is_picture() {
        return false;
    }
    let mut picture = above.marks.picture.take().or_else(|| above.picture().map(Box::new)).unwrap_or_default();
    match &mut picture.caption {
        Some(caption) => {
            caption.push(' ');
            caption.push_str(&line.text);
        }
        None => picture.caption = Some(line.text.clone()),
    }
    above.marks.picture = Some(picture);
    true
}

/// The picture above with what the line says of it; none where it says nothing of it.
fn caption(
    known: &Known,
    above: &Line,
    line: &Line,
    below: [Option<&Line>; 2],
    told: bool,
    habits: &Habits,
) -> Option<Picture> {
    let picture = above.picture().filter(|_| !line.is_picture())?;
    if picture.caption.is_some() || picture.credit.is_some() || line.text.chars().count() > TOLD_BY_WORDS {
        return None;
    }
    let credits = credits::credits(&line.text);
    if !credits.is_empty() {
        let of_picture = told && below.first().copied().flatten().is_some_and(is_prose);
        let names: Vec<String> = credits.iter().map(|credit| credit.name.clone()).collect();
        let only = credits.iter().all(|credit| credit.role == CreditRole::Photographer);
        return (of_picture && only).then(|| Picture { credit: Some(names.join(", ")), ..picture });
    }
    let is_caption = reads_like_one(line) || told && stands_like_one(known, above, line, below, habits);
    is_caption.then(|| Picture { caption: Some(line.text.clone()), ..picture })
}

/// Told by its words: it is in brackets or slanted from end to end, or says where somebody stands.
fn reads_like_one(line: &Line) -> bool {
    let text = line.text.as_str();
    let starts = STARTS.iter().any(|start| strip_start(text, start).is_some()) || is_numbered_figure(text);
    let bracketed = text.starts_with(['(', '（']) && text.trim_end_matches(['.', '。']).ends_with([')', '）']);
    starts || bracketed || is_slanted(line) || PLACES.iter().any(|place| find(text, place).is_some())
}

fn is_slanted(line: &Line) -> bool {
    let text = line.text.as_str();
    let signs = ['*', '_'].iter().any(|sign| {
        let inner = text.strip_prefix(*sign).and_then(|rest| rest.strip_suffix(*sign));
        inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(*sign) && !inner.starts_with(' '))
    });
    signs || line.marks.is_emphasised(text) && line.marks.heading.is_none()
}

/// `Figure 3`, `Fig. 3`, `图3`.
fn is_numbered_figure(text: &str) -> bool {
    let rest = ["figure ", "fig. ", "fig.", "photo ", "图"].iter().find_map(|start| strip_start(text, start));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Told by its place, once the text tells a story: a byline stands under a picture, too.
fn stands_like_one(known: &Known, above: &Line, line: &Line, below: [Option<&Line>; 2], habits: &Habits) -> bool {
    let text = line.text.as_str();
    let is_short = text.chars().count() <= TOLD_BY_PLACE && text.split(' ').count() <= 20 && sentences(text) == 1;
    let is_other = line.is_bullet()
        || line.numbered().is_some()
        || line.marks.bold
        || line.marks.heading.is_some()
        || text.ends_with([':', '：', ',', ';'])
        || labels::label(known, line).is_some()
        || labels::intro(text).is_some()
        || is_interview_label(text)
        || speaker(text, &Cast::default()).is_some()
        || tail::begins(line);
    let [next, after] = below;
    let glued = above.blank_before > 0 && line.blank_before == 0 && next.is_some_and(|next| next.blank_before > 0);
    let beside = line.marks.caption == Some(Closeness::Beside);
    // A head has prose under it, and no other head.
    let above_head = next.is_some_and(|line| is_plain_head(known, line))
        && after.is_some_and(is_prose)
        && is_plain_head(known, line);
    let unmarked = habits.marks_heads && next.is_some_and(is_prose) && is_plain_head(known, line);
    is_short && !is_other && (glued || beside || above_head || unmarked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::split;

    const PROSE: &str =
        "The ward had one window, and for an hour of every day the sun came in and went from bed to bed.";

    /// The captions that a text's pictures get.
    fn captions(text: &str) -> Vec<String> {
        let lines = attach(&Known::built_in(), split(&text.replace("PROSE", PROSE)), &mut Notes::default());
        lines.iter().filter_map(|line| line.marks.picture.as_ref()?.caption.clone()).collect()
    }

    #[test]
    fn words_tell_a_caption() {
        for caption in [
            "Photo: the old ward",
            "(The old ward in winter)",
            "*The old ward in winter*",
            "Wen Hao (left) and Lin Yu",
            "Figure 2 A plan of the ward",
            "图为老病房",
        ] {
            assert_eq!(captions(&format!("image.png\n\n{caption}\n\nPROSE")), [caption]);
        }
    }

    #[test]
    fn a_head_under_a_picture_is_no_caption() {
        for text in [
            "PROSE\n\nimage.png\n\nThe Old Ward\n\nPROSE",
            "PROSE\nimage.png\nThe Old Ward\nPROSE",
            "image.png\nProfessor Wen Hao\n\nPROSE",
            "PROSE\n\nimage.png\n**The Old Ward**\n\nPROSE",
            "PROSE\n\nimage.png\n2. The Old Ward\n\nPROSE",
            "PROSE\n\nimage.png\nQ: Why?\n\nPROSE",
        ] {
            assert_eq!(captions(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn its_place_tells_a_caption() {
        // Glued to its picture where the page has empty lines.
        assert_eq!(captions("PROSE\n\nimage.png\nThe old ward in winter\n\nPROSE"), ["The old ward in winter"]);
        // A head under it: it is none itself.
        assert_eq!(captions("PROSE\n\nimage.png\n\nThe Ward in 1978\n\nA Long Way\n\nPROSE"), ["The Ward in 1978"]);
    }

    #[test]
    fn a_photographer_in_the_text_belongs_to_the_picture() {
        let lines = attach(
            &Known::built_in(),
            split(&format!("{PROSE}\nimage.png\nPhoto by Ma Li\n{PROSE}")),
            &mut Notes::default(),
        );
        assert_eq!(lines[1].marks.picture.as_ref().unwrap().credit.as_deref(), Some("Ma Li"));
        let end = attach(
            &Known::built_in(),
            split(&format!("{PROSE}\nimage.png\nPhotos: Ma Li\nEditor: Lin Yu")),
            &mut Notes::default(),
        );
        assert_eq!(end.len(), 4);
    }
}
