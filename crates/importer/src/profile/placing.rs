//! What a post is taken for: employment, a society's appointment, an editor's role; and its place in the record.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{AppointmentRank, OrganisationKind, PostStatus};

use crate::facts::{Appointment, Doctor, EditorialRole, Fellowship, Found, Organisation, Position};
use crate::gazetteer::Known;
use crate::profile::journals::journal;
use crate::profile::post::{Listed, Post, Posts};
use crate::profile::titles::{add_academic_title, is_academic};
use crate::profile::{chinese_roles, fellowships, journal_row, posts, roles};
use crate::report::decision::{Decision, Placed};
use crate::report::notes::Notes;
use crate::text::characters::is_quote;
use crate::text::han_script::is_chinese;
use crate::text::wording::{after, split_sentences, strip_words};

/// The posts of every sentence.
fn read_all(known: &Known, text: &str, listed: Listed) -> Posts {
    let mut all = Posts::default();
    // Chinese sentences end in signs of their own.
    let sentences = if is_chinese(text) { vec![text] } else { split_sentences(text) };
    for sentence in sentences {
        let Posts { mut posts, unread } = posts::read_in(known, sentence, listed);
        // `He served as A. He was also B.`
        let also = strip_words(sentence, &["he was also", "she was also"]).is_some();
        if also && all.posts.last().is_some_and(|post| post.status == PostStatus::Former) {
            posts.iter_mut().for_each(|post| post.status = PostStatus::Former);
        }
        all.posts.extend(posts);
        all.unread.extend(unread);
    }
    all
}

/// The posts in a sentence of prose that are held somewhere with a name.
pub(crate) fn certain(known: &Known, text: &str) -> Vec<Post> {
    let Posts { mut posts, .. } = posts::read(known, text);
    posts.retain(|post| !post.path.is_empty() && post.is_plain(Listed::Byline));
    posts
}

/// True when a text after a name holds posts beyond doubt.
pub(crate) fn holds_posts(known: &Known, text: &str) -> bool {
    let text = text.trim_start_matches([',', '，', ':', '：', ' ', '.', ';']);
    read_all(known, text, Listed::Byline).posts.iter().any(|post| post.is_plain(Listed::Byline))
}

/// Writes the posts of a text down; gives how many, and the pieces that are none or are held nowhere known.
pub(crate) fn place(
    known: &Known,
    text: &str,
    listed: Listed,
    doctor: &mut Doctor,
    line: u32,
    notes: &mut Notes,
) -> (usize, Vec<String>) {
    let Posts { posts, mut unread } = read_all(known, text, listed);
    let (plain, other): (Vec<Post>, Vec<Post>) = posts.into_iter().partition(|post| post.is_plain(listed));
    let placed = plain.len();
    if !other.is_empty() {
        notes.decide(line, Decision::Post(Placed::Nowhere));
    }
    let (titles, plain): (Vec<Post>, Vec<Post>) = plain.into_iter().partition(Post::is_title);
    for title in titles {
        add_academic_title(doctor, &title.role, line, notes);
    }
    unread.extend(other.into_iter().map(|post| post.printed));
    for post in plain {
        post.place_on(known, doctor, line, listed, notes);
    }
    (placed, unread)
}

impl Post {
    /// True when there is something to go by: a body that is one, or a role with a capital that stands alone.
    pub fn is_plain(&self, listed: Listed) -> bool {
        let capital = |text: &str| text.starts_with(|c: char| c.is_uppercase() || crate::text::characters::is_han(c));
        match self.path.first() {
            None => self.place.is_empty() && (capital(&self.role) || roles::is_graded(&self.role)),
            Some(root) => {
                let named = listed != Listed::Byline
                    || roles::is_editorial(roles::rank(&self.role))
                    || roles::is_of_society(&self.role);
                // `a hospital in the hills` names none.
                let proper = self.path.iter().any(|unit| {
                    unit.name.starts_with(|c: char| c.is_ascii_digit())
                        || capital(unit.name.trim_start_matches(is_quote))
                });
                let known = root.kind != OrganisationKind::Other || self.is_in_society();
                proper && (known || named && capital(root.name.trim_start_matches(is_quote)))
            }
        }
    }

    /// `Associate Professor`, held now and nowhere in particular, is a title.
    fn is_title(&self) -> bool {
        self.path.is_empty()
            && self.place.is_empty()
            && self.status == PostStatus::Current
            && self.period.is_none()
            && is_academic(&self.role)
    }

