//! `role of the committee of the association; role, hospital`: the posts that a text lists.

mod parts;
mod role_and_place;
mod seats;
mod shared;
mod tail;
mod wording;

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{AppointmentRank, OrganisationKind, PostStatus};

use self::parts::parts;
pub(crate) use self::role_and_place::begins_with_role;
use self::role_and_place::{is_person, role_and_place};
use self::seats::{on_board, seat};
use self::shared::{named_before, same_root, share_place, without_rest};
use self::tail::Tail;
use self::wording::{board, subject, without_period};
use crate::gazetteer::Known;
use crate::profile::organisation_path::Paths;
use crate::profile::post::{LONGEST, Listed, Post, Posts};
use crate::profile::{chinese_posts, degrees, journal_row, journals, organisation_path, roles};
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::wording::{
    find, is_listed, lower_words, split_outside_brackets, strip_start, strip_words, without_end,
};

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

/// `Editor, Journal of A; Journal of B`: the second has the role of the first.
fn another_journal(known: &Known, sentence: &str, found: &mut Posts) {
    let Some(mut post) = found.posts.last().cloned() else { return };
    let edits = roles::is_editorial(roles::rank(&post.role)) && !post.place.is_empty();
    if edits && journals::is_journal(sentence) && found.unread.last().is_some_and(|last| last == sentence) {
        found.unread.pop();
        post.place = sentence.to_owned();
        post.path = organisation_path::read(known, sentence).paths.into_iter().next().unwrap_or_default();
        post.printed = sentence.to_owned();
        found.posts.push(post);
    }
}

/// `Association, Branch, Member` as `Member, Association, Branch`.
fn role_first(known: &Known, sentence: &str, listed: Listed) -> String {
    let dashed = || [" — ", " – ", " - "].iter().find_map(|dash| sentence.rsplit_once(dash));
    let parted = sentence.rsplit_once([',', '：', ':']).or_else(|| dashed().filter(|_| listed == Listed::Editorial));
    let turned = parted.map(|(place, role)| (place.trim(), role.trim()));
    let fits = |(place, role): &(&str, &str)| {
        let (bare, _) = without_period(roles::without_marks(role).1);
        let bare = bare.as_str();
        let first = place.split(',').next().unwrap_or_default();
        // Among editors' roles what stands before one is a journal.
        let edits = || listed == Listed::Editorial && roles::is_editorial(roles::rank(bare));
        roles::is_role(bare)
            && !begins_with_role(known, place)
            && (organisation_path::kind(known, first).is_some() || edits())
            && place.starts_with(char::is_uppercase)
    };
    turned.filter(fits).map_or_else(
        || sentence.to_owned(),
        |(place, dated)| {
            let (role, when) = before_period(dated);
            format!("{role}, {place}{when}")
        },
    )
}

