use shanghaidoctor_domain::text::has_null;
use shanghaidoctor_domain::{Id, NodeId};
use shanghaidoctor_persistence::changes::harvest::Selection;
use url::form_urlencoded;

use super::datestamp::{Span, span};
use super::{Code, FORMAT, List, Refused, Token};

/// A request, and how an answer names it.
pub(crate) struct Asked {
    /// What is asked.
    pub(crate) request: Result<Request, Refused>,
    /// The arguments as they were sent; none where they are no request.
    pub(crate) named: Vec<(String, String)>,
}

/// What is asked (section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// What the repository is.
    Identify,
    /// In which formats there are records, or one of them.
    ListMetadataFormats { identifier: Option<String> },
    /// A part of a list.
    List(Token),
    /// One record.
    GetRecord { identifier: String },
}

/// The arguments of a request, each once.
struct Arguments(Vec<(String, String)>);

impl Asked {
    /// Reads the arguments of an address or of a form.
    pub(crate) fn read(sent: &str) -> Self {
        let named: Vec<(String, String)> = form_urlencoded::parse(sent.as_bytes()).into_owned().collect();
        let request = request(&named);
        let is_request = request.as_ref().map_or_else(|refused| refused.code.is_of_a_request(), |_| true);
        Self { request, named: if is_request { named } else { Vec::new() } }
    }
}

fn request(sent: &[(String, String)]) -> Result<Request, Refused> {
    let arguments = Arguments::read(sent)?;
    match arguments.verb()? {
        "Identify" => {
            arguments.only(&[])?;
            Ok(Request::Identify)
        }
        "ListMetadataFormats" => {
            arguments.only(&["identifier"])?;
            Ok(Request::ListMetadataFormats { identifier: arguments.get("identifier").map(str::to_owned) })
        }
        "ListSets" => {
            arguments.only(&["resumptionToken"])?;
            let token = arguments.get("resumptionToken").map(|token| arguments.token(List::Sets, token)).transpose()?;
            Ok(Request::List(token.unwrap_or_else(|| Token::beginning(List::Sets, Selection::default()))))
        }
        "ListIdentifiers" => arguments.list(List::Identifiers),
        "ListRecords" => arguments.list(List::Records),
        "GetRecord" => {
            arguments.only(&["identifier", "metadataPrefix"])?;
            let identifier = arguments.required("identifier")?.to_owned();
            arguments.format()?;
            Ok(Request::GetRecord { identifier })
        }
        other => Err(Refused::new(Code::BadVerb, format!("`{other}` is no verb. {VERBS}"))),
    }
}

const VERBS: &str = "There are Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords and GetRecord.";

