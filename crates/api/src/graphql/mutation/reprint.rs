use std::time::Duration;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use futures_util::future::try_join_all;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::enquiry::wrong_message;
use shanghaidoctor_domain::{
    Actor, CountryCode, DateTime, EmailAddress, Id, LicensedWorks, Locale, PartnerScope, Task,
};
use shanghaidoctor_persistence::accounts::{AccountError, AccountResult, Doer};
use shanghaidoctor_persistence::mails::NewMail;
use shanghaidoctor_persistence::partners::reprint::{NewReprintRequest, REPRINT, ReprintGrant, ReprintRequest};
use shanghaidoctor_persistence::partners::{NewLicence, NewPartnerKey, PARTNER};
use uuid::Uuid;

use super::account::{wrong_name, wrong_name_at};
use super::enquiry::undone;
use super::form::{Form, allowed, not_taken, sender};
use super::partner::id_of;
use super::session::origin;
use super::user_error::{UserError, UserErrorCode};
use crate::auth::{Auth, ReprintLink};
use crate::graphql::error::{account_error, auth_error, content_error};
use crate::graphql::loaders::one;
use crate::graphql::partner::partners;
use crate::graphql::reprint::{SeenReprintRequest, by_link};
use crate::graphql::view::View;

/// As many articles are asked for at once.
const MOST_ARTICLES: usize = 50;

/// How long a key holds at most; then publishers make another one.
const LONGEST_KEY: Duration = Duration::from_secs(365 * 86_400);

/// Where the input of a grant names a partner.
const OF_PARTNER: [&str; 3] = ["input", "grant", "partner"];

/// Requests to reprint articles.
#[derive(Default)]
pub(super) struct ReprintMutation;

/// Requests to reprint articles.
#[Object]
impl ReprintMutation {
    /// Asks for a licence to show articles elsewhere. A private link, by which it is followed, comes to the e-mail address.
    /// So many a day are taken from one place; then it is `RATE_LIMITED`, with `retryAfter` in seconds.
    async fn request_reprint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who asks, for what.")] input: RequestReprintInput,
    ) -> Result<RequestReprintPayload> {
        let auth = ctx.data::<Auth>()?;
        let form = Form { token: &input.token, website: input.website.as_deref() }.sent(ctx)?;
        let mut wrong = input.wrong(auth.clock().now());
        wrong.extend(input.wrong_articles(ctx).await?);
        let sent = match form {
            Ok(sent) if wrong.is_empty() => sent,
            form => return Ok(RequestReprintPayload::refused(wrong.into_iter().chain(form.err()).collect())),
        };
        let link = auth.make_reprint_link().map_err(|error| auth_error(&error))?;
        let site = sender(ctx).await?;
        let receipt = site.receipt(input.email.clone(), &link.token);
        let new = input.asked(link, receipt, site.notice("A request to reprint"));
        match partners(ctx)?.request_reprint(sent, new).await {
            Ok(()) => Ok(RequestReprintPayload { received: true, user_errors: Vec::new() }),
            Err(error) => Ok(RequestReprintPayload::refused(vec![not_taken(ctx, error)?])),
        }
    }

    /// Grants or declines a request; for publishers. A grant makes a licence and a key, of the partner that is named, or whose
    /// contact is who asked, or that is made. Whoever asked is told by mail, and shown the key once by their private link.
    async fn decide_reprint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and what is decided.")] input: DecideReprintInput,
    ) -> Result<DecideReprintPayload> {
        let doer = allowed(ctx, Task::ManagePartners)?;
        let id = match id_of(REPRINT, &input.id, "id") {
            Ok(id) => id,
            Err(error) => return Ok(DecideReprintPayload::refused(vec![error])),
        };
        match (input.grant, input.decline) {
            (Some(grant), None) => granted(ctx, &doer, (id, input.revision), grant).await,
            (None, Some(decline)) => declined(ctx, &doer, (id, input.revision), decline).await,
            _ => {
                let message = "Say `grant` or `decline`: exactly one of them.";
                let error = UserError::new(UserErrorCode::Required, &["input"], message);
                Ok(DecideReprintPayload::refused(vec![error]))
            }
        }
    }

    /// Shows the key of a request that was granted, to whoever has its private link, this once.
    async fn take_reprint_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: TakeReprintKeyInput,
    ) -> Result<TakeReprintKeyPayload> {
        let refused = |code, message: &str| {
            let error = UserError::new(code, &["input", "token"], message);
            Ok(TakeReprintKeyPayload { secret: None, user_errors: vec![error] })
        };
        let Some(asked) = by_link(ctx, &input.token).await? else {
            return refused(UserErrorCode::NotFound, "This is no private link of a request.");
        };
        let over =
            "No key waits here: it is not granted yet, or the key was shown already. Who lost it asks for another one.";
        let Some(sealed) = asked.key_sealed else { return refused(UserErrorCode::Invalid, over) };
        // Opened before it is thrown away.
        let secret = ctx.data::<Auth>()?.open_reprint_key(&sealed).map_err(|error| auth_error(&error))?;
        let doer = Doer { actor: ctx.data::<Actor>()?.clone(), address: origin(ctx)?.text() };
        let is_first = partners(ctx)?.reprint_key_taken(&doer, asked.id).await;
        match is_first.map_err(|error| account_error(&error))? {
            true => Ok(TakeReprintKeyPayload { secret: Some(secret), user_errors: Vec::new() }),
            false => refused(UserErrorCode::Invalid, over),
        }
    }
}

