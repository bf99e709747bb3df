use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::bad;
use super::headers::text;
use crate::http::problem::Problem;

/// The header that names the ways in which a piece can be summed up.
pub(super) const ALGORITHMS_HEADER: &str = "tus-checksum-algorithm";

/// These ways; the first is the one that the protocol demands.
pub(super) const ALGORITHMS: &str = "sha1,sha256";

const HEADER: &str = "upload-checksum";

/// The status of a piece that is not what its sender summed up (tus 1.0, "Checksum").
const MISMATCH: u16 = 460;

/// What the sender says that a piece sums up to.
pub(super) struct Checksum {
    algorithm: Algorithm,
    sum: Vec<u8>,
}

enum Algorithm {
    Sha1,
    Sha256,
}

impl Checksum {
    /// That of the request, where it has one.
    pub(super) fn of(http: &HttpRequest) -> Result<Option<Self>, Problem> {
        if !http.headers().contains_key(HEADER) {
            return Ok(None);
        }
        let wrong = || bad(format!("`Upload-Checksum` must be one of {ALGORITHMS}, a blank and the sum in base64."));
        let (name, sum) = text(http, HEADER).and_then(|value| value.split_once(' ')).ok_or_else(wrong)?;
        let algorithm = match name {
            "sha1" => Algorithm::Sha1,
            "sha256" => Algorithm::Sha256,
            _ => return Err(wrong()),
        };
        Ok(Some(Self { algorithm, sum: STANDARD.decode(sum.trim()).map_err(|_| wrong())? }))
    }

    /// Refuses a piece that is another one.
    pub(super) fn check(&self, piece: &[u8]) -> Result<(), Problem> {
        let is_same = match self.algorithm {
            Algorithm::Sha1 => Sha1::digest(piece).as_slice() == self.sum,
            Algorithm::Sha256 => Sha256::digest(piece).as_slice() == self.sum,
        };
        if is_same {
            return Ok(());
        }
        let status = StatusCode::from_u16(MISMATCH).unwrap_or(StatusCode::BAD_REQUEST);
        Err(Problem::new(status, "The piece is not what its checksum says. Nothing of it was kept: send it again."))
    }
}
