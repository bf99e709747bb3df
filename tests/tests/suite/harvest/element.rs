//! An XML document as a tree.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element, with its texts run together.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Self>,
}

impl Element {
    /// The root of a document.
    pub(super) fn read(xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().expect("XML that is well-formed") {
                Event::Start(start) => open.push(Self::begun(&start)),
                Event::Empty(start) => open.last_mut().unwrap().children.push(Self::begun(&start)),
                Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.decode().unwrap()),
                Event::GeneralRef(name) => {
                    let sign = match name.decode().unwrap().as_ref() {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        other => panic!("&{other};"),
                    };
                    open.last_mut().unwrap().text.push_str(sign);
                }
                Event::End(_) => {
                    let ended = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(ended);
                }
                Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
                _ => {}
            }
        }
    }

    fn begun(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let name = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
            (name, String::from_utf8(attribute.value.to_vec()).unwrap())
        });
        let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
        Self { name, attributes: attributes.collect(), ..Self::default() }
    }

    /// The names of what is in it, in order.
    pub(super) fn names(&self) -> Vec<&str> {
        self.children.iter().map(|child| child.name.as_str()).collect()
    }

    /// The only child of a name, if there is one.
    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        let mut all = self.all(name);
        let found = all.next();
        assert!(all.next().is_none(), "several {name}");
        found
    }

    /// The only child of a name.
    pub(super) fn one(&self, name: &str) -> &Self {
        self.find(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// All children of a name.
    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Self> + use<'a> {
        let name = name.to_owned();
        self.children.iter().filter(move |child| child.name == name)
    }

    /// An attribute, empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}
