use std::time::Duration;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, ExprTrait};

use super::{Enquiries, TABLE};
use crate::partners::reprint;
use crate::{Result, mails};

/// What is emptied of an enquiry: all that tells of a person.
pub(super) const PERSONAL: [&str; 6] = ["name", "email", "subject", "message", "answer", "forwarded_to"];

impl Enquiries {
    /// Deletes what tells of a person where somebody dealt with it so long ago; gives of how many enquiries, requests and
    /// mails. What nobody has dealt with stays.
    pub async fn sweep(&self, kept: Duration) -> Result<u64> {
        let (now, over) = (self.now(), self.now() - kept);
        let transaction = self.database.uncounted().begin().await?;
        let tokens = Query::delete().from_table("form_tokens").and_where(Expr::col("expires_at").lte(now)).take();
        transaction.execute(&tokens).await?;
        let counts = Query::delete().from_table("form_counts").and_where(Expr::col("day").lt(now.date_naive())).take();
        transaction.execute(&counts).await?;
        let mut emptied = 0;
        for (table, columns) in [(TABLE, PERSONAL.as_slice()), (reprint::TABLE, reprint::PERSONAL.as_slice())] {
            let mut update = Query::update().table(table).value("emptied_at", now).take();
            for column in columns {
                update.value(*column, None::<String>);
            }
            update.and_where(Expr::col("handled_at").lte(over)).and_where(Expr::col("emptied_at").is_null());
            emptied += transaction.execute(&update).await?.rows_affected();
        }
        let mails = Query::delete().from_table(mails::TABLE).and_where(Expr::col("settled_at").lte(over)).take();
        emptied += transaction.execute(&mails).await?.rows_affected();
        transaction.commit().await?;
        Ok(emptied)
    }
}
