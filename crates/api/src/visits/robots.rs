/// Parts of the names by which programs that nobody reads with call themselves, in lower case.
const ROBOTS: &[&str] = &[
    "apache-httpclient",
    "archive",
    "axios",
    "bot",
    "check",
    "crawl",
    "curl",
    "facebookexternalhit",
    "feed",
    "fetch",
    "go-http-client",
    "headless",
    "http-client",
    "httpx",
    "java/",
    "libwww",
    "lighthouse",
    "mediapartners",
    "monitor",
    "node",
    "okhttp/",
    "phantom",
    "ping",
    "playwright",
    "postman",
    "preview",
    "puppeteer",
    "python",
    "reqwest",
    "ruby",
    "scan",
    "scrapy",
    "selenium",
    "slurp",
    "spider",
    "wget",
    "whatsapp/",
];

/// What browsers say of themselves though it looks like a robot's name: Cubot makes telephones.
const READERS: &[&str] = &["cubot"];

/// Whether a program that calls itself so is read by nobody. One that does not say its name is.
pub(super) fn is_robot(agent: &str) -> bool {
    let agent = READERS.iter().fold(agent.to_ascii_lowercase(), |agent, reader| agent.replace(reader, ""));
    agent.trim().is_empty() || ROBOTS.iter().any(|robot| agent.contains(robot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_and_the_programs_of_telephones_are_readers() {
        for agent in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 \
             Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
             Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0 Mobile \
             Safari/537.36 MicroMessenger/8.0.60",
            "ShanghaiDoctor/2.1 (iOS 19.0)",
        ] {
            assert!(!is_robot(agent), "{agent}");
        }
    }

    #[test]
    fn crawlers_tools_and_the_nameless_are_robots() {
        for agent in [
            "",
            " ",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0 Safari/537.36",
            "curl/8.5.0",
            "python-requests/2.32",
            "facebookexternalhit/1.1",
        ] {
            assert!(is_robot(agent), "{agent}");
        }
    }
}
