//! A mail server on a real socket. It speaks SMTP as RFC 5321 wants it, with sign-in and encryption where asked for, and fails where it
//! is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes everything.
    Kind,
    /// Takes everything, and closes each conversation after its first message without a word.
    Hasty,
    /// Takes mail for nobody (550 at RCPT).
    Nobody,
    /// Takes nothing just now (451 at RCPT).
    Later,
    /// Takes nothing of this kind (554 after the text).
    Spam,
    /// Accepts the connection and says nothing.
    Mute,
    /// Takes the text, then closes without saying so.
    Forgetful,
    /// Takes the text, and waits with its answer until its mood has changed.
    Slow,
}

/// One mail as it arrived.
#[derive(Debug, Clone)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body, dots undone.
    pub text: String,
}

impl Mail {
    pub fn header(&self, name: &str) -> String {
        let prefix = format!("{}: ", name.to_lowercase());
        let line = self.text.split("\r\n").find(|line| line.to_lowercase().starts_with(&prefix));
        line.map(|line| line[prefix.len()..].to_owned()).unwrap_or_default()
    }

    pub fn body(&self) -> String {
        let (_, body) = self.text.split_once("\r\n\r\n").unwrap();
        match self.header("content-transfer-encoding").as_str() {
            "base64" => {
                let bytes = data_encoding::BASE64.decode(body.replace("\r\n", "").as_bytes()).unwrap();
                String::from_utf8(bytes).unwrap()
            }
            "quoted-printable" => unquote(body),
            _ => body.to_owned(),
        }
    }
}

fn unquote(body: &str) -> String {
    let mut bytes = Vec::new();
    let text = body.replace("=\r\n", "");
    let mut rest = text.as_bytes();
    while let Some(first) = rest.first() {
        if *first == b'=' {
            bytes.extend(data_encoding::HEXUPPER.decode(&rest[1..3]).unwrap());
            rest = &rest[3..];
        } else {
            bytes.push(*first);
            rest = &rest[1..];
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// How a conversation is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    None,
    Starttls,
    Tls,
}

/// The server; it goes with the value.
pub struct SmtpServer {
    pub address: SocketAddr,
    /// What it signs its encryption with.
    pub certificate: CertificateDer<'static>,
    state: Arc<State>,
    task: tokio::task::JoinHandle<()>,
}

struct State {
    mood: watch::Sender<Mood>,
    mails: Mutex<Vec<Mail>>,
    /// Connections accepted, and texts received whether or not that was admitted.
    counts: watch::Sender<(usize, usize)>,
    encryption: Encryption,
    acceptor: TlsAcceptor,
    /// User and password that must be given, if any must.
    account: Option<(&'static str, &'static str)>,
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpServer {
    pub async fn open(mood: Mood) -> SmtpServer {
        SmtpServer::open_with(mood, Encryption::None, None).await
    }

    pub async fn open_with(mood: Mood, encryption: Encryption, account: Option<(&'static str, &'static str)>) -> SmtpServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (certificate, acceptor) = own_certificate();
        let state = Arc::new(State {
            mood: watch::Sender::new(mood),
            mails: Mutex::default(),
            counts: watch::Sender::new((0, 0)),
            encryption,
            acceptor,
            account,
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.counts.send_modify(|counts| counts.0 += 1);
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    let _ = match state.encryption {
                        Encryption::Tls => match state.acceptor.accept(stream).await {
                            Ok(stream) => converse(stream, &state, true, true).await.map(|_| ()),
                            Err(error) => Err(error),
                        },
                        _ => match converse(stream, &state, false, true).await {
                            Ok(Some(stream)) => match state.acceptor.accept(stream).await {
                                Ok(stream) => converse(stream, &state, true, false).await.map(|_| ()),
                                Err(error) => Err(error),
                            },
                            other => other.map(|_| ()),
                        },
                    };
                });
            }
        });
        SmtpServer { address, certificate, state, task }
    }

    pub fn mood(&self, mood: Mood) {
        self.state.mood.send_replace(mood);
    }

    /// The mails it admitted to have.
    pub fn mails(&self) -> Vec<Mail> {
        self.state.mails.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.state.counts.borrow().0
    }

    /// Waits until it has received so many texts, whether or not it said so.
    pub async fn texts(&self, count: usize) {
        self.state.counts.subscribe().wait_for(|counts| counts.1 >= count).await.unwrap();
    }
}

/// A certificate of its own for this computer, and what serves with it.
pub fn own_certificate() -> (CertificateDer<'static>, TlsAcceptor) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().der().clone();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    (certificate, TlsAcceptor::from(Arc::new(config)))
}

/// One conversation; answers the stream when it is to be encrypted now.
async fn converse<S>(stream: S, state: &State, encrypted: bool, greet: bool) -> std::io::Result<Option<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    if *state.mood.borrow() == Mood::Mute {
        // Until the other side hangs up.
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        return Ok(None);
    }
    if greet {
        stream.write_all(b"220 mail.test ESMTP\r\n").await?;
    }
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut signed_in = state.account.is_none();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        let mood = *state.mood.borrow();
        let word = line.split(' ').next().unwrap_or("").to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" => {
                let starttls = if state.encryption == Encryption::Starttls && !encrypted { "250-STARTTLS\r\n" } else { "" };
                format!("250-mail.test\r\n{starttls}250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
            }
            "STARTTLS" if state.encryption == Encryption::Starttls && !encrypted => {
                stream.write_all(b"220 go ahead\r\n").await?;
                return Ok(Some(stream.into_inner()));
            }
            "AUTH" => {
                let given = line.strip_prefix("AUTH PLAIN ").and_then(|text| data_encoding::BASE64.decode(text.as_bytes()).ok());
                let wanted = state.account.map(|(user, password)| format!("\0{user}\0{password}").into_bytes());
                signed_in = given.is_some() && given == wanted;
                if signed_in { "235 welcome".to_owned() } else { "535 who are you".to_owned() }
            }
            "MAIL" if !signed_in => "530 sign in first".to_owned(),
            "MAIL" => {
                from = address(line);
                to.clear();
                "250 ok".to_owned()
            }
            "RCPT" if mood == Mood::Nobody => "550 no such user here".to_owned(),
            "RCPT" if mood == Mood::Later => "451 come back later".to_owned(),
            "RCPT" => {
                to.push(address(line));
                "250 ok".to_owned()
            }
            "DATA" if to.is_empty() => "503 to whom?".to_owned(),
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let text = read_text(&mut stream).await?;
                state.counts.send_modify(|counts| counts.1 += 1);
                if mood == Mood::Slow {
                    let mut moods = state.mood.subscribe();
                    let _ = moods.wait_for(|mood| *mood != Mood::Slow).await;
                }
                match *state.mood.borrow() {
                    Mood::Forgetful => return Ok(None),
                    Mood::Spam => "554 not in this house".to_owned(),
                    _ => {
                        state.mails.lock().unwrap().push(Mail { from: from.clone(), to: to.clone(), text });
                        "250 queued".to_owned()
                    }
                }
            }
            "RSET" | "NOOP" => "250 ok".to_owned(),
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(None);
            }
            _ => "500 what?".to_owned(),
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        if word == "DATA" && mood == Mood::Hasty {
            return Ok(None);
        }
    }
}

fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address.to_owned()).unwrap_or_default()
}

async fn read_text<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
