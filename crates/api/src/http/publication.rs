//! A paper at its own address, in the format that the client accepts: as citation managers ask doi.org for papers, and as
//! search engines read it.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, VARY};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use shanghaidoctor_domain::citation::{self, CitationStyle, Reference};
use shanghaidoctor_domain::content::{Journal, Publication};
use shanghaidoctor_domain::{Id, Kind, Locale, NodeId};
use shanghaidoctor_persistence::read::Reader;
use shanghaidoctor_persistence::{Entry, Error, Result as Read, Scope, Stored};

use super::accept::{self, NAMED, Preference};
use super::caching::revalidated;
use super::json_ld;
use super::moved::moved;
use super::problem::{self, Problem};
use crate::App;

/// What a client wants of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// How it is cited.
    Citation(Format),
    /// What search engines read.
    JsonLd,
}

/// A format that a paper is cited in.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Format {
    CslJson,
    Bibtex,
    Ris,
    /// One line, in a style and, where the client says which, in a language.
    Bibliography(CitationStyle, Option<Locale>),
}

const BIBLIOGRAPHY: (&str, &str) = ("text", "x-bibliography");

/// A published paper. What is not published is not there; what was merged is where the other one is.
pub(super) async fn read(app: Data<App>, id: Path<String>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let id: Option<Id<Publication>> = id.parse().ok().and_then(|node: NodeId| Id::of(node));
    let id = id.ok_or_else(problem::no_such_address)?;
    match negotiate(&accept::of(&http)) {
        Some(Wanted::JsonLd) => json_ld::publication(&app, &http, &id.to_string()).await,
        Some(Wanted::Citation(format)) => cited(&app, &http, id, &format).await,
        None => Err(not_acceptable()),
    }
}

async fn cited(app: &App, http: &HttpRequest, id: Id<Publication>, format: &Format) -> Result<HttpResponse, Problem> {
    let found = find(&app.reader(), id).await.map_err(|error| unreadable(&error, id))?;
    let Some((paper, journal)) = found else { return went_to(app, id).await };
    let journal = journal.as_ref().map(|entry| &entry.content);
    let body = format.write(Reference { publication: &paper.content, journal }, id);
    let mut answer = HttpResponse::Ok();
    answer
        .append_header((VARY, "Accept"))
        .append_header((VARY, "Accept-Encoding"))
        // What is held must be asked for again: a paper can be corrected, and it can be taken back.
        .insert_header((CACHE_CONTROL, "no-cache"));
    Ok(revalidated(answer, http, &format.media_type(), body.into_bytes()))
}

/// Where a paper is that was merged into another one.
async fn went_to(app: &App, id: Id<Publication>) -> Result<HttpResponse, Problem> {
    match survivor(&app.reader(), id).await.map_err(|error| unreadable(&error, id))? {
        Some(survivor) => Ok(moved(&survivor.to_string())),
        None => Err(json_ld::missing(app, Kind::Publication, &id.to_string()).await),
    }
}

async fn survivor(reader: &Reader, id: Id<Publication>) -> Read<Option<Id<Publication>>> {
    let Some(survivor) = reader.survivors(&[id.uuid()]).await?.remove(&id.uuid()) else { return Ok(None) };
    let survivor = one(reader, Id::<Publication>::new(survivor)).await?;
    Ok(survivor.map(|paper| paper.id()))
}

fn unreadable(error: &Error, id: Id<Publication>) -> Problem {
    tracing::error!(%error, %id, "a paper cannot be read");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The paper cannot be read at the moment.")
}

type Found = (Arc<Entry<Publication>>, Option<Arc<Entry<Journal>>>);

async fn find(reader: &Reader, id: Id<Publication>) -> Read<Option<Found>> {
    let Some(paper) = one(reader, id).await? else { return Ok(None) };
    let journal = match paper.content.journal {
        Some(journal) => one(reader, journal).await?,
        None => None,
    };
    Ok(Some((paper, journal)))
}

async fn one<T: Stored>(reader: &Reader, id: Id<T>) -> Read<Option<Arc<Entry<T>>>> {
    Ok(reader.by_ids::<T>(Scope::published(), &[id.uuid()]).await?.remove(&id.uuid()))
}

fn not_acceptable() -> Problem {
    let styles: Vec<&str> = CitationStyle::ALL.into_iter().map(CitationStyle::name).collect();
    let detail = format!(
        "Accept application/vnd.citationstyles.csl+json, application/x-bibtex, application/x-research-info-systems, \
         application/ld+json or text/x-bibliography, in UTF-8. The last takes `style` ({}) and `locale` (a language tag).",
        styles.join(", ")
    );
    // A problem is chosen by the header too.
    Problem::new(StatusCode::NOT_ACCEPTABLE, detail).header("vary", "Accept")
}

/// The format that the client likes best; of those it likes alike, the one it names, and then the one that says most.
/// A client without a preference gets CSL-JSON.
fn negotiate(accept: &str) -> Option<Wanted> {
    let accept = if accept.trim().is_empty() { "*/*" } else { accept };
    let entries = [
        (Format::CslJson, "vnd.citationstyles.csl+json"),
        (Format::Bibtex, "x-bibtex"),
        (Format::Ris, "x-research-info-systems"),
    ];
    let entries =
        entries.into_iter().map(|(format, subtype)| (format, accept::preference(accept, "application", subtype)));
    let cited = |(format, preference)| (Wanted::Citation(format), preference);
    let described = (Wanted::JsonLd, json_ld::preference(accept));
    let all = entries.map(cited).chain([described]).chain(bibliographies(accept).into_iter().map(cited));
    // The last of several that are alike wins, so the list is turned round.
    let mut candidates: Vec<(Wanted, Preference)> = all.filter(|(_, preference)| preference.accepted()).collect();
    candidates.reverse();
    let best = candidates.into_iter().max_by_key(|(_, preference)| (preference.quality, preference.precision));
    best.map(|(wanted, _)| wanted)
}

