//! `role of the committee of the association; role, hospital`: the posts that a text lists.

mod parts;
mod shared;
mod wording;

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{AppointmentRank, OrganisationKind, PostStatus};

use self::parts::parts;
use self::shared::{named_before, same_root, share_place, without_rest};
use self::wording::{board, subject, without_period};
use crate::gazetteer::Known;
use crate::profile::chinese_posts;
use crate::profile::organisation_path::{self, Organisation};
use crate::profile::placing::{self, Listed};
use crate::profile::{journal_row, publications, roles};
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::wording::{find, split_outside_brackets, strip_start, strip_words, trailing_bracket, without_end};

/// What a text says of posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Posts {
    pub posts: Vec<Post>,
    /// Pieces that are no post and belong to none.
    pub unread: Vec<String>,
}

/// A post, before it is known of which kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Post {
    pub role: String,
    pub status: PostStatus,
    /// All of it as printed.
    pub printed: String,
    /// What stands after the role, as printed.
    pub place: String,
    pub path: Vec<Organisation>,
    pub period: Option<Period>,
}

impl Post {
    /// Over by its words, not by its period.
    fn is_over(&self) -> bool {
        self.status == PostStatus::Former && self.period.is_none()
    }
}

/// The most bytes of a role, with room.
const LONGEST_ROLE: usize = 240;

/// The most bytes that a list of posts has; what is longer is some other text.
pub(crate) const LONGEST: usize = 4000;

/// The posts in `text`, in order.
pub(crate) fn read(known: &Known, text: &str) -> Posts {
    read_in(known, text, Listed::Byline)
}

/// The posts in `text`, in order; `listed` decides whether a role with unknown words can be one.
pub(crate) fn read_in(known: &Known, text: &str, listed: Listed) -> Posts {
    let mut found = Posts::default();
    if text.len() > LONGEST {
        found.unread.push(text.to_owned());
        return found;
    }
    if is_chinese(text) {
        return chinese_posts::read(text);
    }
    let text = text.replace(" who serves as ", ", ").replace(" who served as ", ", formerly ");
    let text = on_board(&text).unwrap_or(text);
    for sentence in split_outside_brackets(without_end(&text), |c| matches!(c, ';' | '；')) {
        let before = found.posts.len();
        read_sentence(known, sentence, listed, &mut found);
        if found.posts.len() == before {
            another_journal(known, sentence, &mut found);
        }
    }
    found
}

/// `sits on the editorial board of A as associate editor` as `associate editor of A`.
fn on_board(text: &str) -> Option<String> {
    const BOARDS: &[&str] =
        &["sits on the editorial board of ", "serves on the editorial board of ", "is on the editorial board of "];
    let (at, board) = BOARDS.iter().find_map(|board| Some((find(text, board)?, board)))?;
    let (before, rest) = (text.get(..at)?, text.get(at + board.len()..)?);
    let (journal, role) = rest.split(", ").next()?.split_once(" as ")?;
    let after = rest.get(journal.len() + 4 + role.len()..)?;
    roles::is_role(role.trim_start_matches("an ").trim_start_matches("a "))
        .then(|| format!("{before}{role} of {journal}{after}"))
}

/// `Editor, Journal of A; Journal of B`: the second has the role of the first.
fn another_journal(known: &Known, sentence: &str, found: &mut Posts) {
    let Some(mut post) = found.posts.last().cloned() else { return };
    let edits = placing::is_editorial(roles::rank(&post.role)) && !post.place.is_empty();
    if edits && publications::is_journal(sentence) && found.unread.last().is_some_and(|last| last == sentence) {
        found.unread.pop();
        post.place = sentence.to_owned();
        post.path = organisation_path::read(known, sentence).paths.into_iter().next().unwrap_or_default();
        post.printed = sentence.to_owned();
        found.posts.push(post);
    }
}

/// `Association, Branch, Member` as `Member, Association, Branch`.
fn role_first(known: &Known, sentence: &str) -> String {
    let turned = sentence.rsplit_once([',', '：', ':']).map(|(place, role)| (place.trim(), role.trim()));
    let fits = |(place, role): &(&str, &str)| {
        let (_, bare) = roles::without_marks(role);
        let first = place.split(',').next().unwrap_or_default();
        roles::is_role(bare)
            && !begins_with_role(known, place)
            && organisation_path::kind(known, first).is_some()
            && place.starts_with(char::is_uppercase)
    };
    turned.filter(fits).map_or_else(|| sentence.to_owned(), |(place, role)| format!("{role}, {place}"))
}

