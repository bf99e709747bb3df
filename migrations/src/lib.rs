//! The database's schema, one ordered set of steps for SQLite and PostgreSQL alike.

mod m20261124_000001_content;
mod m20261124_000002_imported_pages;
mod m20261124_000003_name_keys;
mod m20261124_000004_journal_lists;
mod m20261124_000005_names_in_changes;
mod m20261124_000006_orders;
mod m20261124_000007_readers;
mod m20261130_000008_lookups;
mod m20261130_000009_accounts;
mod m20261130_000010_idempotency_keys;
mod m20261130_000011_releases;
mod m20261130_000013_uploads;
mod m20261130_000014_previews;
mod m20261130_000015_release_revisions;
mod m20261130_000016_release_editors;
mod m20261130_000017_partners;
mod m20261201_000018_webhooks;
mod m20261201_000019_enquiries;
mod m20261201_000020_feed_subscriptions;
mod m20261201_000021_limits;
mod m20261201_000022_feed_orders;
mod table;

use sea_orm_migration::prelude::*;

/// All steps in order. A step that was released is never changed; a new one follows it.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_content::Migration),
            Box::new(m20261124_000002_imported_pages::Migration),
            Box::new(m20261124_000003_name_keys::Migration),
            Box::new(m20261124_000004_journal_lists::Migration),
            Box::new(m20261124_000005_names_in_changes::Migration),
            Box::new(m20261124_000006_orders::Migration),
            Box::new(m20261124_000007_readers::Migration),
            Box::new(m20261130_000008_lookups::Migration),
            Box::new(m20261130_000009_accounts::Migration),
            Box::new(m20261130_000010_idempotency_keys::Migration),
            Box::new(m20261130_000011_releases::Migration),
            Box::new(m20261130_000013_uploads::Migration),
            Box::new(m20261130_000014_previews::Migration),
            Box::new(m20261130_000015_release_revisions::Migration),
            Box::new(m20261130_000016_release_editors::Migration),
            Box::new(m20261130_000017_partners::Migration),
            Box::new(m20261201_000018_webhooks::Migration),
            Box::new(m20261201_000019_enquiries::Migration),
            Box::new(m20261201_000020_feed_subscriptions::Migration),
            Box::new(m20261201_000021_limits::Migration),
            Box::new(m20261201_000022_feed_orders::Migration),
        ]
    }
}
