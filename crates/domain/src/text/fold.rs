use serde::{Deserialize, Serialize};

/// A text as it is compared: lower case, one blank between words, none around them.
pub fn fold(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Every folded spelling of a name, each between line feeds: `"\nli ziming\n李子明\n"`.
///
/// One column of this text answers equality, containment and prefix alike, and in the same way on every database,
/// because nothing is left to the database's own idea of case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spellings(String);

impl Spellings {
    /// The spellings of a name; blank ones are left out.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut joined = String::from("\n");
        for folded in texts.into_iter().map(fold).filter(|folded| !folded.is_empty()) {
            joined.push_str(&folded);
            joined.push('\n');
        }
        Self(joined)
    }

    /// The column's text.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_stand_between_line_feeds() {
        let spellings = Spellings::of(["Li  Ziming", "", " 李子明"]);
        assert_eq!(spellings.into_string(), "\nli ziming\n李子明\n");
    }
}
