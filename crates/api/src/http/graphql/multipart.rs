//! Files that are sent along with a request, by the GraphQL multipart request specification (version 3): the parts
//! `operations` and `map`, then the files.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage as _, HttpRequest};
use async_graphql::Value;
use async_graphql::indexmap::IndexMap;
use futures_util::stream;
use multer::{Constraints, Field, Multipart, SizeLimit};
use shanghaidoctor_domain::{Kind, Verb};

use super::malformed::Malformed;
use super::request::{Parameters, Sent, from_body};
use super::{header, read};
use crate::App;
use crate::graphql::upload::Files;
use crate::http::identity;
use crate::http::problem::{self, Problem};

/// Headers of which one is demanded: a page of another site cannot send any of them without a preflight, while it can
/// send a form.
const PREFLIGHT: [&str; 2] = ["graphql-preflight", "apollo-require-preflight"];

/// The most files of a request.
const MOST_FILES: usize = 20;

/// The most bytes of what says which file is whose.
const MAP: u64 = 65_536;

/// What the parts take beside what is in them.
const BETWEEN: usize = 65_536;

/// Whether a request is such a form.
pub(super) fn is_sent(http: &HttpRequest) -> bool {
    essence(http).is_some_and(|essence| essence.eq_ignore_ascii_case("multipart/form-data"))
}

fn essence(http: &HttpRequest) -> Option<&str> {
    Some(header(http, &CONTENT_TYPE)?.split(';').next()?.trim())
}

/// Reads a request with its files, for those who may upload: the bytes of its `operations`, and what these are. The files
/// are kept with the request, for who executes it.
pub(super) async fn received(
    app: &App,
    http: &HttpRequest,
    payload: Payload,
) -> Result<(Bytes, Result<Sent, Malformed>), Problem> {
    check_preflight(http)?;
    let may = identity::of(http).actor().may(Verb::Save, Kind::Media);
    may.map_err(|error| problem::forbidden(&error))?;
    let files = app.intake.limits().bytes;
    let limit = app.graphql.body_limit + usize::try_from(files).unwrap_or(usize::MAX) + BETWEEN;
    let body = read(http, payload, limit).await?;
    let mut form = Form::of(http, body, app.graphql.body_limit, files)?;
    let operations = form.text("operations").await?;
    let map = form.text("map").await?;
    let mut sent = match from_body(&operations, app.graphql.batch_limit) {
        Ok(sent) => sent,
        Err(malformed) => return Ok((operations, Err(malformed))),
    };
    let map: IndexMap<String, Vec<String>> = serde_json::from_slice(&map)
        .map_err(|error| bad(format!("`map` must be a JSON object of lists of paths: {error}.")))?;
    if map.len() > MOST_FILES {
        return Err(bad(format!("`map` names {} files; {MOST_FILES} are taken at once.", map.len())));
    }
    let mut named = form.files(&map).await?;
    let mut files = Vec::with_capacity(map.len());
    for (name, paths) in &map {
        let file =
            named.remove(name).ok_or_else(|| bad(format!("`map` names the part `{name}`, which is missing.")))?;
        for path in paths {
            set(&mut sent, path, Files::reference(files.len()))?;
        }
        files.push(file);
    }
    http.extensions_mut().insert(Files::from(files));
    Ok((operations, Ok(sent)))
}

