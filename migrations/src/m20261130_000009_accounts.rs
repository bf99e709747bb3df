//! Who may sign in and write: accounts with their sessions, tokens of programs, the keys that tokens are signed with, and
//! the log of what was done with all of it.
//!
//! What proves who somebody is stands here as a hash, or sealed where it must be read again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::table::{bytewise, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 10] = [
    "accounts",
    "external_identities",
    "sessions",
    "refresh_tokens",
    "known_devices",
    "sign_in_failures",
    "invitations",
    "service_tokens",
    "signing_keys",
    "audit_log",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_accounts(manager).await?;
        create_sessions(manager).await?;
        create_tokens(manager).await?;
        create_audit_log(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP FUNCTION audit_log_stays()").await?;
        }
        Ok(())
    }
}

async fn create_accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let accounts = Table::create()
        .table("accounts")
        .col(id())
        .col(bytewise("email", backend))
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("role").string_len(16).not_null())
        // JSON arrays; all where one is empty.
        .col(ColumnDef::new("locales").text().not_null())
        .col(ColumnDef::new("channels").text().not_null())
        // As a PHC string; null before the first one is set.
        .col(ColumnDef::new("password").text().null())
        // The second factor: its secret, sealed; the step of the last code, which is not taken twice; hashes of the codes
        // for when it is lost.
        .col(ColumnDef::new("totp_secret").text().null())
        .col(ColumnDef::new("totp_pending").text().null())
        .col(ColumnDef::new("totp_step").big_integer().null())
        .col(ColumnDef::new("recovery_codes").text().null())
        .col(ColumnDef::new("revision").integer().not_null())
        .col(moment("created_at").not_null())
        .col(moment("updated_at").not_null())
        .col(moment("disabled_at").null())
        .take();
    manager.create_table(accounts).await?;
    index(manager, "accounts", &["email"], true).await?;

    let identities = Table::create()
        .table("external_identities")
        .col(bytewise("issuer", backend))
        .col(bytewise("subject", backend))
        .col(ColumnDef::new("account_id").uuid().not_null())
        .col(moment("created_at").not_null())
        .primary_key(Index::create().col("issuer").col("subject"))
        .take();
    manager.create_table(identities).await?;

    let invitations = Table::create()
        .table("invitations")
        .col(hash())
        .col(ColumnDef::new("account_id").uuid().not_null())
        .col(moment("created_at").not_null())
        .col(moment("expires_at").not_null())
        .take();
    manager.create_table(invitations).await?;
    index(manager, "invitations", &["account_id"], false).await
}

async fn create_sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let sessions = Table::create()
        .table("sessions")
        .col(id())
        .col(ColumnDef::new("account_id").uuid().not_null())
        .col(ColumnDef::new("method").string_len(16).not_null())
        .col(ColumnDef::new("address").text().null())
        .col(ColumnDef::new("agent").text().not_null())
        .col(moment("created_at").not_null())
        .col(moment("seen_at").not_null())
        .col(moment("expires_at").not_null())
        .col(moment("ended_at").null())
        .take();
    manager.create_table(sessions).await?;
    index(manager, "sessions", &["account_id", "ended_at"], false).await?;

    // All of a session stay until it is over: one that comes a second time tells of a thief.
    let refresh_tokens = Table::create()
        .table("refresh_tokens")
        .col(hash())
        .col(ColumnDef::new("session_id").uuid().not_null())
        .col(moment("expires_at").not_null())
        .col(moment("used_at").null())
        .take();
    manager.create_table(refresh_tokens).await?;
    index(manager, "refresh_tokens", &["session_id"], false).await?;

    let devices = Table::create()
        .table("known_devices")
        .col(hash())
        .col(ColumnDef::new("account_id").uuid().not_null())
        .col(moment("seen_at").not_null())
        .take();
    manager.create_table(devices).await?;
    index(manager, "known_devices", &["account_id"], false).await?;

    // Of an account, an address, or both: hashed, because a wrong name may be somebody's password.
    let failures = Table::create()
        .table("sign_in_failures")
        .col(hash())
        .col(ColumnDef::new("count").integer().not_null())
        .col(moment("last_at").not_null())
        .take();
    manager.create_table(failures).await?;
    index(manager, "sign_in_failures", &["last_at"], false).await
}

async fn create_tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let tokens = Table::create()
        .table("service_tokens")
        .col(id())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("hash").string_len(64).not_null())
        .col(ColumnDef::new("scopes").text().not_null())
        .col(ColumnDef::new("locales").text().not_null())
        .col(ColumnDef::new("channels").text().not_null())
        .col(ColumnDef::new("created_by").string().not_null())
        .col(moment("created_at").not_null())
        .col(moment("expires_at").not_null())
        .col(moment("revoked_at").null())
        .take();
    manager.create_table(tokens).await?;
    index(manager, "service_tokens", &["hash"], true).await?;

    let keys = Table::create()
        .table("signing_keys")
        .col(ColumnDef::new("id").string_len(64).not_null().primary_key())
        .col(ColumnDef::new("public").text().not_null())
        .col(ColumnDef::new("sealed").text().not_null())
        .col(moment("created_at").not_null())
        // Until when what it has signed is believed; null for the one that signs.
        .col(moment("retires_at").null())
        .take();
    manager.create_table(keys).await
}

async fn create_audit_log(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let log = Table::create()
        .table("audit_log")
        .col(id())
        .col(moment("at").not_null())
        .col(ColumnDef::new("actor").string().not_null())
        .col(ColumnDef::new("action").string_len(32).not_null())
        // The id of the account, token or document that it was done to.
        .col(ColumnDef::new("target").string_len(64).null())
        .col(ColumnDef::new("address").text().null())
        .col(ColumnDef::new("detail").text().null())
        .take();
    manager.create_table(log).await?;
    index(manager, "audit_log", &["action", "id"], false).await?;
    index(manager, "audit_log", &["actor", "id"], false).await?;
    index(manager, "audit_log", &["target", "id"], false).await?;
    for statement in keep_what_is_written(manager.get_database_backend()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// The database itself refuses to change the log, whatever program asks.
fn keep_what_is_written(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE FUNCTION audit_log_stays() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'the audit log is written once'; END $$",
            "CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log \
             FOR EACH STATEMENT EXECUTE FUNCTION audit_log_stays()",
        ],
        _ => &[
            "CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE ON audit_log \
             BEGIN SELECT RAISE(ABORT, 'the audit log is written once'); END",
            "CREATE TRIGGER audit_log_is_not_deleted BEFORE DELETE ON audit_log \
             BEGIN SELECT RAISE(ABORT, 'the audit log is written once'); END",
        ],
    }
}

fn id() -> ColumnDef {
    ColumnDef::new("id").uuid().not_null().primary_key().take()
}

/// The SHA-256 of a secret, in hexadecimal.
fn hash() -> ColumnDef {
    ColumnDef::new("hash").string_len(64).not_null().primary_key().take()
}

fn moment(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}
