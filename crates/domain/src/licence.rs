//! What a partner may show of articles elsewhere, and for how long.

use async_graphql::{Enum, InputObject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::content::{Article, Doctor, Specialty};
use crate::spelling::value_spelled;
use crate::text::is_slug;
use crate::{CountryCode, DateTime, Id, Locale};

/// How much of an article's text a reader is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum TextAccess {
    /// All of it.
    FullText,
    /// Its excerpt.
    Excerpt,
}

/// Whether a licence holds, in the order that every licence goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Enum)]
pub enum LicenceStatus {
    /// Not yet.
    ToCome,
    /// It does.
    InForce,
    /// No more: its time is over, or it was ended before.
    Over,
}

/// Which articles a licence is for: all, or those that every list lets through that names something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "LicensedWorksInput")]
pub struct LicensedWorks {
    /// All articles, those to come too. Then no list names any.
    #[serde(default)]
    #[graphql(default)]
    pub everything: bool,
    /// These articles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub articles: Vec<Id<Article>>,
    /// Articles that portray one of these doctors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub doctors: Vec<Id<Doctor>>,
    /// Articles about one of these specialties; those below them are named by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub specialties: Vec<Id<Specialty>>,
    /// Articles of one of these channels, by their slugs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub channels: Vec<String>,
}

/// That a partner may show whole articles elsewhere, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// The id.
    pub id: Uuid,
    /// The partner.
    pub partner: Uuid,
    /// Which articles.
    pub works: LicensedWorks,
    /// In which languages; in all where there is none. `zh` is for `zh-Hans` too (RFC 4647, section 3.3.1).
    pub languages: Vec<Locale>,
    /// Where the partner may show them; everywhere where there is none. It is told, and not looked at.
    pub territory: Vec<CountryCode>,
    /// From which moment on.
    pub from: DateTime,
    /// Until when, this moment not counted; without an end where there is none.
    pub until: Option<DateTime>,
    /// When it was ended before that.
    pub ended_at: Option<DateTime>,
    /// The line to print with them; that of the article where there is none.
    pub credit_line: Option<String>,
    /// Whether copies name the article's own address as the canonical one.
    pub canonical_link: bool,
    /// Whether the text may be changed.
    pub edits_allowed: bool,
    /// Whether it is for trying: it gives keys that are for that alone, and nothing may be shown.
    pub sandbox: bool,
}

impl LicenceStatus {
    /// As the database spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ToCome => "TO_COME",
            Self::InForce => "IN_FORCE",
            Self::Over => "OVER",
        }
    }

    /// The status that the database spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}

impl LicensedWorks {
    /// What is wrong with it, where it says nothing or contradicts itself.
    pub fn wrong(&self) -> Option<String> {
        if self.everything != self.names_nothing() {
            let message = "Name articles, doctors, specialties or channels, or say `everything: true`: one of both.";
            return Some(message.to_owned());
        }
        let wrong = self.channels.iter().find(|channel| !is_slug(channel));
        wrong.map(|channel| format!("`{channel}` is no slug of a channel."))
    }

    const fn names_nothing(&self) -> bool {
        self.articles.is_empty() && self.doctors.is_empty() && self.specialties.is_empty() && self.channels.is_empty()
    }

    /// Whether this article is one of them.
    pub fn include(&self, id: Id<Article>, article: &Article) -> bool {
        let names_any = |named: &[Id<Doctor>]| article.subjects.iter().any(|subject| named.contains(subject));
        let is_about = |named: &[Id<Specialty>]| article.specialties.iter().any(|about| named.contains(about));
        self.everything
            || !self.names_nothing()
                && (self.articles.is_empty() || self.articles.contains(&id))
                && (self.doctors.is_empty() || names_any(&self.doctors))
                && (self.specialties.is_empty() || is_about(&self.specialties))
                && (self.channels.is_empty() || self.channels.contains(&article.channel))
    }
}

impl Licence {
    /// When it is over: at its end, or when it was ended before; never where there is none.
    pub fn end(&self) -> Option<DateTime> {
        self.until.into_iter().chain(self.ended_at).min()
    }

    /// Whether it holds at this moment.
    pub fn status(&self, at: DateTime) -> LicenceStatus {
        match self.end() {
            Some(end) if end <= at => LicenceStatus::Over,
            _ if at < self.from => LicenceStatus::ToCome,
            _ => LicenceStatus::InForce,
        }
    }

    /// Whether it is for this article, while it holds.
    pub fn covers(&self, id: Id<Article>, article: &Article) -> bool {
        (self.languages.is_empty() || self.languages.iter().any(|language| is_in(&article.locale, language)))
            && self.works.include(id, article)
    }

    /// Whether it gives the whole text of this article at this moment.
    pub fn gives(&self, id: Id<Article>, article: &Article, at: DateTime) -> bool {
        self.status(at) == LicenceStatus::InForce && self.covers(id, article)
    }

    /// The one of these licences by which the whole text of an article is shown at this moment: of several, that which holds
    /// longest.
    pub fn giving<'l>(licences: &'l [Self], id: Id<Article>, article: &Article, at: DateTime) -> Option<&'l Self> {
        let giving = licences.iter().filter(|licence| licence.gives(id, article, at));
        // One without an end holds longest.
        giving.max_by_key(|licence| (licence.end().is_none(), licence.end()))
    }
}

