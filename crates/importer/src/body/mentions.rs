//! Persons who appear in the text beside its subject.

use std::collections::HashSet;

use shanghaidoctor_domain::content::Mention;

use crate::body::chinese_mentions;
use crate::facts::Found;
use crate::text::han_script;
use crate::text::lines::Line;
use crate::text::names::Name;
use crate::text::person::name;
use crate::text::pinyin::is_pinyin;
use crate::text::wording::is_listed;

/// What stands before a name in a running text. One before several names has the plural.
const TITLES: &[(&str, &str)] = &[
    ("Professors ", "Professor"),
    ("Academicians ", "Academician"),
    ("Directors ", "Director"),
    ("Drs. ", "Dr."),
    ("Professor ", "Professor"),
    ("Prof. ", "Prof."),
    ("Academician ", "Academician"),
    ("Director ", "Director"),
    ("President ", "President"),
    ("Dean ", "Dean"),
    ("Doctor ", "Doctor"),
    ("Dr. ", "Dr."),
    ("Dr.", "Dr."),
    ("Mr. ", "Mr."),
    ("Ms. ", "Ms."),
    ("Mrs. ", "Mrs."),
    ("Miss ", "Miss"),
    ("Nurse ", "Nurse"),
    ("Sister ", "Sister"),
    ("Matron ", "Matron"),
];
/// Words before a name, in small letters, that say whose it is: `the jurist Bei Songling`.
const CALLED: &str = "professor doctor nurse sister brother surgeon teacher midwife physician missionary colleague jurist lawyer \
    technician pathologist radiologist anaesthetist anesthetist friend assistant translator engineer photographer \
    pianist violinist painter poet architect chemist biologist physiologist anatomist oncologist pharmacist student \
    wife husband son daughter mother father mentor supervisor resident director secretary \
    farmer baker butcher plumber carpenter barber tailor sailor soldier porter gardener cleaner miner dancer singer writer \
    reporter officer weaver potter turner neighbour neighbor uncle aunt niece nephew cousin grandson granddaughter";
/// Small words inside a family name.
const PARTICLES: &str = "van von de der den del della di da du la le ter ten zu al bin";

/// Everyone named in full, under a title or with a Chinese name, once each, in the order they appear; the subjects left out. A title before a
/// family name alone is the short form of somebody, and stands for nobody new.
pub(crate) fn find(lines: &[&Line], subjects: &[Name]) -> Vec<Found<Mention>> {
    let mut found: Vec<Found<Mention>> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for line in lines {
        for (title, name) in named(&line.text) {
            if known.contains(&name.full()) || subjects.iter().any(|subject| subject.is_like(&name)) {
                continue;
            }
            known.insert(name.full());
            let mention = Mention { name: name.printed(), role: title.map(str::to_owned), doctor: None };
            found.push(Found::new(line.number, mention));
        }
    }
    found
}

