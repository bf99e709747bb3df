use async_graphql::value;

use super::super::super::response::raw;
use super::*;

const INIT: &str = r#"{"type":"connection_init"}"#;

fn subscribe(id: &str) -> String {
    format!(r#"{{"id":"{id}","type":"subscribe","payload":{{"query":"{{ a }}"}}}}"#)
}

fn acknowledged(most: usize) -> Protocol {
    let mut protocol = Protocol::new(most);
    assert_eq!(protocol.receive(INIT), Step::Send(r#"{"type":"connection_ack"}"#.to_owned()));
    protocol
}

fn code(step: Step) -> u16 {
    match step {
        Step::Close(closing) => closing.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_operation_runs_from_subscribe_to_complete() {
    let mut protocol = acknowledged(1);
    let Step::Start(id, parameters) = protocol.receive(&subscribe("1")) else { panic!("it does not start") };
    assert_eq!((id.as_str(), parameters.operation_name), ("1", None));
    let answer = Response::new(value!({ "a": 1 }));
    assert_eq!(protocol.next("1", &raw(&answer)), r#"{"id":"1","type":"next","payload":{"data":{"a":1}}}"#);
    assert_eq!(protocol.completed("1").as_deref(), Some(r#"{"id":"1","type":"complete"}"#));
    assert!(matches!(protocol.receive(&subscribe("1")), Step::Start(..)), "the id is free again");
}

#[test]
fn the_client_stops_what_it_no_longer_wants_and_hears_no_more_of_it() {
    let mut protocol = acknowledged(1);
    protocol.receive(&subscribe("1"));
    let complete = r#"{"id":"1","type":"complete"}"#;
    assert_eq!(protocol.receive(complete), Step::Stop("1".to_owned()));
    assert_eq!(protocol.completed("1"), None);
    assert_eq!(protocol.receive(complete), Step::Wait, "it may cross the server's own");
}

#[test]
fn what_is_refused_is_an_error_and_never_complete() {
    let mut protocol = acknowledged(1);
    protocol.receive(&subscribe("1"));
    let answer = Response::from_errors(vec![ServerError::new("No.", None)]);
    assert_eq!(protocol.refused("1", &answer), r#"{"id":"1","type":"error","payload":[{"message":"No."}]}"#);
    assert_eq!(protocol.completed("1"), None);
}

#[test]
fn pings_are_answered_with_their_payload_before_and_after_the_acknowledgement() {
    let mut protocol = Protocol::new(1);
    assert_eq!(protocol.receive(r#"{"type":"ping"}"#), Step::Send(r#"{"type":"pong"}"#.to_owned()));
    let pong = r#"{"type":"pong","payload":{"a":1}}"#;
    assert_eq!(protocol.receive(r#"{"type":"ping","payload":{"a":1}}"#), Step::Send(pong.to_owned()));
    assert_eq!(protocol.receive(pong), Step::Wait);
}

#[test]
fn sockets_are_closed_with_the_codes_of_the_protocol() {
    assert_eq!(code(Protocol::new(1).receive(&subscribe("1"))), 4401);
    assert_eq!(code(acknowledged(1).receive(INIT)), 4429);
    assert_eq!(code(Protocol::new(1).init_is_due()), 4408);
    assert_eq!(acknowledged(1).init_is_due(), Step::Wait);
    let mut protocol = acknowledged(2);
    protocol.receive(&subscribe("1"));
    let reason = "Subscriber for 1 already exists".into();
    assert_eq!(protocol.receive(&subscribe("1")), Step::Close(Closing { code: 4409, reason }));
}

#[test]
fn what_is_no_message_closes_the_socket() {
    let long = subscribe(&"x".repeat(256));
    let wrong = [
        "",
        "hello",
        "[]",
        "{}",
        r#"{"type":1}"#,
        r#"{"type":"start"}"#,
        r#"{"type":"connection_init","payload":1}"#,
        r#"{"type":"ping","payload":[]}"#,
        r#"{"type":"complete"}"#,
        r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
        r#"{"id":1,"type":"subscribe","payload":{"query":"{a}"}}"#,
        r#"{"id":"","type":"subscribe","payload":{"query":"{a}"}}"#,
        r#"{"id":"1","type":"subscribe"}"#,
        r#"{"id":"1","type":"subscribe","payload":{}}"#,
        r#"{"id":"1","type":"subscribe","payload":{"query":1}}"#,
        r#"{"id":"1","type":"subscribe","payload":{"query":"{a}","variables":[]}}"#,
        &long,
    ];
    for wrong in wrong {
        assert_eq!(code(acknowledged(1).receive(wrong)), 4400, "{wrong}");
    }
}

#[test]
fn operations_beyond_the_limit_are_refused_one_by_one() {
    let mut protocol = acknowledged(1);
    protocol.receive(&subscribe("1"));
    let Step::Send(error) = protocol.receive(&subscribe("2")) else { panic!("it is not refused") };
    assert!(error.starts_with(r#"{"id":"2","type":"error","payload":[{"#) && error.contains("TOO_MANY_OPERATIONS"));
    protocol.completed("1");
    assert!(matches!(protocol.receive(&subscribe("2")), Step::Start(..)));
}
