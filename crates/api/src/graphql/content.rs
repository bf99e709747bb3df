//! The GraphQL objects of the content, one file a noun. Each shows a document of the domain as a view sees it: its plain
//! fields as they are, its texts in the reader's language, its links as the documents they name.

pub(super) mod appointment;
mod article;
mod article_licence;
mod block;
mod career;
mod doctor;
mod feed;
mod identifier;
mod image;
mod journal;
pub(super) mod json_ld;
mod organisation;
mod person_name;
mod publication;
mod related;
mod rich_text;
mod site;
mod specialty;
