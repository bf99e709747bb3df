//! `role of the committee of the association; role, hospital`: the posts that a text lists.

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{AppointmentRank, OrganisationKind, PostStatus};

use crate::profile::chinese_posts;
use crate::profile::organisation_path::{self, Organisation};
use crate::profile::placing::{self, Listed};
use crate::profile::roles;
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::wording::{find, split_outside_brackets, strip_start, without_end};

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

/// The most bytes that a list of posts has; what is longer is some other text.
pub(crate) const LONGEST: usize = 4000;

/// The posts in `text`, in order.
pub(crate) fn read(text: &str) -> Posts {
    read_in(text, Listed::Byline)
}

/// The posts in `text`, in order; `listed` decides whether a role with unknown words can be one.
pub(crate) fn read_in(text: &str, listed: Listed) -> Posts {
    let mut found = Posts::default();
    if text.len() > LONGEST {
        found.unread.push(text.to_owned());
        return found;
    }
    if is_chinese(text) {
        return chinese_posts::read(text);
    }
    let text = text.replace(" who serves as ", ", ").replace(" who served as ", ", formerly ");
    for sentence in split_outside_brackets(without_end(&text), |c| matches!(c, ';' | '；')) {
        read_sentence(sentence, listed, &mut found);
    }
    found
}

