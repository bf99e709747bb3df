//! Requests to addresses that others have chosen: webhooks, subscribers of feeds. Such an address must not lead to what only
//! this server can reach (server-side request forgery, CWE-918). So names are resolved here, and the connection goes to an
//! address that was looked at: a name that leads elsewhere a moment later changes nothing. Redirects are not followed, and
//! an answer is awaited and read within bounds.

mod public_network;

use std::error::Error;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use chrono::Utc;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use shanghaidoctor_domain::{DateTime, Url};
use url::Host;

use self::public_network::is_public;
use crate::config::OutboundTargets;

/// How long another server may take for its whole answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// At most so many bytes of an answer are read.
const LONGEST: usize = 16_384;

/// How long a connection waits for the next request to the same server.
const IDLE: Duration = Duration::from_secs(30);

/// By which others know whose requests these are.
const AGENT: &str = concat!("ShanghaiDoctor/", env!("CARGO_PKG_VERSION"));

/// Sends requests to addresses that others have chosen.
#[derive(Clone, Debug)]
pub struct Outbound {
    client: Client,
    targets: OutboundTargets,
}

/// What another server has answered, whatever it says.
#[derive(Debug)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The beginning of the body, 16 KiB of it at most.
    pub body: Vec<u8>,
    /// How long it took.
    pub took: Duration,
}

/// Why nothing was answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The address is none that may be asked.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Nobody answered in time.
    #[error("no answer came within {} seconds", PATIENCE.as_secs())]
    Late,
    /// The connection failed.
    #[error("{0}")]
    Failed(String),
}

/// Why an address is none that may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// What is sent could be read on the way.
    #[error("the address must begin with https://")]
    Plain,
    /// A password would stand in lists and logs.
    #[error("the address must not hold a user or a password")]
    Credentials,
    /// It leads into a network that is not public.
    #[error("the address leads to a network that is not public")]
    Private,
}

impl Outbound {
    /// One that asks these servers.
    pub fn new(targets: OutboundTargets) -> anyhow::Result<Self> {
        let client = Client::builder()
            .user_agent(AGENT)
            .timeout(PATIENCE)
            .redirect(Policy::none())
            // A proxy would resolve names itself.
            .no_proxy()
            .pool_idle_timeout(IDLE)
            .dns_resolver(Resolver(targets))
            .build()?;
        Ok(Self { client, targets })
    }

    /// Whether an address may be asked, as far as it says so itself: where its name leads is looked at with each request.
    pub fn check(&self, address: &Url) -> Result<(), Refused> {
        let Ok(address) = url::Url::parse(address.as_str()) else { return Err(Refused::Private) };
        if !address.username().is_empty() || address.password().is_some() {
            return Err(Refused::Credentials);
        }
        if self.targets == OutboundTargets::Any {
            return Ok(());
        }
        if address.scheme() != "https" {
            return Err(Refused::Plain);
        }
        // A literal address is connected to without asking a resolver. The parser has read all its spellings.
        let is_literal_private = match address.host() {
            Some(Host::Ipv4(literal)) => !is_public(literal.into()),
            Some(Host::Ipv6(literal)) => !is_public(literal.into()),
            Some(Host::Domain(name)) => is_own_machine(name),
            None => true,
        };
        if is_literal_private { Err(Refused::Private) } else { Ok(()) }
    }

    /// Sends a POST with this body.
    pub async fn post(
        &self,
        address: &Url,
        headers: HeaderMap,
        body: impl Into<reqwest::Body>,
    ) -> Result<Answered, Unanswered> {
        self.check(address)?;
        send(self.client.post(address.as_str()).headers(headers).body(body)).await
    }

    /// Sends a GET.
    pub async fn get(&self, address: &Url) -> Result<Answered, Unanswered> {
        self.check(address)?;
        send(self.client.get(address.as_str())).await
    }
}

impl Answered {
    /// Whether what was sent was taken.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Not before when the other server wants to be asked again (RFC 9110, section 10.2.3), where it says so.
    pub fn retry_after(&self, now: DateTime) -> Option<DateTime> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        match text.parse::<u32>() {
            Ok(seconds) => Some(now.after(Duration::from_secs(seconds.into()))),
            Err(_) => chrono::DateTime::parse_from_rfc2822(text).ok().map(|date| date.with_timezone(&Utc).into()),
        }
    }
}

