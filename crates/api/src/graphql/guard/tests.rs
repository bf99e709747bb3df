use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use async_graphql::Pos;

use super::*;

fn refused(query: &str) -> Refused {
    parse(query, &Limits::default()).expect_err(query)
}

fn code(query: &str) -> &'static str {
    refused(query).code()
}

/// `fragment f0 on A{a...f1 ...f1}`, and so on: each step doubles what the one before expands to.
fn doubling_fragments(steps: usize) -> String {
    let mut query = String::from("{...f0}");
    for step in 0..steps {
        let next = step + 1;
        write!(query, "fragment f{step} on A{{...f{next} ...f{next}}}").unwrap();
    }
    write!(query, "fragment f{steps} on A{{a}}").unwrap();
    query
}

#[test]
fn doubling_fragments_cost_nothing_to_refuse() {
    let query = doubling_fragments(22);
    let limits = Limits::default();
    // The best of a few, since other tests run at the same time.
    let best = (0..5)
        .map(|_| {
            let start = Instant::now();
            let refused = parse(&query, &limits).unwrap_err();
            assert!(matches!(refused, Refused::TooManySelections { measured: 12_000_000.., .. }), "{refused:?}");
            start.elapsed()
        })
        .min()
        .unwrap();
    assert!(best < Duration::from_millis(5), "{best:?}");
}

#[test]
fn a_count_stops_at_the_largest_integer() {
    let limits = Limits { tokens: 10_000, ..Limits::default() };
    let refused = parse(&doubling_fragments(200), &limits).unwrap_err();
    assert_eq!(refused, Refused::TooManySelections { measured: usize::MAX, allowed: limits.selections });
}

#[test]
fn brackets_are_counted_before_the_recursive_parser_sees_them() {
    for open in ["{a", "{a(b:[", "{a(b:{c:", "query($a:["] {
        assert_eq!(code(&open.repeat(500)), "QUERY_TOO_DEEP", "{open}");
    }
}

#[test]
fn limits_name_what_was_measured_and_what_is_allowed() {
    let limits = Limits {
        bytes: 200,
        tokens: 60,
        nesting: 9,
        depth: 3,
        selections: 8,
        aliases: 2,
        directives: 2,
        fragment_spreads: 2,
    };
    let cases = [
        ("{a{b{c{d}}}}", "TooDeep { measured: 4, allowed: 3 }"),
        ("{...F} fragment F on A{b{c{d{e}}}}", "TooDeep { measured: 4, allowed: 3 }"),
        ("{a b c d e f g h i}", "TooManySelections { measured: 9, allowed: 8 }"),
        ("query A{a b c d e} query B{a b c d}", "TooManySelections { measured: 9, allowed: 8 }"),
        ("{x:a y:a z:a}", "TooManyAliases { measured: 3, allowed: 2 }"),
        ("{x:a b{...F} c{...F}} fragment F on A{y:d}", "TooManyAliases { measured: 3, allowed: 2 }"),
        ("query @a{b @c ...@d{e}}", "TooManyDirectives { measured: 3, allowed: 2 }"),
        ("{...F ...F ...F} fragment F on A{a}", "TooManyFragmentSpreads { measured: 3, allowed: 2 }"),
        ("{a(b:[[[[[[[[1]]]]]]]])}", "TooNested { measured: 10, allowed: 9 }"),
        (&"{a}#".repeat(51), "TooLong { measured: 204, allowed: 200 }"),
    ];
    for (query, expected) in cases {
        let refused = parse(query, &limits).expect_err(query);
        assert_eq!(format!("{refused:?}"), expected, "{query}");
    }
    let refused = parse(&"a ".repeat(61), &limits).unwrap_err();
    assert_eq!(refused.to_string(), "The document has 61 tokens, but 60 are allowed. Split it into several requests.");
}

#[test]
fn what_is_allowed_passes_exactly() {
    let query = "{x:a{...F} b{...F}...@skip(if:true){c}} fragment F on A{y @z}";
    let limits = Limits {
        bytes: query.len(),
        tokens: 37,
        nesting: 2,
        depth: 2,
        selections: 8,
        aliases: 1,
        directives: 3,
        fragment_spreads: 2,
    };
    parse(query, &limits).unwrap();
}

/// What GraphiQL asks first: three fragments, and the wrappers of a type down to nine.
fn introspection() -> String {
    let of_type = (0..9).fold(String::new(), |inner, _| format!("ofType {{ kind name {inner} }}"));
    format!(
        "query IntrospectionQuery {{ __schema {{ description
           queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }}
           types {{ ...FullType }}
           directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }}
         }} }}
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
           fields(includeDeprecated: true) {{ name description
             args(includeDeprecated: true) {{ ...InputValue }} type {{ ...TypeRef }} isDeprecated deprecationReason }}
           inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }}
           enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
           possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{
           name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason }}
         fragment TypeRef on __Type {{ kind name {of_type} }}"
    )
}

