//! An address as a query.

use std::time::Duration;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::MetaField;
use async_graphql::{Name, Value, Variables};
use shanghaidoctor_domain::NodeId;
use url::form_urlencoded;

use super::arguments::Arguments;
use super::condition::{self, CONDITION};
use super::fields::{Fields, WrongFields};
use super::resource::Resource;
use super::schema::Schema;

/// Which fields an answer has.
const FIELDS: &str = "fields";
/// Whether it tells how many records there are.
const TOTAL: &str = "total";
/// For how many seconds to wait for something to tell.
const WAIT: &str = "wait";
/// For no longer: what is between here and there closes what says nothing for a minute.
pub(super) const LONGEST_WAIT: u64 = 30;
/// The languages of texts.
const LOCALES: &str = "locales";

/// What of a page tells where it goes on.
const PAGE: &str = "pageInfo{hasNextPage hasPreviousPage startCursor endCursor}";

/// A query of the public schema, made of an address. What is found is called `found`, and the name by which a record is
/// known today `today_`.
#[derive(Clone, Debug)]
pub struct Question {
    /// The document.
    pub text: String,
    /// The values of its variables.
    pub variables: Variables,
    /// How long to wait where there is nothing to tell yet.
    pub wait: Duration,
}

/// What is wrong with an address.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Nothing is silently ignored.
    #[error("There is no parameter `{name}` here. There is {known}.")]
    Unknown {
        /// What was sent.
        name: String,
        /// What can be.
        known: String,
    },
    /// Which one would hold?
    #[error("The parameter `{name}` stands there more than once.")]
    Repeated {
        /// Its name.
        name: String,
    },
    /// It cannot do without.
    #[error("The parameter `{name}` is missing.")]
    Missing {
        /// Its name.
        name: String,
    },
    /// It says what cannot be.
    #[error("`{name}`: {reason}.")]
    Value {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// The fields cannot be met.
    #[error("`{FIELDS}`: {0}.")]
    Fields(#[from] WrongFields),
    /// There is nothing of that name.
    #[error("There is nothing at this address.")]
    NoSuchRecord,
}

impl Wrong {
    pub(super) fn of(name: &str, reason: String) -> Self {
        Self::Value { name: name.to_owned(), reason }
    }
}

impl Question {
    /// A page of a list.
    pub fn list(resource: Resource, parameters: &str) -> Result<Self, Wrong> {
        let schema = Schema::public();
        let root = root(schema, resource.name())?;
        let asked = if resource.ends() { Asked::List } else { Asked::Changes };
        let Parameters { mut arguments, fields, total, filter, wait } =
            Parameters::read(schema, root, parameters, asked)?;
        if let Some(condition) = condition::both(arguments.take(CONDITION), filter)
            && let Some(argument) = root.args.get(CONDITION)
        {
            arguments.set(argument, condition);
        }
        let needed =
            root.args.values().filter(|argument| argument.ty.ends_with('!') && argument.default_value.is_none());
        let (declared, passed) = arguments.texts();
        for argument in needed {
            if !passed.contains(&format!("{}:$", argument.name)) {
                return Err(Wrong::Missing { name: argument.name.clone() });
            }
        }
        let nodes = selection(schema, resource, fields.as_deref().unwrap_or(resource.usual_fields()))?;
        let total = if total { " totalCount" } else { "" };
        let text = format!("query{declared}{{found:{}{passed}{{nodes{nodes}{PAGE}{total}}}}}", resource.name());
        Ok(Self { text, variables: arguments.variables(), wait })
    }

    /// One record, by its id or by what else it is named by.
    pub fn one(resource: Resource, name: &str, parameters: &str) -> Result<Self, Wrong> {
        let schema = Schema::public();
        match name.parse::<NodeId>() {
            Ok(id) if Some(id.kind) == resource.kind() => Self::by_id(schema, resource, id, parameters),
            Ok(_) => Err(Wrong::NoSuchRecord),
            Err(_) => Self::by_name(schema, resource, name, parameters),
        }
    }

    fn by_id(schema: &Schema, resource: Resource, id: NodeId, parameters: &str) -> Result<Self, Wrong> {
        let root = root(schema, "nodes")?;
        let (mut arguments, selected) = one(schema, resource, root, parameters, "id")?;
        if let Some(argument) = root.args.get("ids") {
            arguments.set(argument, Value::List(vec![Value::from(id.to_string())]));
        }
        let (declared, passed) = arguments.texts();
        let text = format!("query{declared}{{found:nodes{passed}{{... on {}{selected}}}}}", resource.type_name());
        Ok(Self { text, variables: arguments.variables(), wait: Duration::ZERO })
    }

    fn by_name(schema: &Schema, resource: Resource, name: &str, parameters: &str) -> Result<Self, Wrong> {
        let (field, by) = resource.lookup().ok_or(Wrong::NoSuchRecord)?;
        let root = root(schema, field)?;
        let (mut arguments, selected) = one(schema, resource, root, parameters, by)?;
        if let Some(argument) = root.args.get(by) {
            arguments.set(argument, Value::from(name));
        }
        let (declared, passed) = arguments.texts();
        let text = format!("query{declared}{{found:{field}{passed}{selected}}}");
        Ok(Self { text, variables: arguments.variables(), wait: Duration::ZERO })
    }
}

/// The arguments of a question for one record and its selection, with the name that the record has today.
fn one<'s>(
    schema: &'s Schema,
    resource: Resource,
    root: &'s MetaField,
    parameters: &str,
    today: &str,
) -> Result<(Arguments<'s>, String), Wrong> {
    let Parameters { arguments, fields, .. } = Parameters::read(schema, root, parameters, Asked::One)?;
    let selected = selection(schema, resource, fields.as_deref().unwrap_or(resource.usual_fields_of_one()))?;
    let selected = selected.strip_prefix('{').unwrap_or_default();
    Ok((arguments, format!("{{today_:{today}{selected}")))
}

