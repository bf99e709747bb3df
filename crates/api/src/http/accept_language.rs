//! The header `Accept-Language`: which languages a client would rather read (RFC 9110, section 12.5.4), looked up among
//! those that the publication knows (RFC 4647, section 3.4).

use std::cmp::Reverse;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use shanghaidoctor_domain::Locale;

use super::accept::thousandths;
use super::problem::Problem;
use crate::App;
use crate::cache::Known;
use crate::graphql::languages::Wanted;

/// A header with more bytes says nothing. Browsers send some fifty.
const LONGEST: usize = 1_000;

/// So many ranges of it are read.
const MOST_RANGES: usize = 20;

/// No more languages are told apart: each order of them is an answer of its own to caches.
const MOST_LOCALES: usize = 3;

/// Stands for all languages that are not named.
const ANY: &str = "*";

/// One of the language ranges that a client names.
struct Range<'a> {
    tag: &'a str,
    /// In thousandths; 0 is a refusal.
    quality: u16,
}

/// The languages that the request names, as far as the publication knows them.
pub async fn of(app: &App, http: &HttpRequest) -> Result<Wanted, Problem> {
    let Some(header) = header(http) else { return Ok(Wanted::default()) };
    let known = known(app).await?;
    Ok(Wanted { locales: wanted(&header, &known.locales).into(), matched_with: Some(known.said_by) })
}

/// The languages that the publication knows.
pub(super) async fn known(app: &App) -> Result<Arc<Known>, Problem> {
    app.caches.site_locales.get(&app.reader()).await.map_err(|error| {
        tracing::error!(%error, "the languages of the publication cannot be read");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "Nothing can be read at the moment.")
    })
}

/// The whole header, which may come in several lines (RFC 9110, section 5.3); nothing where there is none.
fn header(http: &HttpRequest) -> Option<String> {
    let mut lines = http.headers().get_all(ACCEPT_LANGUAGE).filter_map(|line| line.to_str().ok());
    let first = lines.next()?.to_owned();
    Some(lines.fold(first, |header, line| header + "," + line))
}

/// The known languages that the client wants, best first; those that it likes alike as it names them.
///
/// It is the shortest list that chooses as the header does: English at its end is left out, because it comes last of
/// itself. So `en-US,en;q=0.9` is as good as no header, and a thousand spellings are a handful of lists.
fn wanted(header: &str, known: &[Locale]) -> Vec<Locale> {
    if header.len() > LONGEST {
        return Vec::new();
    }
    let mut ranges: Vec<Range<'_>> = header.split(',').filter_map(Range::read).take(MOST_RANGES).collect();
    ranges.sort_by_key(|range| Reverse(range.quality));
    let open: Vec<&Locale> = known.iter().filter(|locale| !is_refused(locale, &ranges)).collect();
    let found = |range: &Range<'_>| match range.tag {
        // A look-up passes it over: what it would find comes last of itself, but where that was refused.
        ANY if open.len() < known.len() => open.clone(),
        ANY => Vec::new(),
        tag => lookup(tag, &open).into_iter().collect(),
    };
    let mut wanted: Vec<Locale> = Vec::new();
    for locale in ranges.iter().filter(|range| range.quality > 0).flat_map(found) {
        if wanted.len() < MOST_LOCALES && !wanted.contains(locale) {
            wanted.push(locale.clone());
        }
    }
    wanted.pop_if(|last| *last == Locale::english());
    wanted
}

impl<'a> Range<'a> {
    /// A range that is malformed says nothing.
    fn read(text: &'a str) -> Option<Self> {
        let (tag, quality) = match text.split_once(';') {
            None => (text, 1000),
            Some((tag, weight)) => {
                let (name, value) = weight.split_once('=')?;
                let is_weight = name.trim().eq_ignore_ascii_case("q");
                (tag, is_weight.then(|| thousandths(value.trim()))??)
            }
        };
        let tag = tag.trim();
        let is_subtag =
            |subtag: &str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
        (tag == ANY || tag.split('-').all(is_subtag)).then_some(Self { tag, quality })
    }

    /// Whether it names a language, or one that this is a kind of (RFC 4647, section 3.3.1).
    fn covers(&self, locale: &Locale) -> bool {
        let (tag, length) = (locale.as_str().as_bytes(), self.tag.len());
        tag.get(..length).is_some_and(|start| start.eq_ignore_ascii_case(self.tag.as_bytes()))
            && tag.get(length).is_none_or(|next| *next == b'-')
    }
}

/// Whether the range that names it most exactly refuses it.
fn is_refused(locale: &Locale, ranges: &[Range<'_>]) -> bool {
    let covering = ranges.iter().filter(|range| range.covers(locale));
    covering.max_by_key(|range| (range.tag.len(), range.quality)).is_some_and(|range| range.quality == 0)
}

/// The language that a range finds: itself, or what is left of it when its end is taken off, again and again. Where that
/// is none, the nearest kin, as for an argument: `zh-CN` is served by `zh-Hans`.
fn lookup<'k>(tag: &str, known: &[&'k Locale]) -> Option<&'k Locale> {
    let is = |tag: &str| known.iter().find(|locale| locale.as_str().eq_ignore_ascii_case(tag));
    let kin = || {
        let wanted: Locale = shorter_and_shorter(tag).find_map(|tag| tag.parse().ok())?;
        let serving = known.iter().rev().filter(|locale| locale.serves(&wanted) > 0);
        serving.max_by_key(|locale| locale.serves(&wanted))
    };
    shorter_and_shorter(tag).find_map(is).or_else(kin).copied()
}

