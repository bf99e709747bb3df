//! What a Chinese byline says beside posts: title, degree, birth, numbers, the field of work.

use shanghaidoctor_domain::content::OrganisationKind;

use crate::facts::{Doctor, Fellowship, Found};
use crate::gazetteer::Known;
use crate::profile::chinese_awards;
use crate::profile::chinese_claims::claim;
use crate::profile::chinese_degrees::{self, degree};
use crate::profile::chinese_fellowships;
use crate::profile::chinese_posts;
use crate::profile::chinese_roles::marks::mark;
use crate::profile::life_dates::add_life;
use crate::profile::post::Listed;
use crate::profile::titles::{add_academic_title, is_academic};
use crate::report::notes::Notes;
use crate::text::dates;
use crate::text::han_names;
use crate::text::han_script::{split_clauses, strip_prefix};
use crate::text::lines::Line;

const FIELDS: &[&str] = &["擅长", "专业特长", "专长", "主攻方向", "主攻", "研究方向", "专业方向", "尤其擅长"];
/// What says nothing that the record keeps.
const SILENT: &[&str] = &["男", "女", "汉族", "中共党员", "中国共产党党员", "九三学社社员", "民盟盟员", "农工党党员"];

/// Reads a list or a sentence of titles, degrees and posts. False when it holds none.
pub(crate) fn titles(known: &Known, doctor: &mut Doctor, text: &str, line: &Line, notes: &mut Notes) -> bool {
    let mut found = false;
    let text =
        strip_prefix(text, &["职称：", "职务：", "学历：", "学位：", "性别：", "职称:", "职务:"]).unwrap_or(text);
    let text = without_name(text, &doctor.full_name());
    for sentence in split_clauses(&text, |c| matches!(c, '。' | '；' | ';')) {
        let (before, fields, after) = around_field(sentence);
        if let Some(fields) = fields {
            doctor.research_focus.push(Found::new(line.number, fields.to_owned()));
            found = true;
        }
        for part in [before, after].into_iter().filter(|part| !part.is_empty()) {
            found |= honours(doctor, part, line.number) || titles_of(known, doctor, part, line, notes, &mut found);
        }
    }
    found
}

/// The text without the doctor's own name at the head of a clause: `某某是甲医院院长，某某擅长…`.
fn without_name(text: &str, name: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut head = true;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if head && let Some(after) = rest.strip_prefix(name).filter(|_| !name.is_empty()) {
            rest = after_name(after);
            head = false;
            continue;
        }
        head = matches!(c, '，' | ',' | '。' | '；' | ';') || head && c == ' ';
        bare.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    bare
}

/// `教授是…` behind a name: what somebody is called there is told again where it is said what somebody is.
fn after_name(after: &str) -> &str {
    let rest = han_names::honorific(after).map_or(after, |(_, rest)| rest);
    let goes_on = rest.starts_with(['，', ',', '是', '为', '系', '现', '曾', '擅', '于', '在']);
    let rest = if goes_on { rest } else { after };
    rest.trim_start_matches(['，', ',', ' '])
}

/// A sentence before, in and after the clauses that say what somebody works on: `…主任，擅长甲、乙，兼任…`.
fn around_field(sentence: &str) -> (&str, Option<&str>, &str) {
    let whole = (sentence, None, "");
    let mut from = 0;
    let place = |clause| {
        let at = from + sentence.get(from..)?.find(clause)?;
        from = at + str::len(clause);
        Some((at, clause))
    };
    let clauses = split_clauses(sentence, |c| matches!(c, '，' | ','));
    let clauses: Vec<(usize, &str)> = clauses.into_iter().filter_map(place).collect();
    let Some(first) = clauses.iter().position(|(_, clause)| field(clause).is_some()) else { return whole };
    let below = clauses.get(first + 1..).unwrap_or_default();
    let goes_on = |clause: &str| {
        let led = mark(clause).0.is_some() || strip_prefix(clause, DOES).is_some();
        !led && !chinese_posts::is_list(clause) && claim(clause).is_none() && degree(clause).is_none()
    };
    let next = below.iter().find(|(_, clause)| !goes_on(clause)).map_or(sentence.len(), |(at, _)| *at);
    let start = clauses.get(first).map_or(0, |(at, _)| *at);
    let (Some(before), Some(fields), Some(after)) =
        (sentence.get(..start), sentence.get(start..next), sentence.get(next..))
    else {
        return whole;
    };
    (before, field(fields.trim_end_matches(['，', ',', ' '])), after)
}

/// What a field of work is followed by that belongs to it no more.
const DOES: &[&str] =
    &["主持", "发表", "获", "荣获", "曾", "承担", "参与", "先后", "享受", "培养", "完成", "以第一作者", "在", "从事"];

