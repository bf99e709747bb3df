//! What the stages decided about a line, as they decided it. Texts are made only when somebody asks.

use crate::report::topic::Topic;

/// A decision about one line. Small and plain, so that writing one down costs next to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    SiteName,
    Tagline,
    SiteAgain,
    NoSiteLine,
    TitleBySigns,
    TitleByPlace,
    UpdateLine,

    /// The cuts of the outline: each stands at the first line under the cut.
    OpeningEnds(OpeningEnd),
    InterviewByLabel,
    InterviewByAnswer,
    InterviewEnds,
    TextEnds,

    Named,
    Titles,
    ByItself,
    NoByline,
    /// Begins with somebody or something else than what the doctor is.
    NotOwn,
    /// A place without a role.
    Affiliation,
    Orcid,
    TopCredits,

    Label(Topic),
    UnknownLabel,
    /// No record has a place for what stands under it.
    PatentsLabel,
    /// The heads of a table's columns, or the rule under them.
    TableHead,
    /// Says nothing, and all under it was understood.
    LabelByItems,
    Item(Topic),
    /// Read by its own signs, whatever its label says.
    Evident,
    UnderUnknownLabel,
    UnderNoLabel,
    NothingRead,
    /// Goes on with the item of that line.
    Wrapped(u32),
    BiographyLabel,
    BiographyItem,
    Claim,
    /// A sentence says what the doctor won or took.
    Stated,
    Post(Placed),
    /// The same post stands on that line.
    SamePost(u32),

    IntroLabel,
    IntroText,
    NumberedHead,
    MarkedHead,
    PlainHead,
    Picture,
    Caption,
    PictureCredit,
    Paragraph,
    ListItem,
    InterviewLabel,
    BeforeQuestions,
    Asks,
    Answers,
    GoesOn,

    Credits,
    Furniture,
    RightsLabel,
    UnderRightsLabel,
    RightsBySigns,
    Contact,
    UnderTheText,

    DocumentTitle,
    SiteElement,
    Masthead,
    HiddenElement,
}

/// Why byline and profile end where they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpeningEnd {
    IntroLabel,
    HeadUnderBiography,
    FirstChapter,
    SeveralSentences,
    Sentence,
    ToldUnderList,
    /// A report has neither.
    NoSubject,
}

/// What a post was taken for, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    Editorial,
    Stay,
    Society,
    Membership,
    Listed,
    Employment,
    /// There is nothing to go by.
    Nowhere,
}

impl Decision {
    /// The decision in words.
    pub fn text(self) -> String {
        match self {
            Self::Label(topic) => format!("a label by its words: what stands under it is {}", topic.name()),
            Self::Item(topic) => format!("an item under a label of {}", topic.name()),
            Self::Wrapped(item) => format!("goes on with the item of line {item}, and was read with it"),
            Self::SamePost(line) => format!("the post of line {line} again, in the same words: kept once, there"),
            Self::OpeningEnds(end) => end.text().to_owned(),
            Self::Post(placed) => placed.text().to_owned(),
            plain => plain.plain().to_owned(),
        }
    }

    /// True for what says how a line's words were read, and not what the line was taken for.
    pub const fn is_of_words(self) -> bool {
        matches!(
            self,
            Self::Claim | Self::Stated | Self::Affiliation | Self::Post(_) | Self::SamePost(_) | Self::NothingRead
        )
    }

