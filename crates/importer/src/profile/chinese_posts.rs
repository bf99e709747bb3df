//! `某学会某分会委员、某医院某科主任，《某杂志》编委`: the posts that a Chinese text lists.

mod told;

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{OrganisationKind, PostStatus};

use self::told::{is_anothers, left_in, succeeded};
use crate::facts::Organisation;
use crate::profile::chinese_organisations as organisations;
use crate::profile::chinese_roles::marks::{self, Mark};
use crate::profile::chinese_roles::{self as roles, Role};
use crate::profile::post::{Post, Posts};
use crate::profile::roles::is_editorial;
use crate::text::characters::is_han;
use crate::text::dates;
use crate::text::han_script::{fold, split_clauses, strip_prefix, strip_suffix};
use crate::text::wording::trailing_bracket;

/// The posts in `text`, in order.
pub(crate) fn read(text: &str) -> Posts {
    let mut found = Posts::default();
    for sentence in split_clauses(text, |c| matches!(c, '。' | '；' | ';' | '！' | '？')) {
        let mut reading = Reading::default();
        for clause in split_clauses(sentence, |c| matches!(c, '，' | ',')) {
            reading.clause(clause, &mut found);
        }
        reading.settle(&mut found);
    }
    found
}

/// True for a text that lists posts and little else.
pub(crate) fn is_list(text: &str) -> bool {
    let Posts { posts, unread } = read(text);
    !posts.is_empty() && unread.len() <= posts.len()
}

/// What is known of a sentence while its pieces are read.
#[derive(Default)]
struct Reading {
    /// `曾任` or `先后任` before the pieces.
    mark: Option<Mark>,
    /// Units and journals that wait for the role after them.
    waiting: Vec<Waiting>,
    /// The path of the post before, from which a unit alone has its root.
    path: Vec<Organisation>,
    /// The period before the pieces.
    period: Option<Period>,
    /// Whether the pieces go with a post that has ended; when each of them ended is not said.
    over: bool,
    /// Whether `原` leads the row that the pieces stand in.
    row_over: bool,
    /// Whether the pieces belong to somebody else, or nobody: `拒绝担任甲医院院长、乙学会会长`.
    anothers: bool,
}

struct Waiting {
    printed: String,
    path: Vec<Organisation>,
}

impl Reading {
    fn clause(&mut self, clause: &str, found: &mut Posts) {
        self.settle(found);
        let mut first = true;
        for piece in pieces(clause) {
            self.piece(&piece, first, found);
            first = false;
        }
    }

    /// What waits for a role in vain names nothing.
    fn settle(&mut self, found: &mut Posts) {
        found.unread.extend(self.waiting.drain(..).map(|waiting| waiting.printed));
    }

    fn piece(&mut self, printed: &str, first: bool, found: &mut Posts) {
        let listed = strip_suffix(
            printed,
            &["等职务", "等职", "等多个职务", "等学术职务", "等", "之一", "一职", "职务", "（主持工作）", "(主持工作)"],
        )
        .unwrap_or(printed);
        let (text, period) = without_period(listed);
        // `1983年至2004年任院长，兼任会长`: at the same time.
        let beside = strip_prefix(text, &["兼", "并任", "并担任", "同时任", "同时担任", "并兼"]).is_some();
        if first {
            self.over = beside && (self.over || self.period.is_some_and(|period| period.end.is_some()));
            self.period = None;
            self.row_over = false;
        }
        if let Some(period) = dates::period(listed) {
            self.period = Some(period);
            return;
        }
        if self.ends_last(listed, found) {
            return;
        }
        let (mark, text) = marks::mark(text);
        let (mark, text) = succeeded(text).map_or((mark, text), |post| (mark.or(Some(Mark::Current)), post));
        if self.is_left(text, mark) {
            self.settle(found);
            found.unread.push(printed.to_owned());
            return;
        }
        match mark {
            Some(mark @ (Mark::FormerVerb | Mark::Sometime)) => self.mark = Some(mark),
            Some(Mark::Current) => self.mark = None,
            _ => {}
        }
        // `2010年起任`: the words after the period are a mark again.
        self.period = period.or(self.period);
        if let Some(paths) = self.bodies(text) {
            self.waiting.extend(paths.into_iter().map(|path| Waiting { printed: printed.to_owned(), path }));
            return;
        }
        match self.post(text, first) {
            Some((role, paths)) => self.push(printed, &role, paths, mark, found),
            None => {
                self.settle(found);
                found.unread.push(printed.to_owned());
            }
        }
    }

