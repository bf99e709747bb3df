//! What a biography plainly states of its subject, sentence by sentence: posts, awards, degrees, stays abroad.

mod openings;
mod verbs;

use shanghaidoctor_domain::content::PostStatus;

use self::openings::{in_year, led, names_another, only_in_year, strip_subject};
use self::verbs::Tense;
use crate::facts::{Claim, Doctor, Found};
use crate::gazetteer::Known;
use crate::profile::degrees::add_degree_taken;
use crate::profile::post::{LONGEST, Listed};
use crate::profile::{awards, claims, fellowships, organisation_path, placing, posts, roles};
use crate::report::decision::{Decision, Placed};
use crate::report::notes::Notes;
use crate::text::wording::{is_listed, lower_words, split_outside_brackets, split_sentences, strip_words};

/// Reads a paragraph into the doctor's record. A sentence counts where its subject is the doctor: by name, or by a pronoun
/// with nobody else named before it.
pub(crate) fn read(known: &Known, doctor: &mut Doctor, text: &str, line: u32, notes: &mut Notes) {
    if text.len() > LONGEST {
        return;
    }
    let mut is_doctor = true;
    for sentence in split_sentences(text) {
        let (led, rest) = led(sentence);
        let (year, rest) = in_year(rest).map_or((None, rest), |(year, rest)| (Some(year), rest));
        if is_doctor && lists(known, doctor, sentence, line, notes) {
            continue;
        }
        let told = strip_subject(rest, doctor);
        if let Some((rest, _)) = told.filter(|(_, pronoun)| is_doctor || !pronoun) {
            is_doctor = true;
            let year = year.or_else(|| only_in_year(sentence));
            if let Some(year) = year
                && add_awards(doctor, &format!("In {year}, {rest}"), line)
            {
                notes.decide(line, Decision::Stated);
                continue;
            }
            let year = year.map(|year| format!("in {year}"));
            state(known, doctor, sentence, rest, led.or(year.as_deref()), line, notes);
        } else {
            is_doctor &= !names_another(sentence, doctor);
        }
    }
}

/// `Former Dean of A, former Director of B, he was also a member of C`: posts before their bearer, all of them over.
fn lists(known: &Known, doctor: &mut Doctor, sentence: &str, line: u32, notes: &mut Notes) -> bool {
    let pieces = split_outside_brackets(sentence, |c| matches!(c, ',' | '，'));
    let over =
        |piece: &&str| roles::without_marks(piece).0 == PostStatus::Former && posts::begins_with_role(known, piece);
    let borne = pieces.iter().any(|piece| strip_words(piece, &["he", "she"]).is_some());
    let bare = || {
        pieces
            .iter()
            .all(|piece| posts::begins_with_role(known, piece) || organisation_path::kind(known, piece).is_some())
    };
    if !pieces.first().is_some_and(over) || !(borne || bare()) {
        return false;
    }
    if let Some(won) = won_besides(sentence) {
        add_awards(doctor, won, line);
    }
    for mut post in placing::certain(known, &own_posts(known, sentence)) {
        post.status = PostStatus::Former;
        post.place_on(known, doctor, line, Listed::Byline, notes);
    }
    true
}

/// Reads what the text says of a doctor who has no byline: the sentences that begin with the name.
pub(crate) fn introduce(known: &Known, doctor: &mut Doctor, text: &str, line: u32, notes: &mut Notes) {
    if text.len() > LONGEST {
        return;
    }
    for sentence in split_sentences(text) {
        if let Some((rest, false)) = strip_subject(sentence, doctor) {
            state(known, doctor, sentence, rest, None, line, notes);
        }
    }
}

/// Reads what a piece of a byline says was won or taken: `winner of the A`, `graduated from B with a PhD in C`.
pub(crate) fn read_piece(doctor: &mut Doctor, text: &str, line: u32, notes: &mut Notes) -> bool {
    let found = add_awards(doctor, text, line) || taken(text) && add_degree_taken(doctor, text, line, notes);
    if found {
        notes.decide(line, Decision::Stated);
    }
    found
}

fn add_awards(doctor: &mut Doctor, text: &str, line: u32) -> bool {
    let won = awards::won(text);
    let any = !won.is_empty();
    for award in won {
        if doctor.awards.iter().all(|known| known.value != award) {
            doctor.awards.push(Found::new(line, award));
        }
    }
    any
}

