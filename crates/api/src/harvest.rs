//! Papers as libraries harvest them, by OAI-PMH 2.0 (<https://www.openarchives.org/OAI/openarchivesprotocol.html>, whose
//! sections are named here): what is asked (`request.rs`), and what is answered (`response.rs`). A record is a paper, its
//! datestamp the moment of its last line in the log of changes, and a set is what appeared in one journal.

mod datestamp;
mod dublin_core;
mod refused;
mod request;
mod response;
mod token;

pub(crate) use datestamp::datestamp;
pub(crate) use dublin_core::Paper;
pub(crate) use refused::{Code, Refused};
pub(crate) use request::{Asked, Request};
pub(crate) use response::{Content, Continued, Header, Record, Repository, Response, Set, prefix};
pub(crate) use token::{List, Token};

/// The only format that records are told in.
const FORMAT: &str = "oai_dc";