/// Grants a request on these terms.
async fn granted(
    ctx: &Context<'_>,
    doer: &Doer,
    request: (Uuid, i32),
    grant: ReprintGrantInput,
) -> Result<DecideReprintPayload> {
    let (auth, partners) = (ctx.data::<Auth>()?, partners(ctx)?);
    let asked = match partners.reprint_to_decide(&doer.actor, request.0).await {
        Ok(asked) => asked,
        Err(error) => return DecideReprintPayload::of(Err(error)),
    };
    let (Some(to), Some(sealed)) = (&asked.email, &asked.link_sealed) else {
        return DecideReprintPayload::of(Err(AccountError::Emptied));
    };
    let partner = grant.partner.as_ref().map(|partner| id_of(PARTNER, partner, "partner")).transpose();
    let partner = partner.map_err(|error| error.moved_to(&OF_PARTNER));
    let licence = grant.licence(&asked);
    let mut wrong = wrong_terms(&licence, auth.clock().now());
    let unknown = partners.unknown(&licence.works).await.map_err(|error| content_error(&error))?;
    wrong.extend(unknown.0.into_iter().map(|violation| UserError::of(violation, &["input", "grant", "works"])));
    let partner = match partner {
        Ok(partner) if wrong.is_empty() => partner,
        partner => return Ok(DecideReprintPayload::refused(partner.err().into_iter().chain(wrong).collect())),
    };
    let token = auth.open_reprint_link(sealed).map_err(|error| auth_error(&error))?;
    let (secret, key) = key_until(auth, licence.until)?;
    let key_sealed = auth.seal_reprint_key(&secret).map_err(|error| auth_error(&error))?;
    let mail = sender(ctx).await?.granted(to.parse()?, &token);
    let grant = ReprintGrant { partner, licence, key, key_sealed, mail };
    DecideReprintPayload::of(partners.grant_reprint(doer, request, grant).await)
}

async fn declined(
    ctx: &Context<'_>,
    doer: &Doer,
    request: (Uuid, i32),
    decline: ReprintDeclineInput,
) -> Result<DecideReprintPayload> {
    let asked = match partners(ctx)?.reprint_to_decide(&doer.actor, request.0).await {
        Ok(asked) => asked,
        Err(error) => return DecideReprintPayload::of(Err(error)),
    };
    let Some(to) = &asked.email else {
        return DecideReprintPayload::of(Err(AccountError::Emptied));
    };
    if decline.message.trim().is_empty() {
        let message = "Say why, to whoever asked.";
        let error = UserError::new(UserErrorCode::Required, &["input", "decline", "message"], message);
        return Ok(DecideReprintPayload::refused(vec![error]));
    }
    let mail = sender(ctx).await?.declined(to.parse()?, &decline.message);
    DecideReprintPayload::of(partners(ctx)?.decline_reprint(doer, request, decline.message, mail).await)
}