/// True for a sentence in which somebody takes a degree.
fn taken(text: &str) -> bool {
    const TOOK: &[&str] = &["graduated", "received", "obtained", "earned", "holds", "took", "completed", "was awarded"];
    strip_words(text, TOOK).is_some()
}

/// `has performed 900 operations`: what somebody has done up to now is a claim; what somebody once did is a story.
fn claimed(text: &str, sentence: &str) -> Option<Claim> {
    strip_words(text, &["has", "holds", "is the author of"])?;
    claims::claim(sentence)
}

/// What one sentence states, without its subject and the time that leads it.
fn state(
    known: &Known,
    doctor: &mut Doctor,
    sentence: &str,
    text: &str,
    led: Option<&str>,
    line: u32,
    notes: &mut Notes,
) {
    if read_piece(doctor, text, line, notes) {
        return;
    }
    if let Some(claim) = claimed(text, sentence) {
        doctor.claims.push(Found::new(line, claim));
        notes.decide(line, Decision::Claim);
        return;
    }
    if let Some(stay) = fellowships::told(known, text) {
        if doctor.fellowships.iter().all(|known| known.value != stay) {
            doctor.fellowships.push(Found::new(line, stay));
        }
        notes.decide(line, Decision::Post(Placed::Stay));
        return;
    }
    let set_off = text.starts_with(',') && posts::begins_with_role(known, text.trim_start_matches([',', ' ']));
    let told = verbs::told(text).or_else(|| set_off.then_some((text.into(), Tense::Holds)));
    let Some((post, tense)) = told else { return };
    let posts = placing::certain(known, &own_posts(known, &timed(&post, tense, led)));
    if let Some(won) = won_besides(text).filter(|_| !posts.is_empty())
        && add_awards(doctor, won, line)
    {
        notes.decide(line, Decision::Stated);
    }
    for mut post in posts {
        post.status = match tense {
            Tense::Left => PostStatus::Former,
            Tense::Held | Tense::Begun if post.status == PostStatus::Current => PostStatus::Unknown,
            _ => post.status,
        };
        post.place_on(known, doctor, line, Listed::Byline, notes);
    }
}

/// The post with the time that leads its sentence: a period; of one year only the beginning or the end of one post.
fn timed(post: &str, tense: Tense, led: Option<&str>) -> String {
    let post = post.trim_end_matches('.');
    let year = led.and_then(|led| strip_words(led, &["in"]));
    match (led, year, tense) {
        (_, Some(year), Tense::Left) if !post.contains(',') => format!("{post} until {year}"),
        (_, Some(year), Tense::Begun) if !post.contains(',') => format!("{post} since {year}"),
        (Some(led), None, _) => format!("{led}: {post}"),
        _ => post.to_owned(),
    }
}

/// The pieces up to the first that is neither a post nor the rest of a place: `director of A, met B, president of C`.
fn own_posts(known: &Known, text: &str) -> String {
    let text = text.trim_start_matches([',', ' ']);
    let pieces = split_outside_brackets(text, |c| matches!(c, ',' | '，'));
    let own = |piece: &&str| posts::begins_with_role(known, piece) || organisation_path::kind(known, piece).is_some();
    let mut pieces = pieces.into_iter();
    let first = pieces.next().unwrap_or_default();
    [first].into_iter().chain(pieces.take_while(own)).collect::<Vec<_>>().join(", ")
}