/// Words that a comma parts from the role after them; and words that say nothing.
const OPENINGS: &[(&str, &str)] = &[
    ("Previously, ", "previously "),
    ("Formerly, ", "formerly "),
    ("Currently, ", "currently "),
    ("In addition, ", ""),
    ("Additionally, ", ""),
    ("Besides, ", ""),
    ("Meanwhile, ", ""),
];

fn read_sentence(known: &Known, sentence: &str, listed: Listed, found: &mut Posts) {
    let opening = OPENINGS.iter().find_map(|(start, meaning)| Some((strip_start(sentence, start)?, meaning)));
    let sentence = opening.map_or_else(|| sentence.to_owned(), |(rest, meaning)| format!("{meaning}{rest}"));
    let dated = sentence.split_once(", ").filter(|(led, _)| dates::period(led).is_some());
    let sentence = dated.map_or_else(|| role_first(known, &sentence), |(led, rest)| format!("{led}: {rest}"));
    let closing = sentence.rsplit_once(", ").filter(|(_, last)| is_closing(last));
    // `formerly A, B and C`: all of them.
    let mut over = strip_words(&sentence, &["formerly", "previously"]).is_some_and(|rest| rest.contains(" and "));
    for part in parts(known, closing.map_or(&sentence, |(sentence, _)| sentence)) {
        over = (over || roles::closes_sentence(&part.text)) && !roles::is_still(&part.text);
        let before = found.posts.len();
        read_part(known, &part.text, listed, found);
        let mut ends = false;
        let still = roles::is_still(&part.text);
        // `former Dean, now Advisor of A`: both are of A.
        let turns = still
            && before
                .checked_sub(1)
                .and_then(|last| found.posts.get(last))
                .is_some_and(|last| last.status == PostStatus::Former);
        if part.joined || turns {
            // `Former Dean of A and Director of B`: both are over, and what a comma parts from them is not.
            let last = before.checked_sub(1).and_then(|last| found.posts.get(last));
            ends = last.is_some_and(Post::is_over) && !still && !lasts(&part.text);
            share_place(known, &mut found.posts, before, still);
        }
        for post in found.posts.get_mut(before..).unwrap_or_default().iter_mut().filter(|_| over || ends) {
            post.status = PostStatus::Former;
        }
    }
}

/// True for a text that says of the doctor what the doctor holds: it begins with a role, not with somebody else.
pub(crate) fn is_own(known: &Known, text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let opening = OPENINGS.iter().find_map(|(start, _)| strip_start(text, start)).unwrap_or(text);
    let pieces = split_outside_brackets(opening, |c| matches!(c, ',' | '，' | ';' | '；' | '/' | '|' | '｜' | '、'));
    let dated = pieces.first().is_some_and(|piece| dates::period(piece).is_some());
    let first = pieces.get(usize::from(dated)).copied().unwrap_or_default();
    let (bare, _) = without_period(first);
    let placed = || organisation_path::kind(known, first).is_some() && role_first(known, opening) != opening;
    strip_words(opening, &["he", "she"]).is_some() || begins_with_role(known, &bare) || placed()
}

/// True when a role begins the text: its own words, up to the organisation, name one.
pub(crate) fn begins_with_role(known: &Known, text: &str) -> bool {
    if is_chinese(text) {
        return text.len() <= LONGEST && chinese_posts::is_list(text);
    }
    let (_, bare) = roles::without_marks(text);
    roles::is_role(role_and_place(known, bare).0)
}

/// A text parted at the word that leads from a role to a place: outside brackets, unless only a bracket names one.
fn role_and_place<'a>(known: &Known, text: &'a str) -> (&'a str, &'a str) {
    if let Some((at, width)) = joint(text) {
        return (text.get(..at).unwrap_or_default(), text.get(at + width..).unwrap_or_default());
    }
    // No role is as long, and looking for one would be done from every joint anew.
    if text.len() > LONGEST_ROLE {
        return ("", text);
    }
    match trailing_bracket(text) {
        Some((role, inside)) if organisation_path::kind(known, inside).is_some() => (role, inside),
        _ => (text, ""),
    }
}

/// Where the word that leads to a place stands outside brackets, and how long it is.
fn joint(text: &str) -> Option<(usize, usize)> {
    const JOINTS: &[&str] = &[" of ", " at ", " in ", " for ", " to ", ", ", ": ", "："];
    let mut depth = 0_u32;
    // What is longer is no role.
    text.char_indices().take(200).find_map(|(at, c)| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ahead = text.get(at..).filter(|_| depth == 0)?;
        JOINTS.iter().find(|joint| ahead.starts_with(**joint)).map(|joint| (at, joint.len()))
    })
}

