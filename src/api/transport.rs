//! Why no answer began, told apart by the kinds of errors in the chain and never by their text.

use std::error::Error;
use std::io;

use rustls::CertificateError;
use rustls::pki_types::InvalidDnsNameError;

use super::base::Base;
use super::failure::Cause;

/// Why a client could not be made.
pub(crate) fn unprepared(error: &reqwest::Error) -> Cause {
    let other = || Cause::Unsendable { why: "the client could not be prepared".to_owned() };
    find::<rustls::Error>(error).map_or_else(other, tls)
}

/// Why a request got no answer. Only what failed while connecting is certain not to have been sent.
pub(crate) fn unanswered(error: &reqwest::Error, base: &Base) -> Cause {
    if error.is_builder() {
        return Cause::Unsendable { why: "it can't be put together".to_owned() };
    }
    if error.is_timeout() {
        return Cause::TimedOut { connecting: error.is_connect() };
    }
    if !error.is_connect() {
        return Cause::Dropped;
    }
    // A name that no certificate could carry is refused before anyone is asked for it.
    if error.is_dns() || find::<InvalidDnsNameError>(error).is_some() {
        return Cause::Dns { host: base.host().to_owned() };
    }
    if let Some(error) = find::<rustls::Error>(error) {
        return tls(error);
    }
    let failed_as = |kinds: &[io::ErrorKind]| {
        chain(error)
            .filter_map(|error| error.downcast_ref::<io::Error>())
            .any(|error| kinds.contains(&error.kind()))
    };
    if failed_as(&[io::ErrorKind::ConnectionRefused]) {
        return Cause::Refused;
    }
    // The connection stood, and no request had gone out: this was the handshake.
    let cut =
        [io::ErrorKind::UnexpectedEof, io::ErrorKind::ConnectionReset, io::ErrorKind::ConnectionAborted];
    if base.is_secure() && failed_as(&cut) {
        return Cause::Tls { detail: "the server ended the connection during the handshake".to_owned() };
    }
    Cause::Unreachable
}

/// Why TLS failed, in words where the case is common.
pub(crate) fn tls(error: &rustls::Error) -> Cause {
    let detail = match error {
        rustls::Error::InvalidCertificate(fault) => match fault {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "the server's certificate has expired"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "the server's certificate is not valid yet"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the server's certificate is for another name"
            }
            CertificateError::UnknownIssuer => {
                "whoever issued the server's certificate is not trusted on this computer"
            }
            CertificateError::Revoked => "the server's certificate was revoked",
            _ => "the server's certificate is not valid",
        },
        rustls::Error::InvalidMessage(_) => "the server does not speak TLS there",
        rustls::Error::AlertReceived(_) => "the server refused the handshake",
        rustls::Error::PeerIncompatible(_) => "the server speaks no version of TLS that is still safe",
        rustls::Error::General(_) => "this computer's certificates could not be used",
        _ => "the handshake failed",
    };
    Cause::Tls { detail: detail.to_owned() }
}

/// The first error of a type in the chain.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|error| error.downcast_ref())
}

/// An error and its sources. An `io::Error` hides what it wraps from `source()`, so it is opened by hand.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_problem_is_found_inside_an_io_error() {
        let inner = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let outer = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, inner));
        let found = find::<rustls::Error>(&outer).map(tls);
        let detail = "whoever issued the server's certificate is not trusted on this computer";
        assert_eq!(found, Some(Cause::Tls { detail: detail.to_owned() }));
    }

    #[tokio::test]
    async fn a_name_that_the_resolver_does_not_find_is_told() {
        // A label longer than 63 characters: the resolver gives up without asking anyone.
        let host = format!("{}.invalid", "a".repeat(64));
        let nobody =
            rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth();
        let client = reqwest::Client::builder().no_proxy().tls_backend_preconfigured(nobody).build().unwrap();
        let error = client.get(format!("http://{host}")).send().await.unwrap_err();
        let base = Base::parse(&format!("https://{host}")).unwrap();
        assert_eq!(unanswered(&error, &base), Cause::Dns { host });
    }
}
