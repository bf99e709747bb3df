//! What mails say. Of what somebody wrote in a form, nothing stands in a mail to an address that nobody has looked at: the
//! address may be another person's.

use shanghaidoctor_domain::{EmailAddress, Url};
use shanghaidoctor_persistence::enquiries::Enquiry;
use shanghaidoctor_persistence::mails::NewMail;

/// The publication, as far as its mails tell.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    /// What it is called.
    pub(crate) name: String,
    /// The site that readers see.
    pub(crate) url: Url,
    /// Where the editors are reached.
    pub(crate) contact: Option<EmailAddress>,
}

impl Sender {
    /// Tells the editors that something waits for them; nobody where they are not to be reached.
    pub(crate) fn notice(&self, what: &str) -> Option<NewMail> {
        let body = format!(
            "{what} waits for an answer.\n\nSign in where you edit {}, and look under what readers write.\n",
            self.name
        );
        let to = self.contact.clone()?;
        Some(NewMail { to, reply_to: None, subject: format!("{}: {what}", self.name), body })
    }

    /// Answers what a reader wrote.
    pub(crate) fn answer(&self, to: EmailAddress, enquiry: &Enquiry, answer: &str) -> NewMail {
        let subject = enquiry.subject.as_deref().unwrap_or("your message");
        let asked = quoted(enquiry.message.as_deref().unwrap_or_default());
        let body = format!("{}\n\n{}\n{}\n\nYou wrote:\n\n{asked}\n", answer.trim_end(), self.name, self.url);
        NewMail { to, reply_to: self.contact.clone(), subject: format!("Re: {subject}"), body }
    }

    /// Sends what a reader wrote on to the doctor, who answers the reader.
    pub(crate) fn forward(
        &self,
        to: EmailAddress,
        reader: EmailAddress,
        enquiry: &Enquiry,
        note: Option<&str>,
    ) -> NewMail {
        let name = enquiry.name.as_deref().unwrap_or_default();
        let subject = enquiry.subject.as_deref().unwrap_or("A reader's message");
        let note = note.map(|note| format!("{}\n\n", note.trim_end())).unwrap_or_default();
        let message = quoted(enquiry.message.as_deref().unwrap_or_default());
        let body = format!(
            "{note}A reader of {} wrote to you, and asked us to send it on. Who answers this mail writes to the reader.\n\n\
             From: {name} <{reader}>\n\n{message}\n\n{}\n{}\n",
            self.name, self.name, self.url
        );
        NewMail { to, reply_to: Some(reader), subject: format!("{}: {subject}", self.name), body }
    }

    /// Tells whoever asked for a reprint that it came, with their private link.
    pub(crate) fn receipt(&self, to: EmailAddress, token: &str) -> NewMail {
        let body = format!(
            "Somebody asked {} for a licence to reprint, and gave this address. If that was you, follow it here:\n\n{}\n\n\
             The address is yours alone: whoever has it is shown the key, once it is granted. If it was somebody else, do \
             nothing; no more is kept of your address than that, and it is deleted.\n",
            self.name,
            self.link(token)
        );
        self.about_reprint(to, body)
    }

    /// Tells them that it was granted.
    pub(crate) fn granted(&self, to: EmailAddress, token: &str) -> NewMail {
        let body = format!(
            "Your request to reprint was granted. The terms are here, and the key for your program, which is shown once:\n\n\
             {}\n\n{}\n{}\n",
            self.link(token),
            self.name,
            self.url
        );
        self.about_reprint(to, body)
    }

    /// Tells them that it was declined.
    pub(crate) fn declined(&self, to: EmailAddress, reason: &str) -> NewMail {
        let body =
            format!("Your request to reprint was declined:\n\n{}\n\n{}\n{}\n", quoted(reason), self.name, self.url);
        self.about_reprint(to, body)
    }

    fn about_reprint(&self, to: EmailAddress, body: String) -> NewMail {
        let subject = format!("{}: your request to reprint", self.name);
        NewMail { to, reply_to: self.contact.clone(), subject, body }
    }

    /// The secret stands behind the `#`, which browsers send to nobody.
    fn link(&self, token: &str) -> String {
        format!("{}#{token}", self.url.join("reprint"))
    }
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_is_quoted_line_by_line() {
        assert_eq!(quoted("One.\n\nTwo."), "> One.\n>\n> Two.");
    }

    #[test]
    fn a_private_link_is_a_page_of_the_site() {
        let site = Sender { name: "S".into(), url: "https://example.org/en/".parse().unwrap(), contact: None };
        let mail = site.receipt("a@example.org".parse().unwrap(), "shdq_x");
        assert!(mail.body.contains("\nhttps://example.org/en/reprint#shdq_x\n"), "{}", mail.body);
        assert_eq!(site.notice("A message"), None);
    }
}
