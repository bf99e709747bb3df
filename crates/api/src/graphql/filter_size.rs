use async_graphql::{InputType, Result, Value};
use shanghaidoctor_domain::text::has_null;

use super::error::bad_input;

/// Values in one filter, its lists and nested filters counted. Each becomes a condition or a parameter in SQL, and a
/// database has a limit for both.
const MOST_VALUES: usize = 200;

/// Characters in one text. No name or title is longer.
const LONGEST_TEXT: usize = 500;

/// Conditions on related records in one filter, on one record as on a list. Each is a query in the query.
const MOST_RELATED: usize = 20;

/// Searches in one filter. What each meets is a parameter of up to 20,000 ids.
const MOST_SEARCHES: usize = 5;

/// What a filter asks for.
#[derive(Default)]
struct Size {
    values: usize,
    related: usize,
    searches: usize,
}

/// Refuses a filter that a database could not take, or not in reasonable time.
pub(super) fn check(filter: &impl InputType) -> Result<()> {
    let mut size = Size::default();
    measure(&filter.to_value(), &mut size)?;
    let Size { values, related, searches } = size;
    if values > MOST_VALUES {
        return Err(bad_input(format!("`where`: {values} values are too many, {MOST_VALUES} are allowed")));
    }
    if related > MOST_RELATED {
        return Err(bad_input(format!(
            "`where`: {related} conditions on related records are too many, {MOST_RELATED} are allowed"
        )));
    }
    if searches > MOST_SEARCHES {
        return Err(bad_input(format!("`where`: {searches} of `search` are too many, {MOST_SEARCHES} are allowed")));
    }
    Ok(())
}

/// Refuses a text that no record can hold.
pub(super) fn check_text(text: &str) -> Result<()> {
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        return Err(bad_input(format!("a text of {length} characters is too long, {LONGEST_TEXT} are allowed")));
    }
    if has_null(text) {
        return Err(bad_input("a text holds a null character: leave it out"));
    }
    Ok(())
}

fn measure(value: &Value, size: &mut Size) -> Result<()> {
    match value {
        Value::Null => Ok(()),
        Value::Object(fields) => fields.iter().try_for_each(|(name, field)| {
            size.related += usize::from(asks_of_related(name, field));
            size.searches += usize::from(name == "search" && *field != Value::Null);
            measure(field, size)
        }),
        Value::List(items) => items.iter().try_for_each(|item| measure(item, size)),
        Value::String(text) => {
            size.values += 1;
            check_text(text)
        }
        _ => {
            size.values += 1;
            Ok(())
        }
    }
}

/// A list of related records is asked by `some`, `none` or `every`; one related record has conditions on its fields,
/// which are objects, where a field of the record itself has values.
fn asks_of_related(name: &str, field: &Value) -> bool {
    let Value::Object(conditions) = field else { return false };
    match name {
        "some" | "none" | "every" => true,
        "not" => false,
        _ => conditions.iter().any(|(name, condition)| {
            let is_list = matches!(name.as_str(), "some" | "none" | "every");
            !is_list && matches!(condition, Value::Object(_) | Value::List(_)) && !is_of_values(condition)
        }),
    }
}

fn is_of_values(condition: &Value) -> bool {
    let Value::List(items) = condition else { return false };
    !items.iter().any(|item| matches!(item, Value::Object(_)))
}

#[cfg(test)]
mod tests {
    use shanghaidoctor_domain::query::{DoctorFilter, ListFilter, OrganisationFilter, TextFilter};

    use super::*;

    fn named(texts: Vec<String>) -> DoctorFilter {
        let name = TextFilter { one_of: Some(texts), ..TextFilter::default() };
        DoctorFilter { name: Some(name), ..DoctorFilter::default() }
    }

    #[test]
    fn every_value_counts_wherever_it_stands() {
        assert!(check(&named(vec!["a".into(); 200])).is_ok());
        assert!(check(&named(vec!["a".into(); 201])).is_err());
        let nested = DoctorFilter { or: Some(vec![named(vec!["a".into(); 100]); 3]), ..DoctorFilter::default() };
        assert!(check(&nested).is_err());
    }

    #[test]
    fn every_condition_on_related_records_counts() {
        let any = DoctorFilter { mentors: Some(ListFilter::some(DoctorFilter::default())), ..DoctorFilter::default() };
        let all = |times| DoctorFilter { and: Some(vec![any.clone(); times]), ..DoctorFilter::default() };
        assert!(check(&all(20)).is_ok());
        assert!(check(&all(21)).is_err());
    }

    #[test]
    fn every_record_on_the_way_to_a_condition_counts() {
        let name = TextFilter { eq: Some("a".into()), ..TextFilter::default() };
        let mut place = OrganisationFilter { name: Some(name), ..OrganisationFilter::default() };
        for _ in 0..20 {
            place = OrganisationFilter { parent: Some(Box::new(place)), ..OrganisationFilter::default() };
        }
        assert!(check(&place).is_ok());
        let deeper = OrganisationFilter { parent: Some(Box::new(place)), ..OrganisationFilter::default() };
        assert!(check(&deeper).is_err());
    }

    #[test]
    fn every_search_counts() {
        let one = DoctorFilter { search: Some("wu".into()), ..DoctorFilter::default() };
        let all = |times| DoctorFilter { or: Some(vec![one.clone(); times]), ..DoctorFilter::default() };
        assert!(check(&all(5)).is_ok());
        assert!(check(&all(6)).is_err());
    }

    #[test]
    fn texts_that_no_record_holds_are_refused() {
        assert!(check(&named(vec!["a".repeat(501)])).is_err());
        assert!(check(&named(vec!["a\0".into()])).is_err());
    }
}
