use super::Reference;
use crate::content::Publication;
use crate::text::slug;

/// The paper as an entry for reference managers, one field a line.
pub fn bibtex(reference: Reference<'_>) -> String {
    let publication = reference.publication;
    let authors: Vec<String> = publication.authors.iter().map(|author| author_name(&author.name)).collect();
    let fields = [
        ("author", (!authors.is_empty()).then(|| authors.join(" and "))),
        // A second pair of braces keeps the title's capitals.
        ("title", publication.title.as_deref().map(|title| format!("{{{}}}", escape(title)))),
        ("journal", reference.journal_name().map(escape)),
        ("year", publication.year.map(|year| year.to_string())),
        ("volume", publication.volume.as_deref().map(escape)),
        ("number", publication.issue.as_deref().map(escape)),
        ("pages", publication.pages.as_deref().map(|pages| escape(&pages.replace(['–', '-'], "--")))),
        // These two are read as they stand.
        ("doi", publication.doi.as_ref().map(ToString::to_string)),
        ("url", publication.url.as_ref().map(ToString::to_string)),
    ];
    let lines: Vec<String> =
        fields.into_iter().filter_map(|(name, value)| value.map(|value| format!("  {name} = {{{value}}}"))).collect();
    let kind = if reference.journal.is_some() { "article" } else { "misc" };
    format!("@{kind}{{{},\n{}\n}}\n", key(publication, reference.journal_name()), lines.join(",\n"))
}

/// A name in the style of indexes (`Wu J`, `Li ZM`) is told as family name and initials. BibTeX would take any other
/// one apart by its own rules and read a Chinese family name as a given one: braces keep it as it is printed.
fn author_name(name: &str) -> String {
    let in_index_style = name.rsplit_once(' ').filter(|(_, initials)| {
        (1..=3).contains(&initials.len()) && initials.bytes().all(|byte| byte.is_ascii_uppercase())
    });
    match in_index_style {
        Some((family, initials)) => format!("{}, {initials}", escape(family)),
        None => format!("{{{}}}", escape(name)),
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

#[cfg(test)]
mod tests {
    use super::super::examples;
    use super::*;

    #[test]
    fn an_entry_is_one_that_bibtex_reads() {
        let (paper, journal) = (examples::paper(), examples::journal());
        let entry = bibtex(Reference { publication: &paper, journal: Some(&journal) });
        let expected = "@article{wu2021cold,
  author = {Wu, J and {孙梅}},
  title = {{Cold \\& heat: 50\\% of nodules}},
  journal = {Annals of Thoracic Practice},
  year = {2021},
  volume = {12},
  number = {3},
  pages = {45--52},
  doi = {10.5555/atp.2021.7}
}
";
        assert_eq!(entry, expected);
    }
}
