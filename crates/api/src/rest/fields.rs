//! Which fields of a record an answer has: the parameter `fields`.

use std::fmt::{self, Write as _};

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaField, MetaType};

use super::schema::Schema;

/// Between the name of a type and that of a field, where one of several types is shown: two of them can have fields of one
/// name and of different types, which no query may ask for together.
pub(super) const OF: &str = "__";

/// No schema asks for more levels.
const DEEPEST: usize = 12;

/// The records of a page.
const NODES: &str = "nodes";

/// By what a record that another one names is told.
const OF_A_NAMED_RECORD: [&str; 4] = ["id", "slug", "name", "title"];

/// A choice of fields: `slug,name.display,specialties(slug,name)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(IndexMap<String, Fields>);

/// Why a choice of fields cannot be met.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongFields {
    /// It is no choice of fields.
    #[error("`{found}` stands where a field's name is expected: write `slug,name.display,specialties(slug,name)`")]
    Malformed {
        /// What is there, up to its end.
        found: String,
    },
    /// It goes too deep.
    #[error("ask for {DEEPEST} levels at most")]
    TooDeep,
    /// There is no such field.
    #[error("`{path}` is not there; `{within}` has {known}")]
    Unknown {
        /// The field, from the record.
        path: String,
        /// What it was looked for in.
        within: String,
        /// What is there.
        known: String,
    },
    /// A field of what has none.
    #[error("`{path}` has no fields")]
    Leaf {
        /// The field, from the record.
        path: String,
    },
}

impl Fields {
    /// Reads `slug,name.display,specialties(slug,name)`.
    pub fn read(text: &str) -> Result<Self, WrongFields> {
        let mut reading = Reading { rest: text };
        let fields = reading.several(0)?;
        match reading.rest {
            "" => Ok(fields),
            rest => Err(malformed(rest)),
        }
    }

    /// Writes them as the selection of a query, in braces. What has fields and is named without any is shown by those that
    /// are its own.
    pub(super) fn select(&self, of: &MetaType, schema: &Schema) -> Result<String, WrongFields> {
        let mut out = Selection { schema, text: String::new(), path: Vec::new() };
        out.object(self, of)?;
        Ok(out.text)
    }

    fn at(&mut self, path: &[&str]) -> &mut Self {
        path.iter().fold(self, |fields, name| fields.0.entry((*name).to_owned()).or_default())
    }

    fn add(&mut self, other: Self) {
        for (name, below) in other.0 {
            self.0.entry(name).or_default().add(below);
        }
    }
}

/// What is left to read.
struct Reading<'a> {
    rest: &'a str,
}

impl<'a> Reading<'a> {
    fn several(&mut self, depth: usize) -> Result<Fields, WrongFields> {
        let mut fields = Fields::default();
        loop {
            self.one(&mut fields, depth)?;
            if !self.takes(',') {
                return Ok(fields);
            }
        }
    }

    fn one(&mut self, fields: &mut Fields, depth: usize) -> Result<(), WrongFields> {
        let mut path = vec![self.name()?];
        while self.takes('.') {
            path.push(self.name()?);
        }
        let depth = depth + path.len();
        if depth > DEEPEST {
            return Err(WrongFields::TooDeep);
        }
        let below = fields.at(&path);
        if self.takes('(') {
            below.add(self.several(depth)?);
            if !self.takes(')') {
                return Err(malformed(self.rest));
            }
        }
        Ok(())
    }

    fn name(&mut self) -> Result<&'a str, WrongFields> {
        let text = self.rest.trim_start();
        let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() {
            return Err(malformed(self.rest));
        }
        self.rest = rest.trim_start();
        Ok(name)
    }

    fn takes(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest).trim_start();
        rest.is_some()
    }
}

fn malformed(found: &str) -> WrongFields {
    let found = if found.is_empty() { "the end".to_owned() } else { found.chars().take(20).collect() };
    WrongFields::Malformed { found }
}

/// A selection as it is written.
struct Selection<'a> {
    schema: &'a Schema,
    text: String,
    path: Vec<String>,
}

