use crate::text::Localised;

/// The texts of a document that stand in several languages, each with its path: `role`, `positions.0.role`.
#[derive(Debug, Default)]
pub struct LocalisedTexts<'a>(Vec<(String, &'a Localised)>);

impl<'a> LocalisedTexts<'a> {
    /// A text more, where the document has it.
    #[must_use]
    pub(super) fn with(mut self, path: impl Into<String>, text: impl Into<Option<&'a Localised>>) -> Self {
        self.0.extend(text.into().map(|text| (path.into(), text)));
        self
    }

    /// The texts of a list.
    #[must_use]
    pub(super) fn with_list(self, list: &str, texts: &'a [Localised]) -> Self {
        texts.iter().enumerate().fold(self, |all, (index, text)| all.with(format!("{list}.{index}"), text))
    }

    /// A text of each entry of a list, where the entry has it.
    #[must_use]
    pub(super) fn with_each<T>(
        self,
        list: &str,
        field: &str,
        entries: &'a [T],
        text: impl Fn(&'a T) -> Option<&'a Localised>,
    ) -> Self {
        entries
            .iter()
            .enumerate()
            .fold(self, |all, (index, entry)| all.with(format!("{list}.{index}.{field}"), text(entry)))
    }

    /// Each text with its path, in the order of the document.
    pub fn each(self) -> impl Iterator<Item = (String, &'a Localised)> {
        self.0.into_iter()
    }
}
