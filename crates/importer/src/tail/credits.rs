//! Who made an article.

use shanghaidoctor_domain::EmailAddress;
use shanghaidoctor_domain::content::{Credit, CreditRole};

use crate::tail::chinese_credits;
use crate::text::characters::is_han;
use crate::text::han_names::whole_name;
use crate::text::wording::{
    after, find, split_label, split_outside_brackets, strip_start, trailing_bracket, without_end,
};

const ROLES: &[(CreditRole, &[&str])] = &[
    (
        CreditRole::Editor,
        &[
            "editor",
            "editors",
            "edited by",
            "editing",
            "editing by",
            "responsible editor",
            "managing editor",
            "executive editor",
            "chief editor",
            "editor in charge",
            "editor-in-charge",
            "编辑",
            "责任编辑",
            "责编",
            "編輯",
            "責任編輯",
        ],
    ),
    (
        CreditRole::Author,
        &[
            "author",
            "authors",
            "written by",
            "writer",
            "writers",
            "text",
            "text by",
            "article by",
            "article",
            "words",
            "by",
            "reporter",
            "reporters",
            "correspondent",
            "story by",
            "story",
            "reported by",
            "contributed by",
            "contributor",
            "作者",
            "撰文",
            "文字",
            "文",
            "通讯员",
            "记者",
            "供稿",
            "采写",
            "采访整理",
            "整理",
        ],
    ),
    (
        CreditRole::Photographer,
        &[
            "photographer",
            "photographers",
            "photography",
            "photo",
            "photos",
            "photos by",
            "photo by",
            "photographs",
            "photographs by",
            "photographed by",
            "pictures by",
            "images by",
            "摄影",
            "图",
            "图片",
            "攝影",
        ],
    ),
    (
        CreditRole::Translator,
        &[
            "translator",
            "translators",
            "translated by",
            "translated into english by",
            "translated from chinese by",
            "translated from the chinese by",
            "translation",
            "translation by",
            "translation into english",
            "翻译",
            "译者",
            "翻譯",
            "譯者",
        ],
    ),
    (
        CreditRole::Reviewer,
        &[
            "reviewer",
            "reviewed by",
            "proofreader",
            "proofreaders",
            "proofreading",
            "proofread by",
            "proof-reading",
            "fact-checking",
            "fact-checked by",
            "checked by",
            "审核",
            "审校",
            "校对",
            "初审",
            "终审",
            "審核",
        ],
    ),
    (CreditRole::Interviewer, &["interviewer", "interviewed by", "interview by", "采访"]),
];

/// The credits a line gives; none for a line that gives none. `Editor: A B  Photographer: C D` gives two.
pub(crate) fn credits(text: &str) -> Vec<Credit> {
    // What is longer is prose, and looking for names in it would be done from every blank anew.
    if text.len() > LONGEST {
        return Vec::new();
    }
    if let Some(credits) = chinese_credits::credits(text) {
        return credits;
    }
    let text = text.trim_end_matches(['.', ' ']);
    let bare = text.strip_prefix(['（', '(', '[']).and_then(|rest| rest.strip_suffix(['）', ')', ']']));
    let text = bare.unwrap_or(text);
    if !text.contains([':', '：', '|', '｜', '/', '／']) && find(text, "by").is_none() {
        return Vec::new();
    }
    if let Some(credits) = part(text) {
        return credits;
    }
    let parts = split_outside_brackets(text, |c| matches!(c, '|' | '｜' | ';' | '；'));
    if parts == [text] {
        return Vec::new();
    }
    let known = parts.iter().any(|text| part(text).is_some());
    let read: Option<Vec<Vec<Credit>>> =
        parts.into_iter().map(|text| part(text).or_else(|| other(text).filter(|_| known))).collect();
    read.unwrap_or_default().into_iter().flatten().collect()
}

/// `Layout: A B` beside credits that are known.
fn other(text: &str) -> Option<Vec<Credit>> {
    let (label, name) = split_label(text)?;
    let made =
        label.split(' ').count() <= 3 && label.starts_with(char::is_uppercase) && is_name(name) && name.contains(' ');
    made.then(|| vec![Credit { role: CreditRole::Other, name: name.to_owned(), email: None }])
}

/// The most bytes of a line of credits.
const LONGEST: usize = 400;

