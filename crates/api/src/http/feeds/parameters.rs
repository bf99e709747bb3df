use actix_web::http::StatusCode;
use shanghaidoctor_domain::Locale;
use shanghaidoctor_domain::text::has_null;
use url::form_urlencoded;

use crate::feeds::{Subject, Window};
use crate::http::problem::Problem;

/// What the address of a feed says. Nothing in it is passed over in silence.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parameters {
    /// By what the feed is cut.
    pub(super) named: Named,
    /// Which page of it.
    pub(super) window: Window,
}

/// By what a feed is cut, as the address names it: records by their slugs, today's or former ones, or by their ids.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) doctor: Option<String>,
    pub(super) specialty: Option<String>,
    pub(super) organisation: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) locale: Option<Locale>,
    pub(super) search: Option<String>,
}

/// The parameters that every feed has.
const PAGES: [&str; 4] = ["first", "after", "last", "before"];

impl Parameters {
    pub(super) fn read(sent: &str, subject: Subject) -> Result<Self, Problem> {
        let (mut named, mut window) = (Named::default(), Window::default());
        for (name, value) in form_urlencoded::parse(sent.as_bytes()) {
            if !subject.filters().contains(&name.as_ref()) && !PAGES.contains(&name.as_ref()) {
                return Err(unknown(&name, subject));
            }
            if has_null(&value) {
                return Err(wrong(&name, "no text holds U+0000"));
            }
            let value = value.into_owned();
            let is_new = match name.as_ref() {
                "doctor" => named.doctor.replace(value).is_none(),
                "specialty" => named.specialty.replace(value).is_none(),
                "organisation" => named.organisation.replace(value).is_none(),
                "channel" => named.channel.replace(value).is_none(),
                "search" => named.search.replace(value).is_none(),
                "locale" => named.locale.replace(locale(&value)?).is_none(),
                "first" => window.first.replace(number(&name, &value)?).is_none(),
                "last" => window.last.replace(number(&name, &value)?).is_none(),
                "after" => window.after.replace(value).is_none(),
                _ => window.before.replace(value).is_none(),
            };
            if !is_new {
                return Err(wrong(&name, "it stands there twice: name it once"));
            }
        }
        Ok(Self { named, window })
    }
}

fn locale(value: &str) -> Result<Locale, Problem> {
    value.parse().map_err(|error| wrong("locale", error))
}

fn number(name: &str, value: &str) -> Result<i32, Problem> {
    value.parse().map_err(|_| wrong(name, format!("`{value}` is no number: give one from 1 to 100")))
}

fn wrong(name: &str, why: impl std::fmt::Display) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, format!("`{name}`: {why}."))
}

fn unknown(name: &str, subject: Subject) -> Problem {
    let known = [subject.filters(), &PAGES].concat().join(", ");
    Problem::new(StatusCode::BAD_REQUEST, format!("`{name}` is no parameter of this feed. It takes {known}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sent: &str) -> Result<Parameters, String> {
        Parameters::read(sent, Subject::Articles).map_err(|problem| problem.to_string())
    }

    #[test]
    fn an_address_says_what_a_feed_is_cut_by() {
        let read = read("doctor=shen-muyun&locale=zh-Hans&search=%E6%89%8B%E6%9C%AF+a&first=5").unwrap();
        assert_eq!(read.named.doctor.as_deref(), Some("shen-muyun"));
        assert_eq!(read.named.locale, Some("zh-Hans".parse().unwrap()));
        assert_eq!(read.named.search.as_deref(), Some("手术 a"));
        assert_eq!(read.window, Window { first: Some(5), ..Window::default() });
    }

    #[test]
    fn what_it_says_wrongly_is_told() {
        for (sent, told) in [
            ("author=x", "`author` is no parameter of this feed. It takes doctor, "),
            ("doctor=a&doctor=b", "`doctor`: it stands there twice"),
            ("locale=chinese", "`locale`: `chinese` is not a language tag"),
            ("first=many", "`first`: `many` is no number"),
            ("search=a%00b", "`search`: no text holds U+0000"),
        ] {
            let problem = read(sent).unwrap_err();
            assert!(problem.contains(told), "{sent}: {problem}");
        }
    }
}