fn named(text: &str) -> Vec<(Option<&'static str>, Name)> {
    if han_script::is_chinese(text) {
        return chinese_mentions::named(text);
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        // Titles and names begin with a capital.
        if !rest.starts_with(char::is_uppercase) {
            at += rest.find(char::is_uppercase).unwrap_or(rest.len());
            continue;
        }
        // A lost dash runs a title together with the word before it: `luckyProfessor`.
        let title = TITLES.iter().find_map(|(printed, title)| Some((*title, rest.strip_prefix(printed)?)));
        let begins = text.get(..at).is_none_or(begins_name);
        if let Some((title, after)) = title {
            let names = list(after);
            at += rest.len() - after.len() + names.first().map_or(0, |name| name.printed().len());
            found.extend(names.into_iter().map(|name| (Some(title), name)));
            continue;
        }
        let before = text.get(..at).unwrap_or_default();
        let name = if begins { untitled(rest) } else { None };
        if let Some(name) = name.filter(|name| !is_sentence_in_capitals(before, name)) {
            at += name.printed().len();
            found.push((None, name));
            continue;
        }
        if let Some(name) = called(before, rest) {
            at += name.printed().len();
            found.push((None, name));
            continue;
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// Where a word can begin that is not the middle of a longer name: `Ye Wen Ren Yi` names no Ren Yi.
fn begins_name(before: &str) -> bool {
    let glued = before.ends_with(|c: char| c.is_alphabetic() || c == '-');
    let last = before.strip_suffix(' ').and_then(|before| before.rsplit(' ').next()).unwrap_or_default();
    !(glued || last.starts_with(char::is_uppercase) && is_pinyin(last))
}

/// Family names that are words of the language: the given name must be no word.
const WORDS: &str = "he she you an long song";
/// Words that could be given names.
const GIVEN_WORDS: &str = "ran can men man long sang song ping pan pang bang gong hang den pen sun run gun fun tan ban van wan han \
    fan ten hen bin wen he she you an in me so no do to go be hi ha a e ai ren lie die pie tie nun sung sing wing ding";
/// Places and schools that look like Chinese names.
const PLACES: &[&str] = &[
    "Hong Kong",
    "Jiao Tong",
    "Tai Chi",
    "Fu Dan",
    "Tong Ji",
    "Ren Ji",
    "Rui Jin",
    "Xin Hua",
    "Hua Shan",
    "Hua Dong",
    "Zhong Shan",
    "Chang Hai",
    "Chang Zheng",
    "Long Hua",
    "Jing An",
    "Xu Hui",
    "Pu Dong",
    "Chang Ning",
    "Hong Kou",
    "Yang Pu",
    "Song Jiang",
    "Bao Shan",
    "Min Hang",
    "Jia Ding",
    "Qing Pu",
    "Feng Xian",
    "Bei Jing",
    "Nan Jing",
    "Tian Jin",
    "He Nan",
    "Hu Nan",
    "Hu Bei",
    "He Bei",
    "Wu Han",
    "Jiang Su",
    "Zhe Jiang",
    "Ning Bo",
    "Wen Zhou",
    "Su Zhou",
    "Hang Zhou",
    "Yun Nan",
    "Guang Dong",
    "An Hui",
    "Qing Ming",
    "Tai Ji",
    "Qi Gong",
];

/// `How He Became a Carpenter`: a head in capitals, and no name.
fn is_sentence_in_capitals(before: &str, name: &Name) -> bool {
    let last = before.strip_suffix(' ').and_then(|before| before.rsplit(' ').next()).unwrap_or_default();
    is_listed(WORDS, &name.family.to_lowercase())
        && last.starts_with(char::is_uppercase)
        && last.ends_with(char::is_alphabetic)
}

/// A full name after a word that says whose it is, and before no other word with a capital.
fn called(before: &str, text: &str) -> Option<Name> {
    let before = before.strip_suffix(' ').filter(|_| text.starts_with(char::is_uppercase))?;
    let printed = before.rsplit(' ').next()?;
    let last = printed.strip_suffix(',').unwrap_or(printed);
    let listed = is_listed(CALLED, last);
    if !listed && !is_trade(last) {
        return None;
    }
    let whole = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let (name, after) = full_name(text).or_else(|| name(text))?;
    let goes_on = after.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase));
    let chinese = is_pinyin(&name.family) && is_pinyin(&name.given) && name.given.len() > 3;
    let foreign = listed
        && name.given_first
        && !(is_pinyin(&name.given) && is_pinyin(&name.family))
        && whole(&name.given)
        && whole(&name.family);
    // `A teacher, Edward Crane, paid`: between commas.
    let set_off = last.len() == printed.len() || after.starts_with([',', '.']);
    (!goes_on && set_off && (chinese || foreign)).then_some(name)
}

/// `schoolmaster`, `electrician`: by their endings, of which there is no end.
fn is_trade(word: &str) -> bool {
    [
        "master",
        "mistress",
        "ician",
        "ist",
        "maker",
        "woman",
        "stress",
        "keeper",
        "worker",
        "driver",
        "layer",
        "smith",
        "fisherman",
    ]
    .iter()
    .any(|end| word.len() > 6 && word.ends_with(end))
}

/// `Pieter van Oss`, `James T. Holloway`: small words or letters between the names.
fn with_particle(text: &str) -> Option<(Name, &str)> {
    let (given, rest) = text.split_once(' ').filter(|(given, _)| is_capital(given))?;
    let mut family = 0;
    while let Some((_, after)) =
        rest.get(family..)?.split_once(' ').filter(|(word, _)| is_listed(PARTICLES, word) || is_initial(word))
    {
        family = rest.len() - after.len();
    }
    let last = rest.get(family..).filter(|_| family > 0)?;
    let end = last.find(|c: char| !(c.is_alphabetic() || c == '-')).unwrap_or(last.len());
    let (family, after) =
        rest.split_at_checked(family + end).filter(|_| is_capital(last.get(..end).unwrap_or_default()))?;
    Some((Name { family: family.to_owned(), given: given.to_owned(), given_first: true }, after))
}

fn is_initial(word: &str) -> bool {
    word.len() == 2 && word.ends_with('.') && word.starts_with(|c: char| c.is_ascii_uppercase())
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().count() > 1
        && word.chars().all(|c| c.is_alphabetic() || c == '-')
}

/// A Chinese name in full that stands under no title, and is not the start of a longer name: `Zhong Shan Hospital`.
fn untitled(text: &str) -> Option<Name> {
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    let (name, after) = name(text)?;
    let first = text.split(' ').next()?.to_lowercase();
    let goes_on = after.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase));
    // `Lao San` is what friends say.
    let familiar = name.family == "Lao" && name.given.len() < 5;
    let place = PLACES.contains(&name.printed().as_str()) || familiar;
    // `Song Wei` sang; `He Ran`.
    let given = name.given.to_lowercase();
    let word =
        is_listed(WORDS, &first) && (given.split(' ').any(|word| is_listed(GIVEN_WORDS, word)) || given.len() < 2);
    let known = is_chinese(&name) && !word && !place && !goes_on;
    // `Winter Sun`: many a word ends so, and hardly a name.
    let plain = name.given.len() > 4 && !name.given.ends_with("er");
    (known && (!name.given_first || plain)).then_some(name)
}

