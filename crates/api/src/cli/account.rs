use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use serde_json::json;
use shanghaidoctor_domain::{AuditAction, DateTime, EmailAddress, Limits, Locale, Role, id_text};
use shanghaidoctor_persistence::Clock;
use shanghaidoctor_persistence::accounts::{Account, AccountChange, AuditFilter, AuditLine, Deed, Doer, NewAccount};

use super::print;
use crate::auth::Passwords;
use crate::{App, Config};

/// Say who may sign in.
#[derive(Args)]
#[command(
    after_help = "Example:\n  shanghaidoctor account create --email chen@example.org --role editor\n  shanghaidoctor account --help"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Create(Create),
    /// Print another link by which a password is set, in place of the ones before.
    #[command(after_help = "Example:\n  shanghaidoctor account invite --email chen@example.org")]
    Invite(Named),
    /// Keep somebody from signing in, and end their sessions.
    #[command(after_help = "Example:\n  shanghaidoctor account disable --email chen@example.org")]
    Disable(Named),
    /// Print all accounts.
    #[command(after_help = "Example:\n  shanghaidoctor account list")]
    List,
    /// Take somebody's second factor away, who has lost it: they sign in by their password alone.
    #[command(after_help = "Example:\n  shanghaidoctor account drop-second-factor --email chen@example.org")]
    DropSecondFactor(Named),
    RotateKeys(RotateKeys),
    AuditLog(AuditLog),
}

/// Make an account, and print the link by which a password is set.
#[derive(Args)]
#[command(
    after_help = "Example:\n  shanghaidoctor account create --email chen@example.org --name 'Chen Qing' --role publisher"
)]
struct Create {
    /// The address to sign in by.
    #[arg(long)]
    email: EmailAddress,

    /// What the account may do.
    #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.map(Role::name)).try_map(|name| role(&name)))]
    role: Role,

    /// What others call whoever signs in [default: the address up to its @].
    #[arg(long)]
    name: Option<String>,

    /// A language of the articles that the account may write; may be given several times [default: all].
    #[arg(long = "locale")]
    locales: Vec<Locale>,

    /// A channel that the account may write articles for, by slug; may be given several times [default: all].
    #[arg(long = "channel")]
    channels: Vec<String>,

    /// Read the password from standard input, in place of printing a link.
    #[arg(long)]
    password_stdin: bool,
}

/// Whose account.
#[derive(Args)]
struct Named {
    /// The address that the account signs in by.
    #[arg(long)]
    email: EmailAddress,
}

/// Print the audit log as JSON Lines, the latest first.
#[derive(Args)]
#[command(after_help = "Example:\n  shanghaidoctor account audit-log --since 2026-11-01T00:00:00Z > audit.jsonl")]
struct AuditLog {
    /// Nothing before this moment.
    #[arg(long)]
    since: Option<DateTime>,
}

/// Sign access tokens with another key from now on.
#[derive(Args)]
#[command(after_help = "Example:\n  shanghaidoctor account rotate-keys")]
struct RotateKeys {
    /// For so many seconds what the keys of before have signed is still believed; 0 where one was stolen.
    #[arg(long, default_value_t = 3_600)]
    overlap: u64,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    let app = App::new(&config, Clock::system()).await?;
    match arguments.command {
        Command::Create(create) => create.run(&app, &config).await?,
        Command::Invite(Named { email }) => invite(&app, &config, &named(&app, &email).await?).await?,
        Command::Disable(Named { email }) => disable(&app, &named(&app, &email).await?).await?,
        Command::List => list(&app).await?,
        Command::DropSecondFactor(Named { email }) => {
            let account = named(&app, &email).await?;
            app.auth.accounts().disable_second_factor(&Doer::operator(), account.id).await?;
            print::line(format_args!("{email} signs in by the password alone."))?;
        }
        Command::AuditLog(AuditLog { since }) => audit_log(&app, since).await?,
        Command::RotateKeys(RotateKeys { overlap }) => {
            app.auth.rotate_keys(&Doer::operator(), Duration::from_secs(overlap)).await?;
            print::line("New access tokens are signed with a new key.")?;
        }
    }
    app.database.close().await?;
    Ok(ExitCode::SUCCESS)
}