fn read_part(known: &Known, part: &str, listed: Listed, found: &mut Posts) {
    let (status, bare) = roles::without_marks(part);
    let (bare, period) = without_period(bare);
    // `From 2016 to 2020: was president`
    let (dated, bare) = roles::without_marks(&bare);
    let status = if dated == PostStatus::Former { dated } else { status };
    let (role, place) = role_and_place(known, bare);
    let is_role = roles::is_role(role) || listed == Listed::Appointments && is_new_role(known, role, place);
    if !is_role {
        found.unread.extend(Some(part).filter(|part| !is_closing(part)).map(str::to_owned));
        return;
    }
    let (role, place) = match place_of(known, role, place, bare, listed) {
        Some(place) => (role, place),
        None => {
            found.unread.push(place.to_owned());
            (role, "")
        }
    };
    let (role, place) = board(role, place);
    let (role, place) = subject(known, role, place);
    // Journals stand in a row, too, and the record of an editor has them all.
    let edits = placing::is_editorial(roles::rank(&role));
    let (row, place) = if edits { (place, journal_row::without_lead(place)) } else { ("", place) };
    let owned = place.strip_prefix("its ").or_else(|| place.strip_prefix("their "));
    let owner = owned.and_then(|_| found.posts.last()?.path.first().cloned());
    let meant = named_before(known, place, &found.posts).unwrap_or_default();
    let mut paths = organisation_path::read(known, owned.unwrap_or(place));
    if !meant.is_empty() {
        paths.paths = vec![meant];
    }
    for path in &mut paths.paths {
        same_root(known, path, &found.posts);
    }
    for path in paths.paths.iter_mut().filter(|path| path.len() == 1) {
        if let [unit] = path.as_mut_slice()
            && unit.kind == OrganisationKind::Other
            && roles::heads(&role)
            && is_specialty(&unit.name)
        {
            unit.kind = OrganisationKind::Department;
        }
        path.splice(0..0, owner.clone());
    }
    let place = if edits { row } else { without_rest(place, &paths.rest) };
    found.unread.extend(paths.rest.drain(..).filter(|rest| !is_closing(rest) && !edits));
    if paths.paths.is_empty() {
        paths.paths.push(Vec::new());
    }
    for path in paths.paths {
        let (role, place) = (role.clone(), place.to_owned());
        let status = if has_ended(period.as_ref()) { PostStatus::Former } else { status };
        found.posts.push(Post { role, status, printed: part.to_owned(), place, path, period });
    }
}

/// What a department is called after: a post at the head of `Surgery` is one of a department.
fn is_specialty(name: &str) -> bool {
    const ENDS: &[&str] =
        &["ology", "surgery", "medicine", "diatrics", "pedics", "paedics", "iatry", "obstetrics", "nursing", "imaging"];
    let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    name.starts_with(char::is_uppercase) && name.split(' ').count() <= 4 && ENDS.iter().any(|end| last.ends_with(end))
}

/// The place, unless a comma alone leads to it and nothing in it is one: `Supervisor, Leading Talent of the City`.
fn place_of<'a>(known: &Known, role: &str, place: &'a str, text: &str, listed: Listed) -> Option<&'a str> {
    let after_comma = text.get(role.len()..).is_some_and(|rest| rest.starts_with(','));
    let is_place = || {
        let paths = organisation_path::read(known, place).paths;
        paths.iter().flatten().any(|unit| organisation_path::kind(known, &unit.name).is_some())
    };
    (listed != Listed::Byline || !after_comma || roles::rank(role) != AppointmentRank::Other || is_place())
        .then_some(place)
}

/// In a list of posts what stands before a society is a role, whatever its words.
fn is_new_role(known: &Known, role: &str, place: &str) -> bool {
    use OrganisationKind::{Association, Branch, Committee, Funder};
    let capitals = role.split(' ').all(|word| word.starts_with(char::is_uppercase) || matches!(word, "and" | "of"));
    let short = (1..=4).contains(&role.split(' ').count()) && organisation_path::kind(known, role).is_none();
    let root =
        || organisation_path::read(known, place).paths.first().and_then(|path| path.first()).map(|root| root.kind);
    capitals && short && matches!(root(), Some(Association | Branch | Committee | Funder))
}

/// `Former Dean of A and Honorary President of B`: what somebody is by honour begins when the rest is over.
fn lasts(part: &str) -> bool {
    strip_words(part, &["honorary", "emeritus", "lifetime", "life"]).is_some()
}

/// Words that close a list and name nothing.
fn is_closing(text: &str) -> bool {
    matches!(text.trim_start_matches("and "), "among others" | "etc" | "and so on" | "others")
}

const fn has_ended(period: Option<&Period>) -> bool {
    matches!(period, Some(Period { end: Some(_), .. }))
}

#[cfg(test)]
mod tests;
