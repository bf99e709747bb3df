//! What stands above the headline and belongs to the site: menus, the way to the page, the search.

use crate::html::head::Head;
use crate::html::page::{Aside, HtmlPage};
use crate::report::decision::Decision;
use crate::report::notes::Part;
use crate::text::lines::Line;
use crate::text::marks::Linked;
use crate::text::update_line::is_update_line;

/// How far above the update line a headline stands.
const HEADLINE_WITHIN: usize = 6;
/// More lines above a headline than a site's name and its tagline can take are a menu.
const SITE_LINES: usize = 3;

/// The lines above the headline that are the site's. Its name and its tagline are lines of the frame and stay.
pub(crate) fn asides(page: &HtmlPage, head: &Head) -> Vec<Aside> {
    let known: Vec<u32> = page.asides.iter().map(|aside| aside.number).collect();
    let content: Vec<&Line> = page.lines.iter().filter(|line| known.binary_search(&line.number).is_err()).collect();
    let Some(headline) = headline(&content, head) else { return Vec::new() };
    let above = content.get(..headline).unwrap_or_default();
    let is_site = |line: &Line| head.is_site(&line.text);
    let several = above.iter().filter(|line| !is_linked(line) && !line.is_picture()).count() > SITE_LINES;
    let furniture = above.iter().filter(|line| !is_site(line) && (is_linked(line) || line.is_picture() || several));
    furniture.map(|line| Aside { number: line.number, part: Part::Furniture, why: Decision::Masthead }).collect()
}

/// Menus, and the way to the page: `You are here: Home > Portraits`.
fn is_linked(line: &Line) -> bool {
    line.marks.linked != Linked::Nothing
}

/// Where the headline is: above the update line, else the page's first heading or its title.
fn headline(content: &[&Line], head: &Head) -> Option<usize> {
    let is_title = |line: &&&Line| head.is_title(&line.text);
    if let Some(update) = content.iter().position(|line| is_update_line(&line.text)) {
        let near = content.get(update.saturating_sub(HEADLINE_WITHIN)..update)?;
        let first = update - near.len();
        let titled = near.iter().rposition(|line| is_title(&line));
        let headed = || near.iter().rposition(|line| line.marks.heading.is_some());
        let last = near.len().checked_sub(1).filter(|_| !near.last().is_some_and(|line| is_linked(line)));
        return Some(titled.or_else(headed).or(last).map_or(update, |at| first + at));
    }
    let heading = content.iter().position(|line| line.marks.heading == Some(1) && !head.is_site(&line.text));
    content.iter().position(|line| is_title(&line)).or(heading)
}
