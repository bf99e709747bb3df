//! Pages and files of papers are read into drafts, as the command line does it, for whoever may import.

mod papers;
mod report;
mod written;

use std::sync::Arc;

use async_graphql::{Context, Enum, Error, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{Kind, Url, Verb};
use shanghaidoctor_importer::{Page, ReadOptions, Refusal, read_page_with};
use shanghaidoctor_persistence::{Result as Kept, content_hash};

use self::papers::{ImportPublicationsInput, ImportPublicationsPayload};
use self::report::ImportReport;
use self::written::Written;
use super::Acting;
use super::user_error::{UserError, UserErrorCode, refused};
use crate::import::{Imported, Origin, PageToWrite, Publish, import_page, read};

/// Where the name of what is imported stands in the arguments.
const NAME: [&str; 2] = ["input", "name"];

/// The longest name of what is imported, in characters: the longest that file systems know.
const LONGEST_NAME: usize = 255;

/// What comes in from elsewhere.
#[derive(Default)]
pub(super) struct ImportMutation;

/// What comes in from elsewhere.
#[Object]
impl ImportMutation {
    /// Reads a hand-written page into a doctor with posts and papers, and an article: drafts, which can be published in
    /// the same act. The same page read again changes nothing, and what editors made of its records stays. The answer
    /// says what was read from which line, what was left out, and what could not be placed. Editors may import.
    async fn import_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page, where it is from, and what is to become of it.")] input: ImportPageInput,
    ) -> Result<ImportPagePayload> {
        let acting = ctx.data::<Acting>()?;
        acting.may(Verb::Import, Kind::Article)?;
        if let Err(error) = check_name(&input.name) {
            return Ok(ImportPagePayload::refused(vec![error], None));
        }
        let (text, options) = (input.page.clone(), ReadOptions { without_doctor: input.without_doctor });
        match in_its_turn(move || read_page_with(text.as_bytes(), options)).await? {
            Ok(page) => Box::pin(input.import(acting, Arc::new(page))).await,
            Err(refusal) => Ok(ImportPagePayload::refused(vec![unread(&refusal)], None)),
        }
    }

    /// Reads the papers of a file, as reference managers export them, into drafts, which can be published in the same
    /// act. The same DOI is the same paper, whoever brings it. Editors may import.
    async fn import_publications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The papers, whose they are, and what is to become of them.")] input: ImportPublicationsInput,
    ) -> Result<ImportPublicationsPayload> {
        let acting = ctx.data::<Acting>()?;
        acting.may(Verb::Import, Kind::Publication)?;
        Box::pin(input.import(acting)).await
    }
}

/// A page to be read.
#[derive(InputObject)]
pub(super) struct ImportPageInput {
    /// The page: text, Markdown or HTML, which its content tells.
    page: String,
    /// What it is called, such as its file's name: facts name it as their source. A page without an address is known by
    /// this name when it comes again.
    name: String,
    /// Its address. Without it, the one that an HTML page gives itself.
    url: Option<Url>,
    /// The section that the article goes to, by its path segment; one that is there already stays where it is.
    #[graphql(default = "engouji")]
    channel: String,
    /// Read a report that portrays nobody, too: it becomes an article without a doctor.
    #[graphql(default)]
    without_doctor: bool,
    /// Whether what was read becomes public.
    #[graphql(default_with = "ImportPublishing::No")]
    publish: ImportPublishing,
    /// Only say what would come of it: nothing is kept.
    #[graphql(default)]
    dry_run: bool,
}

/// Whether what an import has read becomes public.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum ImportPublishing {
    /// It stays a draft.
    No,
    /// It is published where no question is open.
    WhenClear,
    /// It is published, whatever is open: who asks for this has looked at the questions.
    Always,
}

impl ImportPublishing {
    /// What is to become public of what left so many questions open when it was read.
    const fn of(self, questions: usize) -> Publish {
        let wanted = match self {
            Self::No => Publish::No,
            Self::WhenClear => Publish::WhenClear,
            Self::Always => Publish::Always,
        };
        wanted.with_open(questions)
    }
}

/// What came of a page.
#[derive(SimpleObject)]
pub(super) struct ImportPagePayload {
    /// How the page was read; null where it could not be.
    report: Option<ImportReport>,
    #[graphql(flatten)]
    written: Written,
    /// What is wrong with the input; empty when nothing is. Where something is, nothing was kept.
    user_errors: Vec<UserError>,
}

impl ImportPageInput {
    async fn import(self, acting: &Acting, page: Arc<Page>) -> Result<ImportPagePayload> {
        let (dry_run, report) = (self.dry_run, Some(ImportReport(Arc::clone(&page))));
        match self.write(acting, &page).await {
            Ok(imported) => {
                let written = Written::of(imported, page.report.open_questions(), dry_run);
                Ok(ImportPagePayload { report, written, user_errors: Vec::new() })
            }
            Err(error) => Ok(ImportPagePayload::refused(refused(error, &["input", "page"])?, report)),
        }
    }

    async fn write(self, acting: &Acting, page: &Page) -> Kept<Imported> {
        let publish = self.publish.of(page.report.open_questions());
        let origin = Origin {
            hash: content_hash(self.page.as_bytes()),
            name: self.name,
            url: self.url.or_else(|| page.facts.article.address.clone()),
            channel: self.channel,
            pictures: Vec::new(),
        };
        let mut writing = acting.begin(Some(origin.note())).await?;
        let imported = import_page(&mut writing, PageToWrite { facts: &page.facts, origin, publish }).await?;
        if self.dry_run {
            writing.give_up().await?
        } else {
            writing.commit().await?
        }
        Ok(imported)
    }
}

impl ImportPagePayload {
    fn refused(user_errors: Vec<UserError>, report: Option<ImportReport>) -> Self {
        Self { report, written: Written::default(), user_errors }
    }
}

/// Reads when it is its turn, beside the threads that answer requests.
async fn in_its_turn<T: Send + 'static>(reading: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    read(reading).await.map_err(|error| Error::new(error.to_string()))
}

fn check_name(name: &str) -> Result<(), UserError> {
    let length = name.chars().count();
    if name.trim().is_empty() {
        return Err(UserError::new(UserErrorCode::Required, &NAME, "Say what it is called, such as its file's name."));
    }
    if length > LONGEST_NAME || name.contains(char::is_control) {
        let message = format!("A name is one line of {LONGEST_NAME} characters at most; this one has {length}.");
        return Err(UserError::new(UserErrorCode::Invalid, &NAME, message));
    }
    Ok(())
}

/// Why a page could not be read.
fn unread(refusal: &Refusal) -> UserError {
    let message = match refusal {
        // The words of the command line name its flag.
        Refusal::NoSubject { .. } => "this is a report without a subject: it portrays none of those it names; \
             `withoutDoctor: true` makes it an article without a doctor"
            .to_owned(),
        other => other.to_string(),
    };
    let code = if matches!(refusal, Refusal::Empty) { UserErrorCode::Required } else { UserErrorCode::Invalid };
    UserError::new(code, &["input", "page"], message)
}