    /// `2003年起任甲医院院长，2010年卸任`: the post before is over.
    fn ends_last(&self, text: &str, found: &mut Posts) -> bool {
        let Some(end) = left_in(text).filter(|_| !self.path.is_empty()) else { return false };
        let Some(last) = found.posts.last_mut() else { return false };
        last.status = PostStatus::Former;
        let start = last.period.and_then(|period| period.start);
        last.period = Some(Period { start, end }).filter(|_| start.is_some() || end.is_some());
        true
    }

    /// True for a piece that says nothing of what the doctor holds; so do those after it, up to a mark.
    fn is_left(&mut self, text: &str, mark: Option<Mark>) -> bool {
        let place = roles::role(text).map_or(text, |role| place(role.place));
        self.anothers = is_anothers(text, place) || self.anothers && mark.is_none();
        self.anothers
    }

    /// A unit or journals without a role.
    fn bodies(&self, text: &str) -> Option<Vec<Vec<Organisation>>> {
        if is_latin(text) {
            return Some(vec![vec![journal(text)]]);
        }
        if let Some((journals, "")) = journals(text) {
            return Some(journals);
        }
        organisations::kind(text)?;
        let path =
            organisations::path(text).filter(|path| path.iter().all(|unit| unit.kind != OrganisationKind::Other))?;
        Some(vec![self.rooted(path, false)])
    }

    /// The role at the end of a text, and where it is held.
    fn post<'a>(&self, text: &'a str, first: bool) -> Option<(Role<'a>, Vec<Vec<Organisation>>)> {
        if let Some((journals, rest)) = journals(text) {
            let role = roles::role(rest).filter(|role| role.place.is_empty())?;
            return Some((role, journals));
        }
        let role = roles::role(text)?;
        let place = place(role.place);
        if place.is_empty() {
            if !self.waiting.is_empty() {
                return Some((role, Vec::new()));
            }
            // An office is held somewhere; a grade needs no place.
            let shared =
                Some(headed(role.text, &self.path)).filter(|path| !first && !path.is_empty() && !role.is_grade);
            return (role.is_grade || shared.is_some()).then(|| (role, vec![shared.unwrap_or_default()]));
        }
        let latin = strip_suffix(place, &["等杂志", "等期刊", "杂志", "期刊", "等"]).unwrap_or(place).trim();
        if is_latin(latin) {
            let place = latin;
            return is_editorial(roles::rank(role.text)).then(|| (role, vec![vec![journal(place)]]));
        }
        let path = organisations::path(place)?;
        Some((role, vec![self.rooted(path, first)]))
    }

    /// A department alone is in the hospital named before it, a committee in the society; across a comma only a
    /// department.
    fn rooted(&self, path: Vec<Organisation>, across: bool) -> Vec<Organisation> {
        use OrganisationKind::{Association, Branch, Committee, Department, Hospital, Institute, School, University};
        let (Some(root), Some(first)) = (self.path.first(), path.first()) else { return path };
        let employs = |kind| matches!(kind, University | School | Hospital);
        let keep: fn(OrganisationKind) -> bool = match first.kind {
            Department => |kind| matches!(kind, University | School | Hospital),
            Institute if first.name.ends_with("中心") && !across => |kind| matches!(kind, Hospital),
            Branch if !across => |kind| matches!(kind, Association),
            Committee if !across => |kind| matches!(kind, Association | Branch),
            _ => return path,
        };
        let fits = employs(root.kind) || root.kind == Association;
        let mut above: Vec<Organisation> = self.path.iter().take_while(|unit| keep(unit.kind)).cloned().collect();
        if fits {
            above.extend(path);
            return above;
        }
        path
    }

    fn push(
        &mut self,
        printed: &str,
        role: &Role,
        paths: Vec<Vec<Organisation>>,
        mark: Option<Mark>,
        found: &mut Posts,
    ) {
        let lasting = fold(role.text).ends_with("院士");
        // `曾任甲医院院长，乙学会名誉会长`: an honour of another house is not over with the office.
        let root = paths.first().and_then(|path| path.first());
        let elsewhere =
            mark.is_none() && root.is_some_and(|root| self.path.first().is_none_or(|known| known.name != root.name));
        let honorary = elsewhere && ["名誉", "荣誉", "终身"].iter().any(|word| fold(role.text).starts_with(word));
        let ended = self.over || self.period.is_some_and(|period| period.end.is_some());
        let in_row = self.row_over && mark.is_none() && !(role.is_grade && root.is_none());
        self.row_over = (self.row_over || role.is_former || mark == Some(Mark::Former)) && mark != Some(Mark::Current);
        let status = match marks::status(mark.or(self.mark)) {
            _ if lasting => PostStatus::Current,
            _ if role.is_former || ended => PostStatus::Former,
            PostStatus::Current if in_row && !honorary => {
                // Of what another house has, the mark need not speak.
                if elsewhere { PostStatus::Unknown } else { PostStatus::Former }
            }
            PostStatus::Former if honorary => PostStatus::Current,
            status => status,
        };
        let waiting: Vec<Vec<Organisation>> = self.waiting.drain(..).map(|waiting| waiting.path).collect();
        for path in waiting.into_iter().chain(paths) {
            if !path.is_empty() {
                self.path.clone_from(&path);
            }
            let place: String = path.iter().map(|unit| unit.name.as_str()).collect();
            let (role, printed, period) = (role.text.to_owned(), printed.to_owned(), self.period);
            found.posts.push(Post { role, status, printed, place, path, period });
        }
    }
}