fn field(text: &str) -> Option<&str> {
    let field = strip_prefix(text, FIELDS).map(|field| field.trim_start_matches(['：', ':', '于', ' ']));
    field.filter(|field| !field.is_empty())
}

/// `曾获某奖、某奖（2005年）`: a sentence of awards and nothing else.
fn honours(doctor: &mut Doctor, sentence: &str, line: u32) -> bool {
    // `1998年获某奖`
    let is_date = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '度');
    let bare = if sentence.starts_with(|c: char| c.is_ascii_digit()) {
        sentence.trim_start_matches(is_date)
    } else {
        sentence
    };
    let led = strip_prefix(bare, &["曾获", "曾荣获", "荣获", "先后荣获", "先后获", "获", "被授予", "入选", "被评为"]);
    let given = led.filter(|_| chinese_awards::is_award_list(sentence)).map(|_| chinese_awards::awards(sentence));
    doctor.awards.extend(given.iter().flatten().cloned().map(|award| Found::new(line, award)));
    given.is_some()
}

fn titles_of(
    known: &Known,
    doctor: &mut Doctor,
    sentence: &str,
    line: &Line,
    notes: &mut Notes,
    earlier: &mut bool,
) -> bool {
    let posts = chinese_posts::read(sentence);
    let (plain, other): (Vec<_>, Vec<_>) = posts.posts.into_iter().partition(|post| post.is_plain(Listed::Byline));
    let mut found = !plain.is_empty();
    for post in plain {
        if post.path.is_empty() && is_academic(&post.role) {
            add_academic_title(doctor, &post.role, line.number, notes);
        } else {
            post.place_on(known, doctor, line.number, Listed::Byline, notes);
        }
    }
    let mut unread: Vec<String> = other.into_iter().map(|post| post.printed).collect();
    for piece in posts.unread {
        if says(doctor, &piece, line, notes) {
            found = true;
        } else {
            unread.push(piece);
        }
    }
    if found || *earlier {
        notes.unread(line.number, &unread);
    }
    found
}

/// True for a text whose every sentence says little else than who somebody is: titles, posts, numbers, a field of work.
pub(crate) fn is_list(known: &Known, text: &str) -> bool {
    split_clauses(text, |c| matches!(c, '。' | '；')).into_iter().all(|sentence| {
        let clauses = split_clauses(sentence, |c| matches!(c, '，' | '、')).len();
        let line = Line::default();
        let (mut doctor, mut notes) = (Doctor::default(), Notes::default());
        titles(known, &mut doctor, sentence, &line, &mut notes) && 2 * notes.warnings.len() <= clauses
    })
}

/// Keeps what a piece says that is no post.
fn says(doctor: &mut Doctor, piece: &str, line: &Line, notes: &mut Notes) -> bool {
    if let Some(stay) = stay(piece) {
        if doctor.fellowships.iter().all(|known| known.value != stay) {
            doctor.fellowships.push(Found::new(line.number, stay));
        }
        return true;
    }
    if let Some(claim) = claim(piece) {
        doctor.claims.push(Found::new(line.number, claim));
        return true;
    }
    if let Some(degree) = degree(piece) {
        return chinese_degrees::keep(doctor, degree, line.number);
    }
    if let Some(led) = strip_prefix(piece, &["曾荣获", "曾获", "荣获", "获得", "获"])
        && chinese_awards::is_award_list(led)
    {
        doctor.awards.extend(chinese_awards::awards(piece).into_iter().map(|award| Found::new(line.number, award)));
        return true;
    }
    let born = piece.contains('生').then(|| birth(piece)).flatten();
    if let Some(life) = born {
        add_life(doctor, life, line.number, notes);
    }
    born.is_some() || SILENT.contains(&piece)
}

/// `2016年赴日本某大学附属医院进修`: somebody goes somewhere to learn.
fn stay(piece: &str) -> Option<Fellowship> {
    let goes = ["赴", "在", "前往"].iter().any(|verb| piece.contains(verb));
    let stay = chinese_fellowships::fellowship("", piece).filter(|_| goes)?;
    let known = stay.path.first().is_some_and(|root| root.kind != OrganisationKind::Other);
    (known && stay.role.is_some()).then_some(stay)
}

/// `1957年3月出生`, `1957年3月出生于某地`, `生于1957年`.
fn birth(piece: &str) -> Option<shanghaidoctor_domain::Period> {
    let (date, place) = piece.split_once("出生于").or_else(|| piece.split_once("生于")).unwrap_or((piece, ""));
    let born = if place.is_empty() || date.is_empty() { piece.to_owned() } else { format!("{date}出生") };
    dates::life(&born)
}