/// `Editor since 2011` as `Editor` and `, since 2011`: the period closes the post, wherever its place stands.
fn before_period(dated: &str) -> (&str, String) {
    let (bare, period) = without_period(dated);
    let when = dated.strip_prefix(bare.as_str()).filter(|_| period.is_some());
    let when = when.map(|when| when.trim_matches([',', ' ', '(', ')'])).filter(|when| !when.is_empty());
    match when {
        Some(when) => (dated.get(..bare.len()).unwrap_or(dated), format!(", {when}")),
        None => (dated, String::new()),
    }
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
    let sentence = dated.map_or_else(|| role_first(known, &sentence, listed), |(led, rest)| format!("{led}: {rest}"));
    let closing = sentence.rsplit_once(", ").filter(|(_, last)| is_closing(last));
    // `formerly A, B and C`: all of them.
    let mut over = strip_words(&sentence, &["formerly", "previously"]).is_some_and(|rest| rest.contains(" and "));
    let mut of_another = false;
    for part in parts(known, closing.map_or(&sentence, |(sentence, _)| sentence)) {
        // `who trained under A, is also a member of B`: the verb has the sentence's subject again.
        let begins_anew = strip_words(&part.text, &["is", "he", "she"]).is_some();
        if of_another && !begins_anew {
            found.unread.push(part.text);
            continue;
        }
        over = (over || roles::closes_sentence(&part.text)) && !roles::is_still(&part.text);
        let before = found.posts.len();
        read_part(known, &part.text, listed, found);
        of_another = found.posts.len() == before && roles::is_of_another(&part.text);
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
    let placed =
        || organisation_path::kind(known, first).is_some() && role_first(known, opening, Listed::Byline) != opening;
    strip_words(opening, &["he", "she"]).is_some() || begins_with_role(known, &bare) || placed()
}

/// The posts of one role: several where it is held in several bodies.
fn read_part(known: &Known, part: &str, listed: Listed, found: &mut Posts) {
    let (status, bare) = roles::without_marks(part);
    let (bare, period) = without_period(bare);
    // `From 2016 to 2020: was president`
    let (dated, bare) = roles::without_marks(&bare);
    let status = if dated == PostStatus::Former { dated } else { status };
    let seat = seat(bare);
    let bare = seat.as_deref().unwrap_or(bare);
    let Some((role, tail)) = role_of(known, part, bare, listed, &mut found.unread) else { return };
    let (place, period) = (tail.place, period.or(tail.period));
    let status = if has_ended(period.as_ref()) { PostStatus::Former } else { tail.ending.status(status) };
    // Journals stand in a row, too, and the record of an editor has them all.
    let edits = roles::is_editorial(roles::rank(&role));
    let (row, place) = if edits { (place, journal_row::without_lead(place)) } else { ("", place) };
    let mut bodies = bodies(known, &role, place, &found.posts);
    let place = if edits { row } else { without_rest(place, &bodies.rest) };
    found.unread.extend(bodies.rest.drain(..).filter(|rest| !is_closing(rest) && !edits));
    if bodies.paths.is_empty() {
        bodies.paths.push(Vec::new());
    }
    for path in bodies.paths {
        let (role, printed, place) = (role.clone(), part.to_owned(), place.to_owned());
        found.posts.push(Post { role, status, printed, place, path, period });
    }
}

/// The role of a part and the place behind it, both as printed; none for a part that is no post.
fn role_of<'a>(
    known: &Known,
    part: &str,
    bare: &'a str,
    listed: Listed,
    unread: &mut Vec<String>,
) -> Option<(String, Tail<'a>)> {
    let (role, place) = role_and_place(known, bare);
    let mut tail = tail::cut(place, begins(part, role));
    let is_role = roles::is_role(role) || listed == Listed::Appointments && is_new_role(known, role, tail.place);
    // `Honorary Doctor of Science`
    let is_degree = || degrees::is_degree(strip_words(bare, &["honorary"]).unwrap_or(bare));
    if !is_role || is_person(tail.place) || is_degree() {
        unread.extend(Some(part).filter(|part| !is_closing(part)).map(str::to_owned));
        return None;
    }
    unread.extend(tail.unread.map(str::to_owned));
    let place = place_of(known, role, tail.place, bare, listed).unwrap_or_else(|| {
        unread.push(tail.place.to_owned());
        ""
    });
    let (role, place) = board(role, place);
    let (role, place) = subject(known, role, place);
    tail.place = place;
    Some((role, tail))
}

/// The bodies that a place names, or means of those of the posts before it.
fn bodies(known: &Known, role: &str, place: &str, before: &[Post]) -> Paths {
    let owned = place.strip_prefix("its ").or_else(|| place.strip_prefix("their "));
    let owner = owned.and_then(|_| before.last()?.path.first().cloned());
    let mut bodies = organisation_path::read(known, owned.unwrap_or(place));
    let meant = named_before(known, place, before).unwrap_or_default();
    if !meant.is_empty() {
        bodies.paths = vec![meant];
    }
    for path in &mut bodies.paths {
        same_root(known, path, before);
    }
    for path in bodies.paths.iter_mut().filter(|path| path.len() == 1) {
        if let [unit] = path.as_mut_slice()
            && unit.kind == OrganisationKind::Other
            && roles::heads(role)
            && is_specialty(&unit.name)
        {
            unit.kind = OrganisationKind::Department;
        }
        path.splice(0..0, owner.clone());
    }
    bodies
}

/// True where the words before a role say that it began: `elected President`, `became Dean`.
fn begins(part: &str, role: &str) -> bool {
    const BEGINS: &str = "elected became appointed named made promoted chosen elect";
    let before = find(part, role).and_then(|at| part.get(..at)).unwrap_or_default();
    lower_words(before).iter().any(|word| is_listed(BEGINS, word))
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
    capitals && short && !roles::deny(role) && matches!(root(), Some(Association | Branch | Committee | Funder))
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