/// The path up to the unit that a role is at the head of by its own words: `传染科主任、副院长` has a department, and then
/// the hospital above it.
fn headed(role: &str, path: &[Organisation]) -> Vec<Organisation> {
    const HEADS: &[(&str, &[char])] = &[
        ("院长", &['院']),
        ("校长", &['校', '学', '院']),
        ("所长", &['所']),
        ("会长", &['会']),
        ("理事长", &['会']),
        ("党委书记", &['院', '校', '学']),
    ];
    let role = fold(role);
    let ends = HEADS.iter().find(|(head, _)| role.ends_with(head)).map(|(_, ends)| *ends);
    let end = ends.and_then(|ends| path.iter().rposition(|unit| unit.name.ends_with(ends)));
    end.and_then(|end| path.get(..=end)).unwrap_or(path).to_vec()
}

/// The place without the words that lead from it to a role: `在某医院任`.
fn place(text: &str) -> &str {
    let led = strip_prefix(text, &["在", "于", "被聘为", "聘为"]).unwrap_or(text);
    strip_suffix(led, &["担任", "任", "做", "作为", "从事", "的", "特聘为"]).unwrap_or(led).trim()
}

/// The journals in their signs that a text begins with, and the role after them.
fn journals(text: &str) -> Option<(Vec<Vec<Organisation>>, &str)> {
    let (before, _) = text.split_once('《')?;
    let known = [
        "",
        "SCI",
        "期刊",
        "杂志",
        "国际",
        "英文",
        "核心",
        "国家级",
        "SCI期刊",
        "SCI杂志",
        "国际期刊",
        "中文核心期刊",
        "学术期刊",
        "国际杂志",
    ];
    known.contains(&fold(before).trim()).then_some(())?;
    let (named, rest) = text.rsplit_once('》')?;
    let names = named.split('《').skip(1).map(|name| name.trim_end_matches(['》', '、', ' ', '，', '和', '及']));
    let names: Vec<_> = names.filter(|name| !name.is_empty()).map(|name| vec![journal(name)]).collect();
    let rest =
        strip_prefix(rest, &["等杂志的", "等杂志", "等期刊", "杂志的", "杂志", "期刊", "等", "的"]).unwrap_or(rest);
    Some((names, rest.trim()))
}