/// Whether a language is, or is a kind of, another one.
fn is_in(language: &Locale, range: &Locale) -> bool {
    let rest = language.as_str().strip_prefix(range.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    fn article(channel: &str, locale: &str) -> Article {
        serde_json::from_value(serde_json::json!({
            "slug": "a", "locale": locale, "channel": channel, "title": "A", "headline": "A",
            "subjects": [Id::<Doctor>::new(Uuid::from_u128(1))],
        }))
        .unwrap()
    }

    fn licence(works: LicensedWorks) -> Licence {
        Licence {
            id: Uuid::from_u128(9),
            partner: Uuid::from_u128(8),
            works,
            languages: Vec::new(),
            territory: Vec::new(),
            from: moment("2026-03-01T00:00:00Z"),
            until: Some(moment("2026-04-01T00:00:00Z")),
            ended_at: None,
            credit_line: None,
            canonical_link: true,
            edits_allowed: false,
            sandbox: false,
        }
    }

    fn everything() -> LicensedWorks {
        LicensedWorks { everything: true, ..LicensedWorks::default() }
    }

    const ID: Id<Article> = Id::new(Uuid::from_u128(7));

    #[test]
    fn it_holds_from_its_first_moment_and_not_at_its_last() {
        let licence = licence(everything());
        for (at, status) in [
            ("2026-02-28T23:59:59Z", LicenceStatus::ToCome),
            ("2026-03-01T00:00:00Z", LicenceStatus::InForce),
            ("2026-03-31T23:59:59Z", LicenceStatus::InForce),
            ("2026-04-01T00:00:00Z", LicenceStatus::Over),
        ] {
            assert_eq!(licence.status(moment(at)), status, "{at}");
            assert_eq!(licence.gives(ID, &article("a", "en"), moment(at)), status == LicenceStatus::InForce, "{at}");
        }
        let ended = Licence { ended_at: Some(moment("2026-03-02T00:00:00Z")), ..licence };
        assert_eq!(ended.status(moment("2026-03-02T00:00:00Z")), LicenceStatus::Over);
        let ended_before = Licence { ended_at: Some(moment("2026-02-01T00:00:00Z")), ..ended };
        assert_eq!(ended_before.status(moment("2026-02-15T00:00:00Z")), LicenceStatus::Over);
    }

    #[test]
    fn each_list_that_names_something_must_let_an_article_through() {
        let (doctor, other) = (Id::new(Uuid::from_u128(1)), Id::new(Uuid::from_u128(2)));
        let works = |doctors: &[Id<Doctor>], channels: &[&str]| LicensedWorks {
            doctors: doctors.to_vec(),
            channels: channels.iter().map(|channel| (*channel).to_owned()).collect(),
            ..LicensedWorks::default()
        };
        let article = article("portraits", "en");
        for (works, is_included) in [
            (works(&[doctor], &[]), true),
            (works(&[other, doctor], &["portraits"]), true),
            (works(&[other], &["portraits"]), false),
            (works(&[doctor], &["news"]), false),
            (LicensedWorks { articles: vec![ID], ..LicensedWorks::default() }, true),
            (LicensedWorks { articles: vec![Id::new(Uuid::from_u128(6))], ..LicensedWorks::default() }, false),
            (LicensedWorks { specialties: vec![Id::new(Uuid::from_u128(5))], ..LicensedWorks::default() }, false),
            (LicensedWorks::default(), false),
            (everything(), true),
        ] {
            assert_eq!(works.include(ID, &article), is_included, "{works:?}");
        }
    }

    #[test]
    fn works_that_say_nothing_or_too_much_are_refused() {
        assert!(LicensedWorks::default().wrong().is_some());
        assert!(LicensedWorks { everything: true, articles: vec![ID], ..LicensedWorks::default() }.wrong().is_some());
        assert!(LicensedWorks { channels: vec!["No Slug".into()], ..LicensedWorks::default() }.wrong().is_some());
        assert!(everything().wrong().is_none());
        assert!(LicensedWorks { articles: vec![ID], ..LicensedWorks::default() }.wrong().is_none());
    }

    #[test]
    fn a_language_is_for_all_its_scripts() {
        let licence = Licence { languages: vec!["zh".parse().unwrap()], ..licence(everything()) };
        let at = moment("2026-03-15T00:00:00Z");
        assert!(licence.gives(ID, &article("a", "zh-Hans"), at) && licence.gives(ID, &article("a", "zh"), at));
        assert!(!licence.gives(ID, &article("a", "en"), at));
        let traditional = Licence { languages: vec!["zh-Hant".parse().unwrap()], ..licence };
        assert!(!traditional.gives(ID, &article("a", "zh-Hans"), at));
    }

    #[test]
    fn of_several_that_which_holds_longest_is_told() {
        let at = moment("2026-03-15T00:00:00Z");
        let short = licence(everything());
        let long = Licence { id: Uuid::from_u128(10), until: None, ..short.clone() };
        let over = Licence { ended_at: Some(at), ..long.clone() };
        let told = |licences: &[Licence]| Licence::giving(licences, ID, &article("a", "en"), at).map(|one| one.id);
        assert_eq!(told(&[long.clone(), short.clone()]), Some(long.id));
        assert_eq!(told(&[short.clone(), over.clone()]), Some(short.id));
        assert_eq!(told(&[over]), None);
    }
}