fn part(text: &str) -> Option<Vec<Credit>> {
    if let Some(credits) = shared(text) {
        return Some(credits);
    }
    let (role, names) = ROLES.iter().find_map(|(role, labels)| Some((*role, labelled(text, labels)?)))?;
    let names = without_end(names);
    if let Some((at, next)) = next_label(names) {
        let first = part(&format!("{}: {}", label_of(role), names.get(..at)?))?;
        return Some(first.into_iter().chain(part(next)?).collect());
    }
    // A reporter who asks is none who is named.
    let asks = text.starts_with("记者") && !names.split(' ').all(|name| whole_name(name).is_some());
    if asks {
        return None;
    }
    let listed = names.replace(" and ", ", ").replace(" & ", ", ");
    let names = split_outside_brackets(&listed, |c| matches!(c, ',' | '，' | '、' | '/' | '／'));
    let apart = |name: &&str| name.chars().all(|c| is_han(c) || c == ' ') && name.split(' ').all(is_name);
    let names: Vec<&str> =
        names.into_iter().flat_map(|name| if apart(&name) { name.split(' ').collect() } else { vec![name] }).collect();
    // Behind a name stands an address or who that is.
    let bare = |name: &&str| trailing_bracket(name).map_or((*name).to_owned(), |(name, _)| name.to_owned());
    let people = !names.is_empty() && names.iter().all(|name| is_name(&bare(name)));
    let address = |name: &str| trailing_bracket(name).and_then(|(_, inside)| email(inside));
    let credit = |name: &&str| Credit { role, name: bare(name), email: address(name) };
    people.then(|| names.iter().map(credit).collect())
}

/// `Text and photos: A B`: one name under two labels.
fn shared(text: &str) -> Option<Vec<Credit>> {
    let role = |label: &str| {
        let known = |labels: &[&str]| labels.contains(&label.trim().to_lowercase().as_str());
        ROLES.iter().find(|(_, labels)| known(labels)).map(|(role, _)| *role)
    };
    let joints = [" and ", " & ", "/", "&", " / "];
    let (one, rest) =
        joints.iter().find_map(|joint| Some(text.split_once(joint)?).filter(|(one, _)| role(one).is_some()))?;
    let (label, names) =
        split_label(rest).or_else(|| Some((rest.get(..find(rest, " by ")? + 3)?, after(rest, " by ")?)))?;
    let (one, other) = (role(one)?, role(label)?);
    let second = part(&format!("{}: {names}", label_of(other)))?;
    let first =
        second.iter().filter(|credit| credit.role == other).map(|credit| Credit { role: one, ..credit.clone() });
    Some(first.chain(second.iter().cloned()).collect())
}

/// Words that say more of a role, and make it no other.
const QUALIFIERS: &[&str] = &[
    "english ",
    "chinese ",
    "chinese-english ",
    "copy ",
    "senior ",
    "assistant ",
    "associate ",
    "duty ",
    "web ",
    "online ",
    "language ",
    "literary ",
    "staff ",
    "guest ",
    "chief ",
];

/// The text after one of the labels: with a colon, or with `by` in the label.
fn labelled<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    let bare = QUALIFIERS.iter().find_map(|word| strip_start(text, word)).unwrap_or(text);
    labels.iter().find_map(|label| {
        let rest = strip_start(text, label).or_else(|| strip_start(bare, label))?;
        let han = label.ends_with(is_han);
        let marks = |c: char| matches!(c, ':' | '：' | '|' | '｜') || han && matches!(c, '/' | '／');
        let whole = han || rest.starts_with(|c| c == ' ' || marks(c));
        let rest = Some(rest).filter(|_| whole)?;
        // A stroke between blanks: `Text / A B`.
        let colon = rest.trim_start().strip_prefix(marks).or_else(|| rest.strip_prefix(" / "));
        colon.or_else(|| label.ends_with("by").then_some(rest)).map(str::trim)
    })
}

/// Where another label begins on the same line.
fn next_label(names: &str) -> Option<(usize, &str)> {
    names.match_indices(' ').find_map(|(at, _)| {
        let rest = names.get(at + 1..)?;
        let begins = ROLES.iter().any(|(_, labels)| labelled(rest, labels).is_some());
        begins.then_some((at, rest))
    })
}

