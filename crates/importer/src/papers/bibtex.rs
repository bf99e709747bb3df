//! BibTeX and BibLaTeX. `biblatex` takes the file apart and resolves the LaTeX of a field; strings are resolved here,
//! because there a string that names itself never ends.

use std::collections::BTreeMap;

use biblatex::{
    Bibliography, Chunk, Chunks, ChunksExt, Pair, ParseError, ParseErrorKind, Person, RawBibliography, RawChunk,
    RawEntry, Spanned,
};

use super::draft::Draft;
use super::{Lines, MOST_ENTRIES, PaperFormat, Papers, PapersRefusal, latex, names};

/// The most strings that a file may define, and the most bytes one may have: a journal's name has a hundred.
const MOST_STRINGS: usize = 10_000;
const LONGEST_STRING: usize = 4096;

/// The most bytes a field may have: the longest lists of authors have some hundred thousand.
const LONGEST_FIELD: usize = 512 * 1024;

/// The deepest braces of a field. What resolves them calls itself for each.
const DEEPEST: usize = 24;

/// What resolving the fields of a file may cost: for each field its bytes after strings are put in, and the square of
/// its braces, because that is the time that braces within braces take. A byte weighs as much as some twenty of those.
const MOST_WORK: usize = 1_000_000_000;
const BYTE: usize = 20;

pub(super) fn read(text: &str) -> Result<Papers, PapersRefusal> {
    let lines = Lines::of(text.as_bytes());
    let refused = |at, reason| PapersRefusal::NotOfFormat { format: PaperFormat::BibTex, line: lines.at(at), reason };
    let (file, broken) = match RawBibliography::parse(text) {
        Ok(file) => (file, Vec::new()),
        Err(error) => entries_apart(text).ok_or_else(|| refused(error.span.start, wrong(&error)))?,
    };
    if !text.contains('@') {
        return Err(refused(0, "no `@` begins an entry".to_owned()));
    }
    if file.entries.len() > MOST_ENTRIES {
        return Err(PapersRefusal::TooMany { entries: file.entries.len() });
    }
    if let Some(string) = file.abbreviations.get(MOST_STRINGS) {
        return Err(refused(string.key.span.start, format!("a file has at most {MOST_STRINGS} strings")));
    }
    let mut reader = Reader { strings: BTreeMap::new(), papers: Papers::default(), line: 1, work: 0 };
    for string in &file.abbreviations {
        reader.define(string, lines.at(string.key.span.start));
    }
    for entry in &file.entries {
        reader.line = lines.at(entry.span.start);
        let draft = reader.draft(&entry.v);
        reader.papers.add(draft);
        if reader.work > MOST_WORK {
            return Err(refused(entry.span.start, "its strings and braces are too many to resolve".to_owned()));
        }
    }
    for (at, reason) in broken {
        reader.papers.warn(lines.at(at), format!("the entry cannot be read and was left out: {reason}"));
    }
    Ok(reader.papers)
}

/// The entries of a file of which some are broken: each from a line that an `@` begins to the next such line. What was
/// read, and where and why something was not; none where nothing can be read.
fn entries_apart(text: &str) -> Option<(RawBibliography<'_>, Vec<(usize, String)>)> {
    let is_start = |at: &usize| {
        let above = text.get(..*at).unwrap_or_default().trim_end_matches([' ', '\t']);
        above.is_empty() || above.ends_with(['\n', '\r'])
    };
    let mut starts: Vec<usize> = memchr::memchr_iter(b'@', text.as_bytes()).filter(is_start).collect();
    starts.push(text.len());
    let mut file = RawBibliography { preamble: String::new(), entries: Vec::new(), abbreviations: Vec::new() };
    let mut broken = Vec::new();
    for (start, end) in starts.iter().zip(starts.iter().skip(1)) {
        match RawBibliography::parse(text.get(*start..*end)?) {
            Ok(part) => {
                let entries = part.entries.into_iter();
                file.entries.extend(entries.map(|entry| Spanned::new(entry.v, *start..*end)));
                file.abbreviations.extend(part.abbreviations);
            }
            Err(error) => broken.push((*start, wrong(&error))),
        }
    }
    (!file.entries.is_empty()).then_some((file, broken))
}

fn wrong(error: &ParseError) -> String {
    match error.kind {
        ParseErrorKind::UnexpectedEof => {
            "the file ends within an entry, or a brace or quotation mark is missing".to_owned()
        }
        _ => error.kind.to_string(),
    }
}

struct Reader {
    /// The strings of the file by their names in lower case: BibTeX does not tell cases apart (btxdoc, 2).
    strings: BTreeMap<String, String>,
    papers: Papers,
    /// The line of the entry that is read.
    line: u32,
    work: usize,
}

impl Reader {
    /// A string may name those before it (btxdoc, 2), so none names itself.
    fn define(&mut self, string: &Pair<'_>, line: u32) {
        self.line = line;
        if let Some(value) = self.written(string, LONGEST_STRING) {
            self.strings.insert(string.key.v.to_lowercase(), value);
        }
    }

    /// A field as it is written, its strings put in.
    fn written(&mut self, field: &Pair<'_>, longest: usize) -> Option<String> {
        let mut written = String::new();
        for piece in &field.value.v {
            match piece.v {
                RawChunk::Normal(text) => written.push_str(text),
                RawChunk::Abbreviation(name) => match self.strings.get(&name.to_lowercase()) {
                    Some(text) => written.push_str(text),
                    None => {
                        self.left_out(field, &format!("the file defines no string `{name}`"));
                        return None;
                    }
                },
            }
            if written.len() > longest {
                self.left_out(field, "it is too long");
                return None;
            }
        }
        Some(written)
    }

