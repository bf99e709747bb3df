//! What we rely on in the GraphQL engine, on a schema of its own: how null propagates, the order of the keys, the paths
//! of errors. An upgrade that changes one of these fails here, before a client notices.

use async_graphql::{EmptyMutation, EmptySubscription, Error, Object, Schema};

struct Query;

#[Object]
impl Query {
    async fn maybe(&self) -> Option<Thing> {
        Some(Thing)
    }

    async fn sure(&self) -> Thing {
        Thing
    }

    async fn other(&self) -> i32 {
        2
    }
}

struct Thing;

#[Object]
impl Thing {
    async fn slow(&self) -> i32 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        1
    }

    async fn quick(&self) -> i32 {
        2
    }

    async fn maybe(&self) -> Option<Thing> {
        Some(Thing)
    }

    async fn sure(&self) -> Thing {
        Thing
    }

    /// `Int!`
    async fn bad(&self) -> Result<i32, Error> {
        Err(Error::new("no"))
    }

    /// `Int`, the form that nullable fields have.
    async fn null_itself(&self) -> Option<Result<i32, Error>> {
        Some(Err(Error::new("no")))
    }

    /// `Int`, the form to avoid.
    async fn null_parent(&self) -> Result<Option<i32>, Error> {
        Err(Error::new("no"))
    }

    /// `Int!`
    async fn number(&self, #[graphql(validator(maximum = 10))] at_most_ten: i32) -> i32 {
        at_most_ten
    }

    /// `[Thing!]!`
    async fn things(&self) -> Vec<Thing> {
        vec![Thing, Thing]
    }

    /// `[Thing]!`
    async fn maybe_things(&self) -> Vec<Option<Thing>> {
        vec![Some(Thing), None]
    }

    /// `[Int]!`
    async fn numbers(&self) -> Vec<Option<Result<i32, Error>>> {
        vec![Some(Ok(1)), Some(Err(Error::new("no"))), None]
    }
}

/// The data of the answer, and the paths of its errors.
async fn answer(query: &str) -> String {
    let answer = Schema::new(Query, EmptyMutation, EmptySubscription).execute(query).await;
    let paths: Vec<_> = answer.errors.iter().map(|error| &error.path).collect();
    serde_json::to_string(&answer.data)
        .and_then(|data| Ok(format!("{data} {}", serde_json::to_string(&paths)?)))
        .unwrap_or_else(|error| error.to_string())
}

async fn assert_answer(query: &str, expected: &str) {
    assert_eq!(answer(query).await, expected, "{query}");
}

#[tokio::test]
async fn keys_come_in_the_order_of_the_query() {
    assert_answer("{ sure { slow quick } other }", r#"{"sure":{"slow":1,"quick":2},"other":2} []"#).await;
    assert_answer("{ other sure { z: quick a: slow } }", r#"{"other":2,"sure":{"z":2,"a":1}} []"#).await;
    let query = "{ sure { ...F quick } } fragment F on Thing { b: slow ... { a: quick } }";
    assert_answer(query, r#"{"sure":{"b":1,"a":2,"quick":2}} []"#).await;
}

#[tokio::test]
async fn null_propagates_to_the_nearest_nullable_parent() {
    assert_answer("{ maybe { quick bad } other }", r#"{"maybe":null,"other":2} [["maybe","bad"]]"#).await;
    assert_answer("{ other sure { bad } }", r#"null [["sure","bad"]]"#).await;
    let query = "{ maybe { maybe { sure { sure { bad } } } quick } }";
    assert_answer(query, r#"{"maybe":{"maybe":null,"quick":2}} [["maybe","maybe","sure","sure","bad"]]"#).await;
}

#[tokio::test]
async fn an_optional_result_nulls_its_own_field_only() {
    let expected = r#"{"sure":{"nullItself":null,"quick":2}} [["sure","nullItself"]]"#;
    assert_answer("{ sure { nullItself quick } }", expected).await;
}

/// Against the specification (section 6.4.4), as the field is nullable: hence `Option<Result<T>>` everywhere.
#[tokio::test]
async fn a_result_of_an_option_nulls_the_parent() {
    assert_answer("{ maybe { nullParent quick } }", r#"{"maybe":null} [["maybe","nullParent"]]"#).await;
}

#[tokio::test]
async fn a_nullable_item_catches_what_fails_in_it() {
    let expected = r#"{"sure":{"maybeThings":[null,null]}} [["sure","maybeThings",0,"bad"]]"#;
    assert_answer("{ sure { maybeThings { bad } } }", expected).await;
    assert_answer("{ sure { numbers } }", r#"{"sure":{"numbers":[1,null,null]}} [["sure","numbers",1]]"#).await;
}

/// An argument that is refused is an error of the field, with its path, and a document that is not valid has none:
/// request errors and field errors are told apart by that.
#[tokio::test]
async fn only_an_error_of_the_request_has_no_path() {
    assert_answer("{ nope }", "null [[]]").await;
    assert_answer("{ sure { number(atMostTen: 11) } }", r#"null [["sure","number"]]"#).await;
    assert_answer("{ maybe { number(atMostTen: 11) } }", r#"{"maybe":null} [["maybe","number"]]"#).await;
}

/// An argument that cannot be read has no code; it is known by how its message begins.
#[tokio::test]
async fn an_argument_that_cannot_be_read_says_so_in_known_words() {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let answer = schema.execute("{ sure { number(atMostTen: 11) } }").await;
    let messages: Vec<_> = answer.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, [r#"Failed to parse "Int": the value is 11, must be less than or equal to 10"#]);
}

/// Against the specification (section 7.1.2): the paths should end in `"bad"`, after all indexes. Where an item may not
/// be null, `Vec` overwrites the path of an error with the path of the item. Once an upgrade mends that, this test says
/// so.
#[tokio::test]
async fn an_error_in_an_item_that_is_not_null_loses_the_end_of_its_path() {
    let expected = r#"{"maybe":null} [["maybe","things",0]]"#;
    assert_answer("{ maybe { things { bad } } }", expected).await;
    assert_answer("{ maybe { things { things { sure { bad } } } } }", expected).await;
}

/// Against the specification (section 5.3.2): one key of the answer would be two fields. The engine compares only
/// fields of the same selection set, and then answers with the first.
#[tokio::test]
async fn two_fields_under_one_key_are_found_at_one_level_only() {
    assert_answer("{ sure { x: quick x: slow } }", "null [[]]").await;
    assert_answer("{ sure { x: quick } sure { x: slow } }", r#"{"sure":{"x":2}} []"#).await;
}
