//! The names of authors: family first, as the journals of medicine print them.

use crate::text::characters::{is_han, plain};

/// A name's parts in printed order, empty ones left out. A Chinese name has no blank in it.
pub(super) fn joined(parts: &[&str]) -> Option<String> {
    let name = plain(&parts.join(" "));
    if name.is_empty() {
        return None;
    }
    let chinese = name.chars().all(|c| is_han(c) || matches!(c, ' ' | '·'));
    Some(if chinese { name.replace(' ', "") } else { name })
}

/// A name that a comma divides: `family, given, suffix`. One without a comma is kept as it is.
pub(super) fn divided(text: &str) -> Option<String> {
    joined(&text.split([',', '，']).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_name_is_first() {
        for (text, name) in [
            ("Wu, Jing", "Wu Jing"),
            ("Wu , J.", "Wu J."),
            ("Harbour Study Group", "Harbour Study Group"),
            ("Lowe, Peter, Jr.", "Lowe Peter Jr."),
            ("孙, 梅", "孙梅"),
            ("欧阳 修文", "欧阳修文"),
            ("孙，梅", "孙梅"),
        ] {
            assert_eq!(divided(text).as_deref(), Some(name));
        }
        assert_eq!(divided(" , "), None);
    }
}
