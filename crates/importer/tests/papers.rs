//! Files of papers give the same papers in each format; what is no such file is refused with one line that says why.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use shanghaidoctor_importer::{Paper, PaperFormat, Papers, PapersRefusal, read_papers};

const BIB: &str = include_str!("papers/papers.bib");
const RIS: &str = include_str!("papers/papers.ris");
const CSL: &str = include_str!("papers/papers.json");

fn read(text: &str, format: PaperFormat) -> Papers {
    read_papers(text.as_bytes(), format).unwrap()
}

fn values(papers: &Papers) -> Vec<Paper> {
    papers.papers.iter().map(|paper| paper.value.clone()).collect()
}

fn lines(papers: &Papers) -> Vec<u32> {
    papers.papers.iter().map(|paper| paper.line).collect()
}

fn only(text: &str, format: PaperFormat) -> Paper {
    let papers = read(text, format);
    assert_eq!(papers.papers.len(), 1);
    papers.papers.into_iter().next().unwrap().value
}

fn messages(papers: &Papers) -> Vec<(u32, &str)> {
    papers.warnings.iter().map(|warning| (warning.line, warning.message.as_str())).collect()
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn expected() -> [Paper; 4] {
    [
        Paper {
            title: Some("Cold & heat: growth of 50% of nodules".into()),
            authors: texts(&["Wu Jing", "Müller Jérôme", "García López Ana"]),
            journal: Some("Annals of Thoracic Practice".into()),
            year: Some(2021),
            volume: Some("12".into()),
            issue: Some("3".into()),
            pages: Some("45-52".into()),
            doi: Some("10.5555/atp.2021_7".parse().unwrap()),
            pmid: Some("90000001".into()),
            ..Paper::default()
        },
        Paper {
            title: Some("肺结节的随访".into()),
            authors: texts(&["孙梅", "欧阳修文", "van der Lowe Peter Jr.", "Harbour Study Group and Friends"]),
            journal: Some("海港医学杂志".into()),
            year: Some(2019),
            pmid: Some("90000002".into()),
            ..Paper::default()
        },
        Paper {
            title: Some("A thesis on Nodulus minor and T2".into()),
            authors: texts(&["Kovač Petra"]),
            ..Paper::default()
        },
        Paper { journal: Some("Bare Journal".into()), ..Paper::default() },
    ]
}

#[test]
fn the_same_papers_are_read_from_every_format() {
    for (text, format) in [(BIB, PaperFormat::BibTex), (RIS, PaperFormat::Ris), (CSL, PaperFormat::CslJson)] {
        assert_eq!(values(&read(text, format)), expected(), "{format:?}");
    }
}

#[test]
fn a_paper_stands_on_the_line_where_its_entry_begins() {
    assert_eq!(lines(&read(BIB, PaperFormat::BibTex)), [4, 18, 27, 34]);
    assert_eq!(lines(&read(RIS, PaperFormat::Ris)), [4, 22, 32, 39]);
    assert_eq!(lines(&read(CSL, PaperFormat::CslJson)), [2, 15, 28, 35]);
}

#[test]
fn what_is_left_out_is_told() {
    let left_out = |year, doi, book| {
        [
            (year, "`in press` is no year and was left out"),
            (doi, "`see the journal` is no DOI and was left out"),
            (book, "the entry names no paper and was left out"),
        ]
    };
    assert_eq!(messages(&read(RIS, PaperFormat::Ris)), left_out(32, 39, 45));
    assert_eq!(messages(&read(CSL, PaperFormat::CslJson)), left_out(28, 35, 36));
    let bib = read(BIB, PaperFormat::BibTex);
    let others = (4, "the entry does not name all authors: it ends in `others`");
    assert_eq!(messages(&bib), [&[others][..], &left_out(27, 34, 36)].concat());
}

#[test]
fn a_file_of_another_system_reads_the_same() {
    for (text, format) in [(BIB, PaperFormat::BibTex), (RIS, PaperFormat::Ris), (CSL, PaperFormat::CslJson)] {
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(read(&windows, format), read(text, format), "{format:?}");
    }
}

#[test]
fn names_in_bibtex_come_in_many_orders() {
    let authors = |field: &str| {
        let entry = format!("@misc{{a, title = {{T}}, author = {{{field}}}}}");
        only(&entry, PaperFormat::BibTex).authors
    };
    assert_eq!(authors("Peter van der Lowe and {\\'E}mile {\\O}stby"), ["van der Lowe Peter", "Østby Émile"]);
    assert_eq!(authors("{\\'A}lvarez Ruiz, Ana and S\\o{}rensen, Bo"), ["Álvarez Ruiz Ana", "Sørensen Bo"]);
    assert_eq!(authors("孙梅 and 孙 梅 and Wu, J. and {Wu Jing}"), ["孙梅", "孙梅", "Wu J.", "Wu Jing"]);
    assert_eq!(authors("family=Lowe, given=Peter, prefix=van"), ["van Lowe Peter"]);
    assert_eq!(authors(""), [""; 0]);
}

#[test]
fn one_bad_field_costs_no_other() {
    let papers = read(
        "@string{a = b # \"x\"}\n@string{b = \"B\" # a}\n@article{k,\n title = {T \\strange{x}}, journal = a,\n \
         year = 2020, volume = {1}, number = nothing}",
        PaperFormat::BibTex,
    );
    assert_eq!(
        values(&papers),
        [Paper {
            title: Some("T \\strange{x}".into()),
            year: Some(2020),
            volume: Some("1".into()),
            ..Paper::default()
        }]
    );
    let told = messages(&papers);
    assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 3, 3]);
    assert!(told.contains(&(3, "`number` was left out: the file defines no string `nothing`")), "{told:?}");
    assert!(told.contains(&(3, "`title` holds LaTeX that was kept as it is written")), "{told:?}");
}

