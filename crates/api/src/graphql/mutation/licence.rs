use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{CountryCode, DateTime, LicensedWorks, Locale};
use shanghaidoctor_persistence::partners::{GrantedLicence, LICENCE, NewLicence, PARTNER};

use super::account::refused;
use super::partner::{id_of, publisher, refused_of};
use super::user_error::{UserError, UserErrorCode};
use crate::auth::Auth;
use crate::graphql::error::content_error;
use crate::graphql::partner::{SeenLicence, partners};

/// What partners may show of articles elsewhere.
#[derive(Default)]
pub(super) struct LicenceMutation;

/// What partners may show of articles elsewhere.
#[Object]
impl LicenceMutation {
    /// Lets a partner show whole articles elsewhere, for a time; for publishers. It is not changed afterwards: end it, and
    /// grant another one.
    async fn grant_licence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom, and what it gives.")] input: GrantLicenceInput,
    ) -> Result<LicencePayload> {
        let (doer, now) = (publisher(ctx)?, ctx.data::<Auth>()?.clock().now());
        let partner = id_of(PARTNER, &input.partner, "partner");
        let mut wrong = input.wrong(now);
        let unknown = partners(ctx)?.unknown(&input.works).await.map_err(|error| content_error(&error))?;
        wrong.extend(unknown.0.into_iter().map(|violation| UserError::of(violation, &["input", "works"])));
        let partner = match partner {
            Ok(partner) if wrong.is_empty() => partner,
            partner => return Ok(LicencePayload::refused(partner.err().into_iter().chain(wrong).collect())),
        };
        let new = NewLicence {
            partner,
            works: input.works,
            languages: input.languages.unwrap_or_default(),
            territory: input.territory.unwrap_or_default(),
            from: input.from,
            until: input.until,
            credit_line: input.credit_line,
            canonical_link: input.canonical_link,
            edits_allowed: input.edits_allowed,
            sandbox: input.sandbox,
        };
        match partners(ctx)?.grant(&doer, new).await {
            Ok(licence) => Ok(LicencePayload::of(licence)),
            Err(error) => Ok(LicencePayload::refused(refused_of(error, "partner")?)),
        }
    }

    /// Ends a licence before its time, from the next request on; for publishers.
    async fn end_licence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which licence, and why.")] input: EndLicenceInput,
    ) -> Result<LicencePayload> {
        let doer = publisher(ctx)?;
        let id = match id_of(LICENCE, &input.id, "id") {
            Ok(id) => id,
            Err(error) => return Ok(LicencePayload::refused(vec![error])),
        };
        match partners(ctx)?.end(&doer, id, input.reason).await {
            Ok(licence) => Ok(LicencePayload::of(licence)),
            Err(error) => Ok(LicencePayload::refused(refused(error)?)),
        }
    }
}

/// To whom a licence is granted, and what it gives.
#[derive(InputObject)]
pub(super) struct GrantLicenceInput {
    /// The id of the partner.
    partner: ID,
    /// Which articles.
    works: LicensedWorks,
    /// In which languages; in all where there is none. `zh` is for `zh-Hans` too.
    languages: Option<Vec<Locale>>,
    /// In which countries the partner may show them; in all where there is none. It is told, and not looked at.
    territory: Option<Vec<CountryCode>>,
    /// From which moment on; from now on when nothing is said.
    from: Option<DateTime>,
    /// Until when, this moment not counted; without an end when nothing is said.
    until: Option<DateTime>,
    /// The line to print with them; that of each article when nothing is said.
    credit_line: Option<String>,
    /// Whether copies name the article's own address as the canonical one.
    #[graphql(default = true)]
    canonical_link: bool,
    /// Whether the text may be changed.
    #[graphql(default = false)]
    edits_allowed: bool,
    /// Whether it is for trying: it gives keys with the scope `SANDBOX` alone, and none with `FULL_TEXT`.
    #[graphql(default = false)]
    sandbox: bool,
}

/// Which licence ends.
#[derive(InputObject)]
pub(super) struct EndLicenceInput {
    /// The id of the licence.
    id: ID,
    /// Why, for the partner and for the audit log.
    reason: Option<String>,
}

/// A licence that was granted or ended.
#[derive(SimpleObject)]
pub(super) struct LicencePayload {
    /// The licence; null when none was granted or ended.
    licence: Option<SeenLicence>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl LicencePayload {
    const fn of(licence: GrantedLicence) -> Self {
        Self { licence: Some(SeenLicence(licence)), user_errors: Vec::new() }
    }

    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { licence: None, user_errors }
    }
}

impl GrantLicenceInput {
    /// What is wrong with it before anything is looked up.
    fn wrong(&self, now: DateTime) -> Vec<UserError> {
        let invalid = |field, message| UserError::new(UserErrorCode::Invalid, &["input", field], message);
        let works = self.works.wrong().map(|message| invalid("works", message));
        let is_to_come = self.until.is_none_or(|until| until > now && self.from.is_none_or(|from| from < until));
        let message = "Choose a moment to come, behind the licence's first.".to_owned();
        let until = (!is_to_come).then(|| invalid("until", message));
        let is_blank = self.credit_line.as_deref().is_some_and(|line| line.trim().is_empty());
        let message = "Say whom to name, or leave it out: then the line of each article holds.".to_owned();
        let credit_line = is_blank.then(|| invalid("creditLine", message));
        works.into_iter().chain(until).chain(credit_line).collect()
    }
}