/// A key that holds as long as the licence, and a year at most; and its secret.
fn key_until(auth: &Auth, until: Option<DateTime>) -> Result<(String, NewPartnerKey)> {
    let (secret, hash) = auth.make_partner_secret().map_err(|error| auth_error(&error))?;
    let longest = auth.clock().now().after(LONGEST_KEY);
    let expires_at = until.map_or(longest, |until| until.min(longest));
    let scopes = vec![PartnerScope::FullText, PartnerScope::Licences];
    Ok((secret, NewPartnerKey { name: "reprint".into(), scopes, expires_at, requests_per_minute: None, hash }))
}

fn wrong_terms(licence: &NewLicence, now: DateTime) -> Vec<UserError> {
    let invalid = |field, message: String| UserError::new(UserErrorCode::Invalid, &["input", "grant", field], message);
    let works = licence.works.wrong().map(|message| invalid("works", message));
    let until = wrong_end(licence.from, licence.until, now).map(|message| invalid("until", message.to_owned()));
    works.into_iter().chain(until).collect()
}

/// What is wrong with when a licence ends.
fn wrong_end(from: Option<DateTime>, until: Option<DateTime>, now: DateTime) -> Option<&'static str> {
    let until = until?;
    let is_to_come = until > now && from.is_none_or(|from| from < until);
    (!is_to_come).then_some("Choose a moment to come, behind the first one.")
}

/// Who asks for a licence, for what.
#[derive(InputObject)]
pub(super) struct RequestReprintInput {
    /// The token that `createEnquiryToken` gave when the form was shown, three seconds ago at least and two hours at most.
    token: String,
    /// The ids of the articles, 50 at most.
    articles: Vec<Id<Article>>,
    /// Who wants to show them: a hospital, a news site.
    organisation: String,
    /// What the one who asks is called.
    name: String,
    /// Where to answer to: the private link comes there.
    email: EmailAddress,
    /// What for, in words.
    purpose: String,
    /// In which countries; in all when nothing is said.
    territory: Option<Vec<CountryCode>>,
    /// In which languages; in all when nothing is said.
    languages: Option<Vec<Locale>>,
    /// From when on; at once when nothing is said.
    from: Option<DateTime>,
    /// Until when; without an end when nothing is said.
    until: Option<DateTime>,
    /// A field that people do not see, and leave empty: what fills it is a program.
    website: Option<String>,
}

/// What is decided of a request: `grant` or `decline`, exactly one of them.
#[derive(InputObject)]
pub(super) struct DecideReprintInput {
    /// The id of the request.
    id: ID,
    /// The revision that the publisher saw.
    revision: i32,
    /// Grants it, on these terms.
    grant: Option<ReprintGrantInput>,
    /// Declines it.
    decline: Option<ReprintDeclineInput>,
}

/// On which terms a request is granted. What is left out is as it was asked for.
#[derive(InputObject)]
pub(super) struct ReprintGrantInput {
    /// The id of the partner; the one whose contact is who asked, or a new one, when nothing is said.
    partner: Option<ID>,
    /// Which articles.
    works: Option<LicensedWorks>,
    /// In which languages; in all where there is none. `zh` is for `zh-Hans` too.
    languages: Option<Vec<Locale>>,
    /// In which countries; in all where there is none.
    territory: Option<Vec<CountryCode>>,
    /// From which moment on.
    from: Option<DateTime>,
    /// Until when, this moment not counted.
    until: Option<DateTime>,
    /// The line to print with them; that of each article when nothing is said.
    credit_line: Option<String>,
    /// Whether copies name the article's own address as the canonical one.
    #[graphql(default = true)]
    canonical_link: bool,
    /// Whether the text may be changed.
    #[graphql(default = false)]
    edits_allowed: bool,
}

/// Why a request is declined.
#[derive(InputObject)]
pub(super) struct ReprintDeclineInput {
    /// What whoever asked is told.
    message: String,
}

/// Whose key is shown.
#[derive(InputObject)]
pub(super) struct TakeReprintKeyInput {
    /// What stands behind the `#` of the private link.
    token: String,
}

