//! What the elements of HTML do to a text.

use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};

/// Elements that have no end tag.
pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that begin a new line and end it.
pub(crate) fn is_block(name: &str) -> bool {
    is_paragraph(name)
        || matches!(
            name,
            "html"
                | "head"
                | "body"
                | "div"
                | "section"
                | "article"
                | "main"
                | "header"
                | "footer"
                | "nav"
                | "aside"
                | "li"
                | "dt"
                | "dd"
                | "tr"
                | "td"
                | "th"
                | "thead"
                | "tbody"
                | "tfoot"
                | "caption"
                | "figcaption"
                | "form"
                | "fieldset"
                | "legend"
                | "address"
                | "center"
                | "details"
                | "summary"
                | "hgroup"
                | "dialog"
        )
}

/// Blocks with an empty line around them.
fn is_paragraph(name: &str) -> bool {
    let others =
        matches!(name, "p" | "ul" | "ol" | "menu" | "dir" | "dl" | "table" | "blockquote" | "pre" | "figure" | "hr");
    others || heading(name).is_some()
}

/// How many line ends stand between a block and its neighbours.
pub(crate) fn line_ends(name: &str) -> u32 {
    if is_paragraph(name) { 2 } else { 1 }
}

/// The level of a heading.
pub(crate) fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Elements that an end tag inside of them cannot close what is around them.
pub(crate) fn is_scope(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption")
}

/// Elements whose content is read as characters and not as tags.
pub(crate) fn raw(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(Rawtext),
        "title" | "textarea" => Some(Rcdata),
        _ => None,
    }
}

/// Elements whose content no reader sees, or only in a browser that lacks something.
pub(crate) fn is_unread(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "noembed"
            | "noframes"
            | "object"
            | "video"
            | "audio"
            | "canvas"
    )
}

/// What belongs to the site by its element's name. Inside an article its foot and its boxes are the article's.
pub(crate) fn is_furniture(name: &str, in_article: bool) -> bool {
    matches!(name, "nav" | "select" | "button" | "textarea" | "svg" | "datalist")
        || !in_article && matches!(name, "footer" | "aside")
}

/// Names that pages give to what belongs to the site, whole and alone: `has-sidebar` says something of the page.
const SITE_NAMES: &str = "nav navbar menu topmenu mainmenu submenu breadcrumb breadcrumbs crumbs footer foot sidebar share \
    sharebar pagination pager toolbar topbar search searchbox related-posts site-nav main-nav top-nav site-footer \
    page-footer site-menu main-menu";

/// True for a class or an id of what belongs to the site.
pub(crate) fn is_site_name(names: &str) -> bool {
    names.split_ascii_whitespace().any(|name| SITE_NAMES.split(' ').any(|known| name.eq_ignore_ascii_case(known)))
}

/// True for a class of what stands under a picture.
pub(crate) fn is_caption_name(names: &str) -> bool {
    let is_caption = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == "caption" || name.ends_with("-caption") || name.ends_with("_caption") || name.ends_with("caption-text")
    };
    names.split_ascii_whitespace().any(is_caption)
}

/// What a `style` does to the text in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    pub bold: bool,
    pub emphasis: bool,
    pub hidden: bool,
}

/// Reads the few properties that set a text off or hide it.
pub(crate) fn style(declarations: &str) -> Style {
    let mut style = Style::default();
    for (property, value) in declarations.split(';').filter_map(|declaration| declaration.split_once(':')) {
        let value = value.trim().trim_end_matches("!important").trim_end().to_ascii_lowercase();
        match property.trim().to_ascii_lowercase().as_str() {
            "font-weight" => {
                style.bold = value.starts_with("bold") || value.parse().is_ok_and(|weight: u16| weight >= 600)
            }
            "font-style" => style.emphasis = value == "italic" || value == "oblique",
            "display" => style.hidden |= value == "none",
            "visibility" => style.hidden |= value == "hidden",
            _ => {}
        }
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_set_off_and_hide() {
        assert!(style("color: red; FONT-WEIGHT: 700").bold && !style("font-weight: 400").bold);
        assert!(style("display:none !important").hidden && !style("display: block").hidden);
    }

    #[test]
    fn names_of_the_site_are_whole() {
        assert!(is_site_name("wide Footer") && is_site_name("breadcrumb"));
        assert!(!is_site_name("has-sidebar content") && !is_site_name("menu2024-article"));
        assert!(is_caption_name("wp-caption-text") && !is_caption_name("captioned"));
    }
}