/// The tag, and each beginning of it that is one.
fn shorter_and_shorter(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| shorter(tag))
}

/// The tag without its end. A single letter or digit introduces what comes behind it, and goes with that.
fn shorter(tag: &str) -> Option<&str> {
    let (mut rest, _) = tag.rsplit_once('-')?;
    while let Some((before, last)) = rest.rsplit_once('-')
        && last.len() == 1
    {
        rest = before;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(header: &str, known: &[&str]) -> String {
        let known: Vec<Locale> = known.iter().map(|tag| tag.parse().unwrap()).collect();
        let wanted = super::wanted(header, &known);
        wanted.iter().map(Locale::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_client_gets_the_languages_it_likes_best_of_those_that_are_known() {
        for (header, expected) in [
            ("zh-Hans", "zh-Hans"),
            ("ZH-hans", "zh-Hans"),
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
            ("zh-TW", "zh-Hans"),
            ("zh-cmn-Hans-CN", "zh-Hans"),
            ("zh-Hans-CN-u-co-pinyin", "zh-Hans"),
            ("fr;q=0.9 , zh ; q=0.5", "zh-Hans"),
            ("en;q=0.8, zh;q=0.9", "zh-Hans"),
            ("en, zh", "en zh-Hans"),
            ("en-GB;q=0.9, zh-Hant;q=0.1", "en zh-Hans"),
            ("zh;q=0.001", "zh-Hans"),
            ("zh;Q=1.000", "zh-Hans"),
        ] {
            assert_eq!(wanted(header, &["en", "zh-Hans"]), expected, "{header}");
        }
    }

    #[test]
    fn who_wants_english_or_nothing_that_is_known_is_answered_as_who_says_nothing() {
        for header in
            ["", "*", "en", "en-US,en;q=0.9", "en;q=0.5, fr", "fr", "fr, *;q=0.1", "cmn", "x-klingon", "i-lux"]
        {
            assert_eq!(wanted(header, &["en", "zh-Hans"]), "", "{header}");
        }
    }

    #[test]
    fn a_malformed_range_says_nothing_and_the_others_go_on() {
        for malformed in [
            "zh_Hans",
            "zh--Hans",
            "-zh",
            "zh-",
            "zh;q=2",
            "zh;q=0.1234",
            "zh;q=",
            "zh;q",
            "zh;q=-1",
            "zh;v=1",
            "zh q=1",
            "abcdefghi",
            "中文",
            ";q=1",
            "*-CN",
            "zh;q=0.5;q=0.4",
        ] {
            assert_eq!(wanted(malformed, &["en", "zh-Hans"]), "", "{malformed}");
            assert_eq!(wanted(&format!("{malformed}, zh"), &["en", "zh-Hans"]), "zh-Hans", "{malformed}");
        }
    }

    #[test]
    fn what_is_refused_is_not_chosen_and_any_other_stands_for_the_rest() {
        for (header, expected) in [
            ("zh;q=0", ""),
            ("zh-Hans;q=0, zh", ""),
            ("zh;q=0, zh-Hans", "zh-Hans"),
            ("zh-TW;q=0, zh", "zh-Hans"),
            ("en;q=0, *", "zh-Hans"),
            ("en;q=0, *;q=0.1", "zh-Hans"),
            ("en;q=0", ""),
            ("*;q=0", ""),
            ("zh, *;q=0", "zh-Hans"),
            ("en;q=0, *;q=0", ""),
        ] {
            assert_eq!(wanted(header, &["en", "zh-Hans"]), expected, "{header}");
        }
    }

    #[test]
    fn the_exact_language_comes_before_its_kin() {
        let known = ["en", "zh-Hans", "zh-Hant", "en-GB"];
        for (header, expected) in [
            ("zh-TW", "zh-Hant"),
            ("zh", "zh-Hans"),
            ("en-GB, zh-Hant", "en-GB zh-Hant"),
            ("en-GB-oed, zh", "en-GB zh-Hans"),
            ("en-NZ, zh", "en zh-Hans"),
        ] {
            assert_eq!(wanted(header, &known), expected, "{header}");
        }
    }

    #[test]
    fn however_long_a_header_is_little_of_it_counts() {
        let known = ["aa", "bb", "cc", "dd", "ee"];
        assert_eq!(wanted("ee,dd,cc,bb,aa", &known), "ee dd cc");
        assert_eq!(wanted(&format!("{}aa", "fr,".repeat(MOST_RANGES)), &known), "");
        assert_eq!(wanted(&format!("aa{}", " ".repeat(LONGEST)), &known), "");
    }
}
