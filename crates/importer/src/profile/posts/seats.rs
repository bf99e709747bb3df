//! `on the board of A`: who sits there has a role that the words do not name.

use crate::profile::roles;
use crate::text::wording::{find, strip_words};

/// `sits on the editorial board of A as associate editor` as `associate editor of A`.
pub(super) fn on_board(text: &str) -> Option<String> {
    const BOARDS: &[&str] =
        &["sits on the editorial board of ", "serves on the editorial board of ", "is on the editorial board of "];
    let (at, board) = BOARDS.iter().find_map(|board| Some((find(text, board)?, board)))?;
    let (before, rest) = (text.get(..at)?, text.get(at + board.len()..)?);
    let (journal, role) = rest.split(", ").next()?.split_once(" as ")?;
    let after = rest.get(journal.len() + 4 + role.len()..)?;
    roles::is_role(role.trim_start_matches("an ").trim_start_matches("a "))
        .then(|| format!("{before}{role} of {journal}{after}"))
}

/// The boards that somebody can be on, and the role of who is.
const SEATS: &[(&str, &str)] = &[
    ("on the editorial boards of", "editorial board member"),
    ("on the editorial board of", "editorial board member"),
    ("on the editorial board for", "editorial board member"),
    ("on the board of", "board member"),
    ("on the council of", "council member"),
    ("on the committee of", "committee member"),
];

/// True for a piece that says on which board somebody is.
pub(super) fn is_seat(piece: &str) -> bool {
    SEATS.iter().any(|(seat, _)| strip_words(piece, &[seat]).is_some())
}

/// `on the board of A` as `board member of A`; the board of a journal is its editors'.
pub(super) fn seat(text: &str) -> Option<String> {
    const JOURNALS: &[&str] = &["Journal", "Annals", "Archives", "Letters", "Acta"];
    let (place, role) = SEATS.iter().find_map(|(seat, role)| Some((strip_words(text, &[seat])?, role)))?;
    let of_journal = *role == "board member" && place.split(' ').any(|word| JOURNALS.contains(&word));
    let role = if of_journal { "editorial board member" } else { role };
    Some(format!("{role} of {place}"))
}