/// `Association, Branch, Member` as `Member, Association, Branch`.
fn role_first(sentence: &str) -> String {
    let turned = sentence.rsplit_once([',', '：', ':']).map(|(place, role)| (place.trim(), role.trim()));
    let fits = |(place, role): &(&str, &str)| {
        let (_, bare) = roles::without_marks(role);
        let first = place.split(',').next().unwrap_or_default();
        roles::is_role(bare)
            && !begins_with_role(place)
            && organisation_path::kind(first).is_some()
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

fn read_sentence(sentence: &str, listed: Listed, found: &mut Posts) {
    let opening = OPENINGS.iter().find_map(|(start, meaning)| Some((strip_start(sentence, start)?, meaning)));
    let sentence = opening.map_or_else(|| sentence.to_owned(), |(rest, meaning)| format!("{meaning}{rest}"));
    let sentence = role_first(&sentence);
    let closing = sentence.rsplit_once(", ").filter(|(_, last)| is_closing(last));
    let mut over = false;
    for part in parts(closing.map_or(&sentence, |(sentence, _)| sentence)) {
        over = (over || roles::closes_sentence(&part.text)) && !roles::is_still(&part.text);
        let before = found.posts.len();
        read_part(&part.text, listed, found);
        let mut ends = false;
        if part.joined {
            // `Former Dean of A and Director of B`: both are over, and what a comma parts from them is not.
            let last = before.checked_sub(1).and_then(|last| found.posts.get(last));
            ends = last.is_some_and(Post::is_over) && !roles::is_still(&part.text);
            share_place(&mut found.posts, before);
        }
        for post in found.posts.get_mut(before..).unwrap_or_default().iter_mut().filter(|_| over || ends) {
            post.status = PostStatus::Former;
        }
    }
}

/// `Professor and Dean of A`, `Director of the B Department and Dean of A`: a role without a place, or with a part of
/// one, has that of the role it is joined to. `Former Dean and Director of A`: both are over.
fn share_place(posts: &mut [Post], joined: usize) {
    let Some((before, after)) = posts.split_at_mut_checked(joined) else { return };
    let (Some(bare), Some(placed)) = (before.last_mut(), after.first_mut()) else { return };
    let certain = bare.role.starts_with(char::is_uppercase) || roles::is_graded(&bare.role);
    if bare.place.is_empty() && certain {
        bare.place.clone_from(&placed.place);
        bare.path.clone_from(&placed.path);
        if bare.status == PostStatus::Former {
            placed.status = PostStatus::Former;
        }
    } else if let ([unit], [root, _, ..]) = (bare.path.as_slice(), placed.path.as_slice())
        && organisation_path::is_part(&unit.name)
        && root.kind == OrganisationKind::Association
    {
        bare.path.insert(0, root.clone());
    } else if let ([unit], Some(root)) = (bare.path.as_slice(), placed.path.first())
        && unit.kind == OrganisationKind::Department
        && root.kind != OrganisationKind::Department
        && !matches!(root.kind, OrganisationKind::Association | OrganisationKind::Other)
    {
        bare.place = format!("{}, {}", bare.place, placed.place);
        bare.path = placed.path.iter().chain([unit]).cloned().collect();
    }
}

struct Part {
    text: String,
    /// Whether `and` joins it to the part before it.
    joined: bool,
}

/// A sentence parted where another role begins.
fn parts(sentence: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for chunk in split_outside_brackets(sentence, |c| matches!(c, ',' | '，' | '、')) {
        let mut joint = ", ";
        for piece in at_roles(chunk) {
            match parts.last_mut() {
                Some(last) if !begins_with_role(piece) => last.text = format!("{}{joint}{piece}", last.text),
                _ => parts.push(Part { text: piece.to_owned(), joined: joint == " and " }),
            }
            joint = " and ";
        }
    }
    parts
}

/// `Dean of A and Director of B` in two; `Ministry of A and B` in one.
fn at_roles(chunk: &str) -> Vec<&str> {
    let cut = chunk.match_indices(" and ").find_map(|(at, joint)| {
        let (left, right) = (chunk.get(..at)?, chunk.get(at + joint.len()..)?);
        begins_with_role(right).then_some((left, right))
    });
    match cut {
        Some((left, right)) => [left].into_iter().chain(at_roles(right)).collect(),
        None => vec![chunk],
    }
}

/// True when a role begins the text: its own words, up to the organisation, name one.
pub(crate) fn begins_with_role(text: &str) -> bool {
    if is_chinese(text) {
        return text.len() <= LONGEST && chinese_posts::is_list(text);
    }
    let (_, bare) = roles::without_marks(text);
    roles::is_role(role_and_place(bare).0)
}

/// A text parted at the word that leads from a role to a place.
fn role_and_place(text: &str) -> (&str, &str) {
    let bare = text.split_once(" (").map_or(text, |(bare, _)| bare);
    let joints = [" of ", " at ", " in ", " for ", " to ", ", ", ": ", "："];
    let first = joints.iter().filter_map(|joint| Some((bare.find(joint)?, joint.len()))).min();
    match first {
        Some((at, width)) => (text.get(..at).unwrap_or_default(), text.get(at + width..).unwrap_or_default()),
        None => (bare, ""),
    }
}

fn read_part(part: &str, listed: Listed, found: &mut Posts) {
    let (status, bare) = roles::without_marks(part);
    let (bare, period) = without_period(bare);
    let bare = bare.as_str();
    let (role, place) = role_and_place(bare);
    let known = roles::is_role(role) || listed == Listed::Appointments && is_new_role(role, place);
    if !known {
        found.unread.extend(Some(part).filter(|part| !is_closing(part)).map(str::to_owned));
        return;
    }
    let (role, place) = match place_of(role, place, bare, listed) {
        Some(place) => (role, place),
        None => {
            found.unread.push(place.to_owned());
            (role, "")
        }
    };
    let (role, place) = board(role, place);
    let (role, place) = subject(role, place);
    let owned = place.strip_prefix("its ").or_else(|| place.strip_prefix("their "));
    let owner = owned.and_then(|_| found.posts.last()?.path.first().cloned());
    let mut paths = organisation_path::read(owned.unwrap_or(place));
    for path in paths.paths.iter_mut().filter(|path| path.len() == 1) {
        path.splice(0..0, owner.clone());
    }
    // Journals stand in a row, too, and the record of an editor has them all.
    let edits = placing::is_editorial(roles::rank(&role));
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

/// The place, unless a comma alone leads to it and nothing in it is one: `Supervisor, Leading Talent of the City`.
fn place_of<'a>(role: &str, place: &'a str, text: &str, listed: Listed) -> Option<&'a str> {
    let after_comma = text.get(role.len()..).is_some_and(|rest| rest.starts_with(','));
    let is_place = || {
        let paths = organisation_path::read(place).paths;
        paths.iter().flatten().any(|unit| organisation_path::kind(&unit.name).is_some())
    };
    (listed != Listed::Byline || !after_comma || roles::rank(role) != AppointmentRank::Other || is_place())
        .then_some(place)
}

/// In a list of posts what stands before a society is a role, whatever its words.
fn is_new_role(role: &str, place: &str) -> bool {
    use OrganisationKind::{Association, Branch, Committee, Funder};
    let capitals = role.split(' ').all(|word| word.starts_with(char::is_uppercase) || matches!(word, "and" | "of"));
    let short = (1..=4).contains(&role.split(' ').count()) && organisation_path::kind(role).is_none();
    let root = || organisation_path::read(place).paths.first().and_then(|path| path.first()).map(|root| root.kind);
    capitals && short && matches!(root(), Some(Association | Branch | Committee | Funder))
}

/// Words that close a list and name nothing.
fn is_closing(text: &str) -> bool {
    matches!(text.trim_start_matches("and "), "among others" | "etc" | "and so on" | "others")
}

const fn has_ended(period: Option<&Period>) -> bool {
    matches!(period, Some(Period { end: Some(_), .. }))
}

/// `Member of the Editorial Board of X` is a role of six words, not a post in a board.
fn board<'a>(role: &str, place: &'a str) -> (String, &'a str) {
    match find(place, "editorial board of ").filter(|at| *at <= 4) {
        Some(at) => {
            let board = place.get(..at + "editorial board".len()).unwrap_or_default();
            (format!("{role} of {board}"), place.get(at + "editorial board of ".len()..).unwrap_or_default())
        }
        None => (role.to_owned(), place),
    }
}

