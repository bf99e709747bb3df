//! Titles after a Chinese name in a running text.

use crate::text::han_names::honorific;

/// Titles after a name beside the honorifics.
const TITLES: &[&str] = &[
    "主治医师",
    "住院医师",
    "主任医师",
    "副主任医师",
    "副教授",
    "副主任",
    "副院长",
    "研究员",
    "同志",
    "主治醫師",
    "主任醫師",
    "副主任醫師",
];

/// The title that a text begins with, the longest, and what follows it.
pub(crate) fn title(text: &str) -> Option<(&'static str, &str)> {
    let longer = TITLES.iter().filter_map(|title| Some((*title, text.strip_prefix(title)?)));
    longer.max_by_key(|(title, _)| title.len()).or_else(|| honorific(text))
}
