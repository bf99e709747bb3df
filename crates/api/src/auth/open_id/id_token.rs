use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};
use shanghaidoctor_domain::EmailAddress;
use shanghaidoctor_domain::text::has_null;

use super::OpenIdRefused;

/// What ID tokens may be signed with: key pairs alone, since a shared secret would let this server's settings sign them.
const ALGORITHMS: [Algorithm; 4] = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

/// For so many seconds clocks may differ.
const LEEWAY: i64 = 60;

/// The most bytes of what a provider calls somebody (OpenID Connect Core 1.0, section 2, "sub").
const LONGEST_SUBJECT: usize = 255;

/// What an ID token has to say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: i64,
}

/// Who somebody is, as the provider says.
pub(super) struct Proven {
    /// What the provider calls them, for ever.
    pub(super) subject: String,
    /// What others call them.
    pub(super) name: Option<String>,
    email: Option<EmailAddress>,
    others: Map<String, Value>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    nonce: Option<String>,
    azp: Option<String>,
    name: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Proven {
    /// Their address, which the provider has looked after.
    pub(super) fn email(&self) -> Result<&EmailAddress, OpenIdRefused> {
        self.email.as_ref().ok_or(OpenIdRefused::Untrusted("it names no e-mail address that it has verified"))
    }

    /// The texts of a claim, which is one or several.
    pub(super) fn values(&self, claim: &str) -> Vec<&str> {
        match self.others.get(claim) {
            Some(Value::String(value)) => vec![value],
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether the key that a token names is among these.
pub(super) fn has_key(token: &str, keys: &JwkSet) -> bool {
    decode_header(token).is_ok_and(|header| header.kid.is_none_or(|kid| keys.find(&kid).is_some()))
}

/// Reads an ID token (OpenID Connect Core 1.0, section 3.1.3.7).
pub(super) fn believe(token: &str, keys: &JwkSet, expected: &Expected<'_>) -> Result<Proven, OpenIdRefused> {
    let untrusted = OpenIdRefused::Untrusted;
    let header = decode_header(token).map_err(|_| untrusted("its ID token is none"))?;
    if !ALGORITHMS.contains(&header.alg) || header.crit.is_some() {
        return Err(untrusted("its ID token is signed in a way that is not known here"));
    }
    let jwk = match (&header.kid, keys.keys.as_slice()) {
        (Some(kid), _) => keys.find(kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let jwk = jwk.ok_or_else(|| untrusted("its ID token is signed by a key that it does not publish"))?;
    let key = DecodingKey::from_jwk(jwk).map_err(|_| untrusted("its key is not known here"))?;
    let mut validation = Validation::new(header.alg);
    // The time is that of the clock, below.
    validation.validate_exp = false;
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let read = decode::<Claims>(token, &key, &validation);
    let claims = read.map_err(|_| untrusted("its ID token is not signed by it, or not for this server"))?.claims;
    if expected.now >= claims.exp + LEEWAY {
        return Err(untrusted("its ID token is over"));
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(untrusted("its ID token is of another sign-in"));
    }
    if claims.azp.is_some_and(|azp| azp != expected.client_id) {
        return Err(untrusted("its ID token was given to somebody else"));
    }
    if claims.sub.len() > LONGEST_SUBJECT || has_null(&claims.sub) {
        return Err(untrusted("its ID token calls somebody by what cannot be kept"));
    }
    let email = claims.email.filter(|_| claims.email_verified).and_then(|email| email.parse().ok());
    Ok(Proven { subject: claims.sub, name: claims.name, email, others: claims.others })
}