impl Selection<'_> {
    fn object(&mut self, fields: &Fields, of: &MetaType) -> Result<(), WrongFields> {
        self.text.push('{');
        match of {
            MetaType::Union { possible_types, .. } | MetaType::Interface { possible_types, .. } => {
                self.one_of(fields, of, possible_types.iter().map(String::as_str))?;
            }
            _ if fields.0.is_empty() => self.usual(of, ""),
            _ => {
                for (name, below) in &fields.0 {
                    let field = self.find(of, name)?;
                    self.field(name, "", below, field)?;
                }
            }
        }
        self.text.push('}');
        Ok(())
    }

    /// What is shown of a thing of one of several types: its type, and those of the fields that it has.
    fn one_of<'t>(
        &mut self,
        fields: &Fields,
        of: &MetaType,
        types: impl Iterator<Item = &'t str>,
    ) -> Result<(), WrongFields> {
        self.text.push_str("__typename");
        let mut met = vec![false; fields.0.len()];
        for member in types.filter_map(|name| self.schema.type_of(name)) {
            let prefix = format!("{}{OF}", member.name());
            self.write(format_args!(" ... on {} {{__typename", member.name()));
            if fields.0.is_empty() {
                self.usual(member, &prefix);
            }
            for ((name, below), met) in fields.0.iter().zip(&mut met) {
                if let Some(field) = member.field_by_name(name) {
                    *met = true;
                    // What is a name with parts for one of them can be a plain one for another.
                    let below = if self.schema.is_leaf(field) { &Fields::default() } else { below };
                    self.field(name, &prefix, below, field)?;
                }
            }
            self.text.push('}');
        }
        match fields.0.keys().zip(met).find(|(_, met)| !met) {
            Some((name, _)) => Err(self.unknown(of, name)),
            None => Ok(()),
        }
    }

    /// What is shown of a thing that nobody chose fields of: of a record that is named how it is told, of all else the
    /// values that lie in it.
    fn usual(&mut self, of: &MetaType, prefix: &str) {
        let is_record = self.schema.is_record(of);
        let is_usual = |name: &str, field: &MetaField| match is_record {
            true => OF_A_NAMED_RECORD.contains(&name),
            false if Schema::is_connection(of) => name == NODES,
            false => self.schema.is_leaf(field) && field.compute_complexity.is_none(),
        };
        let fields = of.fields().into_iter().flatten();
        let usual: Vec<_> = fields.filter(|(name, field)| is_usual(name, field)).collect();
        if usual.is_empty() {
            self.text.push_str(" __typename");
        }
        for (name, field) in usual {
            self.alias(name, prefix);
            if let Some(shown) = self.schema.type_of(&field.ty).filter(|shown| !shown.is_leaf()) {
                self.text.push('{');
                self.usual(shown, "");
                self.text.push('}');
            }
        }
    }

    fn field(&mut self, name: &str, prefix: &str, below: &Fields, field: &MetaField) -> Result<(), WrongFields> {
        self.alias(name, prefix);
        self.path.push(name.to_owned());
        match self.schema.type_of(&field.ty) {
            Some(shown) if !shown.is_leaf() => self.object(below, shown)?,
            _ if below.0.is_empty() => {}
            _ => return Err(WrongFields::Leaf { path: self.path.join(".") }),
        }
        self.path.pop();
        Ok(())
    }

    fn alias(&mut self, name: &str, prefix: &str) {
        match prefix {
            "" => self.write(format_args!(" {name}")),
            prefix => self.write(format_args!(" {prefix}{name}:{name}")),
        }
    }

    fn find<'t>(&self, of: &'t MetaType, name: &str) -> Result<&'t MetaField, WrongFields> {
        of.field_by_name(name).ok_or_else(|| self.unknown(of, name))
    }

    fn unknown(&self, within: &MetaType, name: &str) -> WrongFields {
        let mut known: Vec<&str> = match within {
            MetaType::Union { possible_types, .. } | MetaType::Interface { possible_types, .. } => {
                let members = possible_types.iter().filter_map(|member| self.schema.type_of(member));
                members
                    .flat_map(|member| member.fields().into_iter().flatten())
                    .map(|(name, _)| name.as_str())
                    .collect()
            }
            other => other.fields().into_iter().flatten().map(|(name, _)| name.as_str()).collect(),
        };
        known.sort_unstable();
        known.dedup();
        let path = self.path.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(".");
        WrongFields::Unknown { path, within: within.name().to_owned(), known: known.join(", ") }
    }

    fn write(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a text does not fail.
        let _ = self.text.write_fmt(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(of: &str, fields: &str) -> Result<String, WrongFields> {
        let schema = Schema::public();
        Fields::read(fields)?.select(schema.type_of(of).unwrap(), schema)
    }

    #[test]
    fn fields_are_named_by_dots_and_brackets() {
        assert_eq!(selected("Doctor", "slug, name.display,name(native)").unwrap(), "{ slug name{ display native}}");
        assert_eq!(
            selected("Doctor", "appointments.nodes(role,period.start)").unwrap(),
            "{ appointments{ nodes{ role period{ start}}}}"
        );
    }

    #[test]
    fn what_has_fields_is_shown_by_its_own() {
        assert_eq!(selected("Appointment", "period").unwrap(), "{ period{ start end}}");
        assert_eq!(selected("Doctor", "specialties").unwrap(), "{ specialties{ id slug name}}");
        assert_eq!(selected("Journal", "publications").unwrap(), "{ publications{ nodes{ id title}}}");
    }

    #[test]
    fn of_several_types_each_shows_what_it_has() {
        assert_eq!(
            selected("Appointment", "body(slug,issn)").unwrap(),
            "{ body{__typename ... on Organisation {__typename Organisation__slug:slug} ... on Journal {__typename \
             Journal__slug:slug Journal__issn:issn}}}"
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_what_would_be_right() {
        for (of, fields, told) in [
            ("Doctor", "name.display,", "`the end` stands where"),
            ("Doctor", "slug name", "`name` stands where"),
            ("Doctor", "name(display", "`the end` stands where"),
            ("Doctor", "name.nickname", "`name.nickname` is not there; `PersonName` has display, family"),
            ("Doctor", "slug.length", "`slug` has no fields"),
            ("Appointment", "body.nothing", "`body.nothing` is not there; `AppointmentBody` has "),
            ("Doctor", "a.b.c.d.e.f.g.h.i.j.k.l.m", "ask for 12 levels"),
        ] {
            let error = selected(of, fields).unwrap_err().to_string();
            assert!(error.contains(told), "{fields}: {error}");
        }
    }
}
