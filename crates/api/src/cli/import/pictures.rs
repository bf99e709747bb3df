//! The pictures of a page: which of them lie beside it as files, and which do not. Nothing is fetched.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_importer::{Figure, Found, Page};

use crate::App;
use crate::import::Picture;
use crate::pictures::{Undrawable, record};

/// The most bytes of a picture.
const LARGEST: u64 = 32 * 1024 * 1024;

const SAYS_NOTHING: &str = "not taken: neither an alternative text nor a caption says what it shows";

/// A picture of a page, and its file or why it has none.
pub(super) struct Listed {
    pub(super) line: u32,
    pub(super) address: String,
    /// What it shows: its own words, else its caption.
    alt: Option<String>,
    file: Result<PathBuf, &'static str>,
}

/// Looks for the pictures of a page beside its file.
pub(super) fn beside(page: &Path, facts: &Page) -> Vec<Listed> {
    let figures = &facts.facts.article.figures;
    let mut named: HashMap<&str, usize> = HashMap::new();
    for address in figures.iter().filter_map(|figure| figure.value.address.as_deref()) {
        *named.entry(address).or_default() += 1;
    }
    let listed = |figure: &Found<Figure>| {
        let Figure { address, alt, caption } = &figure.value;
        let file = match address.as_deref() {
            None => Err("it is kept inside the page"),
            // `image.png` only keeps the place of a picture, of each of them.
            Some(address) if !address.contains('/') && named.get(address).is_some_and(|times| *times > 1) => {
                Err("the page has several of this name")
            }
            Some(address) => file(page, address),
        };
        let alt = alt.clone().or_else(|| caption.clone());
        Listed { line: figure.line, address: address.clone().unwrap_or_default(), alt, file }
    };
    figures.iter().map(listed).collect()
}

/// The file that an address names in the page's folder or a folder inside it, never outside.
fn file(page: &Path, address: &str) -> Result<PathBuf, &'static str> {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    if address.contains(':') || address.starts_with(['/', '\\']) {
        return Err("not fetched: it is on the web");
    }
    let name = percent_decode_str(address).decode_utf8().map_err(|_| "its address cannot be read")?;
    let folder = page.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|_| "no such file")?;
    let file = folder.join(&*name).canonicalize().map_err(|_| "no such file beside the page")?;
    if !file.starts_with(&folder) {
        return Err("not taken: it is outside the page's folder");
    }
    let about = fs::metadata(&file).map_err(|_| "no such file beside the page")?;
    if !about.is_file() || about.len() > LARGEST {
        return Err("not taken: it is no file of a picture's size");
    }
    Ok(file)
}

/// Puts the files into the store. One that nothing says the content of is left out, of a draft too: it could never be
/// published, and the draft with it.
pub(super) async fn keep(app: &App, listed: &mut [Listed]) -> Vec<Picture> {
    let mut kept = Vec::new();
    for picture in listed {
        let Ok(path) = &picture.file else { continue };
        if picture.alt.is_none() {
            picture.file = Err(SAYS_NOTHING);
            continue;
        }
        match store(app, path).await {
            Ok(media) => kept.push(Picture { line: picture.line, media, alt: picture.alt.clone() }),
            Err(reason) => picture.file = Err(reason),
        }
    }
    kept
}

/// A picture that cannot be stored does not stop its page.
async fn store(app: &App, path: &Path) -> Result<Media, &'static str> {
    let bytes = fs::read(path).map_err(|_| "not taken: its file cannot be read")?;
    let media = record(&bytes).map_err(|why| match why {
        Undrawable::Unknown => "not taken: it is no PNG, JPEG, GIF or WebP",
        Undrawable::TooLarge => "not taken: it has too many pixels",
        Undrawable::Damaged => "not taken: its file is damaged",
    })?;
    let name = media.file_name();
    let ending = name.rsplit('.').next().unwrap_or_default();
    app.media.put(bytes, ending).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a picture cannot be stored");
        "not taken: it cannot be stored"
    })?;
    Ok(media)
}

impl Listed {
    /// What became of it, in a word or a reason.
    pub(super) fn state(&self) -> &'static str {
        self.file.as_ref().map_or_else(|reason| *reason, |_| "beside the page")
    }

    /// For programs.
    pub(super) fn to_json(&self) -> Value {
        json!({ "line": self.line, "address": self.address, "found": self.file.is_ok(), "state": self.state() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_outside_the_folder_of_the_page_is_taken() {
        let root = std::env::temp_dir().join(format!("page-{}", std::process::id()));
        let folder = root.join("pages");
        fs::create_dir_all(folder.join("page files")).unwrap();
        for file in [root.join("x.png"), folder.join("page files/x.png")] {
            fs::write(file, b"x").unwrap();
        }
        let page = folder.join("page.html");
        assert!(file(&page, "page%20files/x.png?v=2").is_ok());
        for address in [
            "../x.png",
            "page files/../../x.png",
            "/etc/passwd",
            "https://example.org/x.png",
            "%2e%2e/x.png",
            "",
            "page files",
        ] {
            assert!(file(&page, address).is_err(), "{address}");
        }
        assert!(file(&page, &root.join("x.png").to_string_lossy()).is_err());
        fs::remove_dir_all(root).unwrap();
    }
}
