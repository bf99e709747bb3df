use serde_json::Value;

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: reqwest::header::HeaderMap,
    /// The body.
    pub body: Value,
}

impl Answer {
    /// The data of an answer without errors.
    #[track_caller]
    pub fn data(self) -> Value {
        assert!(self.body.get("errors").is_none(), "errors in the answer: {:#}", self.body);
        self.body["data"].clone()
    }

    /// The value at a JSON pointer below `data`, of an answer without errors.
    #[track_caller]
    pub fn at(self, pointer: &str) -> Value {
        let data = self.data();
        data.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer} in {data:#}")).clone()
    }

    /// The code and the message of the only error.
    #[track_caller]
    pub fn error(&self) -> (String, String) {
        let errors = self.body["errors"].as_array().unwrap_or_else(|| panic!("no errors in {:#}", self.body));
        assert_eq!(errors.len(), 1, "{errors:#?}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&errors[0]["extensions"]["code"]), text(&errors[0]["message"]))
    }
}
