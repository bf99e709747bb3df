//! What the sections of a profile are about.

/// What a profile's section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Fellowships,
    Editorial,
    Publications,
    Awards,
    Projects,
    Focus,
    Appointments,
    Education,
    /// Papers, awards, grants and numbers in one list.
    Achievements,
    /// Inventions one by one. A record has no place for them, and keeps only how many there are.
    Patents,
}

impl Topic {
    /// What stands under such a label, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fellowships => "stays elsewhere",
            Self::Editorial => "editors' roles",
            Self::Publications => "papers and journals",
            Self::Awards => "awards",
            Self::Projects => "funded research",
            Self::Focus => "what the doctor works on",
            Self::Appointments => "posts",
            Self::Education => "education and employment",
            Self::Achievements => "papers, grants, awards and numbers",
            Self::Patents => "patents",
        }
    }
}
