//! Reads an input as a value of the domain, or tells of every value in it that does not fit where it stands. The engine
//! stops at the first one, and does not say where that is.

use async_graphql::{InputType, InputValueError, Name, Pos, Value};
use shanghaidoctor_domain::input::{FITTING, UNFIT};

use super::user_error::{UserError, UserErrorCode};
use crate::graphql::error::without_frame;

/// At most so many are told.
const MOST: usize = 50;

/// Where a value stands in an input.
type Path = Vec<Step>;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Field(Name),
    Item(usize),
}

/// Reads `value`, which stands at `at` in the arguments.
pub(super) fn read<T: InputType>(mut value: Value, at: &[&str]) -> Result<T, Vec<UserError>> {
    let mut errors = Vec::new();
    loop {
        let misfit = match T::parse(Some(value.clone())) {
            Ok(read) if errors.is_empty() => return Ok(read),
            Ok(_) => return Err(errors),
            Err(error) => Misfit::of(error),
        };
        let places = misfit.places::<T>(&value);
        if places.is_empty() {
            let items = misfit.items::<T>(&value);
            let items = if items.is_empty() { vec![Path::new()] } else { items };
            errors.extend(items.iter().map(|item| misfit.told(at, item)));
            return Err(errors);
        }
        for place in &places {
            errors.push(misfit.told(at, place));
            replace(&mut value, place, &misfit.fitting);
        }
        if errors.len() >= MOST {
            return Err(errors);
        }
    }
}

/// Why an input could not be read.
struct Misfit {
    /// The engine's own words, which are the same for the same misfit.
    words: String,
    /// The value that does not fit, where the domain names it; a number where it does not.
    unfit: Option<Value>,
    /// One that would.
    fitting: Value,
}

impl Misfit {
    fn of<T: InputType>(error: InputValueError<T>) -> Self {
        let error = error.into_server_error(Pos::default());
        let told = |name| error.extensions.as_ref().and_then(|extensions| extensions.get(name)).cloned();
        Self { unfit: told(UNFIT), fitting: told(FITTING).unwrap_or_else(|| Value::from(1)), words: error.message }
    }

    /// Where it stands. The same value can stand in several places and fit in some of them: it is a misfit where the input
    /// is refused for another reason, or not at all, when it alone is made to fit. Where that is so of none, it is a misfit
    /// in several places at once: in those that the input is refused for when all others are made to fit.
    fn places<T: InputType>(&self, value: &Value) -> Vec<Path> {
        let mut like = Vec::new();
        self.collect(value, &mut Vec::new(), &mut like);
        let alone = |path: &&Path| self.is_gone::<T>(value, &[*path]);
        let found: Vec<Path> = like.iter().filter(alone).cloned().collect();
        if !found.is_empty() {
            return found;
        }
        // An item that does not fit as a whole is mended by none of its values.
        if !self.is_gone::<T>(value, &like.iter().collect::<Vec<_>>()) {
            return found;
        }
        let among_others = |path: &&Path| {
            let others: Vec<&Path> = like.iter().filter(|other| other != path).collect();
            !self.is_gone::<T>(value, &others)
        };
        like.iter().filter(among_others).cloned().collect()
    }

    /// Where it stands when no single value is it but an item of a list as a whole, such as one that is given as two things:
    /// the items of the innermost list that is refused for it, and is not without them. Of a list of which each item alone
    /// would fit, the list itself.
    fn items<T: InputType>(&self, value: &Value) -> Vec<Path> {
        let mut lists = Vec::new();
        collect_lists(value, &mut Vec::new(), &mut lists);
        let with = |list: &Path, items: Vec<Value>| {
            let mut value = value.clone();
            replace(&mut value, list, &Value::List(items));
            T::parse(Some(value)).err().is_some_and(|error| Self::of(error).reason() == self.reason())
        };
        let found = lists.into_iter().rev().find(|(list, _)| !with(list, Vec::new()));
        let Some((list, items)) = found else { return Vec::new() };
        let alone = items.into_iter().enumerate().filter(|(_, item)| with(&list, vec![item.clone()]));
        let places: Vec<Path> = alone.map(|(index, _)| [list.as_slice(), &[Step::Item(index)]].concat()).collect();
        if places.is_empty() { vec![list] } else { places }
    }

    /// Whether an input has another misfit or none once these values are made to fit.
    fn is_gone<T: InputType>(&self, value: &Value, mended: &[&Path]) -> bool {
        let mut value = value.clone();
        mended.iter().for_each(|path| replace(&mut value, path, &self.fitting));
        match T::parse(Some(value)) {
            Ok(_) => true,
            // What was put there can fit there no better.
            Err(error) => {
                let next = Self::of(error);
                next.reason() != self.reason() && next.unfit.as_ref() != Some(&self.fitting)
            }
        }
    }

