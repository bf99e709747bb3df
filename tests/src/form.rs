use std::fmt::Write as _;

/// What separates the parts.
const BOUNDARY: &str = "the-boundary-of-this-form";

/// A form as browsers send it (RFC 7578), written by hand so that tests can send what no library would.
#[derive(Clone, Debug, Default)]
pub struct Form(Vec<u8>);

impl Form {
    /// The same with another text in it.
    #[must_use]
    pub fn text(self, name: &str, text: &str) -> Self {
        self.part(&format!("name=\"{name}\""), text.as_bytes())
    }

    /// The same with another file in it, which its sender calls a PNG.
    #[must_use]
    pub fn file(self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        self.part(&format!("name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: image/png"), bytes)
    }

    fn part(mut self, head: &str, bytes: &[u8]) -> Self {
        let mut line = String::new();
        // Writing to a string cannot fail.
        let _ = write!(line, "--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        self.0.extend_from_slice(line.as_bytes());
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    /// The value of `Content-Type`, and the body.
    pub fn sent(mut self) -> (String, Vec<u8>) {
        self.0.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), self.0)
    }
}
