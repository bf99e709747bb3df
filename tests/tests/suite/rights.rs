//! Every mutation, asked for by nobody, by each role, by a partner and by a program: who may do what is written down here, and a mutation
//! that is not written down fails.

use std::collections::{BTreeMap, BTreeSet};

use shanghaidoctor_domain::{Limits, Role};
use shanghaidoctor_persistence::accounts::{Doer, NewServiceToken};
use shanghaidoctor_tests::{Answer, Backend, TestApp};

use super::inputs::{Inputs, ids};

/// Who may do something.
#[derive(Clone, Copy, Debug)]
enum Who {
    /// Everybody, without signing in.
    Everybody,
    /// Whoever has an account.
    Accounts,
    /// Accounts of this role or a higher one, and programs with a token for it.
    From(Role),
    /// Accounts of this role or a higher one, and no program.
    People(Role),
}

use Who::{Accounts, Everybody, From, People};

/// The rights, one line a mutation. Whoever adds one adds its line.
const RIGHTS: &[(&str, Who)] = &[
    ("recordVisit", Everybody),
    ("signIn", Everybody),
    ("refreshSession", Everybody),
    ("acceptInvitation", Everybody),
    ("signOut", Accounts),
    ("signOutEverywhere", Accounts),
    ("changePassword", Accounts),
    ("beginSecondFactor", Accounts),
    ("confirmSecondFactor", Accounts),
    ("disableSecondFactor", Accounts),
    ("createAccount", People(Role::Administrator)),
    ("inviteAccount", People(Role::Administrator)),
    ("updateAccount", People(Role::Administrator)),
    ("createServiceToken", People(Role::Administrator)),
    ("revokeServiceToken", People(Role::Administrator)),
    ("createPartner", People(Role::Publisher)),
    ("updatePartner", People(Role::Publisher)),
    ("createPartnerKey", People(Role::Publisher)),
    ("rotatePartnerKey", People(Role::Publisher)),
    ("revokePartnerKey", People(Role::Publisher)),
    ("grantLicence", People(Role::Publisher)),
    ("endLicence", People(Role::Publisher)),
    ("createDoctor", From(Role::Writer)),
    ("updateDoctor", From(Role::Writer)),
    ("deleteDoctor", From(Role::Editor)),
    ("mergeDoctors", From(Role::Editor)),
    ("createAppointment", From(Role::Writer)),
    ("updateAppointment", From(Role::Writer)),
    ("deleteAppointment", From(Role::Editor)),
    ("reorderAppointments", From(Role::Writer)),
    ("createPublication", From(Role::Writer)),
    ("updatePublication", From(Role::Writer)),
    ("deletePublication", From(Role::Editor)),
    ("mergePublications", From(Role::Editor)),
    ("createArticle", From(Role::Writer)),
    ("updateArticle", From(Role::Writer)),
    ("deleteArticle", From(Role::Editor)),
    ("setTranslations", From(Role::Writer)),
    ("createOrganisation", From(Role::Writer)),
    ("updateOrganisation", From(Role::Writer)),
    ("deleteOrganisation", From(Role::Editor)),
    ("mergeOrganisations", From(Role::Editor)),
    ("createJournal", From(Role::Writer)),
    ("updateJournal", From(Role::Writer)),
    ("deleteJournal", From(Role::Editor)),
    ("mergeJournals", From(Role::Editor)),
    ("createSpecialty", From(Role::Writer)),
    ("updateSpecialty", From(Role::Writer)),
    ("deleteSpecialty", From(Role::Editor)),
    ("mergeSpecialties", From(Role::Editor)),
    ("updateMedia", From(Role::Writer)),
    ("deleteMedia", From(Role::Editor)),
    ("updateSite", People(Role::Administrator)),
    ("publish", From(Role::Publisher)),
    ("unpublish", From(Role::Publisher)),
    ("correctArticle", From(Role::Publisher)),
    ("createRelease", People(Role::Publisher)),
    ("updateRelease", People(Role::Publisher)),
    ("addToRelease", People(Role::Publisher)),
    ("removeFromRelease", People(Role::Publisher)),
    ("scheduleRelease", People(Role::Publisher)),
    ("publishRelease", People(Role::Publisher)),
    ("cancelRelease", People(Role::Publisher)),
    ("uploadMedia", From(Role::Writer)),
    ("restoreRevision", From(Role::Writer)),
    ("discardDraft", From(Role::Writer)),
    ("createPreview", From(Role::Writer)),
    ("revokePreview", From(Role::Writer)),
    ("requestSignOff", From(Role::Writer)),
    ("cancelSignOff", From(Role::Publisher)),
    // For whoever came by the link that asks for it.
    ("decideSignOff", Everybody),
    ("importPage", From(Role::Editor)),
    ("importPublications", From(Role::Editor)),
    ("createWebhook", People(Role::Publisher)),
    ("updateWebhook", People(Role::Publisher)),
    ("deleteWebhook", People(Role::Publisher)),
    ("enableWebhook", People(Role::Publisher)),
    ("disableWebhook", People(Role::Publisher)),
    ("testWebhook", People(Role::Publisher)),
    ("redeliverWebhook", People(Role::Publisher)),
    ("rotateWebhookSecret", People(Role::Publisher)),
    ("createEnquiryToken", Everybody),
    ("sendEnquiry", Everybody),
    ("answerEnquiry", People(Role::Editor)),
    ("forwardEnquiry", People(Role::Editor)),
    ("closeEnquiry", People(Role::Editor)),
    ("requestReprint", Everybody),
    // For whoever has the private link.
    ("takeReprintKey", Everybody),
    ("decideReprint", People(Role::Publisher)),
    ("retryMail", People(Role::Publisher)),
    ("discardMail", People(Role::Publisher)),
    ("exportPersonalData", People(Role::Administrator)),
    ("erasePersonalData", People(Role::Administrator)),
];

