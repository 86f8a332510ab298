//! What a client may connect to in place of the server: nothing, a bad name, servers that cannot do TLS.

#![expect(clippy::disallowed_methods, reason = "a server of a test runs in a thread")]

use crate::between::Between;
use crate::table::Place;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};
use std::io::{ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A label may have 63 characters, so that nobody needs to be asked for this one.
const LABEL: usize = 64;

/// The places, each with its port.
pub struct Places {
    nowhere: u16,
    hangs_up: u16,
    silent: u16,
    untrusted: u16,
    /// Where redirects point to. Nobody may ever come.
    away: TcpListener,
}

impl Places {
    pub fn open() -> Self {
        let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let hangs_up = serve(|mut stream| drop(stream.read(&mut [0; 1])));
        let silent = serve(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            while stream.read(&mut [0; 1024]).is_ok_and(|count| count > 0) {}
        });
        let config = own_certificate();
        let untrusted = serve(move |mut stream| {
            let mut tls = ServerConnection::new(Arc::clone(&config)).unwrap();
            while tls.is_handshaking() && tls.complete_io(&mut stream).is_ok() {}
        });
        let away = TcpListener::bind("127.0.0.1:0").unwrap();
        away.set_nonblocking(true).unwrap();
        Self { nowhere, hangs_up, silent, untrusted, away }
    }

    /// The base URL of a place.
    pub fn address(&self, place: Place, between: &Between) -> String {
        match place {
            Place::Nowhere => format!("http://127.0.0.1:{}", self.nowhere),
            Place::BadName => format!("https://{}", Self::bad_name()),
            Place::Plain => format!("https://{}", between.address()),
            Place::HangsUp => format!("https://127.0.0.1:{}", self.hangs_up),
            Place::Silent => format!("https://127.0.0.1:{}", self.silent),
            Place::Untrusted => format!("https://127.0.0.1:{}", self.untrusted),
        }
    }

    pub fn bad_name() -> String {
        format!("{}.invalid", "a".repeat(LABEL))
    }

    /// Puts the port of the place that redirects point to, and the bad name, where they are meant.
    pub fn fill_in(&self, bytes: &[u8]) -> Vec<u8> {
        let Ok(text) = str::from_utf8(bytes) else { return bytes.to_vec() };
        let port = self.away.local_addr().unwrap().port().to_string();
        text.replace("{port}", &port).replace("{host}", &Self::bad_name()).into_bytes()
    }

    /// Fails if anyone came to the place that redirects point to.
    pub fn nobody_was_led_away(&self) {
        assert_eq!(self.away.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    }
}

/// Serves each connection in a thread of its own, until the test ends. Returns the port.
fn serve(each: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let each = Arc::new(each);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let each = Arc::clone(&each);
            thread::spawn(move || each(stream));
        }
    });
    port
}

fn own_certificate() -> Arc<ServerConfig> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate can be made");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    Arc::new(config)
}
