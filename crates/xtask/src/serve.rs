//! A small static server for the built site, on the loopback address.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::{Outcome, page, site, tools};

struct Server {
    dist: PathBuf,
    /// The headers of every answer, as text.
    headers: String,
}

/// Builds the site and serves it until the process ends.
pub(crate) fn run(arguments: &[String], effort: site::Effort) -> Outcome {
    let mut words = arguments.iter().filter(|argument| *argument != "--quick");
    let port: u16 = match words.next().map(String::as_str) {
        None => 8080,
        Some("--port") => words.next().and_then(|port| port.parse().ok()).ok_or("--port needs a number")?,
        Some(other) => return Err(format!("serve does not know '{other}'")),
    };
    let dist = site::build(effort)?;
    let headers = tools::read_text(&dist.join("_headers"))?;
    let headers = page::headers(&headers).map(|line| format!("{line}\r\n")).collect();
    let listener = TcpListener::bind(("127.0.0.1", port))
        .map_err(|error| format!("cannot listen on {port}: {error}"))?;
    println!("Quarry is at http://127.0.0.1:{port}/ (stop with Ctrl+C)");
    let server = Arc::new(Server { dist, headers });
    for stream in listener.incoming().flatten() {
        let server = Arc::clone(&server);
        // A visitor who hangs up in the middle is no error of the server.
        std::thread::spawn(move || server.answer(stream).ok());
    }
    Ok(())
}

impl Server {
    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?.take(64 * 1024));
        let mut request = String::new();
        reader.read_line(&mut request)?;
        let mut accepts_brotli = false;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            let line = line.to_ascii_lowercase();
            accepts_brotli |= line.starts_with("accept-encoding:") && line.contains("br");
        }
        let mut words = request.split_whitespace();
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
        if method != "GET" && method != "HEAD" {
            return write!(
                stream,
                "HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            );
        }
        let Some(path) = self.file(target) else {
            return write!(
                stream,
                "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 9\r\n\r\nnot found"
            );
        };
        let compressed = PathBuf::from(format!("{}.br", path.display()));
        let encoded = accepts_brotli && compressed.exists();
        let body = std::fs::read(if encoded { &compressed } else { &path })?;
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {}\r\n{}{}\r\n",
            content_type(&path),
            body.len(),
            if is_hashed(&path) { "public, max-age=31536000, immutable" } else { "no-cache" },
            if encoded { "Content-Encoding: br\r\nVary: Accept-Encoding\r\n" } else { "" },
            self.headers,
        )?;
        if method == "GET" { stream.write_all(&body) } else { Ok(()) }
    }

    /// The file that an address names, if it lies in the site.
    fn file(&self, target: &str) -> Option<PathBuf> {
        let path = target.split(['?', '#']).next().unwrap_or("").trim_start_matches('/');
        let path = Path::new(if path.is_empty() { "index.html" } else { path });
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let file = self.dist.join(path);
        (plain && file.is_file()).then_some(file)
    }
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// Whether the name holds its content's hash: `stem-0123456789ab.extension`.
fn is_hashed(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
