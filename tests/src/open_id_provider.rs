//! A provider of OpenID Connect, as small as one can be: it signs everybody in at once, checks PKCE and the secret of its
//! client, and signs ID tokens by a key that it publishes.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Data, Form, Query};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

/// The key of RFC 8410, section 10.3, and its public part.
const PRIVATE: [u8; 48] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20, 0xd4, 0xee, 0x72,
    0xdb, 0xf9, 0x13, 0x58, 0x4a, 0xd5, 0xb6, 0xd8, 0xf1, 0xf7, 0x69, 0xf8, 0xad, 0x3a, 0xfe, 0x7c, 0x28, 0xcb, 0xf1,
    0xd4, 0xfb, 0xe0, 0x97, 0xa8, 0x8f, 0x44, 0x75, 0x58, 0x42,
];
const PUBLIC: &str = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE";

/// What it calls its client.
const CLIENT_ID: &str = "cms";

/// The provider under which a test signs in.
pub struct OpenIdProvider {
    /// Its address, which is its name.
    pub issuer: String,
    state: Data<State>,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

struct State {
    issuer: String,
    /// What it says of whoever signs in, beside what it must.
    claims: Mutex<Value>,
    /// Codes that were given, each with what was asked for.
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
}

impl OpenIdProvider {
    /// Starts one that says this of whoever signs in.
    pub fn start(claims: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let state = State { issuer: issuer.clone(), claims: Mutex::new(claims), codes: Mutex::default() };
        let state = Data::from(Arc::new(state));
        let (sender, receiver) = mpsc::channel();
        let shared = state.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(move || {
                    App::new()
                        .app_data(shared.clone())
                        .route("/.well-known/openid-configuration", web::get().to(discovery))
                        .route("/keys", web::get().to(keys))
                        .route("/authorize", web::get().to(authorize))
                        .route("/token", web::post().to(token))
                });
                let server = server.workers(1).listen(listener).expect("the server").run();
                sender.send(server.handle()).expect("somebody waits for it");
                server.await.expect("the server runs");
            });
        });
        let handle = receiver.recv().expect("the server starts");
        Self { issuer, state, server: Some((handle, thread)) }
    }

    /// Says something else from now on.
    pub fn say(&self, claims: Value) {
        *self.state.claims.lock().expect("nobody failed") = claims;
    }
}

impl Drop for OpenIdProvider {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            let _ = thread.join();
        }
    }
}

async fn discovery(state: Data<State>) -> HttpResponse {
    let issuer = &state.issuer;
    HttpResponse::Ok().json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
    }))
}

async fn keys() -> HttpResponse {
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "1", "x": PUBLIC });
    HttpResponse::Ok().json(json!({ "keys": [key] }))
}

async fn authorize(state: Data<State>, asked: Query<HashMap<String, String>>) -> HttpResponse {
    assert_eq!((asked["client_id"].as_str(), asked["response_type"].as_str()), (CLIENT_ID, "code"));
    assert_eq!(asked["code_challenge_method"], "S256");
    let code = uuid::Uuid::new_v4().simple().to_string();
    let back = format!("{}?code={code}&state={}", asked["redirect_uri"], asked["state"]);
    state.codes.lock().expect("nobody failed").insert(code, asked.into_inner());
    HttpResponse::Found().insert_header(("location", back)).finish()
}

async fn token(state: Data<State>, http: HttpRequest, sent: Form<HashMap<String, String>>) -> HttpResponse {
    let refused = |error: &str| HttpResponse::BadRequest().json(json!({ "error": error }));
    // `cms:a+secret+between+the+two`, as RFC 6749 writes the two.
    let client = http.headers().get("authorization").and_then(|header| header.to_str().ok());
    if client != Some("Basic Y21zOmErc2VjcmV0K2JldHdlZW4rdGhlK3R3bw==") {
        return refused("invalid_client");
    }
    let Some(asked) = state.codes.lock().expect("nobody failed").remove(&sent["code"]) else {
        return refused("invalid_grant");
    };
    if challenge(&sent["code_verifier"]) != asked["code_challenge"] || sent["redirect_uri"] != asked["redirect_uri"] {
        return refused("invalid_grant");
    }
    let mut claims = json!({
        "iss": state.issuer, "aud": CLIENT_ID, "sub": "248289761001", "nonce": asked["nonce"],
        // Five minutes after the time in every test.
        "iat": 1_772_366_400, "exp": 1_772_366_700,
    });
    let said = state.claims.lock().expect("nobody failed").clone();
    claims.as_object_mut().expect("an object").extend(said.as_object().expect("an object").clone());
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some("1".to_owned());
    let id_token = encode(&header, &claims, &EncodingKey::from_ed_der(&PRIVATE)).expect("a token");
    HttpResponse::Ok().json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": id_token }))
}

/// The SHA-256 of a verifier in base64url (RFC 7636, section 4.2).
fn challenge(verifier: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let hex = shanghaidoctor_persistence::content_hash(verifier.as_bytes());
    let bits: String = hex.chars().map(|digit| format!("{:04b}", digit.to_digit(16).expect("hexadecimal"))).collect();
    let sixes = bits.as_bytes().chunks(6).map(|six| {
        let text = format!("{:0<6}", std::str::from_utf8(six).expect("digits"));
        usize::from_str_radix(&text, 2).expect("binary")
    });
    sixes.map(|six| char::from(LETTERS[six])).collect()
}