impl Arguments {
    fn read(sent: &[(String, String)]) -> Result<Self, Refused> {
        for (at, (name, value)) in sent.iter().enumerate() {
            if sent.iter().take(at).any(|(before, _)| before == name) {
                let code = if name == "verb" { Code::BadVerb } else { Code::BadArgument };
                return Err(Refused::new(code, format!("`{name}` stands there twice: name it once.")));
            }
            if has_null(name) || has_null(value) {
                return Err(Refused::new(Code::BadArgument, "No argument holds U+0000."));
            }
        }
        Ok(Self(sent.to_vec()))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn verb(&self) -> Result<&str, Refused> {
        self.get("verb").ok_or_else(|| Refused::new(Code::BadVerb, format!("`verb` is missing. {VERBS}")))
    }

    fn required(&self, name: &str) -> Result<&str, Refused> {
        self.get(name).ok_or_else(|| bad(format!("`{name}` is missing.")))
    }

    /// Refuses all arguments but these.
    fn only(&self, known: &[&str]) -> Result<(), Refused> {
        let unknown = self.0.iter().find(|(name, _)| name != "verb" && !known.contains(&name.as_str()));
        unknown.map_or(Ok(()), |(name, _)| Err(bad(format!("`{name}` is no argument of this verb."))))
    }

    fn token(&self, list: List, token: &str) -> Result<Token, Refused> {
        // It is the only one beside the verb.
        self.only(&["resumptionToken"])?;
        Token::read(list, token).ok_or_else(Refused::token)
    }

    fn list(&self, list: List) -> Result<Request, Refused> {
        if let Some(token) = self.get("resumptionToken") {
            return Ok(Request::List(self.token(list, token)?));
        }
        self.only(&["metadataPrefix", "from", "until", "set"])?;
        self.required("metadataPrefix")?;
        let selection = self.selection()?;
        self.format()?;
        Ok(Request::List(Token::beginning(list, selection)))
    }

    fn format(&self) -> Result<(), Refused> {
        match self.required("metadataPrefix")? {
            FORMAT => Ok(()),
            other => {
                let told = format!("There is no format `{other}`: records are told as `{FORMAT}`.");
                Err(Refused::new(Code::CannotDisseminateFormat, told))
            }
        }
    }

    fn selection(&self) -> Result<Selection, Refused> {
        let (from, until) = (self.span("from")?, self.span("until")?);
        if let (Some(from), Some(until)) = (from, until) {
            if from.is_day != until.is_day {
                return Err(bad("`from` and `until` must both be days, or both be seconds."));
            }
            if from.start > until.start {
                return Err(bad("`from` must not be later than `until`."));
            }
        }
        let journal = self.get("set").map(|set| {
            let journal = set.parse().ok().and_then(|node: NodeId| Id::of(node));
            journal.ok_or_else(|| Refused::new(Code::NoRecordsMatch, format!("There is no set `{set}`.")))
        });
        let (from, before) = (from.map(|from| from.start), until.map(|until| until.end));
        Ok(Selection { from, before, journal: journal.transpose()? })
    }

    fn span(&self, name: &str) -> Result<Option<Span>, Refused> {
        let read =
            |text| span(text).ok_or_else(|| bad(format!("`{name}` is written 2026-03-01 or 2026-03-01T12:00:00Z.")));
        self.get(name).map(read).transpose()
    }
}

fn bad(told: impl Into<String>) -> Refused {
    Refused::new(Code::BadArgument, told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_has_its_code() {
        for (sent, code) in [
            ("", Code::BadVerb),
            ("verb=Destroy", Code::BadVerb),
            ("verb=Identify&verb=Identify", Code::BadVerb),
            ("verb=identify", Code::BadVerb),
            ("verb=Identify&set=a", Code::BadArgument),
            ("verb=GetRecord&metadataPrefix=oai_dc", Code::BadArgument),
            ("verb=GetRecord&identifier=a", Code::BadArgument),
            ("verb=GetRecord&identifier=a&metadataPrefix=marc", Code::CannotDisseminateFormat),
            ("verb=ListRecords", Code::BadArgument),
            ("verb=ListRecords&metadataPrefix=marc", Code::CannotDisseminateFormat),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", Code::BadArgument),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02&until=2026-03-01", Code::BadArgument),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-01&until=2026-03-01T12:00:00Z", Code::BadArgument),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-01&from=2026-03-01", Code::BadArgument),
            ("verb=ListRecords&metadataPrefix=oai_dc&set=doctors", Code::NoRecordsMatch),
            ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=a", Code::BadArgument),
            ("verb=ListRecords&resumptionToken=a", Code::BadResumptionToken),
            ("verb=ListSets&resumptionToken=a", Code::BadResumptionToken),
            ("verb=GetRecord&identifier=%00&metadataPrefix=oai_dc", Code::BadArgument),
        ] {
            let asked = Asked::read(sent);
            assert_eq!(asked.request.unwrap_err().code, code, "{sent}");
            assert_eq!(asked.named.is_empty(), !code.is_of_a_request(), "{sent}");
        }
    }

    #[test]
    fn a_day_is_meant_to_its_end() {
        let asked = Asked::read("verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-03-01&until=2026-03-01");
        let Ok(Request::List(token)) = asked.request else { panic!("a list") };
        let selection = token.selection();
        assert_eq!(selection.from, Some("2026-03-01T00:00:00Z".parse().unwrap()));
        assert_eq!(selection.before, Some("2026-03-02T00:00:00Z".parse().unwrap()));
    }
}
