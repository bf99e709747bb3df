//! The article's body as blocks: pictures, chapters, questions and answers.

pub(crate) mod births;
pub(crate) mod chinese_mentions;
mod chinese_people;
mod chinese_titles;
pub(crate) mod links;
pub(crate) mod mentions;
mod talks;

use shanghaidoctor_domain::content::{Block, BulletList, Credit, Exchange, Figure, Heading, Paragraph, Speaker};
use shanghaidoctor_domain::text::{Anchors, RichText};

use self::talks::{Talk, talks};
use crate::facts::{self, Found};
use crate::gazetteer::Known;
use crate::outline::cast::Cast;
use crate::outline::speakers::{is_interview_label, speaker};
use crate::outline::{Outline, heads, is_plain_head};
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part, WarningKind};
use crate::tail::credits;
use crate::text::lines::Line;
use crate::text::marks::{self, Item, Picture};

/// The body and what is known of its interview.
#[derive(Default)]
pub(crate) struct Body<'a> {
    pub blocks: Vec<Found<Block>>,
    pub standfirst: Option<Found<RichText>>,
    /// Where the interview begins among the blocks.
    pub interview_at: Option<usize>,
    /// The first name that asks.
    pub questioner: Option<Found<&'a str>>,
    /// Every name that answers.
    pub respondents: Vec<&'a str>,
    /// What the page says of its pictures, in the order of their lines.
    pub figures: Vec<Found<facts::Figure>>,
    /// Who is named as a maker in the midst of the story.
    pub credits: Vec<Found<Credit>>,
    anchors: Anchors,
}

/// Builds the body from the parts of a page.
pub(crate) fn read<'a>(known: &Known, outline: &Outline<'a>, cast: &Cast, notes: &mut Notes) -> Body<'a> {
    let mut body = Body::default();
    body.figures(outline.opening, notes);
    body.preface(outline.intro, notes);
    body.story(known, outline.story, notes);
    body.interview(known, outline.interview, cast, notes);
    body.story(known, outline.closing, notes);
    body.figures(outline.tail, notes);
    body.figures.sort_by_key(|figure| figure.line);
    body
}

impl<'a> Body<'a> {
    fn push(&mut self, line: u32, block: Block) {
        self.blocks.push(Found::new(line, block));
    }

    fn figures(&mut self, lines: &[Line], notes: &mut Notes) {
        for line in lines.iter().filter(|line| line.is_picture()) {
            self.figure(line, notes);
        }
    }

    fn figure(&mut self, line: &Line, notes: &mut Notes) {
        self.picture(line);
        notes.take(line, Part::Body, Decision::Picture);
    }

    fn picture(&mut self, line: &Line) {
        let Some(picture) = line.picture() else { return };
        let figure = Figure { image: None, caption: picture.caption.clone(), credit: picture.credit };
        self.push(line.number, Block::Figure(figure));
        let Picture { address, alt, caption, .. } = picture;
        self.figures.push(Found::new(line.number, facts::Figure { address, alt, caption }));
    }

    fn paragraph(&mut self, line: &Line, why: Decision, notes: &mut Notes) {
        self.push(line.number, Block::Paragraph(Paragraph { text: line.rich(&line.text) }));
        notes.take(line, Part::Body, why);
    }

    /// A paragraph, or an item of the list that the line above began.
    fn text(&mut self, line: &Line, above: Option<&Line>, notes: &mut Notes) {
        let Some(item) = line.marks.item else { return self.paragraph(line, Decision::Paragraph, notes) };
        let goes_on = above.is_some_and(|above| above.marks.item.is_some());
        let text = marks::rich(&line.text, 0, &line.marks);
        match (item, self.blocks.last_mut().map(|block| &mut block.value)) {
            (Item::Bullet, Some(Block::BulletList(list))) if goes_on && !list.ordered => list.items.push(text),
            (Item::Number(number), Some(Block::BulletList(list)))
                if goes_on && list.ordered && usize::from(number) == list.items.len() + 1 =>
            {
                list.items.push(text);
            }
            (Item::Bullet | Item::Number(1), _) => {
                let ordered = item != Item::Bullet;
                self.push(line.number, Block::BulletList(BulletList { items: vec![text], ordered }));
            }
            // A list of this model begins at 1: another number stays in the text.
            _ => return self.paragraph(line, Decision::Paragraph, notes),
        }
        notes.take(line, Part::Body, Decision::ListItem);
    }

    fn heading(&mut self, line: &Line, number: Option<u16>, text: &str, why: Decision, notes: &mut Notes) {
        let text = text.trim_end_matches([':', '：', ' ']).to_owned();
        let anchor = self.anchors.next(&text);
        self.push(line.number, Block::Heading(Heading { level: 2, text, anchor, number }));
        notes.take(line, Part::Body, why);
    }

