//! Where requests go: one of the three regions, or an address of one's own.
//!
//! The token travels to whatever this names, so an address is checked once, here, and cannot be built
//! unchecked. None of the refusals repeats the address, because a wrong one may hold a password.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

/// Where a workspace is hosted (API facts: base URLs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// United States
    Us,
    /// European Union
    Eu,
    /// Australia
    Au,
}

impl Region {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Region; 3] = [Region::Us, Region::Eu, Region::Au];

    /// The address of the region's API.
    pub fn base(self) -> Base {
        let host = match self {
            Region::Us => "api.intercom.io",
            Region::Eu => "api.eu.intercom.io",
            Region::Au => "api.au.intercom.io",
        };
        Base { text: format!("https://{host}"), host: host.to_owned(), secure: true, loopback: false }
    }

    /// The host of the web app, for a link that a person can open.
    pub fn web_app_host(self) -> &'static str {
        match self {
            Region::Us => "app.intercom.com",
            Region::Eu => "app.eu.intercom.com",
            Region::Au => "app.au.intercom.com",
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Region::Us => "US",
            Region::Eu => "EU",
            Region::Au => "AU",
        })
    }
}

impl FromStr for Region {
    type Err = String;

    /// Reads `us`, `eu` or `au` in any case; anything else is refused with a sentence.
    fn from_str(text: &str) -> Result<Region, String> {
        let text = text.trim();
        Region::ALL
            .into_iter()
            .find(|region| region.to_string().eq_ignore_ascii_case(text))
            .ok_or_else(|| "a region is one of us, eu or au".to_owned())
    }
}

/// A checked base URL: `https` to any host, or `http` to this computer; perhaps with a path in front.
#[derive(Clone, PartialEq, Eq)]
pub struct Base {
    /// scheme, host, port and path, without a slash at the end
    text: String,
    host: String,
    secure: bool,
    loopback: bool,
}

impl Base {
    /// Checks an address. The refusal is a sentence without the address in it.
    pub fn parse(text: &str) -> Result<Base, String> {
        let refuse = |why: &str| Err(why.to_owned());
        let text = text.trim();
        if text.is_empty() {
            return refuse("the base URL is empty; give one such as https://api.intercom.io");
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return refuse("the base URL holds a space, a backslash or an invisible character; take it out");
        }
        let Ok(url) = Url::parse(text) else {
            return refuse("the base URL can't be read; write it whole, as in https://api.intercom.io");
        };
        let secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return refuse("the base URL needs to begin with https://"),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("the base URL holds a name or a password; take out the part before the @");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("the base URL can't hold a ? or a #; end it after the path");
        }
        let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
            return refuse("the base URL names no host; write it as in https://api.intercom.io");
        };
        let loopback = is_loopback(host);
        if !secure && !loopback {
            return refuse("plain http:// is for this computer only; use https:// for any other host");
        }
        Ok(Base {
            text: url.as_str().trim_end_matches('/').to_owned(),
            host: host.to_owned(),
            secure,
            loopback,
        })
    }

    /// The host alone, as it may be named in a sentence.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is this computer.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether requests travel encrypted.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The whole address of a path that begins with a slash.
    pub(crate) fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base({})", self.text)
    }
}

impl FromStr for Base {
    type Err = String;

    fn from_str(text: &str) -> Result<Base, String> {
        Base::parse(text)
    }
}

/// 127.0.0.0/8, `::1` and `localhost`; nothing else, not even a name that happens to resolve there.
fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_regions_are_known() {
        let shown: Vec<(String, String, &str)> =
            Region::ALL.iter().map(|r| (r.to_string(), r.base().to_string(), r.web_app_host())).collect();
        assert_eq!(shown[0], ("US".into(), "https://api.intercom.io".into(), "app.intercom.com"));
        assert_eq!(shown[1], ("EU".into(), "https://api.eu.intercom.io".into(), "app.eu.intercom.com"));
        assert_eq!(shown[2], ("AU".into(), "https://api.au.intercom.io".into(), "app.au.intercom.com"));
        for region in Region::ALL {
            assert_eq!(Base::parse(&region.base().to_string()), Ok(region.base()));
        }
    }

    #[test]
    fn a_region_is_read_in_any_case() {
        assert_eq!("us".parse(), Ok(Region::Us));
        assert_eq!(" EU ".parse(), Ok(Region::Eu));
        assert_eq!("Au".parse(), Ok(Region::Au));
        assert!("de".parse::<Region>().unwrap_err().contains("us, eu or au"));
    }

    #[test]
    fn a_path_in_front_is_kept() {
        let base = Base::parse(" https://Gateway.Example/intercom/v2/ ").unwrap();
        assert_eq!(base.to_string(), "https://gateway.example/intercom/v2");
        assert_eq!(base.endpoint("/me"), "https://gateway.example/intercom/v2/me");
        assert_eq!(base.host(), "gateway.example");
    }

    #[test]
    fn plain_http_reaches_this_computer_only() {
        for inside in [
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://localhost:1",
            "http://LOCALHOST",
            "http://[::1]:4010/p",
        ] {
            let base = Base::parse(inside).unwrap();
            assert!(base.is_loopback() && !base.is_secure(), "{inside}");
        }
        for outside in [
            "http://api.intercom.io",
            "http://10.0.0.1",
            "http://0.0.0.0:80",
            "http://localhost.example",
            "http://localhost.",
            "http://127.0.0.1.example",
            "http://[::ffff:127.0.0.1]",
            "http://[::]",
        ] {
            assert!(Base::parse(outside).unwrap_err().contains("this computer only"), "{outside}");
        }
        assert!(Base::parse("https://127.0.0.1").unwrap().is_loopback());
    }
}
