use std::fmt::Write as _;
use std::path::Path;

const FAMILIES: &[&str] = &[
    "Bai", "Cai", "Chen", "Ding", "Fang", "Gao", "Guo", "Han", "He", "Hu", "Huang", "Jiang", "Kong", "Li", "Liang",
    "Lin", "Liu", "Lu", "Luo", "Ma", "Meng", "Pan", "Qian", "Qin", "Shen", "Shi", "Song", "Sun", "Tang", "Wang", "Wu",
    "Xia", "Xie", "Xu", "Yang", "Yao", "Ye", "Zhang", "Zhao", "Zhou",
];
const SYLLABLES: &[&str] = &[
    "an", "bo", "chun", "dan", "fei", "guang", "hao", "hua", "jian", "jing", "jun", "kai", "lan", "lei", "min", "ning",
    "peng", "qing", "rong", "shu", "tao", "wen", "xiang", "yun", "zhi",
];
const FIELDS: &[&str] = &[
    "Cardiology",
    "Thoracic Surgery",
    "Neurology",
    "Endoscopy",
    "Orthopaedics",
    "Haematology",
    "Nephrology",
    "Paediatrics",
    "Ophthalmology",
    "Anaesthesiology",
    "Urology",
    "Rheumatology",
];
const PLACES: &[&str] =
    &["Harbour", "Lakeside", "Eastgate", "Bund", "Garden", "Willow", "Riverbank", "Pagoda", "Lantern", "Crane"];
const SOCIETIES: &[&str] = &["Medical Association", "Society of Surgeons", "Physicians Association"];
const UNITS: &[&str] = &["Youth Committee", "Training Committee", "Nursing Committee", "Rehabilitation Committee"];
const ROLES: &[&str] = &["Member", "Standing Member", "Vice Chairman", "Former Chairman", "Secretary-General"];
const JOURNALS: &[&str] = &["Annals of Invented Surgery", "Journal of Imagined Medicine", "Eastern Clinical Letters"];

/// Writes invented pages into a folder, a file each. One in four has a profile with lists and an interview, as it is
/// among the publication's own pages; the others have a byline above a story.
pub(crate) fn write(folder: &Path, pages: usize) -> std::io::Result<()> {
    (0..pages).try_for_each(|index| std::fs::write(folder.join(format!("{index:05}.txt")), page(index)))
}

/// The same page for the same index; every page of another doctor.
fn page(index: usize) -> String {
    let name = name(index);
    let mut page = format!(
        "InventedSite\n\nInventedSite - Pages That Nobody Wrote\n\nDr. {name} | The {} Years\n\nUpdate time:20{:02}-0{}-1{}Visits:{}\n\n",
        of(PLACES, index),
        10 + index % 15,
        1 + index % 9,
        index % 10,
        100 + index
    );
    if index.is_multiple_of(4) {
        listed(&mut page, index, &name)
    } else {
        bylined(&mut page, index, &name)
    }
    page.push_str("\nEditor: Chen Lan\n");
    page
}

/// A family name and two syllables, in every combination before one comes again.
fn name(index: usize) -> String {
    let family = of(FAMILIES, index);
    let (first, second) =
        (of(SYLLABLES, index / FAMILIES.len()), of(SYLLABLES, index / FAMILIES.len() / SYLLABLES.len()));
    let capital = first.get(..1).unwrap_or_default().to_uppercase();
    format!("{family} {capital}{}{second}", first.get(1..).unwrap_or_default())
}

fn of<'a>(all: &[&'a str], index: usize) -> &'a str {
    all.get(index % all.len()).copied().unwrap_or_default()
}

fn hospital(index: usize) -> String {
    format!("{} Hospital", of(PLACES, index / 3))
}

fn post(index: usize) -> String {
    let (role, unit, field) = (of(ROLES, index), of(UNITS, index / 2), of(FIELDS, index / 5));
    format!("{role} of the {unit} of the {field} Branch of the {} {}", of(PLACES, index / 7), of(SOCIETIES, index / 11))
}

fn bylined(page: &mut String, index: usize, name: &str) {
    let _ = writeln!(
        page,
        "{name}, Professor, Chief Physician, Director of the Department of {} of {}, {}, {}.\n\nIntroduction\n",
        of(FIELDS, index),
        hospital(index),
        post(index),
        post(index + 3)
    );
    story(page, index, name, 12);
}

fn listed(page: &mut String, index: usize, name: &str) {
    let _ = writeln!(page, "Professor {name}, Chief Physician at {}.\n\nProfessional Appointments:\n", hospital(index));
    for offset in 0..5 {
        let _ = writeln!(page, "- {}", post(index + offset * 13));
    }
    let _ = writeln!(
        page,
        "\nResearch Focus:\n- Early lesions\n- Training of young physicians\n\nAwards and Honors:\n- {} Medal (2014)\n",
        of(PLACES, index)
    );
    page.push_str("Academic Publications:\n");
    for (offset, journal) in JOURNALS.iter().enumerate() {
        let _ = writeln!(
            page,
            "- {name}, Xu Yi. What case {index}-{offset} taught the ward. {journal}. 20{:02};{}({}):1-9.",
            10 + offset,
            1 + index % 40,
            1 + offset
        );
    }
    page.push_str("\nIntroduction:\n\n");
    story(page, index, name, 6);
    let _ = writeln!(page, "Onsite Interview\n");
    for question in 0..5 {
        let _ = writeln!(
            page,
            "InventedSite: What did year {question} bring?\n\nDr. {name}: It brought ward {}, and nobody complained.\n",
            index + question
        );
    }
}

fn story(page: &mut String, index: usize, name: &str, paragraphs: usize) {
    for paragraph in 0..paragraphs {
        if paragraph % 3 == 1 {
            let _ = writeln!(page, "The {} Ward\n", of(FIELDS, index + paragraph));
        }
        let _ = writeln!(
            page,
            "In the {} years at {} nobody slept much. The lamps of ward {} stayed lit until the morning came, and {name} wrote down what each of the patients had asked. \
             The notebook has {} pages today. Whoever opens it finds dates, the weather, and the names of those who went home.\n",
            of(PLACES, index + paragraph),
            hospital(index),
            index + paragraph,
            90 + paragraph
        );
    }
}
