//! RIS: a tag of two characters, two blanks, a hyphen, a blank and the value; an entry is from `TY` to `ER`. Tags as
//! Reference Manager's RIS format specification defines them.

use super::draft::Draft;
use super::{MOST_ENTRIES, PaperFormat, Papers, PapersRefusal, names};

/// The types of what appears in a journal: journal, electronic article, magazine, newspaper, abstract, in press.
const ARTICLES: [&str; 6] = ["JOUR", "EJOUR", "MGZN", "NEWS", "ABST", "INPR"];

pub(super) fn read(text: &str) -> Result<Papers, PapersRefusal> {
    let entries = entries(text);
    if entries.is_empty() {
        let line = text.lines().take_while(|line| line.trim().is_empty()).count() + 1;
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let reason = "no line `TY  - ` begins an entry".to_owned();
        return Err(PapersRefusal::NotOfFormat { format: PaperFormat::Ris, line, reason });
    }
    if entries.len() > MOST_ENTRIES {
        return Err(PapersRefusal::TooMany { entries: entries.len() });
    }
    let mut papers = Papers::default();
    for entry in entries {
        if let Some(line) = entry.stray {
            papers.warn(line, "what stands here belongs to no entry and was left out");
        }
        if !entry.ended {
            papers.warn(entry.line, "the entry has no `ER  - ` at its end; it may be cut off");
        }
        papers.add(entry.draft());
    }
    Ok(papers)
}

struct Entry {
    line: u32,
    ended: bool,
    fields: Vec<(String, String)>,
    /// The first line behind it that belongs to no entry.
    stray: Option<u32>,
}

fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end();
        match (tagged(line), entries.last_mut()) {
            (Some(("TY", kind)), _) => {
                let fields = vec![("TY".to_owned(), kind.to_owned())];
                entries.push(Entry { line: number, ended: false, fields, stray: None });
            }
            // Lines above the first entry are a database's heading.
            (_, None) => {}
            (_, Some(last)) if last.ended => {
                if !line.is_empty() {
                    last.stray.get_or_insert(number);
                }
            }
            (Some(("ER", _)), Some(open)) => open.ended = true,
            (Some((tag, value)), Some(open)) => open.fields.push((tag.to_owned(), value.to_owned())),
            (None, Some(open)) => open.continue_with(line),
        }
    }
    entries
}

/// A line's tag and value. Some programs write one blank before the hyphen, and none after one without a value.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let [first, second] = tag.as_bytes() else { return None };
    let is_tag = first.is_ascii_uppercase() && (second.is_ascii_uppercase() || second.is_ascii_digit());
    let value = rest.strip_prefix("  -").or_else(|| rest.strip_prefix(" -"))?;
    let divided = value.is_empty() || value.starts_with([' ', '\t']);
    (is_tag && divided).then(|| (tag, value.trim()))
}

impl Entry {
    /// A line without a tag goes on with the value above it.
    fn continue_with(&mut self, line: &str) {
        if let Some((_, value)) = self.fields.last_mut().filter(|_| !line.is_empty()) {
            value.push(' ');
            value.push_str(line.trim_start());
        }
    }

    /// The value of the first of the tags that has one.
    fn first(&self, tags: &[&str]) -> Option<String> {
        tags.iter().find_map(|tag| self.all(std::slice::from_ref(tag)).next()).map(str::to_owned)
    }

    fn all<'a>(&'a self, tags: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let named = self.fields.iter().filter(|(tag, value)| tags.contains(&tag.as_str()) && !value.is_empty());
        named.map(|(_, value)| value.as_str())
    }

    fn draft(self) -> Draft {
        let is_article = self.first(&["TY"]).is_some_and(|kind| ARTICLES.contains(&kind.to_uppercase().as_str()));
        // In another kind of entry, `T2` is the title of a book or a conference.
        let journal = self.first(&["JF"]).or_else(|| self.first(&["T2"]).filter(|_| is_article));
        Draft {
            line: self.line,
            is_article,
            title: self.first(&["TI", "T1"]),
            // Databases of China write several names into one field.
            authors: self
                .all(&["AU", "A1"])
                .flat_map(|field| field.split([';', '；']))
                .filter_map(names::divided)
                .collect(),
            journal: journal.or_else(|| self.first(&["JO", "JA"])),
            year: self.first(&["PY", "Y1"]),
            volume: self.first(&["VL"]),
            issue: self.first(&["IS"]),
            pages: self.pages(),
            doi: self.first(&["DO"]),
            pmid: self.pmid(),
            url: self.first(&["UR"]),
            abstract_text: self.first(&["AB", "N2"]),
        }
    }

    fn pages(&self) -> Option<String> {
        match (self.first(&["SP"]), self.first(&["EP"])) {
            (Some(first), Some(last)) if first != last && !first.contains(['-', '–']) => {
                Some(format!("{first}-{last}"))
            }
            (first, last) => first.or(last),
        }
    }

    /// `AN` and `ID` are numbers of any database: one is PubMed's if it says so, or if the entry names that database.
    fn pmid(&self) -> Option<String> {
        let names_pubmed = |text: &str| {
            let lower = text.to_lowercase();
            ["pubmed", "medline", "nlm"]
                .iter()
                .any(|name| lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name))
        };
        let from_pubmed = self.all(&["DB", "DP"]).any(names_pubmed);
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let mut numbers = self.all(&["AN", "ID"]);
        let found =
            numbers.find(|number| number.to_lowercase().starts_with("pmid") || from_pubmed && is_number(number));
        found.map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_two_characters_and_a_hyphen() {
        assert_eq!(tagged("T1  - A: b - c"), Some(("T1", "A: b - c")));
        assert_eq!(tagged("ER  -"), Some(("ER", "")));
        assert_eq!(tagged("AU - Wu, Jing"), Some(("AU", "Wu, Jing")));
        for text in ["", "T", "and - so", "TI  -x", "孙梅  - x", "Ti  - x"] {
            assert_eq!(tagged(text), None, "{text}");
        }
    }
}
