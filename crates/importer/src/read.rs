//! The stages in their order.

use shanghaidoctor_domain::Locale;
use shanghaidoctor_domain::content::Block;
use shanghaidoctor_domain::text::slug;

use crate::body::{self, Body};
use crate::body::{births, links, mentions};
use crate::facts::{Doctor, Facts, Found, Portrait};
use crate::frame::{self, Frame};
use crate::gazetteer::{Gazetteer, Known};
use crate::input::Input;
use crate::outline::cast::Cast;
use crate::outline::speakers::answers;
use crate::outline::{self, Outline};
use crate::profile::{acronyms, life_dates, prose, wordings};
use crate::refusal::Refusal;
use crate::report::Report;
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part, WarningKind};
use crate::tail::credits;
use crate::text::characters::is_han;
use crate::text::han_names;
use crate::text::han_script::{is_chinese, is_traditional};
use crate::text::han_slugs::title_slug;
use crate::text::lines::Line;
use crate::text::names::{Name, honorific};
use crate::text::person::{self, Person};
use crate::{byline, captions, profile, subjects, tail};

/// A page as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What it says.
    pub facts: Facts,
    /// How it was read.
    pub report: Report,
}

/// What a page may be beside a portrait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// A page that portrays nobody is read as an article without a doctor, where it has a title and a text.
    pub without_doctor: bool,
}

/// Reads a portrait saved as plain text, as Markdown or as HTML, in any encoding that pages are written in, into what it
/// says and a report on how it was read. The same bytes always give the same page.
pub fn read_page(bytes: &[u8]) -> Result<Page, Refusal> {
    read_page_with(bytes, ReadOptions::default())
}

/// Reads a page that may be more than a portrait.
pub fn read_page_with(bytes: &[u8], options: ReadOptions) -> Result<Page, Refusal> {
    read_page_knowing(bytes, options, Gazetteer::built_in())
}

/// Reads a page knowing the organisations of another gazetteer.
pub fn read_page_knowing(bytes: &[u8], options: ReadOptions, gazetteer: &'static Gazetteer) -> Result<Page, Refusal> {
    let mut notes = Notes::default();
    let input = Input::read(bytes, &mut notes)?;
    let explained = acronyms::explained(input.article.iter().map(|line| line.text.as_str()));
    read(Known::new(gazetteer, explained), input, options, notes)
}

fn read(known: Known, mut input: Input, options: ReadOptions, mut notes: Notes) -> Result<Page, Refusal> {
    let (mut frame, text) = frame::read(&known, &input.article, &mut notes);
    let under = input.article.len() - text.len();
    if let Some(first) = input.lines.first() {
        frame.complete(first, input.title.as_deref(), input.site_name.as_deref(), &mut notes);
    }
    let mut text = std::mem::take(&mut input.article);
    text.drain(..under);
    let text = &captions::attach(&known, text, &mut notes);
    let cast = &cast(&frame, text, &mut notes);
    let subjects = match subjects::find(&known, &frame, text, cast) {
        Err(Refusal::NoPortrait | Refusal::NoSubject { .. }) if options.without_doctor => Vec::new(),
        found => found?,
    };
    let mut facts = if subjects.is_empty() {
        report(&known, &frame, text, cast, &mut notes)?
    } else {
        portrait(&known, &frame, text, cast, subjects, &mut notes)
    };
    facts.article.address = input.address.clone();
    links::report_lost(&input.lines, &facts.article, &mut notes);
    let framed = frame.report(&notes);
    let report = Report::of(input.source, input.lines, framed, &facts, notes, known);
    Ok(Page { facts, report })
}

/// Who speaks on the page. Where two take turns and nobody can say who asks, an editor must.
fn cast(frame: &Frame, text: &[Line], notes: &mut Notes) -> Cast {
    let site = frame.site_name.as_ref().map(|name| name.value.as_str()).unwrap_or_default();
    let people = frame.title.iter().flat_map(|title| &title.value.people);
    let subjects: Vec<Name> = people.map(|person| person.name.clone()).collect();
    let cast = Cast::find(text, site, &subjects);
    if let Some((line, speakers)) = &cast.unclear {
        let named = if speakers.is_empty() { String::new() } else { format!(" (“{}”)", speakers.join("”, “")) };
        let said = format!("this looks like an interview, and who asks is not known{named}: kept as paragraphs");
        notes.warn(WarningKind::Unread, *line, said);
    }
    cast
}