/// `was Dean of A, and was awarded the B`: the verb behind `and` has the sentence's subject, if no other clause began.
fn won_besides(text: &str) -> Option<&str> {
    const VERBS: &[&str] = &["was", "is", "has", "won", "received", "obtained", "earned", "enjoys"];
    const CLAUSES: &str = "who whose when where while which that because after before";
    let (before, won) = text.match_indices(" and ").find_map(|(at, and)| {
        let rest = text.get(at + and.len()..)?;
        strip_words(rest, VERBS).and_then(|_| Some((text.get(..at)?, rest)))
    })?;
    (!lower_words(before).iter().any(|word| is_listed(CLAUSES, word))).then_some(won)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Doctor {
        let mut doctor = Doctor { family: "Wen".to_owned(), given: "Hao".to_owned(), ..Doctor::default() };
        read(&Known::built_in(), &mut doctor, text, 1, &mut Notes::default());
        doctor
    }

    #[test]
    fn a_biography_states_posts_awards_degrees_and_stays() {
        let doctor = told(
            "Wen Hao was born in Plainwater. He graduated from Plainwater University with a PhD in surgery in 1990. \
             From 1995 to 1997, he served as Director of the Eye Department of Harbour Hospital. He studied at Fjord \
             University in Norway from 1998 to 1999. Dr. Wen is currently Vice Chairman of the Eye Branch of the Eastern \
             Medical Association. In 2004, he won the second prize of the City Progress Award for his work on lenses.",
        );
        assert_eq!(doctor.degrees[0].value, "PhD in surgery");
        assert_eq!(doctor.positions[0].value.department.as_deref(), Some("Eye Department"));
        assert!(doctor.positions[0].value.period.is_some() && doctor.positions[0].value.status == PostStatus::Former);
        assert_eq!(doctor.appointments[0].value.path.len(), 2);
        assert_eq!(doctor.awards[0].value.name, "second prize of the City Progress Award");
        assert_eq!(doctor.awards[0].value.year, Some(2004));
        assert_eq!(doctor.fellowships[0].value.path[0].name, "Fjord University");
        let counts = (doctor.positions.len(), doctor.appointments.len(), doctor.awards.len(), doctor.fellowships.len());
        assert_eq!(counts, (1, 1, 1, 1));
    }

    #[test]
    fn each_sentence_makes_its_own_claim() {
        let doctor = told(
            "He won the Otter Medal in 2004 and the Lake Prize in 2011. He has performed over 700 knee replacements. \
             She has trained 12 surgeons. In 1998 he treated 40 patients in the flood.",
        );
        let claims: Vec<_> = doctor.claims.iter().map(|found| (found.value.text.as_str(), found.value.count)).collect();
        assert_eq!(
            claims,
            [("He has performed over 700 knee replacements", Some(700)), ("She has trained 12 surgeons", Some(12))]
        );
        let awards: Vec<_> = doctor.awards.iter().map(|found| (found.value.name.as_str(), found.value.year)).collect();
        assert_eq!(awards, [("Otter Medal", Some(2004)), ("Lake Prize", Some(2011))]);
    }

    #[test]
    fn a_time_stands_before_or_after_what_it_dates() {
        for text in [
            "From 2016 to 2020 he was president of the Lantern Forum.",
            "From 2016 to 2020, he was president of the Lantern Forum.",
            "He was president of the Lantern Forum from 2016 to 2020.",
        ] {
            let doctor = told(text);
            assert_eq!(doctor.appointments.len(), 1, "{text}: {:?}", doctor.positions);
            let post = &doctor.appointments[0].value;
            assert_eq!((post.path[0].name.as_str(), post.status), ("Lantern Forum", PostStatus::Former), "{text}");
            assert!(post.period.is_some(), "{text}");
        }
    }

    #[test]
    fn posts_are_taken_up_and_given_up() {
        use PostStatus::{Current, Former, Unknown};
        for (text, role, status, period) in [
            ("He chairs the Eye Branch of the Eastern Medical Association.", "chair", Current, "/"),
            ("She sits on the board of the Eastern Eye Society.", "board member", Current, "/"),
            ("He took over as president of the Eye Society in 2011.", "president", Unknown, "2011/"),
            ("In 2005, she was elected president of the Eye Society.", "president", Unknown, "2005/"),
            ("He stepped down as president of the Eye Society in 2018.", "president", Former, "/2018"),
            ("Until 2018 he was president of the Eye Society.", "president", Former, "/2018"),
            ("He was president of the Eye Society in 2019.", "president", Former, "2019/2019"),
            ("He also holds the post of president of the Eye Society.", "president", Current, "/"),
        ] {
            let doctor = told(text);
            assert_eq!(doctor.appointments.len(), 1, "{text}: {:?}", doctor.positions);
            let post = &doctor.appointments[0].value;
            let date = |date: Option<shanghaidoctor_domain::PartialDate>| {
                date.map(|date| date.to_string()).unwrap_or_default()
            };
            let shown =
                post.period.map_or_else(|| "/".to_owned(), |term| format!("{}/{}", date(term.start), date(term.end)));
            assert_eq!((post.role.as_str(), post.status, shown.as_str()), (role, status, period), "{text}");
        }
    }

    #[test]
    fn posts_can_stand_before_their_bearer() {
        let doctor = told(
            "Wen Hao was a quiet man. Former President of Harbour Hospital and former Dean of Plainwater University, he was also \
             a member of the Eye Society.",
        );
        assert_eq!((doctor.positions.len(), doctor.appointments.len()), (2, 1));
        assert!(doctor.positions.iter().all(|post| post.value.status == PostStatus::Former));
        let doctor = told(
            "Former President of Harbour Hospital, former Dean of Plainwater University. In 1985 she won the Eye Medal.",
        );
        assert_eq!((doctor.positions.len(), doctor.awards[0].value.year), (2, Some(1985)));
        assert_eq!(told("Former Dean of Plainwater University, Lin Yu was his friend.").positions.len(), 0);
    }

    #[test]
    fn who_has_no_byline_is_introduced_by_name() {
        let mut doctor = told("");
        let text = "Dr. Wen Hao, Director of the Eye Department at Harbour Hospital and Member of the Eye Society, met Lin Yu, \
                    President of Lake Hospital. He was Dean of Plainwater University.";
        introduce(&Known::built_in(), &mut doctor, text, 1, &mut Notes::default());
        let roles: Vec<&str> = doctor.positions.iter().map(|found| found.value.role.as_str()).collect();
        assert_eq!((roles, doctor.appointments.len()), (vec!["Director"], 1));
    }

    #[test]
    fn what_was_won_can_stand_behind_posts() {
        for text in [
            "He was Dean of Plainwater University, and was awarded the Otter Medal in 1988.",
            "He was Dean of Plainwater University and won the Otter Medal in 1988.",
            "Wen Hao once served as Dean of Plainwater University and received the Otter Medal in 1988.",
            "He served as Dean of Plainwater University, President of Lake Hospital, and was honored with the Otter Medal in 1988.",
        ] {
            let doctor = told(text);
            let awards: Vec<_> =
                doctor.awards.iter().map(|found| (found.value.name.as_str(), found.value.year)).collect();
            assert_eq!(awards, [("Otter Medal", Some(1988))], "{text}");
            assert_eq!(doctor.positions[0].value.role, "Dean", "{text}");
        }
        for text in [
            "He was Dean of Plainwater University when Gu Min taught there and won the Otter Medal in 1988.",
            "He was Dean of Plainwater University, whose father had sung and won the Otter Medal in 1988.",
            "He was Dean of Plainwater University and won the heart of the town.",
            "He was Dean of Plainwater University, and his wife won the Otter Medal in 1988.",
        ] {
            assert_eq!(told(text).awards, [], "{text}");
        }
    }

    #[test]
    fn what_is_said_of_others_or_in_passing_is_left() {
        let untouched = told("");
        for text in [
            "His father was director of Harbour Hospital. He was President of the Eastern Medical Association.",
            "His teacher, Professor Gu Min, won the Eye Medal. He was Dean of Plainwater University.",
            "Professor Lin is Director of Harbour Hospital.",
            "He was the son of a director of a hospital in the hills.",
            "He was director of a hospital by the river.",
            "He won the heart of the town. He received a letter from the Ministry of Health.",
            "He was a doctor, and the town was glad.",
            "He dreamt of being President of Harbour Hospital.",
            "It is said that he is Director of Harbour Hospital.",
            "He is not Director of Harbour Hospital.",
            "Wen Hao, with Gu Min, director of Harbour Hospital, went home.",
            "He was a boy when Gu Min was President of Harbour Hospital.",
            "He was treated by the director of the Department of Surgery at Harbour Hospital.",
            "He was trained by the Dean of Lake University and the Director of Lake Hospital.",
            "He was succeeded as Director of Harbour Hospital by a younger man.",
            "He declined to become Director of Harbour Hospital. He ran for President of the Eye Society.",
            "She was considered for President of the Eye Society. She almost became Director of Harbour Hospital.",
            "She was the mentor of the President of the Eye Society.",
            "He recommended Li Wei as President of the Eye Society. His student Li Wei became Director of Harbour Hospital.",
            "He chaired a session of the Eye Society. He heads for the Harbour Hospital.",
            "She was awarded the Otter Medal, declined the Lake Prize and left.",
        ] {
            assert_eq!(told(text), untouched, "{text}");
        }
    }
}