    const fn plain(self) -> &'static str {
        match self {
            Self::SiteName => "stands above the title: the site's name",
            Self::Tagline => "stands beside or under the site's name, above the title: its tagline",
            Self::SiteAgain => "the site's name again",
            Self::NoSiteLine => "stands above the text and is neither title nor the site's name or tagline",
            Self::TitleBySigns => {
                "begins or ends with a name under an honorific, or has a bar beside a name: the title"
            }
            Self::TitleByPlace => "stands between the site's lines and the update line: the title",
            Self::UpdateLine => "begins with a label of the update line",
            Self::InterviewByLabel => "the story ends above: a label of an interview, with a speaker soon under it",
            Self::InterviewByAnswer => "the story ends above: the first question that somebody answers",
            Self::InterviewEnds => "the interview ends above: a rule, or a head under which nobody speaks of himself",
            Self::TextEnds => {
                "the text ends above: credits, rights or the site's own lines, with no speaker under them"
            }
            Self::Named => "begins with the name of whom the page portrays and tells no story: byline",
            Self::Titles => "begins with no name, and has titles, degrees or posts: goes on with the byline",
            Self::ByItself => "several sentences above the profile that list no post: a biography",
            Self::NoByline => "stands among the bylines and has neither the name nor a title, degree or post",
            Self::NotOwn => "stands among the bylines and begins with somebody or something else than the doctor",
            Self::Affiliation => "says only where: the place of the first role without one",
            Self::TopCredits => "stands above the profile and names who made the article, behind a label of credits",
            Self::UnknownLabel => "few words and a colon with nothing behind it: a label, and its meaning is not known",
            Self::PatentsLabel => {
                "a label of patents, which no record has a place for: all but their number is kept in the report"
            }
            Self::TableHead => "the heads of a table's columns, or the rule under them",
            Self::Orcid => "an ORCID iD of whom the lines above speak: its check digit is right",
            Self::LabelByItems => "a label whose words say nothing: each line under it tells by itself what it is",
            Self::Evident => {
                "by its own words a post, paper, grant, stay, award or number, whatever the label above it"
            }
            Self::UnderUnknownLabel => "stands under a label whose meaning is not known: kept with it in the report",
            Self::UnderNoLabel => "stands in the profile under no label",
            Self::NothingRead => "holds nothing of what its label announces",
            Self::BiographyLabel => "a label of a biography",
            Self::BiographyItem => "stands under the label of the biography",
            Self::Claim => "a number shortly before what it counts: kept as a claim, never as records",
            Self::Stated => "says in a sentence what the doctor won, or which degree the doctor took",
            Self::IntroLabel => "a label of a preface",
            Self::IntroText => "stands between the label of the preface and the first chapter or the interview",
            Self::NumberedHead => "short, and its number runs on from 1: a chapter's head",
            Self::MarkedHead => "a heading by its markup, or set off from end to end: a chapter's head",
            Self::PlainHead => "a short line without final punctuation above a paragraph: a chapter's head",
            Self::Picture => "a picture's element, or the name of its file and little more: a picture",
            Self::Caption => "under a picture, and called its caption, worded like one, or set like one: its caption",
            Self::PictureCredit => "under a picture, a label of photographers before a name: the picture's credit",
            Self::Paragraph => "stands in the story and is no chapter's head: a paragraph",
            Self::ListItem => "an item of a list that the markup makes",
            Self::InterviewLabel => "the label of the interview: a heading",
            Self::BeforeQuestions => "stands in the interview above the first question: a paragraph",
            Self::Asks => "who asks stands before a colon: a question",
            Self::Answers => "who answers stands before a colon: an answer",
            Self::GoesOn => "names no speaker: goes on with what is said above it",
            Self::Credits => "a label of credits before names of people",
            Self::Furniture => "has words that belong to the site, as its account or its pictures' source do",
            Self::RightsLabel => "a label of rights",
            Self::UnderRightsLabel => "stands under the label of rights",
            Self::RightsBySigns => "has words of a notice of rights",
            Self::Contact => "tells how to reach somebody",
            Self::UnderTheText => "stands under the text and is neither credits nor rights nor the site's",
            Self::DocumentTitle => "the title of the document, which a browser shows above the page",
            Self::SiteElement => "in an element that is the site's by its kind or its name: a menu, a foot, a button",
            Self::Masthead => "above the headline, and leads to other pages or is one of many lines: the site's",
            Self::HiddenElement => "in an element that the page hides",
            _ => "",
        }
    }
}

impl OpeningEnd {
    const fn text(self) -> &'static str {
        match self {
            Self::IntroLabel => "byline and profile end above: a label of a preface",
            Self::HeadUnderBiography => "the biography ends above: the first chapter's head under it",
            Self::FirstChapter => "byline and profile end above: the number 1 of several that head chapters",
            Self::SeveralSentences => {
                "byline and profile end above: here, or under this head, several sentences tell a story"
            }
            Self::Sentence => {
                "the byline ends above: here, or under this head, a sentence lists no post, and no list has begun"
            }
            Self::ToldUnderList => {
                "the profile ends above: here, or under this head, a line tells a story under a list"
            }
            Self::NoSubject => "a report has neither byline nor profile: its text begins here",
        }
    }
}

impl Placed {
    const fn text(self) -> &'static str {
        match self {
            Self::Editorial => {
                "has a post of an editor or reviewer, or one listed among them, whose body is no organisation: a journal's"
            }
            Self::Stay => "has a visiting role somewhere: a stay, not a post",
            Self::Society => "has a post whose body is an association, a branch or a committee: an appointment",
            Self::Membership => "has a membership or fellowship of a body: an appointment",
            Self::Listed => "has a post listed among appointments whose body is no employer: an appointment",
            Self::Employment => {
                "has a post whose body is a hospital, a school or a department, or that names none: a position"
            }
            Self::Nowhere => "has a role whose body is not known to be one: not kept as a post",
        }
    }
}