fn portrait(
    known: &Known,
    frame: &Frame,
    text: &[Line],
    cast: &Cast,
    subjects: Vec<(Found<Person>, Doctor)>,
    notes: &mut Notes,
) -> Facts {
    let (people, mut doctors): (Vec<Found<Person>>, Vec<Doctor>) = subjects.into_iter().unzip();
    let subjects: Vec<Person> = people.into_iter().map(|person| person.value).collect();
    let outline = outline::cut(known, text, cast, &|line| byline::is_byline(known, &line.text, &subjects), notes);

    let mut top_credits = Vec::new();
    byline::read(known, outline.late_byline, &subjects, &mut doctors, notes);
    opening(known, outline.opening, &subjects, &mut doctors, &mut top_credits, notes);
    introduce(known, &outline, &mut doctors, notes);
    let body = body::read(known, &outline, cast, notes);
    let mut tail = tail::read(outline.tail, &cast.site, notes);
    top_credits.extend(body.credits.iter().cloned());
    top_credits.append(&mut tail.credits);
    tail.credits = top_credits;
    variants(&told(&outline), &subjects, &mut doctors, notes);
    doctors.iter_mut().for_each(byline::settle_title);
    // The text can say that somebody has died.
    doctors.iter_mut().for_each(byline::settle);
    // Of two, nobody can say whose year it is.
    if let [doctor] = doctors.as_slice() {
        births::compare(&told(&outline), doctor, notes);
    }
    let article = article(frame, &outline, body, tail, &subjects, &doctors);
    Facts { site_name: frame.site_name.clone(), tagline: frame.tagline.clone(), doctors, article }
}

/// A page that portrays nobody: all under its frame is its text.
fn report(known: &Known, frame: &Frame, text: &[Line], cast: &Cast, notes: &mut Notes) -> Result<Facts, Refusal> {
    let outline = outline::cut_report(known, text, cast, notes);
    let body = body::read(known, &outline, cast, notes);
    let mut tail = tail::read(outline.tail, &cast.site, notes);
    tail.credits.splice(0..0, body.credits.iter().cloned());
    if frame.title.is_none() || body.blocks.iter().all(|block| matches!(block.value, Block::Figure(_))) {
        return Err(Refusal::NoReport);
    }
    let article = article(frame, &outline, body, tail, &[], &[]);
    // A title without a letter has no address, and is none.
    if article.slug.is_empty() {
        return Err(Refusal::NoReport);
    }
    Ok(Facts { site_name: frame.site_name.clone(), tagline: frame.tagline.clone(), doctors: Vec::new(), article })
}

/// The most lines of a byline and the biography under it; what goes on for longer is neither, and is reported.
const BYLINES: usize = 200;

type Credits = Vec<Found<shanghaidoctor_domain::content::Credit>>;

/// Byline and profile, of each subject in turn where a second byline stands under the first profile.
fn opening(
    known: &Known,
    lines: &[Line],
    subjects: &[Person],
    doctors: &mut [Doctor],
    credits: &mut Credits,
    notes: &mut Notes,
) {
    let mut rest = lines;
    while !rest.is_empty() {
        let start = profile::start(known, rest, &|line| byline::is_byline(known, &line.text, subjects));
        let (above, list) = rest.split_at_checked(start).unwrap_or((rest, &[]));
        let named = |line: &Line| {
            byline::named(&line.text, subjects)
                .map(|(index, ..)| index)
                .filter(|_| byline::is_byline(known, &line.text, subjects))
        };
        let own: Vec<usize> = above.iter().filter_map(named).collect();
        let other = |line: &Line| subjects.len() > 1 && named(line).is_some_and(|index| !own.contains(&index));
        let end = list.iter().position(other).unwrap_or(list.len());
        let (list, below) = list.split_at_checked(end).unwrap_or((list, &[]));
        titles(known, above, subjects, doctors, credits, notes);
        // A profile without a name belongs to the first subject.
        let owner = if rest.len() < lines.len() { own.first().copied().unwrap_or_default() } else { 0 };
        if let Some(doctor) = doctors.get_mut(owner) {
            profile::read(known, list, doctor, notes);
        }
        rest = below;
    }
    for doctor in doctors {
        byline::settle(doctor);
        acronyms::resolve(known, doctor, notes);
        wordings::settle(doctor, notes);
    }
}

/// The lines above a profile: who the doctor is, and now and then who made the article.
fn titles(
    known: &Known,
    above: &[Line],
    subjects: &[Person],
    doctors: &mut [Doctor],
    credits: &mut Credits,
    notes: &mut Notes,
) {
    let mut titles = Vec::new();
    for line in above {
        let named = credits::credits(&line.text);
        if named.is_empty() {
            titles.push(line);
        } else {
            credits.extend(named.into_iter().map(|credit| Found::new(line.number, credit)));
            notes.take(line, Part::Credits, Decision::TopCredits);
        }
    }
    let (titles, others) = titles.split_at(titles.len().min(BYLINES));
    let titles: Vec<Line> = titles.iter().map(|line| (*line).clone()).collect();
    byline::read(known, &titles, subjects, doctors, notes);
    others.iter().for_each(|line| notes.decide(line.number, Decision::NoByline));
}

/// Where neither byline nor profile says what the only subject is, the first paragraphs can.
fn introduce(known: &Known, outline: &Outline, doctors: &mut [Doctor], notes: &mut Notes) {
    const FIRST: usize = 3;
    let [doctor] = doctors else { return };
    if doctor.positions.is_empty() && doctor.appointments.is_empty() {
        for line in outline.intro.iter().take(FIRST).chain(outline.story.iter().take(FIRST)) {
            prose::introduce(known, doctor, &line.text, line.number, notes);
        }
        byline::settle(doctor);
    }
}

