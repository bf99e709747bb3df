//! The table of each kind of document, one file a noun: which columns it is found and sorted by.

mod appointment;
mod article;
mod doctor;
mod journal;
mod media;
mod organisation;
mod publication;
mod site;
mod specialty;

pub(crate) use article::{bodies, body_part, read_bodies};