    /// Writes the post down as what it is.
    pub fn place_on(self, known: &Known, doctor: &mut Doctor, line: u32, listed: Listed, notes: &mut Notes) {
        let rank = self.rank();
        let (placed, stay) = match () {
            () if self.is_of_journal(rank, listed) => (Placed::Editorial, None),
            () => match self.stay(known) {
                Some(stay) => (Placed::Stay, Some(stay)),
                None => (self.body(listed), None),
            },
        };
        notes.decide(line, Decision::Post(placed));
        let same = match (placed, stay) {
            (Placed::Editorial, _) => self.editorial(doctor, line, rank),
            (_, Some(stay)) => push_new(&mut doctor.fellowships, line, stay),
            (Placed::Society | Placed::Membership | Placed::Listed, _) => {
                let Self { role, status, path, period, .. } = self;
                let appointment = Appointment { role, rank, path, status, period };
                push_appointment(&mut doctor.appointments, line, appointment)
            }
            _ => push_new(&mut doctor.positions, line, self.position()),
        };
        if let Some(same) = same {
            notes.decide(line, Decision::SamePost(same));
        }
    }

    /// `学组副组长`: who leads a society's group is its chair. A team of other kinds has leaders, too, and no chair.
    fn rank(&self) -> AppointmentRank {
        let group = || self.path.last().is_some_and(|unit| chinese_roles::is_study_group(&unit.name));
        let chair = chinese_roles::chair_of_group(&self.role).filter(|_| self.is_in_society() && group());
        chair.unwrap_or_else(|| roles::rank(&self.role))
    }

    fn is_of_journal(&self, rank: AppointmentRank, listed: Listed) -> bool {
        (roles::is_editorial(rank) || listed == Listed::Editorial)
            && !self.place.is_empty()
            && !self.is_in_society()
            && !self.is_in_authority()
            && (roles::is_editorial(rank) || !self.is_employed())
    }

    /// A hospital and a university employ; among editors a visiting scholar there is none.
    fn is_employed(&self) -> bool {
        use OrganisationKind::{Hospital, School, University};
        self.path.first().is_some_and(|root| matches!(root.kind, Hospital | School | University))
    }

    /// A visiting scholar stays somewhere and holds no post there.
    fn stay(&self, known: &Known) -> Option<Fellowship> {
        let role = self.role.to_lowercase();
        let visits = [
            "visiting scholar",
            "visiting fellow",
            "visiting researcher",
            "visiting physician",
            "exchange scholar",
            "postdoctoral fellow",
            "postdoctoral researcher",
            "postdoctoral scholar",
            "research fellow",
            "clinical fellow",
            "访问学者",
        ];
        let stays = !self.path.is_empty() && !self.is_in_society() && visits.iter().any(|visit| role.ends_with(visit));
        let (_, bare) = roles::without_marks(&self.printed);
        let stay = stays.then(|| fellowships::fellowship(known, "", bare)).flatten()?;
        Some(Fellowship { period: stay.period.or(self.period), ..stay })
    }

    fn is_in_society(&self) -> bool {
        use OrganisationKind::{Association, Branch, Committee};
        let society = |unit: &Organisation| matches!(unit.kind, Association | Branch | Committee);
        // An acronym tells nothing, but what has a branch is a society.
        let by_part = |root: &Organisation| root.kind == OrganisationKind::Other && self.path.iter().any(society);
        self.path.first().is_some_and(|root| society(root) || by_part(root))
    }

    /// A foundation has reviewers and is no journal.
    fn is_in_authority(&self) -> bool {
        use OrganisationKind::{Authority, Funder};
        self.path.first().is_some_and(|root| matches!(root.kind, Authority | Funder))
    }

    /// An appointment or employment, by the body and the role.
    fn body(&self, listed: Listed) -> Placed {
        use OrganisationKind::{Authority, Funder, Other};
        let Some(root) = self.path.first() else { return Placed::Employment };
        let role = self.role.to_lowercase();
        let congress = root.kind == Authority && root.name.to_lowercase().ends_with("congress");
        let membership = congress
            || ["member", "academician", "fellow"].iter().any(|word| role.ends_with(word))
            || chinese_roles::is_membership(&self.role);
        // Who heads an authority is employed by it.
        let heads = root.kind == Authority && role.contains("director");
        let open = matches!(root.kind, Other | Authority | Funder) && listed != Listed::Byline && !heads;
        match () {
            () if self.is_in_society() => Placed::Society,
            () if membership || root.kind == Other && roles::is_of_society(&self.role) => Placed::Membership,
            () if open => Placed::Listed,
            () => Placed::Employment,
        }
    }