/// The lines that readers of the article see.
fn told<'a>(outline: &Outline<'a>) -> Vec<&'a Line> {
    [outline.intro, outline.story, outline.interview, outline.closing].into_iter().flatten().collect()
}

fn article(
    frame: &Frame,
    outline: &Outline,
    body: Body,
    tail: tail::Tail,
    subjects: &[Person],
    doctors: &[Doctor],
) -> Portrait {
    let told = told(outline);
    let names: Vec<Name> = subjects.iter().map(|subject| subject.name.clone()).collect();
    let title = frame.title.as_ref();
    let asked = body.questioner.as_ref().filter(|asked| !is_letter(asked.value));
    Portrait {
        slug: article_slug(title.map(|title| title.value.printed.as_str()), doctors, &names),
        title: title.map(|title| Found::new(title.line, title.value.printed.clone())),
        headline: title.map(|title| title.value.headline.clone()).filter(|headline| !headline.is_empty()),
        locale: locale(&told, outline.opening),
        updated_on: frame.updated_on.clone(),
        visits: frame.visits.clone(),
        address: None,
        subject_speakers: body.respondents.iter().filter_map(|name| speaker(name, subjects, doctors)).collect(),
        interviewer: asked.map(|asked| Found::new(asked.line, asked.value.to_owned())),
        standfirst: body.standfirst,
        interview_at: body.interview_at,
        blocks: body.blocks,
        figures: body.figures,
        mentions: mentions::find(&told, &names),
        credits: tail.credits,
        rights: tail.rights,
    }
}

/// The title without its honorific as an address; the doctor's name where the page has no title.
fn article_slug(title: Option<&str>, doctors: &[Doctor], names: &[Name]) -> String {
    let slug = |title: &str| {
        if is_chinese(title) { title_slug(title, &names.iter().collect::<Vec<_>>()) } else { slug(title) }
    };
    let bare = title.map(|title| honorific(title).map_or(title, |(_, rest)| rest));
    bare.map(slug).filter(|slug| !slug.is_empty()).or_else(|| Some(doctors.first()?.slug.clone())).unwrap_or_default()
}

fn locale(told: &[&Line], opening: &[Line]) -> Locale {
    // A page can be a profile and nothing else.
    let lines: Vec<&Line> = if told.is_empty() { opening.iter().collect() } else { told.to_vec() };
    let in_chinese =
        |line: &Line| if line.text.is_ascii() { 0 } else { line.text.chars().filter(|c| is_han(*c)).count() };
    let letters = |line: &Line| line.text.bytes().filter(u8::is_ascii_alphabetic).count();
    let count = |of: &dyn Fn(&Line) -> usize| lines.iter().map(|line| of(line)).sum::<usize>();
    // A Chinese word stands for some five letters.
    if 2 * count(&in_chinese) > count(&letters) {
        let traditional = is_traditional(lines.iter().map(|line| line.text.as_str()));
        Some("zh-Hant")
            .filter(|_| traditional)
            .and_then(|tag| tag.parse().ok())
            .unwrap_or_else(Locale::simplified_chinese)
    } else {
        Locale::english()
    }
}

/// `Q` is nobody's name.
fn is_letter(label: &str) -> bool {
    let bare = label.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_lowercase();
    matches!(bare.as_str(), "q" | "question" | "问" | "提问")
}

/// The subject that a name in the interview stands for, if it is one.
fn speaker(label: &str, subjects: &[Person], doctors: &[Doctor]) -> Option<(String, String)> {
    let letter = answers(label);
    let bare = honorific(label).map_or(label, |(_, rest)| rest);
    let bare = han_names::without_honorific(bare).map_or(bare, |(name, _)| name);
    let full = person::name(bare).map(|(name, _)| name);
    let initial = |family: &str| label.chars().count() == 1 && family.starts_with(label);
    let is_subject = |person: &&Person| match &full {
        Some(name) => person.name.is_like(name),
        None => {
            let family = person.name.family.as_str();
            bare == family || subjects.len() == 1 && (letter || initial(family))
        }
    };
    let index = subjects.iter().position(|person| is_subject(&person))?;
    Some((label.to_owned(), doctors.get(index)?.slug.clone()))
}

/// Other spellings of a subject's name in the text, as the head of a name that is no one else's.
fn variants(lines: &[&Line], subjects: &[Person], doctors: &mut [Doctor], notes: &mut Notes) {
    for line in lines {
        for (subject, doctor) in subjects.iter().zip(doctors.iter_mut()) {
            let heads = line.text.match_indices(subject.name.family.as_str());
            let spelled = heads.filter_map(|(at, _)| person::name(line.text.get(at..)?));
            let own = |name: &Name| name.family == subject.name.family && name.is_like(&subject.name);
            for (name, after) in spelled.filter(|(name, _)| own(name)) {
                byline::add_variant(doctor, &name, line.number, notes);
                life_dates::add_life_after_name(doctor, after, line.number, notes);
            }
        }
    }
}