#[test]
fn braces_without_end_stop_nothing() {
    let nested = format!("{}x{}", "\\a{".repeat(100_000), "}".repeat(100_000));
    let text = format!("@article{{k, title = {{{nested}}}, journal = {{J}}}}");
    let papers = read(&text, PaperFormat::BibTex);
    assert_eq!(messages(&papers), [(1, "`title` was left out: its braces are nested too deep")]);
}

#[test]
fn an_entry_of_ris_may_be_cut_off() {
    let papers = read("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nSP  - e12\nER  - \nTI  - C\n", PaperFormat::Ris);
    assert_eq!(values(&papers).iter().map(|paper| paper.title.clone().unwrap()).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(values(&papers).last().unwrap().pages.as_deref(), Some("e12"));
    assert_eq!(
        messages(&papers),
        [
            (1, "the entry has no `ER  - ` at its end; it may be cut off"),
            (7, "what stands here belongs to no entry and was left out"),
        ]
    );
}

#[test]
fn a_single_item_is_a_file_of_csl_too() {
    let item = r#"{
        "title": ["A"], "volume": 3.5, "issued": { "date-parts": [[null]] }, "author": [{ "name": "Group" }, 3]
    }"#;
    let paper = only(item, PaperFormat::CslJson);
    assert_eq!((paper.title.as_deref(), paper.volume.as_deref(), paper.year), (Some("A"), Some("3.5"), None));
    assert_eq!(paper.authors, ["Group"]);
}

#[test]
fn an_ending_names_a_format() {
    for (name, format) in [
        ("papers.bib", Some(PaperFormat::BibTex)),
        ("a.b.BibTeX", Some(PaperFormat::BibTex)),
        ("Papers.RIS", Some(PaperFormat::Ris)),
        ("papers.json", Some(PaperFormat::CslJson)),
        ("papers.csljson", Some(PaperFormat::CslJson)),
        ("papers.txt", None),
        ("bib", None),
    ] {
        assert_eq!(PaperFormat::from_file_name(name), format, "{name}");
    }
}

fn refusal(bytes: &[u8], format: PaperFormat) -> String {
    let refusal = read_papers(bytes, format).unwrap_err().to_string();
    assert_eq!(refusal.lines().count(), 1);
    refusal
}

#[test]
fn what_is_no_file_of_papers_is_refused() {
    use PaperFormat::{BibTex, CslJson, Ris};
    for (text, format, said) in [
        ("Dear Sir,\n", BibTex, "line 1 is not BibTeX: no `@` begins an entry"),
        ("\n@article{a,\n title {x}}", BibTex, "line 3 is not BibTeX: expected equals"),
        (
            "@article{a, title = {x",
            BibTex,
            "line 1 is not BibTeX: the file ends within an entry, or a brace or quotation mark is missing",
        ),
        ("@string{a = {b}}", BibTex, "there are no papers in this BibTeX file"),
        ("\nDear Sir,\n", Ris, "line 2 is not RIS: no line `TY  - ` begins an entry"),
        ("TY  - BOOK\nER  - \n", Ris, "there are no papers in this RIS file"),
        ("[\n{\"title\": }]", CslJson, "line 2 is not CSL-JSON: expected value"),
        ("[{},\n 3]", CslJson, "line 2 is not CSL-JSON: an item is no object"),
        ("[]", CslJson, "there are no papers in this CSL-JSON file"),
        (" \n", CslJson, "there are no papers in this CSL-JSON file"),
    ] {
        assert_eq!(refusal(text.as_bytes(), format), said);
    }
    assert_eq!(
        refusal(b"TY  - JOUR\nTI  - \xff", Ris),
        "line 2 is not UTF-8: save the file as UTF-8 text and import it again"
    );
}