fn check_preflight(http: &HttpRequest) -> Result<(), Problem> {
    let is_given = |name: &str| http.headers().get(name).is_some_and(|value| !value.is_empty());
    if PREFLIGHT.into_iter().any(is_given) {
        return Ok(());
    }
    Err(bad("Send the header `GraphQL-Preflight: 1` with a form: pages of other sites cannot send it unasked."))
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

/// The parts of a form, in their order.
struct Form(Multipart<'static>);

impl Form {
    fn of(http: &HttpRequest, body: Bytes, operations: usize, files: u64) -> Result<Self, Problem> {
        let boundary = header(http, &CONTENT_TYPE).and_then(|value| multer::parse_boundary(value).ok());
        let boundary = boundary.ok_or_else(|| bad("The form has no `boundary` in its `Content-Type`."))?;
        let sizes = SizeLimit::new().per_field(files).for_field("operations", operations as u64).for_field("map", MAP);
        let body = stream::once(async { Ok::<_, std::convert::Infallible>(body) });
        Ok(Self(Multipart::with_constraints(body, boundary, Constraints::new().size_limit(sizes))))
    }

    /// The next part, which must have this name.
    async fn text(&mut self, name: &'static str) -> Result<Bytes, Problem> {
        match self.next().await? {
            Some(field) if field.name() == Some(name) => content(field).await,
            _ => Err(bad(format!(
                "A form has the parts `operations` and `map`, then the files: `{name}` is not in its place."
            ))),
        }
    }

    /// The files, by the names of their parts.
    async fn files(&mut self, map: &IndexMap<String, Vec<String>>) -> Result<HashMap<String, Bytes>, Problem> {
        let mut files = HashMap::with_capacity(map.len());
        while let Some(field) = self.next().await? {
            let name = field.name().unwrap_or_default().to_owned();
            if !map.contains_key(&name) {
                return Err(bad(format!("The part `{name}` is not named in `map`.")));
            }
            if files.insert(name.clone(), content(field).await?).is_some() {
                return Err(bad(format!("The part `{name}` stands twice.")));
            }
        }
        Ok(files)
    }

    async fn next(&mut self) -> Result<Option<Field<'static>>, Problem> {
        self.0.next_field().await.map_err(|error| unreadable(&error))
    }
}

async fn content(field: Field<'static>) -> Result<Bytes, Problem> {
    field.bytes().await.map_err(|error| unreadable(&error))
}

fn unreadable(error: &multer::Error) -> Problem {
    match error {
        multer::Error::FieldSizeExceeded { limit, field_name } => {
            let name = field_name.as_deref().unwrap_or_default();
            let detail = format!("The part `{name}` may have no more than {limit} bytes.");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
        }
        error => bad(format!("The form cannot be read: {error}.")),
    }
}

/// Puts a file where a path of `map` says: `variables.input.file`, of several operations `0.variables.input.file`.
fn set(sent: &mut Sent, path: &str, file: Value) -> Result<(), Problem> {
    let nowhere = || bad(format!("`map`: at `{path}` there is no variable whose value is null."));
    let (parameters, path): (Option<&mut Parameters>, &str) = match sent {
        Sent::One(parameters) => (Some(parameters), path),
        Sent::Batch(batch) => {
            let (place, path) = path.split_once('.').ok_or_else(nowhere)?;
            (place.parse::<usize>().ok().and_then(|place| batch.get_mut(place)), path)
        }
    };
    let mut steps = path.strip_prefix("variables.").ok_or_else(nowhere)?.split('.');
    let variable = parameters.zip(steps.next()).and_then(|(parameters, name)| parameters.variables.get_mut(name));
    let value = variable.and_then(|variable| {
        steps.try_fold(variable, |value, step| match value {
            Value::Object(members) => members.get_mut(step),
            Value::List(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
    });
    match value {
        Some(value) if *value == Value::Null => *value = file,
        _ => return Err(nowhere()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> Sent {
        from_body(text.as_bytes(), 2).unwrap()
    }

    #[test]
    fn a_file_takes_the_place_of_a_null_and_of_nothing_else() {
        let text = r#"{"query":"{a}","variables":{"input":{"file":null,"name":"x","list":[null,null]}}}"#;
        for path in ["variables.input.file", "variables.input.list.1"] {
            assert!(set(&mut sent(text), path, Files::reference(0)).is_ok(), "{path}");
        }
        for path in [
            "variables.input.name",
            "variables.input.list.2",
            "variables.input.list.x",
            "variables.input.file.x",
            "variables.other",
            "variables",
            "input.file",
            "",
            "0.variables.input.file",
        ] {
            assert!(set(&mut sent(text), path, Files::reference(0)).is_err(), "{path}");
        }
        let mut twice = sent(text);
        set(&mut twice, "variables.input.file", Files::reference(0)).unwrap();
        assert!(set(&mut twice, "variables.input.file", Files::reference(1)).is_err());
        let batch = format!("[{text},{text}]");
        assert!(set(&mut sent(&batch), "1.variables.input.file", Files::reference(0)).is_ok());
        assert!(set(&mut sent(&batch), "2.variables.input.file", Files::reference(0)).is_err());
        assert!(set(&mut sent(&batch), "variables.input.file", Files::reference(0)).is_err());
    }
}
