//! `role of the committee of the association; role, hospital`: the posts that a text lists.

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{AppointmentRank, OrganisationKind, PostStatus};

use crate::facts::{Appointment, Doctor, EditorialRole, Found, Journal, Position};
use crate::profile::organisation_path::{self, Organisation};
use crate::profile::roles;
use crate::text::dates;
use crate::text::wording::{find, split_outside_brackets, trailing_bracket, without_end};

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

/// The most bytes that a list of posts has; what is longer is some other text.
pub(crate) const LONGEST: usize = 4000;

/// The posts in `text`, in order.
pub(crate) fn read(text: &str) -> Posts {
    let mut found = Posts::default();
    if text.len() > LONGEST {
        found.unread.push(text.to_owned());
        return found;
    }
    let text = text.replace(" who serves as ", ", ").replace(" who served as ", ", ");
    for sentence in split_outside_brackets(without_end(&text), |c| matches!(c, ';' | '；')) {
        for part in parts(sentence) {
            let before = found.posts.len();
            read_part(&part.text, &mut found);
            if part.joined {
                share_place(&mut found.posts, before);
            }
        }
    }
    found
}

/// `Professor and Dean of A`: a role without a place has that of the role it is joined to.
fn share_place(posts: &mut [Post], joined: usize) {
    let Some((before, after)) = posts.split_at_mut_checked(joined) else { return };
    if let (Some(bare), Some(placed)) = (before.last_mut(), after.first())
        && bare.place.is_empty()
    {
        bare.place.clone_from(&placed.place);
        bare.path.clone_from(&placed.path);
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

/// Writes the posts of a text down; gives how many, and the pieces that are none or are held nowhere known.
pub(crate) fn place(text: &str, listed: Listed, doctor: &mut Doctor, line: u32) -> (usize, Vec<String>) {
    let Posts { posts, mut unread } = read(text);
    let (plain, other): (Vec<Post>, Vec<Post>) = posts.into_iter().partition(|post| post.is_plain(listed));
    let placed = plain.len();
    unread.extend(other.into_iter().map(|post| post.printed));
    for post in plain {
        post.place_on(doctor, line, listed);
    }
    (placed, unread)
}

/// True when a role begins the text: its own words, up to the organisation, name one.
pub(crate) fn begins_with_role(text: &str) -> bool {
    let (_, bare) = roles::without_marks(text);
    roles::is_role(role_and_place(bare).0)
}

/// A text parted at the word that leads from a role to a place.
fn role_and_place(text: &str) -> (&str, &str) {
    let bare = text.split_once(" (").map_or(text, |(bare, _)| bare);
    let joints = [" of ", " at ", " in ", " for ", " to ", ", "];
    let first = joints.iter().filter_map(|joint| Some((bare.find(joint)?, joint.len()))).min();
    match first {
        Some((at, width)) => (text.get(..at).unwrap_or_default(), text.get(at + width..).unwrap_or_default()),
        None => (bare, ""),
    }
}

fn read_part(part: &str, found: &mut Posts) {
    let (status, bare) = roles::without_marks(part);
    let (bare, period) = without_period(bare);
    let (role, place) = role_and_place(bare);
    if !roles::is_role(role) {
        found.unread.extend(Some(part).filter(|part| !is_closing(part)).map(str::to_owned));
        return;
    }
    let (role, place) = board(role, place);
    let mut paths = organisation_path::read(place);
    found.unread.extend(paths.rest.drain(..).filter(|rest| !is_closing(rest)));
    if paths.paths.is_empty() {
        paths.paths.push(Vec::new());
    }
    for path in paths.paths {
        let (role, place) = (role.clone(), place.to_owned());
        let status = if has_ended(period.as_ref()) { PostStatus::Former } else { status };
        found.posts.push(Post { role, status, printed: part.to_owned(), place, path, period });
    }
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

fn without_period(text: &str) -> (&str, Option<Period>) {
    match trailing_bracket(text) {
        Some((before, inside)) => match dates::period(inside) {
            Some(period) => (before, Some(period)),
            None => (text, None),
        },
        None => (text, None),
    }
}

/// Where posts were found decides what an unknown body is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    /// In the byline: employment unless it names a society.
    Byline,
    /// Under a label of appointments: a society's post unless it names an employer.
    Appointments,
    /// Under a label of editors' roles: a journal unless it names an organisation.
    Editorial,
}

impl Post {
    /// True when there is something to go by: a body that is one, or a role with a capital that stands alone.
    pub fn is_plain(&self, listed: Listed) -> bool {
        let capital = |text: &str| text.starts_with(|c: char| c.is_uppercase() || crate::text::characters::is_han(c));
        match self.path.first() {
            None => self.place.is_empty() && capital(&self.role),
            Some(root) => root.kind != OrganisationKind::Other || (listed != Listed::Byline && capital(&root.name)),
        }
    }

    /// Writes the post down as what it is.
    pub fn place_on(self, doctor: &mut Doctor, line: u32, listed: Listed) {
        let rank = roles::rank(&self.role);
        let editorial =
            matches!(rank, AppointmentRank::EditorInChief | AppointmentRank::Editor | AppointmentRank::Reviewer);
        if (editorial || listed == Listed::Editorial) && !self.place.is_empty() && !self.is_in_society() {
            self.editorial(doctor, line, rank);
        } else if self.is_appointment(listed) {
            let Self { role, status, path, period, .. } = self;
            let appointment = Appointment { role, rank, path, status, period };
            push_new(&mut doctor.appointments, line, appointment);
        } else {
            push_new(&mut doctor.positions, line, self.position());
        }
    }

    fn is_in_society(&self) -> bool {
        use OrganisationKind::{Association, Branch, Committee};
        self.path.first().is_some_and(|root| matches!(root.kind, Association | Branch | Committee))
    }

    fn is_appointment(&self, listed: Listed) -> bool {
        use OrganisationKind::{Authority, Funder, Other};
        let Some(root) = self.path.first() else { return false };
        let membership =
            ["member", "academician", "fellow"].iter().any(|word| self.role.to_lowercase().ends_with(word));
        let open = matches!(root.kind, Other | Authority | Funder) && listed != Listed::Byline;
        self.is_in_society() || membership || open
    }

    fn editorial(self, doctor: &mut Doctor, line: u32, rank: AppointmentRank) {
        let listed = split_outside_brackets(&self.place, |c| c == ',');
        for name in listed.iter().map(|name| name.strip_prefix("and ").unwrap_or(name)) {
            let (role, journal) = (self.role.clone(), journal(name));
            let role = EditorialRole { role, rank, journal, status: self.status, period: self.period };
            push_new(&mut doctor.editorial_roles, line, role);
        }
    }

    fn position(self) -> Position {
        use OrganisationKind::{Department, Institute, Other};
        let Self { role, status, place, mut path, period, .. } = self;
        let lowest = path.last().filter(|unit| path.len() > 1 && matches!(unit.kind, Department | Institute | Other));
        let department = lowest.map(|unit| unit.name.clone());
        if department.is_some() {
            path.pop();
        }
        let organisation = match path.as_slice() {
            [] => None,
            [only] => Some(only.name.clone()),
            _ => Some(remainder(&place, department.as_deref())),
        };
        Position { role, department, organisation, path, status, period }
    }
}

/// The place as printed, after the department.
fn remainder(place: &str, department: Option<&str>) -> String {
    let rest = department.and_then(|department| crate::text::wording::after(place, department)).unwrap_or(place);
    let mut rest = rest.trim_start_matches([',', ' ']);
    for joint in ["of ", "at ", "in ", "the "] {
        rest = rest.strip_prefix(joint).unwrap_or(rest);
    }
    rest.to_owned()
}

/// A journal's name, its short form in brackets.
pub(crate) fn journal(text: &str) -> Journal {
    let bare = |name: &str| {
        let name = without_end(name)
            .trim_matches(|c: char| crate::text::characters::is_quote(c) || matches!(c, '《' | '》' | '*'));
        name.strip_prefix("the ").unwrap_or(name).to_owned()
    };
    match trailing_bracket(text) {
        Some((name, inside)) if !inside.is_empty() => {
            Journal { name: bare(name), abbreviation: Some(inside.to_owned()) }
        }
        _ => Journal { name: bare(text), abbreviation: None },
    }
}

/// The same post in the byline and in the profile is one post.
fn push_new<T: PartialEq>(list: &mut Vec<Found<T>>, line: u32, value: T) {
    if !list.iter().any(|known| known.value == value) {
        list.push(Found::new(line, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doctor(text: &str, listed: Listed) -> Doctor {
        let mut doctor = Doctor::default();
        for post in read(text).posts {
            post.place_on(&mut doctor, 1, listed);
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
