//! The files of the index: its fields, and how documents get into it.

use std::path::{Path, PathBuf};

use shanghaidoctor_domain::NodeId;
use tantivy::directory::MmapDirectory;
use tantivy::schema::{
    FAST, Facet, FacetOptions, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};
use uuid::Uuid;

use super::analysis::tokens;
use super::document::Document;
use crate::{Error, Result, private_file};

/// What the index is made of and how; another number, and it is made anew.
const FORMAT: &str = "2";

/// The least that a writer takes, for one thread.
const WRITER_BYTES: usize = 20_000_000;

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// The id, as the API gives it.
    pub(super) id: Field,
    /// The halves of the id's UUID, to sort by.
    pub(super) high: Field,
    pub(super) low: Field,
    /// The kind's prefix.
    pub(super) kind: Field,
    /// Whole names: in characters, in Latin letters without blanks either way round, initials, acronyms, numbers.
    pub(super) key: Field,
    /// Names and titles as somebody begins to type them: in small letters without blanks.
    pub(super) label: Field,
    /// Whole names of those it is about.
    pub(super) about: Field,
    /// Names and titles.
    pub(super) title: Field,
    /// Everything else.
    pub(super) text: Field,
    /// The ids of all documents that it was made of.
    pub(super) made_of: Field,
    /// Specialties, organisations, channel, year, language.
    pub(super) facet: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        id: schema.add_text_field("id", STRING | STORED),
        high: schema.add_u64_field("high", FAST),
        low: schema.add_u64_field("low", FAST),
        kind: schema.add_text_field("kind", STRING | FAST),
        key: schema.add_text_field("key", STRING),
        label: schema.add_text_field("label", STRING),
        about: schema.add_text_field("about", STRING),
        title: schema.add_text_field("title", text.clone()),
        text: schema.add_text_field("text", text),
        made_of: schema.add_text_field("made_of", STRING),
        facet: schema.add_facet_field("facet", FacetOptions::default()),
    };
    (schema.build(), fields)
}

/// The index on disk. Whoever has it can search; one process at a time can write.
pub(super) struct Files {
    pub(super) index: Index,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    folder: PathBuf,
}

impl Files {
    /// Opens the index, or begins an empty one where there is none, or none that can be read.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let make = || -> Result<Self> {
            private_file::make_folder(folder)?;
            let (schema, fields) = schema();
            let index =
                Index::open_or_create(MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?, schema)?;
            let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
            Ok(Self { index, reader, fields, folder: folder.to_owned() })
        };
        make().or_else(|error| {
            tracing::warn!(%error, "the search index cannot be read and is made anew");
            std::fs::remove_dir_all(folder)?;
            make()
        })
    }

    /// The number in the log that the index has reached; `None` where it is to be made anew.
    pub(super) fn reached(&self) -> Result<Option<i64>> {
        let payload = self.index.load_metas()?.payload;
        let number = payload.as_deref().and_then(|text| text.strip_prefix(FORMAT)?.strip_prefix(':')?.parse().ok());
        Ok(if self.rebuild_mark().exists() { None } else { number })
    }

    /// Asks whoever writes the index to make it anew.
    pub(super) fn ask_to_rebuild(&self) -> Result<()> {
        Ok(std::fs::write(self.rebuild_mark(), "")?)
    }

    fn rebuild_mark(&self) -> PathBuf {
        self.folder.join("rebuild")
    }

    /// The one that writes; `None` while another process is it.
    pub(super) fn writer(&self) -> Result<Option<IndexWriter>> {
        match self.index.writer_with_num_threads(1, WRITER_BYTES) {
            Ok(writer) => Ok(Some(writer)),
            Err(tantivy::TantivyError::LockFailure(..)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts these documents in place of what stood under the ids, and notes how far the log was read.
    pub(super) fn replace(
        &self,
        writer: &mut IndexWriter,
        ids: &[NodeId],
        documents: Vec<Document>,
        reached: i64,
    ) -> Result<()> {
        for id in ids {
            writer.delete_term(Term::from_field_text(self.fields.id, &id.to_string()));
        }
        self.add(writer, documents)?;
        self.commit(writer, reached)
    }

    /// Adds documents that the index does not have.
    pub(super) fn add(&self, writer: &IndexWriter, documents: Vec<Document>) -> Result<()> {
        for document in documents {
            writer.add_document(self.fields.document(document))?;
        }
        Ok(())
    }

    /// Makes what was written visible, together with the number that it has reached.
    pub(super) fn commit(&self, writer: &mut IndexWriter, reached: i64) -> Result<()> {
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&format!("{FORMAT}:{reached}"));
        commit.commit()?;
        Ok(self.reader.reload()?)
    }

    /// The mark is taken away when the work it asked for is done.
    pub(super) fn rebuilt(&self) -> Result<()> {
        match std::fs::remove_file(self.rebuild_mark()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

impl Fields {
    fn document(&self, document: Document) -> TantivyDocument {
        let labels: Vec<String> = document.labels().collect();
        let Document { node, keys, about, titles, texts, made_of, facets } = document;
        let (high, low) = node.uuid.as_u64_pair();
        let mut entry = TantivyDocument::default();
        entry.add_text(self.id, node.to_string());
        entry.add_u64(self.high, high);
        entry.add_u64(self.low, low);
        entry.add_text(self.kind, node.kind.prefix());
        keys.iter().for_each(|key| entry.add_text(self.key, key));
        labels.iter().for_each(|label| entry.add_text(self.label, label));
        about.iter().for_each(|key| entry.add_text(self.about, key));
        titles.iter().for_each(|text| entry.add_pre_tokenized_text(self.title, tokens(text)));
        texts.iter().for_each(|text| entry.add_pre_tokenized_text(self.text, tokens(text)));
        made_of.iter().for_each(|id: &Uuid| entry.add_text(self.made_of, id.to_string()));
        facets.iter().for_each(|(root, value)| entry.add_facet(self.facet, Facet::from_path([*root, value.as_str()])));
        entry
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Search(Box::new(error))
    }
}