impl Create {
    async fn run(self, app: &App, config: &Config) -> anyhow::Result<()> {
        let email = self.email.to_string();
        let password = if self.password_stdin { Some(read_password(app, &email).await?) } else { None };
        let has_password = password.is_some();
        let name = self.name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
        let limits = Limits { locales: self.locales, channels: self.channels };
        let new = NewAccount { email: self.email, name, role: self.role, limits, password };
        let account = app.auth.accounts().create(&Doer::operator(), new).await?;
        print::line(format_args!("{}  {}  {}", id_text("account", account.id), account.role.name(), account.email))?;
        if has_password { Ok(()) } else { invite(app, config, &account).await }
    }
}

async fn read_password(app: &App, email: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("the password on standard input")?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    ensure!(!password.is_empty(), "standard input is empty: write the password there");
    Passwords::check(&password, email)?;
    Ok(app.auth.passwords().hash(password).await?)
}

async fn invite(app: &App, config: &Config, account: &Account) -> anyhow::Result<()> {
    let invitation = app.auth.invite(&Doer::operator(), account.id).await?;
    print::line(format_args!(
        "Open this link to set a password, before {}:\n  {}",
        invitation.expires_at, invitation.link
    ))?;
    if config.is_public_url_guessed() {
        eprintln!(
            "The link leads to where LISTEN says; where the server is reached by another address, give that one here too, by \
             PUBLIC_URL or --public-url."
        );
    }
    Ok(())
}

async fn disable(app: &App, account: &Account) -> anyhow::Result<()> {
    let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
    app.auth.accounts().update(&Doer::operator(), account.id, account.revision, change).await?;
    print::line(format_args!(
        "Nobody signs in as {} any more, and whoever was signed in no longer is.",
        account.email
    ))?;
    Ok(())
}

async fn list(app: &App) -> anyhow::Result<()> {
    for account in app.auth.accounts().all(&Doer::operator().actor).await? {
        let disabled = if account.disabled_at.is_some() { "  disabled" } else { "" };
        print::line(format_args!(
            "{}  {}  {}{disabled}",
            id_text("account", account.id),
            account.role.name(),
            account.email
        ))?;
    }
    Ok(())
}

/// The export is itself a line of the log, so it is written first.
async fn audit_log(app: &App, since: Option<DateTime>) -> anyhow::Result<()> {
    let (accounts, doer) = (app.auth.accounts(), Doer::operator());
    let deed = Deed { action: AuditAction::AuditLogExported, target: None, detail: None };
    accounts.note(&doer, deed).await?;
    let filter = AuditFilter { since, ..AuditFilter::default() };
    let mut out = std::io::stdout().lock();
    let mut before = None;
    loop {
        let lines = accounts.audit_log(&doer.actor, &filter, before, 1_000).await?;
        let Some(last) = lines.last() else { return Ok(()) };
        before = Some(last.id);
        for line in &lines {
            let AuditLine { id, at, actor, address, deed } = line;
            let written = json!({
                "id": id_text("line", *id), "at": at, "actor": actor, "action": deed.action,
                "target": deed.target, "address": address, "detail": deed.detail,
            });
            writeln!(out, "{written}")?;
        }
    }
}

async fn named(app: &App, email: &EmailAddress) -> anyhow::Result<Account> {
    app.auth.accounts().by_email(email).await?.with_context(|| format!("nobody signs in by {email}"))
}

fn role(text: &str) -> Result<Role, String> {
    let known = Role::ALL.into_iter().find(|role| role.name() == text);
    known.ok_or_else(|| format!("one of {}", Role::ALL.map(Role::name).join(", ")))
}