/// What came of a request.
#[derive(SimpleObject)]
pub(super) struct RequestReprintPayload {
    /// Whether it came.
    received: bool,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// What was decided of a request.
#[derive(SimpleObject)]
pub(super) struct DecideReprintPayload {
    /// The request; null when nothing was decided.
    request: Option<SeenReprintRequest>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

/// The key of a request that was granted.
#[derive(SimpleObject)]
pub(super) struct TakeReprintKeyPayload {
    /// What the program of whoever asked signs its requests with, shown this once; null when none waits.
    secret: Option<String>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl RequestReprintPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { received: false, user_errors }
    }
}

impl DecideReprintPayload {
    fn of(decided: AccountResult<ReprintRequest>) -> Result<Self> {
        match decided {
            Ok(request) => Ok(Self { request: Some(SeenReprintRequest(request)), user_errors: Vec::new() }),
            Err(error @ AccountError::NotFound("partner")) => {
                let error = UserError::new(UserErrorCode::NotFound, &OF_PARTNER, format!("{error}."));
                Ok(Self::refused(vec![error]))
            }
            Err(error) => Ok(Self::refused(undone(error)?)),
        }
    }

    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { request: None, user_errors }
    }
}

impl RequestReprintInput {
    /// What is wrong with it before anything is looked up.
    fn wrong(&self, now: DateTime) -> Vec<UserError> {
        let invalid = |field, message: String| UserError::new(UserErrorCode::Invalid, &["input", field], message);
        let is_many = self.articles.is_empty() || self.articles.len() > MOST_ARTICLES;
        let articles = is_many.then(|| invalid("articles", format!("Name 1 to {MOST_ARTICLES} articles.")));
        // The partner's name, where it is granted.
        let organisation = wrong_name_at(&self.organisation, &["input", "organisation"]);
        let purpose = wrong_message(&self.purpose).map(|message| invalid("purpose", message));
        let until = wrong_end(self.from, self.until, now).map(|message| invalid("until", message.to_owned()));
        let checks = [articles, organisation, wrong_name(&self.name), purpose, until];
        checks.into_iter().flatten().collect()
    }

    async fn wrong_articles(&self, ctx: &Context<'_>) -> Result<Vec<UserError>> {
        let view = View::public(ctx, None)?;
        let asked = self.articles.iter().take(MOST_ARTICLES);
        let seen = try_join_all(asked.clone().map(|article| one(ctx, &view, *article))).await?;
        let missing = asked.zip(seen).enumerate().filter(|(_, (_, seen))| seen.is_none());
        Ok(missing
            .map(|(index, (article, _))| {
                let message = format!("There is no article `{article}` to see.");
                UserError::new(UserErrorCode::NotFound, &["input", "articles"], message).in_item(index)
            })
            .collect())
    }

    fn asked(self, link: ReprintLink, receipt: NewMail, notice: Option<NewMail>) -> NewReprintRequest {
        NewReprintRequest {
            organisation: self.organisation,
            name: self.name,
            email: self.email,
            purpose: self.purpose,
            articles: self.articles,
            territory: self.territory.unwrap_or_default(),
            languages: self.languages.unwrap_or_default(),
            from: self.from,
            until: self.until,
            link_hash: link.hash,
            link_sealed: link.sealed,
            receipt,
            notice,
        }
    }
}

impl ReprintGrantInput {
    /// The licence, of which partner is seen later.
    fn licence(self, asked: &ReprintRequest) -> NewLicence {
        let works = || LicensedWorks { articles: asked.articles.clone(), ..LicensedWorks::default() };
        NewLicence {
            partner: Uuid::nil(),
            works: self.works.unwrap_or_else(works),
            languages: self.languages.unwrap_or_else(|| asked.languages.clone()),
            territory: self.territory.unwrap_or_else(|| asked.territory.clone()),
            from: self.from.or(asked.from),
            until: self.until.or(asked.until),
            credit_line: self.credit_line,
            canonical_link: self.canonical_link,
            edits_allowed: self.edits_allowed,
            sandbox: false,
        }
    }
}
