use async_graphql::{Enum, ID, InputObject, Result, SimpleObject};
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::{Id, NodeId, Violation};
use shanghaidoctor_importer::{PaperFormat, Papers, PapersRefusal, read_papers};
use shanghaidoctor_persistence::{Error as ContentError, Result as Kept, content_hash};

use super::report::ImportWarning;
use super::written::Written;
use super::{ImportPublishing, check_name, in_its_turn};
use crate::graphql::error::content_error;
use crate::graphql::mutation::Acting;
use crate::graphql::mutation::user_error::{UserError, UserErrorCode, refused};
use crate::import::{Imported, Origin, import_papers, unfit_papers};

/// Papers to be read.
#[derive(InputObject)]
pub(in crate::graphql::mutation) struct ImportPublicationsInput {
    /// How they are written.
    format: PublicationFormat,
    /// The file.
    text: String,
    /// What it is called, such as its file's name: papers name it as their source.
    name: String,
    /// Whose papers they are. Without it they are papers of the authors that they name and of nobody else; a title in
    /// them is taken for that of a paper that is known.
    doctor: Option<ID>,
    /// Whether what was read becomes public.
    #[graphql(default_with = "ImportPublishing::No")]
    publish: ImportPublishing,
    /// Only say what would come of it: nothing is kept.
    #[graphql(default)]
    dry_run: bool,
}

/// How a file of papers is written.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql::mutation) enum PublicationFormat {
    /// BibTeX and BibLaTeX.
    Bibtex,
    /// The tagged lines of Research Information Systems.
    Ris,
    /// The JSON of the Citation Style Language.
    CslJson,
}

/// What came of a file of papers.
#[derive(SimpleObject)]
pub(in crate::graphql::mutation) struct ImportPublicationsPayload {
    /// How many papers were read.
    papers: usize,
    /// What was left out of them, or kept as it is written, by line.
    warnings: Vec<ImportWarning>,
    #[graphql(flatten)]
    written: Written,
    /// What is wrong with the input; empty when nothing is. Where something is, nothing was kept.
    user_errors: Vec<UserError>,
}

impl ImportPublicationsInput {
    pub(super) async fn import(self, acting: &Acting) -> Result<ImportPublicationsPayload> {
        if let Err(error) = check_name(&self.name) {
            return Ok(ImportPublicationsPayload::refused(vec![error]));
        }
        let doctor = match self.doctor.as_ref().map(doctor_id).transpose() {
            Ok(doctor) => doctor,
            Err(error) => return Ok(ImportPublicationsPayload::refused(vec![error])),
        };
        let (text, format) = (self.text.clone(), self.format.into());
        let read = match in_its_turn(move || read_papers(text.as_bytes(), format)).await? {
            Ok(read) => read,
            Err(refusal) => return Ok(ImportPublicationsPayload::refused(vec![unread(&refusal)])),
        };
        let unfit = unfit_papers(&read.papers).map_err(|error| content_error(&error))?;
        if !unfit.is_empty() {
            return Ok(ImportPublicationsPayload::refused(unfit.into_iter().map(unkept).collect()));
        }
        let (papers, open, dry_run) = (read.papers.len(), read.warnings.len(), self.dry_run);
        let warnings = read.warnings.iter().map(ImportWarning::of).collect();
        match self.write(acting, doctor, read).await {
            Ok(imported) => {
                let written = Written::of(imported, open, dry_run);
                Ok(ImportPublicationsPayload { papers, warnings, written, user_errors: Vec::new() })
            }
            Err(error) => {
                let at = if matches!(error, ContentError::NotFound(_)) { "doctor" } else { "text" };
                let user_errors = refused(error, &["input", at])?;
                Ok(ImportPublicationsPayload { papers, warnings, ..ImportPublicationsPayload::refused(user_errors) })
            }
        }
    }

    async fn write(self, acting: &Acting, doctor: Option<Id<Doctor>>, read: Papers) -> Kept<Imported> {
        let publish = self.publish.of(read.warnings.len());
        let hash = content_hash(self.text.as_bytes());
        let origin = Origin { name: self.name, url: None, hash, channel: String::new(), pictures: Vec::new() };
        let mut writing = acting.begin(Some(origin.note())).await?;
        let known = match doctor {
            Some(doctor) => Some(writing.draft(doctor).await?.ok_or(ContentError::NotFound(doctor.node()))?),
            None => None,
        };
        let imported = import_papers(&mut writing, known.as_ref(), read.papers, origin, publish).await?;
        if self.dry_run {
            writing.give_up().await?
        } else {
            writing.commit().await?
        }
        Ok(imported)
    }
}

impl ImportPublicationsPayload {
    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { papers: 0, warnings: Vec::new(), written: Written::default(), user_errors }
    }
}

impl From<PublicationFormat> for PaperFormat {
    fn from(format: PublicationFormat) -> Self {
        match format {
            PublicationFormat::Bibtex => Self::BibTex,
            PublicationFormat::Ris => Self::Ris,
            PublicationFormat::CslJson => Self::CslJson,
        }
    }
}

fn doctor_id(id: &ID) -> Result<Id<Doctor>, UserError> {
    let invalid = |message: String| UserError::new(UserErrorCode::Invalid, &["input", "doctor"], message);
    let node: NodeId = id.parse().map_err(|error| invalid(format!("{error}.")))?;
    Id::of(node).ok_or_else(|| invalid(format!("`{node}` is not the id of a doctor.")))
}

/// Why a paper of the file cannot be kept: its fields are none of the input, the message names them.
fn unkept((line, wrong): (u32, Violation)) -> UserError {
    let message = format!("`{}` of the paper {}.", wrong.path, wrong.message);
    UserError::new(wrong.code.into(), &["input", "text"], message).on_line(line)
}

/// Why a file of papers could not be read, with the line where that is known.
fn unread(refusal: &PapersRefusal) -> UserError {
    let error = UserError::new(UserErrorCode::Invalid, &["input", "text"], refusal.to_string());
    match refusal {
        PapersRefusal::NotUtf8 { line } | PapersRefusal::NotOfFormat { line, .. } => error.on_line(*line),
        PapersRefusal::TooLarge { .. } | PapersRefusal::TooMany { .. } | PapersRefusal::NoPapers { .. } => error,
    }
}