    fn left_out(&mut self, field: &Pair<'_>, reason: &str) {
        self.papers.warn(self.line, format!("`{}` was left out: {reason}", field.key.v));
    }

    /// The first field of one of the names that is not empty, its LaTeX resolved.
    fn chunks(&mut self, entry: &RawEntry<'_>, keys: &[&str]) -> Option<Chunks> {
        keys.iter().find_map(|key| {
            let field = entry.fields.iter().find(|field| field.key.v.eq_ignore_ascii_case(key))?;
            let written = self.written(field, LONGEST_FIELD).filter(|written| !written.trim().is_empty())?;
            if latex::depth(&written) > DEEPEST {
                self.left_out(field, "its braces are nested too deep");
                return None;
            }
            let braces = written.matches('{').count();
            self.work = self
                .work
                .saturating_add(written.len().saturating_mul(BYTE))
                .saturating_add(braces.saturating_mul(braces));
            if self.work > MOST_WORK {
                return None;
            }
            match resolved(key, &written) {
                Ok(chunks) => Some(chunks),
                Err(error) => {
                    self.left_out(field, &wrong(&error));
                    None
                }
            }
        })
    }

    fn text(&mut self, entry: &RawEntry<'_>, keys: &[&str]) -> Option<String> {
        let text = latex::text(&self.chunks(entry, keys)?);
        if text.contains('\\') {
            let name = keys.first().copied().unwrap_or_default();
            self.papers.warn(self.line, format!("`{name}` holds LaTeX that was kept as it is written"));
        }
        Some(text)
    }

    fn draft(&mut self, entry: &RawEntry<'_>) -> Draft {
        Draft {
            line: self.line,
            is_article: entry.kind.v.eq_ignore_ascii_case("article"),
            title: self.title(entry),
            authors: self.authors(entry),
            journal: self.text(entry, &["journaltitle", "journal"]),
            year: self.text(entry, &["year", "date"]),
            volume: self.text(entry, &["volume"]),
            issue: self.text(entry, &["number", "issue"]),
            pages: self.text(entry, &["pages"]),
            doi: self.chunks(entry, &["doi"]).map(|doi| identifier(&doi)),
            pmid: self.pmid(entry),
            url: self.chunks(entry, &["url"]).map(|url| identifier(&url)),
            abstract_text: self.text(entry, &["abstract"]),
        }
    }

    /// BibLaTeX keeps what follows a colon in a field of its own (manual, 2.2.2).
    fn title(&mut self, entry: &RawEntry<'_>) -> Option<String> {
        let title = self.text(entry, &["title"])?;
        Some(match self.text(entry, &["subtitle"]) {
            Some(subtitle) => format!("{title}: {subtitle}"),
            None => title,
        })
    }

    fn authors(&mut self, entry: &RawEntry<'_>) -> Vec<String> {
        let Some(people) = self.chunks(entry, &["author"]).and_then(|chunks| chunks.parse::<Vec<Person>>().ok()) else {
            return Vec::new();
        };
        let named: Vec<String> = people.iter().filter_map(name).collect();
        let authors: Vec<String> = named.iter().filter(|name| *name != "others").cloned().collect();
        if authors.len() < named.len() {
            self.papers.warn(self.line, "the entry does not name all authors: it ends in `others`");
        }
        authors
    }

    /// BibLaTeX has PubMed's number as `eprint` of the type `pubmed` (manual, "Electronic Publishing Information").
    fn pmid(&mut self, entry: &RawEntry<'_>) -> Option<String> {
        if let Some(pmid) = self.text(entry, &["pmid"]) {
            return Some(pmid);
        }
        let kind = self.text(entry, &["eprinttype", "archiveprefix"])?;
        let eprint = kind.trim().eq_ignore_ascii_case("pubmed").then(|| self.chunks(entry, &["eprint"]))?;
        eprint.map(|eprint| identifier(&eprint))
    }
}

/// One field in a file of its own: what is wrong in it costs no other.
fn resolved(key: &str, written: &str) -> Result<Chunks, ParseError> {
    let verbatim = matches!(key, "doi" | "eprint" | "url");
    let text = if verbatim { written.to_owned() } else { latex::prepared(written) };
    let span = 0..text.len();
    let value = Spanned::new(vec![Spanned::new(RawChunk::Normal(&text), span.clone())], span);
    let field = Pair::new(Spanned::new(key, 0..0), value);
    let entry = RawEntry { key: Spanned::new("paper", 0..0), kind: Spanned::new("article", 0..0), fields: vec![field] };
    let file = RawBibliography {
        preamble: String::new(),
        entries: vec![Spanned::new(entry, 0..0)],
        abbreviations: Vec::new(),
    };
    let entry = Bibliography::from_raw(file)?.into_iter().next();
    Ok(entry.and_then(|mut entry| entry.remove(key)).unwrap_or_default())
}

/// A DOI or number, from which LaTeX's escapes and `\url{…}` are taken.
fn identifier(chunks: &[Spanned<Chunk>]) -> String {
    let text: String = chunks.iter().map(|chunk| chunk.v.get()).collect();
    text.trim().trim_start_matches("\\url").trim_start_matches("\\href").replace('\\', "")
}

fn name(person: &Person) -> Option<String> {
    let parts = [&person.prefix, &person.name, &person.given_name, &person.suffix];
    let parts = parts.map(|part| latex::plain_looks(part));
    names::joined(&parts.each_ref().map(String::as_str))
}
