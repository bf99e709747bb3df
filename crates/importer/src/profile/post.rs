//! A post as it is read, before it has a place in the record.

use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::PostStatus;

use crate::facts::Organisation;

/// The most bytes that a list of posts has; what is longer is some other text.
pub(crate) const LONGEST: usize = 4000;

/// Where posts were found decides what an unknown body is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    /// In the byline: employment unless it names a society.
    Byline,
    /// Under a label of appointments: a society's post unless it names an employer.
    Appointments,
    /// Under a label of editors' roles: a journal unless it names an organisation.
    Editorial,
}

/// What a text says of posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Posts {
    pub posts: Vec<Post>,
    /// Pieces that are no post and belong to none.
    pub unread: Vec<String>,
}

/// A post, before it is known of which kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Post {
    pub role: String,
    pub status: PostStatus,
    /// All of it as printed.
    pub printed: String,
    /// What stands after the role, as printed.
    pub place: String,
    pub path: Vec<Organisation>,
    pub period: Option<Period>,
}

impl Post {
    /// Over by its words, not by its period.
    pub(super) fn is_over(&self) -> bool {
        self.status == PostStatus::Former && self.period.is_none()
    }
}
