//! An update is a patch: the given fields stand in the draft in place of its own.

use async_graphql::{InputType, Value};
use serde_json::Value as Json;
use shanghaidoctor_domain::content::{Content, follow_facts};

use super::input::Given;
use super::misfits;
use super::refusal::Refusal;
use super::user_error::{UserError, UserErrorCode};

/// The draft with the given fields in place of its own. What is no field of the input stays.
pub(super) fn patched<T: Content + InputType>(draft: &T, given: &Given) -> Result<T, Refusal> {
    let Value::Object(own) = draft.to_value() else { return Ok(draft.clone()) };
    let (whole, mut errors) = laid_over::<T>(&own, given);
    let read = misfits::read::<T>(Value::Object(whole), &["input"]).map_err(|misfits| errors.extend(misfits)).ok();
    let Some(read) = read.filter(|_| errors.is_empty()) else { return Err(Refusal::Input(errors)) };
    let before = serde_json::to_value(draft)?;
    let mut after = before.clone();
    if let (Json::Object(members), Json::Object(mut read)) = (&mut after, serde_json::to_value(&read)?) {
        for name in given.keys() {
            match read.remove(name.as_str()) {
                Some(member) => members.insert(name.to_string(), member),
                None => members.remove(name.as_str()),
            };
        }
    }
    follow_facts(&before, &mut after);
    Ok(serde_json::from_value(after)?)
}

/// The draft's own fields with the given ones over them, and which of those that are null cannot be cleared: the struct
/// cannot be read without them.
fn laid_over<T: InputType>(own: &Given, given: &Given) -> (Given, Vec<UserError>) {
    let (mut whole, mut errors) = (own.clone(), Vec::new());
    for (name, value) in given {
        if *value != Value::Null {
            whole.insert(name.clone(), value.clone());
            continue;
        }
        let mut without = own.clone();
        without.swap_remove(name);
        if T::parse(Some(Value::Object(without))).is_ok() {
            whole.swap_remove(name);
        } else {
            let message = "It cannot be cleared: give another value, or leave it out to keep the one that it has.";
            errors.push(UserError::new(UserErrorCode::Required, &["input", name], message));
        }
    }
    (whole, errors)
}
