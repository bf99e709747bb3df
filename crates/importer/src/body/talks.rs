//! The questions and answers of an interview.

use shanghaidoctor_domain::text::RichText;

use crate::outline::cast::Cast;
use crate::outline::speakers::{Speech, speaker};
use crate::text::characters::is_han;
use crate::text::lines::Line;

/// A question with its answer, as lines of text.
#[derive(Debug, Default)]
pub(crate) struct Talk<'a> {
    pub line: u32,
    pub questioner: &'a str,
    pub question: Vec<&'a str>,
    /// The lines that ask.
    asked: Vec<&'a Line>,
    pub respondent: Option<&'a str>,
    /// Each paragraph; where a second one answers, the name stands before what they say.
    pub answer: Vec<RichText>,
    /// Every name that answers.
    pub respondents: Vec<&'a str>,
}

/// The questions and answers of an interview; lines before the first speaker come back apart.
pub(crate) fn talks<'a>(lines: &'a [Line], cast: &Cast) -> (Vec<&'a Line>, Vec<Talk<'a>>) {
    let mut before = Vec::new();
    let mut talks: Vec<Talk> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_picture()) {
        let speech = speaker(&line.text, cast);
        match (speech, talks.last_mut()) {
            (Some(speech), _) if speech.asks => {
                let mut talk = Talk { line: line.number, questioner: speech.speaker, ..Talk::default() };
                if !speech.text.is_empty() {
                    talk.ask(speech.text, line);
                }
                talks.push(talk);
            }
            (Some(speech), Some(talk)) => talk.answered_by(&speech, line),
            (None, Some(talk)) if talk.respondent.is_some() => talk.answer.push(line.rich(&line.text)),
            (None, Some(talk)) => talk.ask(&line.text, line),
            (_, None) => before.push(line),
        }
    }
    (before, talks)
}

impl<'a> Talk<'a> {
    fn ask(&mut self, text: &'a str, line: &'a Line) {
        self.question.push(text);
        self.asked.push(line);
    }

    /// The question with its links and its emphasis.
    pub fn rich_question(&self) -> RichText {
        let paragraphs = self.question.iter().zip(&self.asked).map(|(text, line)| line.rich(text));
        let paragraphs: Vec<String> = paragraphs.map(|text| text.markdown().to_owned()).collect();
        RichText::from_markdown(paragraphs.join("\n\n"))
    }

    fn answered_by(&mut self, speech: &Speech<'a>, line: &Line) {
        let first = *self.respondent.get_or_insert(speech.speaker);
        if !self.respondents.contains(&speech.speaker) {
            self.respondents.push(speech.speaker);
        }
        // The model has one respondent an exchange: whoever joins in is named in the text, as on the page.
        if first != speech.speaker || self.respondents.len() > 1 {
            let colon = if speech.speaker.ends_with(is_han) { "：" } else { ": " };
            let name = RichText::from_plain(speech.speaker);
            let text = format!("{}{colon}{}", name.markdown(), line.rich(speech.text).markdown());
            self.answer.push(RichText::from_markdown(text));
        } else if !speech.text.is_empty() {
            self.answer.push(line.rich(speech.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_may_have_paragraphs_and_two_voices() {
        let lines = crate::text::lines::split("Before.\nQ: One?\nTwo?\nDr. Wen: A.\nB.\nDr. Lin: C.\nQ: D?\nA: E.");
        let (before, talks) = talks(&lines, &Cast::default());
        assert_eq!(before.len(), 1);
        assert_eq!(talks.len(), 2);
        assert_eq!(talks[0].question, ["One?", "Two?"]);
        let answer: Vec<String> = talks[0].answer.iter().map(RichText::text).collect();
        assert_eq!(answer, ["A.", "B.", "Dr. Lin: C."]);
        assert_eq!(talks[0].respondents, ["Dr. Wen", "Dr. Lin"]);
    }
}