    fn preface(&mut self, lines: &[Line], notes: &mut Notes) {
        let mut texts: Vec<(u32, RichText)> = Vec::new();
        for line in lines {
            if line.is_picture() {
                self.figure(line, notes);
            } else if let Some(rest) = crate::profile::labels::intro(&line.text) {
                texts.extend((!rest.is_empty()).then(|| (line.number, line.rich(rest))));
                let part = if rest.is_empty() { Part::Label } else { Part::Standfirst };
                notes.take(line, part, Decision::IntroLabel);
            } else {
                texts.push((line.number, line.rich(&line.text)));
                notes.take(line, Part::Standfirst, Decision::IntroText);
            }
        }
        if let Some((first, _)) = texts.first() {
            let paragraphs: Vec<&str> = texts.iter().map(|(_, text)| text.markdown()).collect();
            self.standfirst = Some(Found::new(*first, RichText::from_markdown(paragraphs.join("\n\n"))));
        }
    }

    fn story(&mut self, known: &Known, lines: &[Line], notes: &mut Notes) {
        let mut heads = heads(known, lines).into_iter().peekable();
        for (at, line) in lines.iter().enumerate() {
            match heads.next_if(|head| head.at == at) {
                Some(head) => {
                    let why = match head.number {
                        Some(_) => Decision::NumberedHead,
                        None if line.marks.heading.is_some() || line.marks.bold => Decision::MarkedHead,
                        None => Decision::PlainHead,
                    };
                    self.heading(line, head.number, head.text, why, notes);
                }
                None if line.is_picture() => self.figure(line, notes),
                None if crate::profile::labels::intro(&line.text) == Some("") => {
                    notes.take(line, Part::Label, Decision::IntroLabel);
                }
                None if self.credited(line) => notes.take(line, Part::Credits, Decision::Credits),
                None => self.text(line, lines.get(at.wrapping_sub(1)), notes),
            }
        }
    }

    /// Keeps the credits that a line between two chapters is.
    fn credited(&mut self, line: &Line) -> bool {
        let credits = credits::credits(&line.text);
        let is_credit = !credits.is_empty();
        self.credits.extend(credits.into_iter().map(|credit| Found::new(line.number, credit)));
        is_credit
    }

    fn interview(&mut self, known: &Known, lines: &'a [Line], cast: &Cast, notes: &mut Notes) {
        if lines.is_empty() {
            return;
        }
        self.interview_at = Some(self.blocks.len());
        let (before, talks) = talks(lines, cast);
        let first = talks.first().map_or(u32::MAX, |talk| talk.line);
        for (at, line) in before.into_iter().enumerate() {
            if is_interview_label(&line.text) || at == 0 && is_plain_head(known, line) {
                self.heading(line, None, &line.text, Decision::InterviewLabel, notes);
            } else {
                self.paragraph(line, Decision::BeforeQuestions, notes);
            }
        }
        for line in lines.iter().filter(|line| line.number >= first || line.is_picture()) {
            notes.take(line, Part::Body, spoken(line, cast));
        }
        for talk in talks {
            self.exchange(talk, notes);
        }
        self.place_figures(lines);
    }

    /// Pictures between the answers stand before the first question under them.
    fn place_figures(&mut self, lines: &[Line]) {
        for line in lines.iter().filter(|line| line.is_picture()) {
            self.picture(line);
        }
        let from = self.interview_at.unwrap_or_default();
        self.blocks.get_mut(from..).unwrap_or_default().sort_by_key(|block| block.line);
    }

    fn exchange(&mut self, talk: Talk<'a>, notes: &mut Notes) {
        let question = talk.question.join("\n\n");
        let Some(respondent) = talk.respondent else {
            notes.warn(WarningKind::Unanswered, talk.line, "this question has no answer; it was kept as a paragraph");
            let name = RichText::from_plain(talk.questioner);
            let text = format!("{}: {}", name.markdown(), talk.rich_question().markdown());
            self.push(talk.line, Block::Paragraph(Paragraph { text: RichText::from_markdown(text) }));
            return;
        };
        for name in &talk.respondents {
            if !self.respondents.contains(name) {
                self.respondents.push(name);
            }
        }
        self.questioner.get_or_insert(Found::new(talk.line, talk.questioner));
        let speaker = |name: &str| Speaker { name: name.to_owned(), doctor: None };
        let exchange = Exchange {
            anchor: self.anchors.next(&question),
            question: talk.rich_question(),
            questioner: speaker(talk.questioner),
            answer: talk.answer,
            respondent: speaker(respondent),
        };
        self.push(talk.line, Block::Exchange(exchange));
    }
}

fn spoken(line: &Line, cast: &Cast) -> Decision {
    match speaker(&line.text, cast) {
        _ if line.is_picture() => Decision::Picture,
        Some(speech) if speech.asks => Decision::Asks,
        Some(_) => Decision::Answers,
        None => Decision::GoesOn,
    }
}
