use std::io;

/// What can go wrong with keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The machine gives no random bytes.
    #[error("the machine gives no random bytes")]
    NoRandomness,
    /// What was sealed does not open.
    #[error(
        "what is sealed in the database does not open: give this node the SECRET_KEY, or the file `secret.key` in \
         DATA_DIR, of the one that sealed it; or sign with new keys by `shanghaidoctor account rotate-keys`"
    )]
    Sealed,
    /// The file of the key cannot be read or made.
    #[error("{path} cannot be read or made: {error}")]
    File {
        /// Its path.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// A second factor cannot be made.
    #[error("a second factor cannot be made: {0}")]
    SecondFactor(String),
    /// A key is not of the form it should have.
    #[error("a signing key is damaged: {0}")]
    Damaged(#[from] jsonwebtoken::errors::Error),
}