#[test]
fn the_explorer_may_introspect() {
    let document = parse(&introspection(), &Limits::default()).unwrap().0;
    let weight = measure::document(&document).unwrap();
    assert_eq!(weight.depth, 15);
    assert!((200..300).contains(&weight.selections), "{weight:?}");
    assert!(lexer::lex(&introspection()).unwrap().tokens < Limits::default().tokens / 10);
}

#[test]
fn a_cycle_of_fragments_is_named() {
    let query = "{...A} fragment A on T{...B} fragment B on T{a{...C}} fragment C on T{...on T{...B}}";
    let Refused::FragmentCycle { fragment, location } = refused(query) else { panic!("another error") };
    assert!(matches!(fragment.as_str(), "B" | "C"), "{fragment}");
    assert_eq!(location.line, 1);
    assert_eq!(code("{a} fragment A on T{...A}"), "GRAPHQL_VALIDATION_FAILED");
}

#[test]
fn a_fragment_that_is_not_defined_is_left_to_validation() {
    parse("{...A} fragment B on T{...C}", &Limits::default()).unwrap();
}

#[test]
fn a_syntax_error_says_where_and_what_without_the_text() {
    let refused = refused("{\n  a(");
    assert_eq!(refused.locations(), [Pos { line: 2, column: 5 }]);
    assert_eq!(refused.code(), "GRAPHQL_PARSE_FAILED");
    assert_eq!(refused.to_string(), "The document cannot be parsed at line 2, column 5: expected name.");
    assert_eq!(code(""), "GRAPHQL_PARSE_FAILED");
    assert_eq!(code("{"), "GRAPHQL_PARSE_FAILED");
}

#[test]
fn the_parser_refuses_names_used_twice() {
    for query in ["query A{a} query A{b}", "{a} query A{b}", "{a} {b}", "{...A} fragment A on T{a} fragment A on T{b}"]
    {
        assert_eq!(code(query), "GRAPHQL_PARSE_FAILED", "{query}");
    }
}

#[test]
fn a_subscription_has_one_root_field() {
    let fine = ["subscription{a}", "subscription{a a}", "subscription{...F ...F} fragment F on S{x:a{b c}}"];
    for query in fine {
        parse(query, &Limits::default()).expect(query);
    }
    let wrong = [
        "subscription{a b}",
        "subscription{x:a y:a}",
        "subscription{a ...on S{b}}",
        "subscription{a ...F} fragment F on S{...G} fragment G on S{b}",
        "subscription{__typename}",
        "subscription{a x:__typename}",
    ];
    for query in wrong {
        assert!(matches!(refused(query), Refused::SubscriptionRoot { .. }), "{query}");
    }
}

#[test]
fn an_operation_is_chosen_by_name_or_because_it_is_alone() {
    let none = Variables::default();
    let one = parse("query A{a}", &Limits::default()).unwrap().0;
    assert!(operation(&one, None, &none).is_ok());
    assert!(operation(&one, Some("A"), &none).is_ok());
    assert_eq!(operation(&one, Some("B"), &none).unwrap_err().code(), "OPERATION_RESOLUTION_FAILURE");

    let anonymous = parse("{a}", &Limits::default()).unwrap().0;
    assert!(operation(&anonymous, None, &none).is_ok());
    assert!(operation(&anonymous, Some("A"), &none).is_err());

    let two = parse("query A{a} query B{b}", &Limits::default()).unwrap().0;
    assert!(operation(&two, Some("B"), &none).is_ok());
    assert_eq!(operation(&two, None, &none).unwrap_err(), Refused::OperationNotNamed { count: 2 });
}

#[test]
fn an_operation_gets_the_values_it_requires() {
    let query = "query($a: ID!, $b: [Int!]!, $c: Int, $d: Int! = 1, $e: Int = 2) {f(a:$a,b:$b,c:$c,d:$d,e:$e)}";
    let document = parse(query, &Limits::default()).unwrap().0;
    let values = |json| Variables::from_json(json);
    let check = |values: Variables| operation(&document, None, &values).map(|_| ());

    assert!(check(values(serde_json::json!({"a": 1, "b": []}))).is_ok());
    assert!(check(values(serde_json::json!({"a": 1, "b": [], "c": null, "e": null, "other": 1}))).is_ok());
    let refused = check(values(serde_json::json!({"a": null}))).unwrap_err();
    assert_eq!(refused.code(), "BAD_USER_INPUT");
    assert_eq!(
        refused.to_string(),
        "The operation requires a value, which is not null, for `$a: ID!`, `$b: [Int!]!`. Add it to `variables`."
    );
    assert_eq!(refused.locations().len(), 2);
    assert!(check(values(serde_json::json!({"a": 1, "b": [], "d": null}))).is_err());
}
