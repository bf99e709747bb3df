//! Under the text: credits, rights, and what belongs to the site.

mod chinese_credits;
pub(crate) mod credits;
mod furniture;
pub(crate) mod rights;
mod start;

use shanghaidoctor_domain::content::{Credit, CreditRole};

use self::furniture::is_furniture;
pub(crate) use self::start::{begins, start};
use crate::facts::{Found, PrintedRights};
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part, WarningKind};
use crate::text::lines::Line;
use crate::text::marks::Linked;
use crate::text::wording::find;

/// What stands under the text.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    pub credits: Vec<Found<Credit>>,
    pub rights: Option<Found<PrintedRights>>,
}

/// Reads the tail. `site` is the publication's name.
pub(crate) fn read(lines: &[Line], site: &str, notes: &mut Notes) -> Tail {
    let mut tail = Tail::default();
    let mut under_label = false;
    let mut notice: Vec<(u32, &str)> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_picture()) {
        let text = line.text.as_str();
        let credits = credits::credits(text);
        if !credits.is_empty() {
            tail.credits.extend(credits.into_iter().map(|credit| Found::new(line.number, credit)));
            notes.take(line, Part::Credits, Decision::Credits);
        } else if is_furniture(text) || line.marks.linked == Linked::Wholly {
            notes.take(line, Part::Furniture, Decision::Furniture);
        } else if let Some(rest) = rights::label(text) {
            under_label = true;
            notice.extend((!rest.is_empty()).then_some((line.number, rest)));
            notes.take(line, Part::Rights, Decision::RightsLabel);
        } else if under_label || rights::is_sentence(text) {
            notice.push((line.number, text));
            if names_editor(&tail, text) {
                contact(&mut tail, text);
            }
            let why = if under_label { Decision::UnderRightsLabel } else { Decision::RightsBySigns };
            notes.take(line, Part::Rights, why);
        } else if credits::is_contact(text) {
            contact(&mut tail, text);
            notes.take(line, Part::Credits, Decision::Contact);
        } else {
            notes.decide(line.number, Decision::UnderTheText);
        }
    }
    let texts: Vec<&str> = notice.iter().map(|(_, text)| *text).collect();
    tail.rights = notice.first().map(|(line, _)| Found::new(*line, rights::read(&texts)));
    report_in_part(&tail, lines, site, notes);
    tail
}

/// Says of a notice that lacks what an article's rights must have that it is not kept. Then the article is shown under
/// the site's rights: where the notice names another owner, that is a question.
fn report_in_part(tail: &Tail, lines: &[Line], site: &str, notes: &mut Notes) {
    let Some(rights) = tail.rights.as_ref().filter(|rights| rights.value.complete().is_none()) else { return };
    for line in lines {
        if let Some(part) = notes.parts.get_mut(&line.number).filter(|part| **part == Part::Rights) {
            *part = Part::RightsInPart;
        }
    }
    let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let Some(holder) = &rights.value.holder else { return };
    let (owner, site) = (letters(holder), letters(site));
    let is_site = !site.is_empty() && (owner.contains(&site) || site.contains(&owner));
    if !is_site {
        let lacks = rights.value.lacks().join(" and ");
        let said = format!("“{holder}” owns the article, but the notice has no {lacks}: it was not kept");
        notes.warn(WarningKind::Unread, rights.line, said);
    }
}

/// `For reprints write to the editor (a@b.org)`: an address among the rights can be the office's, too.
fn names_editor(tail: &Tail, text: &str) -> bool {
    let editors = tail.credits.iter().filter(|credit| credit.value.role == CreditRole::Editor);
    let named = editors.into_iter().any(|credit| text.contains(credit.value.name.as_str()));
    let office = ["editorial", "编辑部", "編輯部"].iter().any(|word| find(text, word).is_some());
    named || !office && ["editor", "编辑", "編輯"].iter().any(|word| find(text, word).is_some())
}

/// An address belongs to the editor, or to whom it names when only one is named.
fn contact(tail: &mut Tail, text: &str) {
    let Some(email) = credits::email(text) else { return };
    let editor = tail.credits.iter().position(|credit| credit.value.role == CreditRole::Editor);
    let only = (tail.credits.len() == 1).then_some(0);
    if let Some(credit) = editor.or(only).and_then(|at| tail.credits.get_mut(at)) {
        credit.value.email.get_or_insert(email);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_that_is_not_kept_is_told() {
        let read = |text: &str| {
            let mut notes = Notes::default();
            read(&crate::text::lines::split(text), "Lamp House", &mut notes);
            (notes.parts.into_values().collect::<Vec<_>>(), notes.warnings.len())
        };
        let whole = "Copyright: All rights belong to Good House. Do not reprint without permission.\n\
                     When reprinted, credit “From Good House.”";
        assert_eq!(read(whole), (vec![Part::Rights, Part::Rights], 0));
        assert_eq!(
            read("All rights belong to Good House. No reprint without permission."),
            (vec![Part::RightsInPart], 1)
        );
        assert_eq!(
            read("All rights belong to Lamp House. No reprint without permission."),
            (vec![Part::RightsInPart], 0)
        );
        assert_eq!(read("Reprints on request."), (vec![Part::RightsInPart], 0));
    }
}
