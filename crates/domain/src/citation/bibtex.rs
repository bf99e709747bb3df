use super::{AuthorName, Reference, one_line};
use crate::content::Publication;
use crate::text::slug;

/// The paper as an entry for reference managers, one field a line.
pub fn bibtex(reference: Reference<'_>) -> String {
    let publication = reference.publication;
    let authors: Vec<String> = reference.authors().into_iter().map(author).collect();
    let journal = reference.journal_name(&reference.language());
    let fields = [
        ("author", (!authors.is_empty()).then(|| authors.join(" and "))),
        // A second pair of braces keeps the title's capitals.
        ("title", reference.title().map(|title| format!("{{{}}}", escape(&title)))),
        ("journal", journal.as_deref().map(escape)),
        ("year", reference.year()),
        ("volume", reference.volume().as_deref().map(escape)),
        ("number", reference.issue().as_deref().map(escape)),
        ("pages", reference.pages().map(|pages| escape(&pages.in_full("--")))),
        // These two are read as they stand.
        ("doi", publication.doi.as_ref().map(|doi| address(&doi.to_string()))),
        ("url", publication.url.as_ref().map(|url| address(url.as_str()))),
    ];
    let lines: Vec<String> =
        fields.into_iter().filter_map(|(name, value)| value.map(|value| format!("  {name} = {{{value}}}"))).collect();
    let kind = if reference.journal.is_some() { "article" } else { "misc" };
    format!("@{kind}{{{},\n{}\n}}\n", key(publication, journal.as_deref()), lines.join(",\n"))
}

/// BibTeX would take a name that does not say its order apart by its own rules and read a Chinese family name as a given
/// one: braces keep it as it is printed.
fn author(name: AuthorName<'_>) -> String {
    match (name, name.given_for_programs()) {
        (AuthorName::Parted { family, .. }, Some(given)) => {
            format!("{}, {}", escape(&one_line(family)), escape(&one_line(&given)))
        }
        (AuthorName::Parted { family: whole, .. } | AuthorName::Whole(whole), _) => {
            format!("{{{}}}", escape(&one_line(whole)))
        }
    }
}

fn key(publication: &Publication, journal: Option<&str>) -> String {
    let author = publication.authors.first().map(|author| first_word(&author.name)).unwrap_or_default();
    let year = publication.year.map(|year| year.to_string()).unwrap_or_default();
    let title = first_word(publication.title.as_deref().or(journal).unwrap_or_default());
    match format!("{author}{year}{title}") {
        empty if empty.is_empty() => "publication".to_owned(),
        key => key,
    }
}

fn first_word(text: &str) -> String {
    let words = slug(text);
    let first = words.split('-').find(|word| word.len() > 1).unwrap_or_default();
    first.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => escaped.extend(['\\', c]),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '\\' => escaped.push_str("\\textbackslash{}"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A brace would end the field; an address can say it otherwise.
fn address(text: &str) -> String {
    text.replace('{', "%7B").replace('}', "%7D")
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use super::*;

    #[test]
    fn an_entry_is_one_that_bibtex_reads() {
        let (paper, journal) = (examples::paper(), examples::journal());
        let entry = bibtex(Reference { publication: &paper, journal: Some(&journal) });
        let expected = "@article{wu2021cold,
  author = {Wu, J. and {孙梅}},
  title = {{Cold \\& heat: 50\\% of nodules}},
  journal = {Annals of Thoracic Practice},
  year = {2021},
  volume = {12},
  number = {3},
  pages = {145--152},
  doi = {10.5555/atp.2021.7}
}
";
        assert_eq!(entry, expected);
    }

    /// Without dots BibTeX takes `ZM` for one name and shortens it to `Z.`
    #[test]
    fn initials_have_dots_and_whole_names_have_braces() {
        let paper = examples::by_seven();
        let entry = bibtex(Reference { publication: &paper, journal: None });
        let authors = "  author = {Wu, J. and Li, Z. M. and Smith, A. B. and van der Berg, J.-P. and Chen, Kai \
                       and {Harbour Study Group} and {孙梅}},\n";
        assert!(entry.starts_with("@misc{wu2021cold,\n") && entry.contains(authors), "{entry}");
    }

    #[test]
    fn nothing_in_a_record_ends_its_field() {
        let mut paper = examples::paper();
        paper.title = Some("A } title,\n  author = {X".into());
        paper.doi = "10.5555/a}b".parse().ok();
        let entry = bibtex(Reference { publication: &paper, journal: None });
        assert!(entry.contains("  title = {{A \\} title, author = \\{X}},\n"), "{entry}");
        assert!(entry.contains("  doi = {10.5555/a%7Db}\n"), "{entry}");
    }
}
