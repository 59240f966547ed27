//! Runs other programs, and installs the ones that are missing.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the manifest lies two folders below the root")
        .to_path_buf()
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The cargo that runs this task.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command in the workspace; a failure names it.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command
        .current_dir(root())
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cannot start '{shown}': {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("'{shown}' failed ({status})")) }
}

/// Adds the WebAssembly target when rustc does not have it.
pub(crate) fn ensure_wasm_target() -> Outcome {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib").is_dir() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// Installs the npm packages of the lock file when they are missing or older than it.
pub(crate) fn ensure_npm_packages() -> Outcome {
    let modified = |path: &str| std::fs::metadata(root().join(path)).and_then(|data| data.modified()).ok();
    let installed = modified("node_modules/.package-lock.json");
    if installed.is_some() && installed >= modified("package-lock.json") {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]))
}

/// A Chromium for the browser tests: the one of the environment, an installed one, or Debian's package.
pub(crate) fn ensure_chromium() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("QUARRY_CHROMIUM") {
        return Ok(path.into());
    }
    let find = || {
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
            .iter()
            .map(PathBuf::from)
            .find(|path| path.exists())
    };
    if let Some(path) = find() {
        return Ok(path);
    }
    println!("no Chromium found; installing Debian's");
    let prefix: &[&str] =
        if output(Command::new("id").arg("-u"))?.trim() == "0" { &[] } else { &["sudo", "-n"] };
    for arguments in
        [&["apt-get", "update"][..], &["apt-get", "install", "-y", "--no-install-recommends", "chromium"]]
    {
        let words: Vec<&str> = prefix.iter().chain(arguments).copied().collect();
        let (program, rest) = words.split_first().expect("there is a program");
        run(Command::new(program).args(rest).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    find().ok_or_else(|| "Chromium is needed for the browser tests; set QUARRY_CHROMIUM to its path".into())
}

/// What a command prints.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let shown = shown(command);
    let output = command
        .current_dir(root())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot start '{shown}': {error}"))?;
    if !output.status.success() {
        return Err(format!("'{shown}' failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

pub(crate) fn read(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

pub(crate) fn read_text(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Outcome {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    }
    std::fs::write(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn shown(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect();
    let line = words.join(" ");
    match line.char_indices().nth(160) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line,
    }
}