    /// The engine's words without the value that they can end with, which is another one once a part of it is mended.
    fn reason(&self) -> &str {
        self.words.split(", found ").next().unwrap_or_default()
    }

    fn collect(&self, value: &Value, path: &mut Path, like: &mut Vec<Path>) {
        if like.len() >= MOST {
            return;
        }
        let mut below = |step: Step, value: &Value| {
            path.push(step);
            self.collect(value, path, like);
            path.pop();
        };
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| below(Step::Field(name.clone()), value)),
            Value::List(items) => items.iter().enumerate().for_each(|(index, item)| below(Step::Item(index), item)),
            leaf if self.is_like(leaf) => like.push(path.clone()),
            _ => {}
        }
    }

    fn is_like(&self, leaf: &Value) -> bool {
        match &self.unfit {
            Some(unfit) => leaf == unfit,
            None => matches!(leaf, Value::Number(_)),
        }
    }

    fn told(&self, at: &[&str], place: &[Step]) -> UserError {
        let steps = place.iter().map(|step| match step {
            Step::Field(name) => name.to_string(),
            Step::Item(index) => index.to_string(),
        });
        let path = at.iter().map(|part| (*part).to_owned()).chain(steps).collect();
        UserError::at(UserErrorCode::Invalid, path, without_frame(&self.words))
    }
}

/// All lists in a value, those that others are in first.
fn collect_lists(value: &Value, path: &mut Path, lists: &mut Vec<(Path, Vec<Value>)>) {
    let mut below = |step: Step, value: &Value| {
        path.push(step);
        collect_lists(value, path, lists);
        path.pop();
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| below(Step::Field(name.clone()), value)),
        Value::List(items) => {
            lists.push((path.clone(), items.clone()));
            items.iter().enumerate().for_each(|(index, item)| {
                path.push(Step::Item(index));
                collect_lists(item, path, lists);
                path.pop();
            });
        }
        _ => {}
    }
}

fn replace(value: &mut Value, path: &[Step], new: &Value) {
    let Some((step, rest)) = path.split_first() else {
        *value = new.clone();
        return;
    };
    let member = match (value, step) {
        (Value::Object(fields), Step::Field(name)) => fields.get_mut(name),
        (Value::List(items), Step::Item(index)) => items.get_mut(*index),
        _ => None,
    };
    if let Some(member) = member {
        replace(member, rest, new);
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::value;
    use shanghaidoctor_domain::content::{Article, Publication};

    use super::*;

    fn misfits<T: InputType>(value: Value) -> Vec<String> {
        let errors = read::<T>(value, &["input"]).err().unwrap_or_default();
        errors.iter().map(|error| format!("{error:?}")).collect()
    }

    fn places<T: InputType>(value: Value) -> Vec<String> {
        let errors = read::<T>(value, &["input"]).err().unwrap_or_default();
        let mut places: Vec<String> = errors.iter().map(UserError::place).collect();
        places.sort();
        places
    }

    #[test]
    fn all_misfits_are_told_with_their_places() {
        let given = value!({
            "title": "x", "doi": "x", "url": "x", "journal": "doctor_00000000000000000000000000", "year": -1,
            "authors": [{ "name": "x", "doctor": "x" }, { "name": "y", "doctor": "journal_00000000000000000000000000" }],
        });
        assert_eq!(
            places::<Publication>(given.clone()),
            [
                "input.authors.0.doctor",
                "input.authors.1.doctor",
                "input.doi",
                "input.journal",
                "input.url",
                "input.year"
            ],
            "{:#?}",
            misfits::<Publication>(given)
        );
    }

    #[test]
    fn a_misfit_in_a_body_is_told_by_its_piece() {
        let given = value!({
            "locale": "en", "channel": "news", "title": "A",
            "body": [{ "divider": true }, { "figure": { "image": "x" } }, { "heading": { "level": 700, "text": "x" } }],
        });
        assert_eq!(places::<Article>(given), ["input.body.1.figure.image", "input.body.2.heading.level"]);
    }

    #[test]
    fn an_item_that_is_no_item_as_a_whole_is_told_by_its_place() {
        let two = value!({ "divider": true, "heading": { "level": 2, "text": "x" } });
        let given = value!({
            "locale": "en", "channel": "news", "title": "A",
            "body": [{ "divider": true }, two.clone(), { "divider": false }, two],
        });
        assert_eq!(places::<Article>(given), ["input.body.1", "input.body.3"]);
        let given = value!({
            "locale": "en", "channel": "news", "title": "A",
            "body": [{ "bulletList": { "items": [{ "plain": "x" }, { "plain": "x", "markdown": "x" }] } }],
        });
        assert_eq!(places::<Article>(given), ["input.body.0.bulletList.items.1"]);
    }
}