fn root<'s>(schema: &'s Schema, field: &str) -> Result<&'s MetaField, Wrong> {
    schema.root(field).ok_or(Wrong::NoSuchRecord)
}

fn selection(schema: &Schema, resource: Resource, fields: &str) -> Result<String, Wrong> {
    let of = schema.type_of(resource.type_name()).ok_or(Wrong::NoSuchRecord)?;
    Ok(Fields::read(fields)?.select(of, schema)?)
}

/// What an address is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// A list, which has all arguments of its field.
    List,
    /// What becomes of documents: nobody knows how much there is, but it can be waited for.
    Changes,
    /// One record, which has the languages alone.
    One,
}

/// What a query string says.
struct Parameters<'s> {
    arguments: Arguments<'s>,
    fields: Option<String>,
    total: bool,
    filter: IndexMap<Name, Value>,
    wait: Duration,
}

impl<'s> Parameters<'s> {
    fn read(schema: &'s Schema, root: &'s MetaField, parameters: &str, asked: Asked) -> Result<Self, Wrong> {
        let (arguments, filter) = (Arguments::default(), IndexMap::new());
        let mut read = Self { arguments, fields: None, total: false, filter, wait: Duration::ZERO };
        let mut seen: Vec<String> = Vec::new();
        for (name, text) in form_urlencoded::parse(parameters.as_bytes()) {
            if seen.iter().any(|seen| *seen == name) {
                return Err(Wrong::Repeated { name: name.into_owned() });
            }
            read.one(schema, root, &name, &text, asked)?;
            seen.push(name.into_owned());
        }
        Ok(read)
    }

    fn one(
        &mut self,
        schema: &'s Schema,
        root: &'s MetaField,
        name: &str,
        text: &str,
        asked: Asked,
    ) -> Result<(), Wrong> {
        let argument = root.args.get(name).filter(|_| asked != Asked::One || name == LOCALES);
        match (name, argument) {
            (FIELDS, _) => self.fields = Some(text.to_owned()),
            (TOTAL, _) if asked == Asked::List => {
                self.total = text.parse().map_err(|_| Wrong::of(TOTAL, "say `true` or `false`".to_owned()))?;
            }
            (WAIT, _) if asked == Asked::Changes => self.wait = wait(text)?,
            (_, Some(argument)) => self.arguments.add(schema, argument, text)?,
            (_, None) => match (condition::path(name), root.args.get(CONDITION).filter(|_| asked == Asked::List)) {
                (Some(path), Some(filter)) => {
                    let added = condition::add(&mut self.filter, schema, &filter.ty, &path, text);
                    added.map_err(|reason| Wrong::of(name, reason))?;
                }
                _ => return Err(Wrong::Unknown { name: name.to_owned(), known: known(root, asked) }),
            },
        }
        Ok(())
    }
}

fn wait(text: &str) -> Result<Duration, Wrong> {
    let seconds = text.parse().ok().filter(|seconds| *seconds <= LONGEST_WAIT);
    let wrong = || Wrong::of(WAIT, format!("say how many seconds, {LONGEST_WAIT} at most"));
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}