async fn send(request: RequestBuilder) -> Result<Answered, Unanswered> {
    let started = Instant::now();
    let mut response = request.send().await.map_err(|error| unanswered(&error))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while body.len() < LONGEST {
        let Some(chunk) = response.chunk().await.map_err(|error| unanswered(&error))? else { break };
        body.extend_from_slice(&chunk);
    }
    body.truncate(LONGEST);
    Ok(Answered { status, headers, body, took: started.elapsed() })
}

/// What an error means, without the address, which its reader knows.
fn unanswered(error: &reqwest::Error) -> Unanswered {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut last = None;
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<Refused>() {
            return Unanswered::Refused(*refused);
        }
        last = Some(error);
        cause = error.source();
    }
    match last {
        _ if error.is_timeout() => Unanswered::Late,
        Some(last) if error.is_connect() => Unanswered::Failed(format!("no connection: {last}")),
        Some(last) => Unanswered::Failed(format!("the connection broke: {last}")),
        None => Unanswered::Failed("the connection broke".to_owned()),
    }
}

/// Names that stand for the machine itself, whatever a resolver says of them (RFC 6761, section 6.3).
fn is_own_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

/// Resolves names to addresses that may be asked alone.
#[derive(Clone, Copy)]
struct Resolver(OutboundTargets);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let targets = self.0;
        Box::pin(async move {
            let name = name.as_str().to_owned();
            let resolved = tokio::task::spawn_blocking(move || (name.as_str(), 0).to_socket_addrs()).await??;
            let addresses: Vec<SocketAddr> =
                resolved.filter(|address| targets == OutboundTargets::Any || is_public(address.ip())).collect();
            if addresses.is_empty() {
                return Err(Refused::Private.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(targets: OutboundTargets, address: &str) -> Result<(), Refused> {
        Outbound::new(targets).unwrap().check(&address.parse().unwrap())
    }

    #[test]
    fn addresses_that_lead_inside_are_refused_however_they_are_spelled() {
        for address in [
            "https://127.0.0.1/hook",
            "https://127.1/hook",
            "https://0x7f.0.0.1/hook",
            "https://2130706433/hook",
            "https://0177.0.0.1/hook",
            "https://0/hook",
            "https://localhost/hook",
            "https://LOCALHOST./hook",
            "https://printer.localhost/hook",
            "https://10.0.0.8/hook",
            "https://169.254.169.254/latest/meta-data",
            "https://100.100.100.200/latest/meta-data",
            "https://[::1]/hook",
            "https://[::]/hook",
            "https://[::ffff:127.0.0.1]/hook",
            "https://[fd00:ec2::254]/hook",
            "https://[fe80::1]/hook",
            "https://[64:ff9b::a00:1]/hook",
        ] {
            assert_eq!(checked(OutboundTargets::Public, address), Err(Refused::Private), "{address}");
        }
        assert_eq!(checked(OutboundTargets::Public, "http://example.org/hook"), Err(Refused::Plain));
        for targets in [OutboundTargets::Public, OutboundTargets::Any] {
            assert_eq!(checked(targets, "https://reader:secret@example.org/"), Err(Refused::Credentials));
            assert_eq!(checked(targets, "https://example.org:8443/hook?to=us"), Ok(()));
        }
        assert_eq!(checked(OutboundTargets::Any, "http://127.0.0.1:8000/hook"), Ok(()));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_when_it_is_asked() {
        // Every machine has this name, and resolves it to itself: it stands for any name that somebody else lets point there.
        let resolved = Resolver(OutboundTargets::Public).resolve("localhost".parse().unwrap()).await;
        let refused = resolved.map(|_| ()).unwrap_err();
        assert_eq!(refused.downcast_ref::<Refused>(), Some(&Refused::Private));
        assert!(Resolver(OutboundTargets::Any).resolve("localhost".parse().unwrap()).await.is_ok());
    }

    #[test]
    fn both_forms_of_a_time_to_wait_are_read() {
        let now: DateTime = "2026-03-01T12:00:00Z".parse().unwrap();
        let told = |text: &str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
            let answered = Answered { status: 503, headers, body: Vec::new(), took: Duration::ZERO };
            answered.retry_after(now).map(|moment| moment.to_string())
        };
        assert_eq!(told("120").as_deref(), Some("2026-03-01T12:02:00Z"));
        assert_eq!(told("Sun, 01 Mar 2026 13:00:00 GMT").as_deref(), Some("2026-03-01T13:00:00Z"));
        assert_eq!(told("soon"), None);
        assert_eq!(told("-1"), None);
    }
}