/// `Professor of Surgery at X` is a role of three words; what a director is of is a department.
fn subject(role: String, place: &str) -> (String, &str) {
    const OF: &[&str] = &["professor", "lecturer", "doctor", "master"];
    let teaches = OF.iter().any(|word| role.to_lowercase().ends_with(word));
    let joint = [" at ", ", ", " in "].iter().filter_map(|joint| Some((place.find(joint)?, joint.len()))).min();
    let (of, rest) = joint.map_or((place, ""), |(at, width)| {
        (place.get(..at).unwrap_or_default(), place.get(at + width..).unwrap_or_default())
    });
    if teaches && !of.is_empty() && organisation_path::kind(of).is_none() && !of.contains(" of ") {
        (format!("{role} of {of}"), rest)
    } else {
        (role, place)
    }
}

/// The text without its period: in brackets, before all else, or after a comma or a blank at the end.
fn without_period(text: &str) -> (String, Option<Period>) {
    let brackets = text.match_indices('(').filter_map(|(at, _)| {
        let (inside, after) = text.get(at + 1..)?.split_once(')')?;
        let after = after.trim_start_matches([':', '：', ',', ' ']);
        let joint = if after.is_empty() { "" } else { ", " };
        Some((format!("{}{joint}{after}", text.get(..at)?.trim_end()), dates::period(inside)?))
    });
    let cuts: Vec<usize> = text.match_indices([',', ' ', ':', '：']).map(|(at, _)| at).collect();
    let leading = cuts.iter().rev().filter_map(|at| {
        let (led, rest) = text.split_at_checked(*at)?;
        Some((rest.trim_start_matches([':', '：', ',', ' ']).to_owned(), dates::period(led)?))
    });
    let trailing = cuts.iter().filter_map(|at| {
        let (before, period) = text.split_at_checked(*at)?;
        Some((before.trim_end_matches([',', ' ']).to_owned(), dates::period(period.trim_start_matches([',', ' ']))?))
    });
    let found = brackets.chain(leading).chain(trailing).next();
    found.map_or_else(|| (text.to_owned(), None), |(text, period)| (text, Some(period)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Doctor;
    use crate::profile::placing::Listed;
    use crate::report::notes::Notes;

    fn doctor(text: &str, listed: Listed) -> Doctor {
        let mut doctor = Doctor::default();
        for post in read(text).posts {
            post.place_on(&mut doctor, 1, listed, &mut Notes::default());
        }
        doctor
    }

    #[test]
    fn a_byline_tells_employment_from_societies() {
        let text = "PhD Supervisor at Example University, former Director of the Eye Department at the First Hospital \
                    Affiliated to Example University, Vice Chairman of the Eye Branch of the Chinese Medical Association.";
        let doctor = doctor(text, Listed::Byline);
        let positions: Vec<_> = doctor.positions.iter().map(|found| &found.value).collect();
        assert_eq!(positions[0].organisation.as_deref(), Some("Example University"));
        assert_eq!(positions[1].department.as_deref(), Some("Eye Department"));
        assert_eq!(positions[1].organisation.as_deref(), Some("First Hospital Affiliated to Example University"));
        assert_eq!(positions[1].status, PostStatus::Former);
        assert_eq!(doctor.appointments[0].value.rank, AppointmentRank::ViceChair);
        assert_eq!(doctor.appointments[0].value.path[1].name, "Eye Branch");
    }

    #[test]
    fn the_order_role_branch_association_is_read() {
        let doctor = doctor("Standing Member, Eye Branch, Chinese Medical Association (CMA)", Listed::Appointments);
        let path = &doctor.appointments[0].value.path;
        assert_eq!((path[0].acronym.as_deref(), path[1].name.as_str()), (Some("CMA"), "Eye Branch"));
    }

    #[test]
    fn journals_have_editors() {
        let doctor = doctor("Associate Editor of the Journal of Eyes; Reviewer for Eye, and Ear", Listed::Appointments);
        let names: Vec<_> = doctor.editorial_roles.iter().map(|found| found.value.journal.name.as_str()).collect();
        assert_eq!(names, ["Journal of Eyes", "Eye", "Ear"]);
    }

    #[test]
    fn what_is_no_post_is_left() {
        assert_eq!(read("a lover of music").unread, ["a lover of music"]);
        assert_eq!(read("Dean of the Eye School and Director of the Eye Hospital").posts.len(), 2);
    }
}