    fn editorial(self, doctor: &mut Doctor, line: u32, rank: AppointmentRank) -> Option<u32> {
        let mut known = None;
        for name in journal_row::journals(&self.place) {
            let (role, journal) = (self.role.clone(), journal(name));
            let role = EditorialRole { role, rank, journal, status: self.status, period: self.period };
            known = push_new(&mut doctor.editorial_roles, line, role).or(known);
        }
        known
    }

    fn position(self) -> Position {
        position(self.role, self.status, &self.place, self.path, self.period)
    }
}

/// The post with its department apart from the rest of its place.
pub(crate) fn position(
    role: String,
    status: PostStatus,
    place: &str,
    mut path: Vec<Organisation>,
    period: Option<Period>,
) -> Position {
    use OrganisationKind::{Branch, Department, Hospital, Institute, Other, School, University};
    let owned = path.first().is_some_and(|root| matches!(root.kind, Hospital | School | University));
    // A section of a hospital and a school of a university are departments there.
    let is_unit = |kind| {
        kind == Department
            || path.len() > 1
                && (matches!(kind, Institute | Other) || owned && !is_chinese(place) && matches!(kind, Branch | School))
    };
    let lowest = path.last().filter(|unit| is_unit(unit.kind));
    let department = lowest.map(|unit| unit.name.clone());
    if department.is_some() {
        path.pop();
    }
    let organisation = match path.as_slice() {
        [] => None,
        [only] => Some(only.name.clone()),
        // Nothing stands between the units of a Chinese path.
        units if is_chinese(place) => Some(units.iter().map(|unit| unit.name.as_str()).collect()),
        _ => Some(remainder(place, department.as_deref())),
    };
    Position { role, department, organisation, path, status, period }
}

/// The place as printed, after the department.
fn remainder(place: &str, department: Option<&str>) -> String {
    let rest = department.and_then(|department| after(place, department)).unwrap_or(place);
    let mut rest = rest.trim_start_matches([',', ' ']);
    for joint in ["of ", "at ", "in ", "the "] {
        rest = rest.strip_prefix(joint).unwrap_or(rest);
    }
    rest.to_owned()
}

/// With how many posts a new one is compared: nobody holds as many, and each with each would take for ever.
const COMPARED: usize = 500;

/// The same post, with the association's acronym once and once without, is one post; gives its line when it is known.
fn push_appointment(list: &mut Vec<Found<Appointment>>, line: u32, value: Appointment) -> Option<u32> {
    let Some(known) = list.iter_mut().take(COMPARED).find(|known| is_same(&known.value, &value)) else {
        list.push(Found::new(line, value));
        return None;
    };
    Some(known.meet(value))
}

fn is_same(known: &Appointment, other: &Appointment) -> bool {
    // A page can list thousands, and each is compared with those above it: the lowest units differ most.
    let units = || known.path.iter().rev().zip(other.path.iter().rev()).all(|(known, other)| known.name == other.name);
    known.path.len() == other.path.len()
        && units()
        && (known.rank, known.status, known.period) == (other.rank, other.status, other.period)
        && known.role.eq_ignore_ascii_case(&other.role)
}

impl Found<Appointment> {
    /// Takes the acronyms of the same post where it has none; gives its line.
    fn meet(&mut self, same: Appointment) -> u32 {
        if self.value.path.iter().all(|unit| unit.acronym.is_none()) {
            self.value.path = same.path;
        }
        self.line
    }
}

/// The posts of all lines, each once; those that were met again give both their lines.
pub(crate) fn once(posts: Vec<Found<Appointment>>, again: &mut impl FnMut(u32, u32)) -> Vec<Found<Appointment>> {
    let mut kept: Vec<Found<Appointment>> = Vec::with_capacity(posts.len());
    let mut met: HashMap<u64, Vec<usize>> = HashMap::new();
    let hasher = RandomState::new();
    for post in posts {
        let units = post.value.path.iter().map(|unit| &unit.name);
        let places = met.entry(hasher.hash_one(units.collect::<Vec<_>>())).or_default();
        let mut same = places.iter().take(COMPARED).copied();
        match same.find(|at| kept.get(*at).is_some_and(|known| is_same(&known.value, &post.value))) {
            Some(at) => {
                let Found { line, value } = post;
                again(line, kept.get_mut(at).map_or(line, |known| known.meet(value)));
            }
            None => {
                places.push(kept.len());
                kept.push(post);
            }
        }
    }
    kept
}

/// The same post in the byline and in the profile is one post; gives its line when it is known.
fn push_new<T: PartialEq>(list: &mut Vec<Found<T>>, line: u32, value: T) -> Option<u32> {
    let known = list.iter().take(COMPARED).find(|known| known.value == value).map(|known| known.line);
    if known.is_none() {
        list.push(Found::new(line, value));
    }
    known
}