/// The parameters that there are.
fn known(root: &MetaField, asked: Asked) -> String {
    let arguments = root.args.keys().map(String::as_str).filter(|name| asked != Asked::One || *name == LOCALES);
    let own: &[&str] = match asked {
        Asked::List if root.args.contains_key(CONDITION) => &["filter[…]", FIELDS, TOTAL],
        Asked::List => &[FIELDS, TOTAL],
        Asked::Changes => &[FIELDS, WAIT],
        Asked::One => &[FIELDS],
    };
    let all = arguments.chain(own.iter().copied());
    all.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(resource: Resource, parameters: &str) -> Result<(String, String), Wrong> {
        let question = Question::list(resource, parameters)?;
        Ok((question.text, serde_json::to_string(&question.variables).unwrap()))
    }

    #[test]
    fn a_list_is_asked_for_as_its_parameters_say() {
        let (text, variables) = list(
            Resource::Appointments,
            "first=5&orderBy=-START&filter[status][eq]=current&filter[doctor][slug][in]=a,b&fields=role&total=true",
        )
        .unwrap();
        assert_eq!(
            text,
            "query($first:Int,$orderBy:AppointmentOrder,$where:AppointmentFilter){found:appointments(first:$first,\
             orderBy:$orderBy,where:$where){nodes{ role}pageInfo{hasNextPage hasPreviousPage startCursor endCursor} \
             totalCount}}"
        );
        assert_eq!(
            variables,
            r#"{"first":5,"orderBy":{"field":"START","direction":"DESC"},"where":{"status":{"eq":"CURRENT"},"doctor":{"slug":{"in":["a","b"]}}}}"#
        );
    }

    #[test]
    fn a_filter_and_a_condition_hold_together() {
        let (_, variables) =
            list(Resource::Doctors, r#"where={"slug":{"eq":"a"}}&filter[name][contains]=b&fields=slug"#).unwrap();
        assert_eq!(variables, r#"{"where":{"and":[{"slug":{"eq":"a"}},{"name":{"contains":"b"}}]}}"#);
    }

    #[test]
    fn what_is_wrong_is_told_with_what_would_be_right() {
        for (resource, parameters, told) in [
            (Resource::Doctors, "frist=5", "There is no parameter `frist` here. There is `first`, `after`"),
            (Resource::Doctors, "first=5&first=6", "`first` stands there more than once"),
            (Resource::Doctors, "first=five", "`first`: `five` is no whole number"),
            (Resource::Doctors, "orderBy=AGE", "`orderBy`: `AGE` is none of NAME"),
            (Resource::Doctors, "where=[]", "`where`: write a JSON object"),
            (Resource::Doctors, "filter[nmae][eq]=x", "`filter[nmae][eq]`: there is no `nmae`; there is and, or, not"),
            (Resource::Doctors, "filter[name]=x", "`filter[name]`: `TextFilter` has fields"),
            (Resource::Doctors, "filter[and][name][eq]=x", "`and` joins several conditions"),
            (Resource::Doctors, "fields=nmae", "`fields`: `nmae` is not there; `Doctor` has "),
            (Resource::Search, "first=2", "The parameter `query` is missing."),
        ] {
            let error = list(resource, parameters).unwrap_err().to_string();
            assert!(error.contains(told), "{parameters}: {error}");
        }
    }

    #[test]
    fn every_resource_has_the_fields_that_it_is_shown_with() {
        let schema = Schema::public();
        for resource in Resource::ALL {
            for fields in [resource.usual_fields(), resource.usual_fields_of_one()] {
                selection(schema, resource, fields).unwrap_or_else(|error| panic!("{resource:?}: {error}"));
            }
        }
    }

    #[test]
    fn a_record_is_asked_for_by_id_or_by_name() {
        let by_name = Question::one(Resource::Journals, "gut", "fields=name&locales=en").unwrap();
        assert_eq!(
            by_name.text,
            "query($locales:[Locale!],$slug:String){found:journal(locales:$locales,slug:$slug){today_:slug name}}"
        );
        let id = "doctor_01m86pxhjzef4vxphae9n6hab1";
        let by_id = Question::one(Resource::Doctors, id, "fields=slug").unwrap();
        assert_eq!(by_id.text, "query($ids:[ID!]!){found:nodes(ids:$ids){... on Doctor{today_:id slug}}}");
        assert_eq!(Question::one(Resource::Journals, id, "").unwrap_err(), Wrong::NoSuchRecord);
        let unknown = Question::one(Resource::Journals, "gut", "first=1").unwrap_err().to_string();
        assert_eq!(unknown, "There is no parameter `first` here. There is `locales`, `fields`.");
    }
}