fn journal(name: &str) -> Organisation {
    Organisation { name: name.to_owned(), acronym: None, kind: OrganisationKind::Other }
}

/// A journal's name in Latin letters needs no signs.
fn is_latin(text: &str) -> bool {
    text.len() <= 100 && text.is_ascii() && text.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The pieces of a clause that may each be a post: parted by `、` or a blank, and by `和` where a role or a unit ends
/// before it and a role ends the rest.
fn pieces(clause: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for listed in split_clauses(clause, |c| matches!(c, '、' | '/' | '／')) {
        for (at, piece) in split_clauses(listed, |c| c == '\u{3000}').into_iter().enumerate() {
            match pieces.last_mut() {
                Some(last) if at > 0 && leads_to(last, piece) || at == 0 && is_half_term(last, piece) => {
                    last.push_str(if at > 0 { "" } else { "、" });
                    last.push_str(piece);
                }
                _ => pieces.push(piece.to_owned()),
            }
        }
    }
    pieces.iter().flat_map(|piece| joined(piece)).map(str::to_owned).collect()
}

/// `某医院 某科 主任`: a unit and, after a blank, what is in it.
fn leads_to(before: &str, piece: &str) -> bool {
    use OrganisationKind::{Association, Authority, Hospital, University};
    let (_, before) = marks::mark(before);
    let unit = organisations::kind(before).is_some() && organisations::path(without_period(before).0).is_some();
    let place = roles::role(piece).map_or(piece, |role| role.place);
    let root = organisations::path(place).and_then(|path| path.first().map(|root| root.kind));
    unit && !matches!(root, Some(Association | Authority | Hospital | University))
}

/// `第六、七届`
fn is_half_term(before: &str, piece: &str) -> bool {
    let is_number = |c: char| "一二三四五六七八九十0123456789".contains(c);
    let open = before.rsplit_once('第').is_some_and(|(_, number)| !number.is_empty() && number.chars().all(is_number));
    open && piece.trim_start_matches(is_number).starts_with(['届', '屆'])
}

/// The most bytes of a piece in which posts are joined by words.
const LONGEST: usize = 600;

const JOINTS: &[&str] = &["以及", "兼任", "及", "和", "与", "兼", "暨", "并任"];

fn joined(piece: &str) -> Vec<&str> {
    if piece.len() > LONGEST {
        return vec![piece];
    }
    let folded = fold(piece);
    let ends = |text: &str| roles::role(text).is_some() || text.ends_with('》') || is_unit(text);
    let cut = JOINTS.iter().find_map(|joint| {
        folded.match_indices(joint).find_map(|(at, _)| {
            let (left, right) = (piece.get(..at)?, piece.get(at + joint.len()..)?);
            (roles::role(right).is_some() && ends(marks::mark(left).1)).then_some((left, right))
        })
    });
    match cut {
        Some((left, right)) => [left].into_iter().chain(joined(right)).collect(),
        None => vec![piece],
    }
}

/// A place whose lowest unit is one by its name: `呼吸` in `呼吸与危重症医学科` is the beginning of one.
fn is_unit(text: &str) -> bool {
    let path = organisations::path(text);
    path.is_some_and(|path| path.last().is_some_and(|unit| unit.kind != OrganisationKind::Other))
}

/// The text without its period: before it, or in brackets after it.
fn without_period(text: &str) -> (&str, Option<Period>) {
    if let Some((before, inside)) = trailing_bracket(text)
        && let Some(period) = dates::period(inside)
    {
        return (before, Some(period));
    }
    let is_date = |c: char| c.is_ascii_digit() || "年月日.-－—–~～/至今起 ".contains(c);
    let bare = text.strip_prefix('自').unwrap_or(text);
    let end = bare.find(|c| !is_date(c)).unwrap_or(bare.len());
    let (led, rest) = bare.split_at_checked(end).unwrap_or(("", bare));
    let rest = rest.trim_start_matches([':', '：', ' ', '，']);
    match dates::period(led.trim()) {
        Some(period) if !rest.is_empty() => (rest, Some(period)),
        _ if dates::date(led.trim()).is_some() && rest.starts_with(is_han) => (rest, None),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests;