fn label_of(role: CreditRole) -> &'static str {
    ROLES.iter().find(|(other, _)| *other == role).and_then(|(_, labels)| labels.first()).copied().unwrap_or_default()
}

fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let latin = words.iter().all(|word| {
        word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || "-.’'".contains(c))
    });
    let body = text.ends_with(['院', '部', '科', '室', '处', '社', '会']);
    let han = (2..=4).contains(&text.chars().count()) && text.chars().all(is_han) && !body;
    latin && (1..=4).contains(&words.len()) || han
}

/// The address for electronic mail in a line.
pub(crate) fn email(text: &str) -> Option<EmailAddress> {
    let word = text
        .split([' ', '(', ')', '<', '>', '[', ']', ':', '：', ',', ';', '，', '。'])
        .find(|word| word.contains('@'))?;
    word.trim_end_matches('.').parse().ok()
}

/// True for a line that tells how to reach somebody.
pub(crate) fn is_contact(text: &str) -> bool {
    email(text).is_some() || ["contact", "联系"].iter().any(|word| find(text, word).is_some_and(|at| at < 24))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(CreditRole, String)> {
        credits(text).into_iter().map(|credit| (credit.role, credit.name)).collect()
    }

    #[test]
    fn credits_name_people() {
        assert_eq!(shown("Editor: Chen Lan"), [(CreditRole::Editor, "Chen Lan".into())]);
        let two = [(CreditRole::Author, "Xu Yi".into()), (CreditRole::Photographer, "Ma Li".into())];
        assert_eq!(shown("Author: Xu Yi Photographer: Ma Li"), two);
        assert_eq!(shown("Written by Xu Yi | Photos: Ma Li"), two);
        assert_eq!(shown("Editor：Chen Lan"), [(CreditRole::Editor, "Chen Lan".into())]);
        assert_eq!(shown("Editor | Chen Lan"), [(CreditRole::Editor, "Chen Lan".into())]);
        assert_eq!(shown("(Written by Xu Yi; Photographs by Ma Li)"), two);
        for text in [
            "English translation: Xu Yi",
            "Chinese-English Translation: Xu Yi",
            "Translated into English by Xu Yi",
            "Translation by Xu Yi",
            "Translation | Xu Yi",
        ] {
            assert_eq!(shown(text), [(CreditRole::Translator, "Xu Yi".into())], "{text}");
        }
        let many = shown("Text: Xu Yi English translation: Ma Li Copy editor: Chen Lan");
        let roles = [CreditRole::Author, CreditRole::Translator, CreditRole::Editor];
        assert_eq!(many.iter().map(|(role, _)| *role).collect::<Vec<_>>(), roles);
        assert_eq!(shown("Text / Xu Yi"), [(CreditRole::Author, "Xu Yi".into())]);
        assert_eq!(shown("Article by Xu Yi | Photographs: Ma Li"), two);
        assert_eq!(shown("Editing: Chen Lan"), [(CreditRole::Editor, "Chen Lan".into())]);
        let beside = [(CreditRole::Author, "Xu Yi".into()), (CreditRole::Other, "Ma Li".into())];
        assert_eq!(shown("Text: Xu Yi; Layout: Ma Li"), beside);
        assert_eq!(shown("Layout: Ma Li"), []);
        let both = [(CreditRole::Author, "Xu Yi".into()), (CreditRole::Photographer, "Xu Yi".into())];
        assert_eq!(shown("Text and photos: Xu Yi"), both);
        assert_eq!(shown("Text & photos by Xu Yi"), both);
        let known = credits("Editor: Chen Lan (chen.lan@example.org)");
        assert_eq!(known[0].name, "Chen Lan");
        assert_eq!(known[0].email.as_ref().map(ToString::to_string).as_deref(), Some("chen.lan@example.org"));
        assert_eq!(shown("编辑：陈兰").len(), 1);
        assert_eq!(shown("Editors: Chen Lan, Xu Yi").len(), 2);
        for text in [
            "Interviewer: What moved you?",
            "Text follows",
            "By and large he won",
            "Dr. Wen: Yes",
            "English text books: many",
        ] {
            assert_eq!(shown(text), [], "{text}");
        }
    }

    #[test]
    fn addresses_stand_among_words() {
        assert_eq!(email("write to a.b@Example.cn.").unwrap().to_string(), "a.b@Example.cn");
        assert_eq!(email("no address"), None);
    }
}