fn is_refused(answer: &Answer) -> bool {
    let code = answer.body["errors"][0]["extensions"]["code"].as_str();
    matches!(code, Some("FORBIDDEN" | "UNAUTHENTICATED"))
}

/// A program with every scope there is.
async fn program(app: &TestApp) -> String {
    use shanghaidoctor_domain::TokenScope::{Curate, Publish, ReadDrafts, Write};
    let (secret, hash) = app.app.auth.make_service_secret().unwrap();
    let new = NewServiceToken {
        name: "program".into(),
        scopes: vec![ReadDrafts, Write, Curate, Publish],
        limits: Limits::default(),
        expires_at: "2026-06-01T00:00:00Z".parse().unwrap(),
        hash,
    };
    app.app.auth.accounts().create_service_token(&Doer::operator(), new).await.unwrap();
    secret
}

#[tokio::test]
async fn every_mutation_may_be_done_by_those_who_are_listed_and_nobody_else() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let (inputs, ids, program) = (Inputs::read(&app).await, ids(&app).await, program(&app).await);
    let partner = app.partner(&["FULL_TEXT", "LICENCES"]).await.secret;
    let listed: BTreeMap<&str, Who> = RIGHTS.iter().copied().collect();
    let there: BTreeSet<&str> = inputs.mutations.iter().map(|mutation| mutation["name"].as_str().unwrap()).collect();
    assert_eq!(there, listed.keys().copied().collect::<BTreeSet<_>>(), "list each mutation with who may do it");
    let mut wrong = Vec::new();
    for mutation in &inputs.mutations {
        let name = mutation["name"].as_str().unwrap();
        let (who, (query, variables)) = (listed[name], inputs.operation(mutation, &ids));
        let answer = app.query_with(&query, variables.clone()).await;
        note(&mut wrong, name, "nobody", matches!(who, Everybody), &answer);
        for role in Role::ALL {
            // A session of its own for each: some of what is done ends it.
            let answer = app.query_as(&app.token(role).await, &query, variables.clone()).await;
            let may = match who {
                Everybody | Accounts => true,
                From(least) | People(least) => role >= least,
            };
            note(&mut wrong, name, role.name(), may, &answer);
        }
        let answer = app.query_as(&partner, &query, variables.clone()).await;
        note(&mut wrong, name, "a partner", matches!(who, Everybody), &answer);
        let answer = app.query_as(&program, &query, variables).await;
        note(&mut wrong, name, "a program", matches!(who, Everybody | From(_)), &answer);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn note(wrong: &mut Vec<String>, name: &str, who: &str, may: bool, answer: &Answer) {
    // An input that the schema refuses asks nobody for a right.
    let is_asked = answer.body["errors"][0]["extensions"]["code"] != "GRAPHQL_VALIDATION_FAILED";
    if !is_asked || is_refused(answer) == may {
        wrong.push(format!("{name} by {who}, who {}: {}", if may { "may" } else { "may not" }, answer.body));
    }
}
