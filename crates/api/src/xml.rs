//! XML as it is written, element by element.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// A document that is being written.
pub(crate) type Xml = Writer<Vec<u8>>;

/// A whole document, with its declaration.
pub(crate) fn document(
    root: &str,
    attributes: &[(&str, &str)],
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    within_with(&mut xml, root, attributes, content)?;
    Ok(xml.into_inner())
}

/// An element of elements.
pub(crate) fn within(xml: &mut Xml, name: &str, content: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    within_with(xml, name, &[], content)
}

/// An element of elements, with attributes.
pub(crate) fn within_with(
    xml: &mut Xml,
    name: &str,
    attributes: &[(&str, &str)],
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_inner_content(content)?;
    Ok(())
}

/// An element of text.
pub(crate) fn text(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    text_with(xml, name, &[], value)
}

/// An element of text, with attributes.
pub(crate) fn text_with(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], value: &str) -> io::Result<()> {
    let value = writable(value.to_owned());
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_text_content(BytesText::new(&value))?;
    Ok(())
}

/// The text without what XML 1.0 has no way to write: most control characters (section 2.2). Editors paste them in unseen.
pub(crate) fn writable(text: String) -> String {
    let is_writable = |sign: char| match sign {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => sign >= ' ',
    };
    if text.chars().all(is_writable) { text } else { text.chars().filter(|sign| is_writable(*sign)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_say_is_left_out() {
        assert_eq!(writable("a\u{b}b\tc\u{fffe}沈\n".to_owned()), "ab\tc沈\n");
    }
}
