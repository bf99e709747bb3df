//! What tells a story, and what is an item of a list.

use crate::byline;
use crate::gazetteer::Known;
use crate::profile::{awards, citations, claims, posts};
use crate::text::dates;
use crate::text::han_script::{is_chinese, length};
use crate::text::wording::{ends_sentence, is_listed, lower_words, trailing_bracket};

/// From here on several sentences tell a story; below, they can still be an item of a profile.
pub(super) const TELLING: usize = 120;

/// Where no list has begun, a sentence that holds no post is the story's first.
pub(super) fn is_sentence(known: &Known, text: &str) -> bool {
    ends_sentence(text) && !text.ends_with([',', ';']) && !lists_posts(known, text)
}

/// An item of a list that has several sentences all the same: a citation, posts in prose.
pub(super) fn is_item(known: &Known, text: &str) -> bool {
    citations::paper(text).is_some()
        || posts::begins_with_role(known, text)
        || is_chinese(text) && byline::lists(known, text)
}

/// A short item that ends a list looks like a head: an award, a post, anything with a date in brackets behind it.
pub(super) fn is_listed_item(known: &Known, text: &str) -> bool {
    let dated = trailing_bracket(text)
        .is_some_and(|(_, inside)| dates::period(inside).is_some() || dates::date(inside).is_some());
    dated || is_item(known, text) || awards::is_award_item(text) || claims::in_digits(text).is_some()
}

/// Words of a story that no item of a list has.
pub(super) const TOLD: &str = "he she they it his her their was were had is are has i we my you there when";

const TOLD_IN_CHINESE: &str = "他她我们了是的你这那";

/// Under a list, a sentence of some length that tells something.
pub(super) fn is_told(known: &Known, text: &str) -> bool {
    let told =
        || text.contains(|c| TOLD_IN_CHINESE.contains(c)) || lower_words(text).iter().any(|word| is_listed(TOLD, word));
    ends_sentence(text)
        && length(text) > 40
        && told()
        && !is_item(known, text)
        && claims::in_digits(text).is_none()
        && !lists_posts(known, text)
}

/// True for a sentence that says which posts the doctor holds; one that begins with somebody else is the story's.
fn lists_posts(known: &Known, text: &str) -> bool {
    if is_chinese(text) {
        return is_item(known, text);
    }
    posts::is_own(known, text) && !posts::read(known, text).posts.is_empty()
}
