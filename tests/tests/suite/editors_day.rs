//! The editor's day of docs/API.md, done word for word: what it asks is asked, and what it shows is what comes, at the times of
//! day that its headings say.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::{Limits, Role};
use shanghaidoctor_persistence::accounts::{Account, Doer, NewAccount};
use shanghaidoctor_tests::{Backend, TestApp, repository};

const SECTION: &str = "\n## An editor's day\n";

/// The day of it, in Shanghai, where it is eight hours later than in Greenwich.
const DAY: &str = "2026-03-02";
const ZONE: &str = "+08:00";

/// What the text says, in order.
#[derive(Debug)]
enum Said {
    /// `### 09:20 …`
    Time(String),
    /// A block of code, by its language.
    Code(String, String),
}

fn told() -> Vec<Said> {
    let text = std::fs::read_to_string(repository().join("docs/API.md")).unwrap();
    let section = text.split_once(SECTION).expect("the section").1;
    let section = section.split("\n## ").next().unwrap();
    let (mut told, mut code) = (Vec::new(), None::<(String, String)>);
    for line in section.lines() {
        code = match (code, line.strip_prefix("```")) {
            (None, Some(language)) => Some((language.to_owned(), String::new())),
            (Some((language, text)), Some(_)) => {
                told.push(Said::Code(language, text));
                None
            }
            (Some((language, text)), None) => Some((language, format!("{text}{line}\n"))),
            (None, None) => {
                let time = line.strip_prefix("### ").map(|heading| heading.split(' ').next().unwrap().to_owned());
                told.extend(time.map(Said::Time));
                None
            }
        };
    }
    told
}

/// The people of the day, and what stood for what: `article_01k…` for an id that the server made.
struct Day {
    app: TestApp,
    people: BTreeMap<String, Account>,
    stood_for: BTreeMap<String, String>,
}

impl Day {
    async fn person(&mut self, name: &str, role: &str) -> Account {
        if let Some(account) = self.people.get(name) {
            return account.clone();
        }
        let role = Role::ALL.into_iter().find(|known| known.name() == role).unwrap_or_else(|| panic!("{role}"));
        let email = format!("{}@example.org", role.name()).parse().unwrap();
        let new = NewAccount { email, name: name.into(), role, limits: Limits::default(), password: None };
        let account = self.app.app.auth.accounts().create(&Doer::operator(), new).await.unwrap();
        self.people.insert(name.to_owned(), account.clone());
        account
    }

    /// Asks as the first line says: `# Chen Qing, editor`, `# Chen Qing, editor, of drafts`, `# A reader`, `# Whoever has the
    /// link, Preview-Token: shdp_…`.
    async fn ask(&mut self, block: &str) -> Value {
        let query = self.stood_for.iter().fold(block.to_owned(), |query, (shown, is)| query.replace(shown, is));
        assert!(!query.contains('…'), "nothing stands for it yet: {query}");
        let (who, _) = query.split_once('\n').unwrap();
        let who: Vec<&str> = who.trim_start_matches("# ").split(", ").collect();
        let mut request = self.app.post(&json!({ "query": query }));
        if let Some((header, value)) = who.get(1).and_then(|said| said.split_once(": ")) {
            request = request.header(header, value);
        } else if let [name, role, ..] = who.as_slice() {
            let account = self.person(name, role).await;
            request = request.bearer_auth(self.app.token_of(&account).await);
        }
        if who.last() == Some(&"of drafts") {
            request = request.header("content-stage", "DRAFT");
        }
        let answer = self.app.send(request.header("accept", "application/graphql-response+json")).await;
        assert!(answer.body["errors"].is_null(), "{query}\n{}", answer.body);
        answer.body["data"].clone()
    }

    /// What a `curl` of an address answers.
    async fn get(&self, block: &str) -> Value {
        let path = block.trim().strip_prefix("curl -s http://127.0.0.1:8080").unwrap_or_else(|| panic!("{block}"));
        self.app.get(path).send().await.unwrap().json().await.unwrap()
    }

    /// Whether an answer is the one that is shown; what `…` stands for in it is noted.
    fn is_shown(&mut self, shown: &Value, found: &Value) -> bool {
        match (shown, found) {
            (Value::Object(shown), Value::Object(found)) => {
                shown.len() == found.len()
                    && shown
                        .iter()
                        .all(|(name, shown)| found.get(name).is_some_and(|found| self.is_shown(shown, found)))
            }
            (Value::Array(shown), Value::Array(found)) => {
                shown.len() == found.len() && shown.iter().zip(found).all(|(shown, found)| self.is_shown(shown, found))
            }
            (Value::String(shown), Value::String(found)) if shown.contains('…') => {
                let (start, end) = shown.split_once('…').unwrap();
                let known = self.stood_for.entry(shown.clone()).or_insert_with(|| found.clone());
                known == found && found.starts_with(start) && found.ends_with(end)
            }
            _ => shown == found,
        }
    }
}

#[rstest]
#[tokio::test]
async fn an_editors_day_goes_as_it_is_told(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut day = Day { app, people: BTreeMap::new(), stood_for: BTreeMap::new() };
    let told = told();
    let mut answers = 0;
    for (at, said) in told.iter().enumerate() {
        let (language, block) = match said {
            Said::Time(time) => {
                day.app.app.clock.set(format!("{DAY}T{time}:00{ZONE}").parse().unwrap());
                continue;
            }
            Said::Code(language, block) => (language.as_str(), block),
        };
        if language == "json" {
            continue;
        }
        let Some(Said::Code(_, shown)) = told.get(at + 1) else { panic!("no answer is shown of {block}") };
        let shown: Value = serde_json::from_str(shown).unwrap_or_else(|error| panic!("{error}: {shown}"));
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let found = if language == "sh" { day.get(block).await } else { day.ask(block).await };
            if day.is_shown(&shown, &found) {
                break;
            }
            // What goes out at a time, and what is kept of it, takes a moment; what is done is done once.
            let is_done = block.contains("\nmutation") || Instant::now() > deadline;
            assert!(!is_done, "{block}\nshown: {shown:#}\nfound: {found:#}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        answers += 1;
    }
    assert!(answers > 10, "{answers} answers are shown");
}