/// The names after a title: one, or several joined by commas and `and`.
fn list(text: &str) -> Vec<Name> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = full_name(rest) {
        names.push(name);
        let joint = [", and ", " and ", ", "].iter().find_map(|joint| after.strip_prefix(joint));
        match joint {
            Some(next) if next.starts_with(char::is_uppercase) => rest = next,
            _ => break,
        }
    }
    // After a comma a name counts only if it is one beyond doubt.
    names
        .iter()
        .enumerate()
        .filter(|(index, name)| *index == 0 || is_chinese(name))
        .map(|(_, name)| name.clone())
        .collect()
}

fn is_chinese(name: &Name) -> bool {
    crate::text::pinyin::is_family(&name.family.replace(' ', "")) && is_pinyin(&name.given.replace(' ', ""))
}

/// A name, also one that a lost apostrophe has run together with its `s`.
fn full_name(text: &str) -> Option<(Name, &str)> {
    if let Some(found) = name(text).filter(|(name, _)| is_chinese(name)) {
        return Some(found);
    }
    if let Some(found) = with_particle(text) {
        return Some(found);
    }
    let mut words = text.splitn(3, ' ');
    let (first, second) = (words.next()?, words.next()?);
    let shorter = second.strip_suffix('s').map(|second| format!("{first} {second}"));
    let lost = shorter.as_deref().and_then(name).map(|(name, _)| name).filter(is_chinese);
    match lost {
        Some(name) => Some((name, words.next().unwrap_or_default())),
        // `Dorothea Lang`: the given name tells that the family is no Chinese one.
        None => name(text).filter(|(name, _)| {
            let foreign = name.given_first && name.given.len() > 2 && !is_pinyin(&name.given);
            // `Chang Hsiao-yun`
            foreign || name.given.contains('-') || !crate::text::pinyin::is_family(&name.family)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, String)> {
        let lines = crate::text::lines::split(text);
        let subject = name("Wen Hao").unwrap().0;
        let found = find(&lines.iter().collect::<Vec<_>>(), &[subject]);
        found.into_iter().map(|found| (found.value.role.unwrap_or_default(), found.value.name)).collect()
    }

    #[test]
    fn full_names_under_a_title_are_mentions() {
        let wanted = |names: &[(&str, &str)]| {
            names.iter().map(|(role, name)| ((*role).to_owned(), (*name).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(
            names("luckyProfessor Lin led. He met Professor Lin Yue. Professor Lin spoke."),
            wanted(&[("Professor", "Lin Yue")])
        );
        assert_eq!(
            names("Under Professor Lin Yues care, Dr. Wen Hao and Director Gu Min"),
            wanted(&[("Professor", "Lin Yue"), ("Director", "Gu Min")])
        );
        assert_eq!(
            names("Professors Lin Yue, Gu Min and Bai He came"),
            wanted(&[("Professor", "Lin Yue"), ("Professor", "Gu Min"), ("Professor", "Bai He")])
        );
        assert_eq!(names("Dr. Norman Bethune"), wanted(&[("Dr.", "Norman Bethune")]));
        assert_eq!(
            names("His brother Bai Ruhe and Zhaohui Gu met in Hong Kong, at Zhong Shan Hospital. He Ran"),
            wanted(&[("", "Bai Ruhe"), ("", "Zhaohui Gu")])
        );
        assert_eq!(names("Director Lin once said. Professor Lin Then"), wanted(&[]));
        assert_eq!(
            names("He met Song Wei, An Min and He Xiaoming. He Ran. You Can Go. Long Tan is in An Hui."),
            wanted(&[("", "Song Wei"), ("", "An Min"), ("", "He Xiaoming")])
        );
        assert_eq!(
            names(
                "Dr. Pieter van Oss, Professor Dorothea Lang, the missionary doctor Edwin Farley, nurse Irena Nowak and the jurist Bei Songling"
            ),
            wanted(&[
                ("Dr.", "Pieter van Oss"),
                ("Professor", "Dorothea Lang"),
                ("", "Edwin Farley"),
                ("", "Irena Nowak"),
                ("", "Bei Songling")
            ])
        );
        assert_eq!(
            names(
                "How He Became a Doctor. A driver called Lao San. The doctor Mount Sinai Hospital sent. The sister of Mary"
            ),
            wanted(&[])
        );
        assert_eq!(names("Dr. James T. Holloway came"), wanted(&[("Dr.", "James T. Holloway")]));
        assert_eq!(
            names("The village schoolmaster Nong Zishan and the florist Rose Garden"),
            wanted(&[("", "Nong Zishan")])
        );
        assert_eq!(
            names(
                "The seamstress Tuo Guihua, her cousin Nuo Shuwen and the bookkeeper Pie Laifu left. The driver Went Home."
            ),
            wanted(&[("", "Tuo Guihua"), ("", "Nuo Shuwen"), ("", "Pie Laifu")])
        );
        assert_eq!(
            names("A porter, Kuai Lanying, and old Nong Shuwen sang. Auntie Fan and Granny Yu and Uncle Gu Min left."),
            wanted(&[("", "Kuai Lanying"), ("", "Nong Shuwen"), ("", "Gu Min")])
        );
        assert_eq!(
            names("Her teacher, Edward Crane, paid. In Winter Sun he sat with a doctor, Harbour Hospital and all."),
            wanted(&[("", "Edward Crane")])
        );
        assert_eq!(names("Professor Chang Hsiao-yun came"), wanted(&[("Professor", "Chang Hsiao-yun")]));
        assert_eq!(
            names("Mrs. Mary Brown and Nurse Anna Bell came; Mr. Brown left."),
            wanted(&[("Mrs.", "Mary Brown"), ("Nurse", "Anna Bell")])
        );
    }
}