#[test]
fn a_file_of_papers_has_its_bounds() {
    let large = vec![b' '; 8 * 1024 * 1024 + 1];
    assert_eq!(read_papers(&large, PaperFormat::Ris), Err(PapersRefusal::TooLarge { bytes: large.len() }));
    for (entry, format) in [("@misc{a,}\n", PaperFormat::BibTex), ("TY  - JOUR\nER  - \n", PaperFormat::Ris)] {
        let many = entry.repeat(10_001);
        assert_eq!(read_papers(many.as_bytes(), format), Err(PapersRefusal::TooMany { entries: 10_001 }));
    }
    let many = format!("[{}{{}}]", "{},".repeat(10_000));
    let refusal = read_papers(many.as_bytes(), PaperFormat::CslJson).unwrap_err();
    let json = serde_json::json!({
        "kind": "TOO_LARGE", "message": "the file has 10001 entries; a file of papers has at most 10000",
    });
    assert_eq!(serde_json::to_value(refusal).unwrap(), json);
}

/// A file cut anywhere, or with a character lost, is read or refused.
#[test]
fn broken_files_are_read_or_refused() {
    for (text, format) in [(BIB, PaperFormat::BibTex), (RIS, PaperFormat::Ris), (CSL, PaperFormat::CslJson)] {
        for (at, c) in text.char_indices() {
            let (before, after) = text.split_at(at);
            let _ = read_papers(before.as_bytes(), format);
            let _ = read_papers([before, &after[c.len_utf8()..]].concat().as_bytes(), format);
        }
    }
}

#[test]
fn one_broken_entry_costs_no_other() {
    let text = "@string{ws = {Ward Science}}\n@article{a, title = {Cold rooms}, journal = ws}\n\
        @article{b, title = {Warm rooms}, journal = {Ward\n\n@article{c, title = {Dark rooms}, journal = ws}\n";
    let papers = read(text, PaperFormat::BibTex);
    let titles: Vec<String> = values(&papers).into_iter().filter_map(|paper| paper.title).collect();
    assert_eq!((titles, lines(&papers)), (texts(&["Cold rooms", "Dark rooms"]), vec![2, 5]));
    assert_eq!(papers.papers[1].value.journal.as_deref(), Some("Ward Science"));
    let [(line, message)] = messages(&papers)[..] else { panic!("{:?}", papers.warnings) };
    assert!(line == 3 && message.starts_with("the entry cannot be read and was left out: "), "{line}: {message}");
}

#[test]
fn an_abstract_and_an_address_are_kept() {
    let bib =
        "@article{a, title = {T}, journal = {J}, url = {https://example.org/a_b}, abstract = {It was \\emph{cold}.}}";
    let ris = "TY  - JOUR\nTI  - T\nJO  - J\nUR  - https://example.org/a_b\nAB  - It was cold.\nER  - \n";
    let csl = "[{\"title\": \"T\", \"container-title\": \"J\", \"URL\": \"https://example.org/a_b\", \
        \"abstract\": \"It was <i>cold</i>.\"}]";
    for (text, format) in [(bib, PaperFormat::BibTex), (ris, PaperFormat::Ris), (csl, PaperFormat::CslJson)] {
        let paper = only(text, format);
        assert_eq!(paper.url, Some("https://example.org/a_b".parse().unwrap()), "{format:?}");
        assert_eq!(paper.abstract_text.as_deref(), Some("It was cold."), "{format:?}");
    }
    let doi = ris.replace("https://example.org/a_b", "https://doi.org/10.5555/a");
    assert_eq!(only(&doi.replace("ER  -", "DO  - 10.5555/A\nER  -"), PaperFormat::Ris).url, None);
    let wrong = read(&ris.replace("https://example.org/a_b", "see the shelf"), PaperFormat::Ris);
    assert_eq!(messages(&wrong), [(1, "`see the shelf` is no address on the web and was left out")]);
}
