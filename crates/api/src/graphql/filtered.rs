//! What a filter asks about besides the records that it cuts, read from the types of its fields.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use async_graphql::registry::{MetaType, MetaTypeName, Registry};
use async_graphql::{InputType, Value};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::query::DoctorFilter;
use shanghaidoctor_persistence::read::List;
use shanghaidoctor_persistence::{By, Listed, Stored};

use crate::tags::{Tag, kinds_of_search};

/// For each filter of records, the type of each of its fields.
type FilterTypes = HashMap<String, BTreeMap<String, String>>;

static FILTERS: LazyLock<FilterTypes> = LazyLock::new(|| {
    let mut registry = Registry::default();
    // From a doctor's all others are reached.
    DoctorFilter::create_type_info(&mut registry);
    let inputs = registry.types.into_iter().filter_map(|(name, meta)| match meta {
        MetaType::InputObject { input_fields, .. } => Some((name, input_fields)),
        _ => None,
    });
    let types = inputs.map(|(name, fields)| {
        let named =
            fields.into_iter().map(|(field, meta)| (field, MetaTypeName::concrete_typename(&meta.ty).to_owned()));
        (name, named.collect())
    });
    types.collect()
});

/// The list that is read, and those of the related kinds that its filter asks about.
pub(super) fn lists_asked_by<T: Listed>(read: Tag, list: &List<T>) -> Vec<Tag> {
    let mut kinds = if list.filter == T::Filter::default() { BTreeSet::new() } else { kinds_asked_by(&list.filter) };
    kinds.extend(kinds_ordered_by(&T::ordering(list.order, list.names).by));
    std::iter::once(read).chain(kinds.into_iter().map(Tag::List)).collect()
}

/// The kinds of related records that an order compares by: when one of them changes, the list can stand in another order.
/// Whoever adds an order by something that is not the record's own has to say here whose it is.
fn kinds_ordered_by<T: Stored>(by: &By<T>) -> BTreeSet<Kind> {
    match by {
        // Written with the record itself, whose list is dropped then.
        By::Column(_) => BTreeSet::new(),
        // They are no change, and have no tag.
        By::Visits => BTreeSet::new(),
        By::Relevance => kinds_of_search().collect(),
    }
}

/// The kinds of related records that a filter asks about: a list that it cuts depends on them too. Its own kind is one of
/// them only where records of that kind are related to each other.
fn kinds_asked_by<F: InputType>(filter: &F) -> BTreeSet<Kind> {
    let mut kinds = BTreeSet::new();
    collect(&F::type_name(), &filter.to_value(), &mut kinds);
    kinds
}

fn collect(type_name: &str, value: &Value, kinds: &mut BTreeSet<Kind>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| collect(type_name, item, kinds)),
        Value::Object(members) => {
            let Some(fields) = FILTERS.get(type_name) else { return };
            for (name, member) in members.iter().filter(|(_, member)| **member != Value::Null) {
                let of_field = fields.get(name.as_str()).map(String::as_str).unwrap_or_default();
                match name.as_str() {
                    "and" | "or" | "not" => {}
                    "search" => kinds.extend(kinds_of_search()),
                    // Whether a record is below another one depends on those between them.
                    "descendants" => kinds.extend(kind_of(type_name)),
                    _ => kinds.extend(kind_of(of_field)),
                }
                collect(of_field, member, kinds);
            }
        }
        _ => {}
    }
}

/// The searches that a filter asks for, each with the kind of the records that it is to find.
pub(super) fn searches_of<F: InputType>(filter: &F) -> BTreeSet<(Kind, String)> {
    let mut searches = BTreeSet::new();
    collect_searches(&F::type_name(), &filter.to_value(), &mut searches);
    searches
}

fn collect_searches(type_name: &str, value: &Value, searches: &mut BTreeSet<(Kind, String)>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| collect_searches(type_name, item, searches)),
        Value::Object(members) => {
            let Some(fields) = FILTERS.get(type_name) else { return };
            for (name, member) in members {
                if let ("search", Value::String(text), Some(kind)) = (name.as_str(), member, kind_of(type_name)) {
                    searches.insert((kind, text.clone()));
                }
                let of_field = fields.get(name.as_str()).map(String::as_str).unwrap_or_default();
                collect_searches(of_field, member, searches);
            }
        }
        _ => {}
    }
}

/// The kind whose records a filter is for: `DoctorFilter`, or `DoctorListFilter` for several at once.
pub(super) fn kind_of(type_name: &str) -> Option<Kind> {
    let name = type_name.strip_suffix("Filter")?;
    let name = name.strip_suffix("List").unwrap_or(name);
    Kind::from_prefix(&name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use async_graphql::OutputType;
    use shanghaidoctor_domain::query::{ArticleFilter, ListFilter, OrganisationFilter, SpecialtyFilter, TextFilter};

    use super::*;
    use crate::graphql::Query;

    #[test]
    fn a_filter_asks_about_the_kinds_of_related_records() {
        let name = TextFilter { eq: Some("Wu".into()), ..TextFilter::default() };
        let named = DoctorFilter { name: Some(name), ..DoctorFilter::default() };
        let nested = DoctorFilter { and: Some(vec![named.clone()]), ..DoctorFilter::default() };
        assert_eq!(kinds_asked_by(&nested), BTreeSet::new());
        let of_doctors = ArticleFilter { subjects: Some(ListFilter::some(named)), ..ArticleFilter::default() };
        let nested = ArticleFilter { not: Some(Box::new(of_doctors)), ..ArticleFilter::default() };
        assert_eq!(kinds_asked_by(&nested), BTreeSet::from([Kind::Doctor]));
        // To ask whether there is any asks about the kind too.
        let any = ListFilter::some(SpecialtyFilter::default());
        let of_any = DoctorFilter { specialties: Some(any), ..DoctorFilter::default() };
        assert_eq!(kinds_asked_by(&of_any), BTreeSet::from([Kind::Specialty]));
        let above = OrganisationFilter { parent: Some(Box::default()), ..OrganisationFilter::default() };
        assert_eq!(kinds_asked_by(&above), BTreeSet::from([Kind::Organisation]));
        // What is found depends on all that something is found by.
        let sought = OrganisationFilter { search: Some("rui jin".into()), ..OrganisationFilter::default() };
        let of_sought = DoctorFilter { workplaces: Some(ListFilter::some(sought)), ..DoctorFilter::default() };
        assert_eq!(kinds_asked_by(&of_sought), kinds_of_search().collect());
        assert_eq!(searches_of(&of_sought), BTreeSet::from([(Kind::Organisation, "rui jin".to_owned())]));
        let below = OrganisationFilter { descendants: Some(true), ..OrganisationFilter::default() };
        assert_eq!(kinds_asked_by(&below), BTreeSet::from([Kind::Organisation]));
    }

    #[test]
    fn every_filter_of_records_names_their_kind() {
        let mut registry = Registry::default();
        Query::create_type_info(&mut registry);
        let of_records = registry.types.iter().filter_map(|(name, meta)| match meta {
            MetaType::InputObject { input_fields, .. } => {
                ["and", "some"].iter().any(|field| input_fields.contains_key(*field)).then_some(name)
            }
            _ => None,
        });
        let named: Vec<_> = of_records.collect();
        assert!(named.len() > 10, "{named:?}");
        for name in named {
            assert!(kind_of(name).is_some() && FILTERS.contains_key(name), "{name}");
        }
    }
}
