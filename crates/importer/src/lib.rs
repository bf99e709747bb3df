//! Reads a page of the publication, hand-written or saved as HTML, into facts and a report.
//!
//! This crate does no I/O and reads no clock: bytes go in, a [`Page`] or a [`Refusal`] comes out. It writes nothing and
//! knows no ids; whoever imports the page matches its names with what is there already. Each stage of the reading has a
//! file of its own and recognises by meaning and shape, because no two pages are worded alike: characters, lines, frame,
//! outline, byline, profile, body (preface, chapters, interview), tail (credits, rights), mentions.

mod body;
mod byline;
mod captions;
mod explanation;
mod facts;
mod frame;
mod gazetteer;
mod html;
mod input;
mod outline;
mod papers;
mod profile;
mod read;
mod refusal;
mod report;
mod subjects;
mod tail;
mod text;

pub use explanation::{Explanation, Marks};
pub use facts::fact_lines::FactLine;
pub use facts::{
    Appointment, Award, Claim, Doctor, EditorialRole, Facts, Fellowship, Figure, Found, Journal, Organisation, Paper,
    Portrait, Position, PrintedRights, Project, Publications,
};
pub use gazetteer::{Gazetteer, KnownOrganisation};
pub use papers::{PaperFormat, Papers, PapersRefusal, page_range, read_papers};
pub use read::{Page, ReadOptions, read_page, read_page_knowing, read_page_with};
pub use refusal::Refusal;
pub use report::notes::{Conflict, Kept, Part, UnknownLabel, Warning, WarningKind};
pub use report::source::{Form, Source};
pub use report::{Absent, FrameReport, LeftOut, Report};
