use std::io::{Result, Write};

use serde_json::{Value, json};
use shanghaidoctor_domain::Kind;

use super::words::{COMMITTEES, FIELDS, GROUPS, PLACES};
use super::{Lines, Size, english, id};

/// Bodies of a society: itself, its committees, and below each of these its groups.
const SOCIETY: usize = 1 + COMMITTEES.len() * (1 + GROUPS.len());
/// A hospital and its departments.
const HOSPITAL: usize = 1 + DEPARTMENTS;
const DEPARTMENTS: usize = 12;

/// How many bodies there are in which posts are held.
pub(super) const fn bodies(size: Size) -> usize {
    size.societies * SOCIETY
}

/// The id of a body in which posts are held.
pub(super) fn body(index: usize) -> String {
    id(Kind::Organisation, index)
}

/// The id of a department, or of a hospital itself.
pub(super) fn workplace(size: Size, index: usize) -> String {
    id(Kind::Organisation, bodies(size) + index % (size.hospitals * HOSPITAL))
}

pub(super) fn write(size: Size, lines: &mut Lines<'_, impl Write>) -> Result<()> {
    for index in 0..size.societies {
        society(lines, index)?;
    }
    for index in 0..size.hospitals {
        hospital(lines, index, bodies(size) + index * HOSPITAL)?;
    }
    Ok(())
}

fn society(lines: &mut Lines<'_, impl Write>, index: usize) -> Result<()> {
    let top = index * SOCIETY;
    let name = format!("{} Society of {}", place(index), field(index / PLACES.len() + index));
    organisation(lines, top, "society", &name, "ASSOCIATION", None)?;
    let mut next = top + 1;
    for committee in COMMITTEES {
        let above = next;
        organisation(lines, above, "committee", committee, "COMMITTEE", Some(top))?;
        for (offset, group) in GROUPS.iter().enumerate() {
            organisation(lines, above + 1 + offset, "group", group, "COMMITTEE", Some(above))?;
        }
        next = above + 1 + GROUPS.len();
    }
    Ok(())
}

fn hospital(lines: &mut Lines<'_, impl Write>, index: usize, top: usize) -> Result<()> {
    let name = format!("{} Hospital", place(index));
    organisation(lines, top, "hospital", &name, "HOSPITAL", None)?;
    for offset in 0..DEPARTMENTS {
        let name = format!("Department of {}", field(index + offset));
        organisation(lines, top + 1 + offset, "department", &name, "DEPARTMENT", Some(top))?;
    }
    Ok(())
}

fn organisation(
    lines: &mut Lines<'_, impl Write>,
    index: usize,
    word: &str,
    name: &str,
    kind: &str,
    parent: Option<usize>,
) -> Result<()> {
    let mut content = json!({
        "slug": format!("{word}-{index}"),
        "name": english(name),
        "kind": kind,
        "city": english("Shanghai"),
        "country": "CN",
    });
    if let (Some(parent), Value::Object(fields)) = (parent, &mut content) {
        fields.insert("parent".to_owned(), id(Kind::Organisation, parent).into());
    }
    lines.put(Kind::Organisation, index, &content)
}

fn place(index: usize) -> &'static str {
    PLACES.get(index % PLACES.len()).copied().unwrap_or_default()
}

fn field(index: usize) -> &'static str {
    FIELDS.get(index % FIELDS.len()).copied().unwrap_or_default()
}