/// Each range that names the line of a bibliography asks for one of its own; a style or language that is not known
/// cannot be met. Without any, wildcards speak for it.
fn bibliographies(accept: &str) -> Vec<(Format, Preference)> {
    let (kind, subtype) = BIBLIOGRAPHY;
    let overall = accept::preference(accept, kind, subtype);
    if overall.precision < NAMED {
        return vec![(Format::Bibliography(CitationStyle::default(), None), overall)];
    }
    let asked = accept::ranges(accept).filter_map(|range| {
        let preference = range.preference(kind, subtype).filter(|preference| preference.precision == NAMED)?;
        let style = range.parameter("style").map_or(Some(CitationStyle::default()), CitationStyle::from_name)?;
        let locale = range.parameter("locale").map(str::parse).transpose().ok()?;
        Some((Format::Bibliography(style, locale), preference))
    });
    asked.collect()
}

impl Format {
    fn media_type(&self) -> String {
        match self {
            Self::CslJson => "application/vnd.citationstyles.csl+json".to_owned(),
            Self::Bibtex => "application/x-bibtex; charset=utf-8".to_owned(),
            Self::Ris => "application/x-research-info-systems; charset=utf-8".to_owned(),
            Self::Bibliography(style, locale) => {
                let locale = locale.as_ref().map(|locale| format!("; locale={locale}")).unwrap_or_default();
                format!("text/x-bibliography; style={}{locale}; charset=utf-8", style.name())
            }
        }
    }

    fn write(&self, reference: Reference<'_>, id: Id<Publication>) -> String {
        match self {
            Self::CslJson => citation::csl_json(reference, &id.to_string()).to_string(),
            Self::Bibtex => citation::bibtex(reference),
            Self::Ris => citation::ris(reference),
            Self::Bibliography(style, locale) => {
                format!("{}\n", citation::cite(reference, *style, locale.as_ref()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a paper is cited for a client.
    fn cited(accept: &str) -> Option<Format> {
        negotiate(accept).map(|wanted| match wanted {
            Wanted::Citation(format) => format,
            Wanted::JsonLd => panic!("{accept} is answered with JSON-LD"),
        })
    }

    fn line(style: CitationStyle) -> Option<Format> {
        Some(Format::Bibliography(style, None))
    }

    #[test]
    fn the_client_that_does_not_choose_gets_csl_json() {
        for accept in ["", " ", "*/*", "application/*", "text/html,application/xml;q=0.9,*/*;q=0.8"] {
            assert_eq!(cited(accept), Some(Format::CslJson), "{accept}");
        }
    }

    #[test]
    fn the_highest_quality_wins_and_what_is_named_on_a_tie() {
        for (accept, expected) in [
            ("application/x-bibtex", Some(Format::Bibtex)),
            ("APPLICATION/X-BibTeX; charset=\"UTF-8\"", Some(Format::Bibtex)),
            ("application/x-bibtex;q=0.5, application/x-research-info-systems", Some(Format::Ris)),
            ("application/x-bibtex, */*", Some(Format::Bibtex)),
            ("application/x-bibtex;q=0.5, */*", Some(Format::CslJson)),
            ("application/x-research-info-systems, application/x-bibtex", Some(Format::Bibtex)),
            ("application/vnd.citationstyles.csl+json;q=0, application/*", Some(Format::Bibtex)),
            ("text/*", line(CitationStyle::Vancouver)),
            ("text/x-bibliography;q=0, text/*", None),
            ("application/x-bibtex;q=0", None),
            ("application/x-bibtex; charset=utf-16", None),
            ("application/json", None),
            ("text/html", None),
        ] {
            assert_eq!(cited(accept), expected, "{accept}");
        }
    }

    #[test]
    fn json_ld_is_for_those_who_name_it_or_refuse_all_else() {
        let best = "application/ld+json, application/vnd.citationstyles.csl+json;q=0.9, */*;q=0.1";
        let only = "application/*, application/x-bibtex;q=0, application/x-research-info-systems;q=0, \
                    application/vnd.citationstyles.csl+json;q=0";
        for accept in ["application/ld+json", "application/ld+json;profile=\"http://schema.org\", */*", best, only] {
            assert_eq!(negotiate(accept), Some(Wanted::JsonLd), "{accept}");
        }
        assert_eq!(cited("application/ld+json;q=0.5, application/x-bibtex"), Some(Format::Bibtex));
    }

    #[test]
    fn a_line_is_written_in_the_style_and_language_asked_for() {
        let apa_first = "text/x-bibliography; style=nature, text/x-bibliography; style=apa;q=0.5";
        for (accept, expected) in [
            ("text/x-bibliography", line(CitationStyle::Vancouver)),
            ("text/x-bibliography; style=GB_T_7714", line(CitationStyle::GbT7714)),
            ("text/x-bibliography; style=\"chicago-author-date\"", line(CitationStyle::Chicago)),
            (apa_first, line(CitationStyle::Apa)),
            ("text/x-bibliography;style=apa;q=0.2, text/x-bibliography;style=ama;q=0.3", line(CitationStyle::Ama)),
            ("text/x-bibliography; style=nature", None),
            ("text/x-bibliography; locale=x", None),
            ("text/x-bibliography; style=nature, */*;q=0.1", Some(Format::CslJson)),
        ] {
            assert_eq!(cited(accept), expected, "{accept}");
        }
        let chinese = cited("text/x-bibliography; style=apa; locale=zh-CN").unwrap();
        assert_eq!(chinese.media_type(), "text/x-bibliography; style=apa; locale=zh-CN; charset=utf-8");
    }
}
