//! Builds the static site: three wasm modules, their glue, the page.
//!
//! cargo → wasm-bindgen (as a library) → wasm-opt and esbuild (from npm) → hashed names → `dist/`, each file
//! with a `.br` beside it. All addresses are relative, so the site works under any path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use wasm_bindgen_cli_support::Bindgen;

use crate::assets::{Asset, brotli, cached};
use crate::{Outcome, page, reference, tools};

const PROFILE: &str = "site";

/// The glue and the optimised module of one binary.
struct Module {
    script: String,
    wasm: Vec<u8>,
}

/// All files of the site: those with hashed names, and those with fixed ones.
struct Site {
    hashed: Vec<Asset>,
    fixed: Vec<(String, Vec<u8>)>,
}

/// How much work a build puts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// What is published.
    Release,
    /// The same code without wasm-opt and without compression, for trying things out.
    Quick,
}

/// Builds everything and returns the folder.
pub(crate) fn build(effort: Effort) -> Outcome<PathBuf> {
    tools::ensure_wasm_target()?;
    tools::ensure_npm_packages()?;
    // One after the other: built together, the engine would have the reader's parsers too.
    for package in ["quarry-web", "quarry-reader"] {
        let mut cargo = tools::cargo();
        cargo.args(["build", "--locked", "--package", package, "--bins"]);
        tools::run(cargo.args(["--target", "wasm32-unknown-unknown", "--profile", PROFILE]))?;
    }
    let (app, reader, engine) = std::thread::scope(|scope| {
        let small =
            scope.spawn(|| (module("app", "-Oz", false, effort), module("reader", "-Oz", true, effort)));
        let engine = module("worker", "-O3", true, effort);
        let (app, reader) = small.join().expect("the thread does not panic");
        (app, reader, engine)
    });
    let site = assemble(app?, engine?, reader?)?;
    let dist = tools::root().join("dist");
    site.write(&dist, effort)?;
    println!("built {}", dist.display());
    Ok(dist)
}

/// A worker's glue is a classic script, since the worker starts from one blob that imports nothing.
fn module(name: &str, level: &str, classic: bool, effort: Effort) -> Outcome<Module> {
    let input = tools::target_dir().join("wasm32-unknown-unknown").join(PROFILE).join(format!("{name}.wasm"));
    let folder = tools::target_dir().join("site-glue").join(name);
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&input).out_name(name).typescript(false).omit_default_module_path(false);
    let target = if classic { bindgen.no_modules(true) } else { bindgen.web(true) };
    target
        .and_then(|bindgen| bindgen.generate(&folder))
        .map_err(|error| format!("wasm-bindgen: {error:?}"))?;
    let plain = folder.join(format!("{name}_bg.wasm"));
    let script = tools::read_text(&folder.join(format!("{name}.js")))?;
    if effort == Effort::Quick {
        return Ok(Module { script, wasm: tools::read(&plain)? });
    }
    let wasm = cached(&format!("wasm-opt {level}"), &tools::read(&plain)?, |path| {
        let mut wasm_opt = Command::new("node_modules/.bin/wasm-opt");
        tools::run(wasm_opt.arg(level).arg(&plain).arg("-o").arg(path))
    })?;
    Ok(Module { script, wasm })
}

fn assemble(app: Module, engine: Module, reader: Module) -> Outcome<Site> {
    let work = tools::target_dir().join("site-work");
    let www = tools::root().join("www");
    let no_names = json!({});
    bundle(&work, &[("engine/worker.js", "worker-start.js")], &no_names, &no_names)?;
    let (engine_script, engine_wasm) = worker(&work, "engine", engine)?;
    let (reader_script, reader_wasm) = worker(&work, "reader", reader)?;
    let reader_script = Asset::hashed("reader", "js", reader_script.into_bytes());
    let app_wasm = Asset::hashed("app", "wasm", app.wasm);
    tools::write(&work.join("app-glue.js"), app.script)?;
    let engine_sources = json!({
        // Its script is needed first of all, so it needs no request of its own.
        "engine": { "script": { "text": engine_script }, "wasm": source_of(&engine_wasm) },
        "reader": { "script": source_of(&reader_script), "wasm": source_of(&reader_wasm) },
    });
    let names = json!({ "QUARRY_ENGINE": engine_sources, "QUARRY_APP": source_of(&app_wasm) });
    bundle(
        &work,
        &[
            ("boot.js", "boot.js"),
            ("editor/codemirror.js", "codemirror.js"),
            ("quarry.js", "quarry.js"),
            ("css/index.css", "quarry.css"),
            ("reference/index.js", "reference.js"),
            ("css/reference.css", "reference.css"),
        ],
        &names,
        &no_names,
    )?;
    let codemirror = Asset::hashed("codemirror", "js", tools::read(&work.join("codemirror.js"))?);
    let files = json!({
        "#app": work.join("app-glue.js"),
        "#codemirror": format!("./{}", codemirror.name),
    });
    bundle(&work, &[("app.js", "app.js")], &names, &files)?;
    // Its bytes are hashed for the content policy, so they go into the page as they are.
    let boot_script = tools::read_text(&work.join("boot.js"))?.trim().to_owned();
    // An import has no other place for its integrity.
    let import_map =
        json!({ "integrity": { format!("./{}", codemirror.name): codemirror.integrity } }).to_string();
    let app_script = Asset::hashed("app", "js", tools::read(&work.join("app.js"))?);
    let style = Asset::hashed("quarry", "css", tools::read(&work.join("quarry.css"))?);
    let reference_script = Asset::hashed("reference", "js", tools::read(&work.join("reference.js"))?);
    let reference_style = Asset::hashed("reference", "css", tools::read(&work.join("reference.css"))?);
    let icon = Asset::hashed("quarry", "svg", tools::read(&www.join("icons/quarry.svg"))?);

    let tags = BTreeMap::from([
        // Behind the style the script would wait for it.
        (
            "style",
            format!(
                "<script>{boot_script}</script>\n    \
                 <script type=\"importmap\">{import_map}</script>\n    \
                 <link rel=\"stylesheet\" {} />",
                linked("href", &style)
            ),
        ),
        ("icon", format!("<link rel=\"icon\" type=\"image/svg+xml\" href=\"./{}\" />", icon.name)),
        ("glue", script(&app_script)),
        ("app", String::new()),
        ("engine", String::new()),
        ("reader", String::new()),
    ]);
    let html = page::replace_links(&tools::read_text(&www.join("index.html"))?, &tags)?;
    let inline = [boot_script.as_str(), import_map.as_str()];
    let html = page::with_policy(&html, &inline)?;
    let links = [
        format!("<link rel=\"stylesheet\" {} />", linked("href", &reference_style)),
        format!("<link rel=\"icon\" type=\"image/svg+xml\" href=\"./{}\" />", icon.name),
        script(&reference_script),
    ];
    let reference = page::with_policy(&reference::render(&links.join("\n    "))?, &[])?;
    let fixed = vec![
        ("index.html".to_owned(), html.into_bytes()),
        ("reference.html".to_owned(), reference.into_bytes()),
        ("quarry.js".to_owned(), tools::read(&work.join("quarry.js"))?),
        ("_headers".to_owned(), page::header_file(&inline).into_bytes()),
    ];
    Ok(Site {
        hashed: vec![
            app_script,
            codemirror,
            app_wasm,
            engine_wasm,
            reader_script,
            reader_wasm,
            style,
            icon,
            reference_script,
            reference_style,
        ],
        fixed,
    })
}

/// Script and module of a worker.
fn worker(work: &Path, name: &str, module: Module) -> Outcome<(String, Asset)> {
    let start = tools::read_text(&work.join("worker-start.js"))?;
    let script = minified(work, name, &format!("{}\n{start}", module.script))?;
    Ok((script, Asset::hashed(name, "wasm", module.wasm)))
}

impl Site {
    /// Writes `dist/` anew, each file with its compressed form.
    fn write(&self, dist: &Path, effort: Effort) -> Outcome {
        if dist.exists() {
            std::fs::remove_dir_all(dist).map_err(|error| format!("cannot empty dist: {error}"))?;
        }
        let hashed = self.hashed.iter().map(|asset| (&asset.name, &asset.bytes));
        for (name, bytes) in hashed.chain(self.fixed.iter().map(|(name, bytes)| (name, bytes))) {
            // Header files are read by the host, not by visitors.
            if effort == Effort::Quick || name.starts_with('_') {
                tools::write(&dist.join(name), bytes)?;
            } else {
                write_compressed(&dist.join(name), bytes)?;
            }
        }
        Ok(())
    }
}

fn write_compressed(path: &Path, bytes: &[u8]) -> Outcome {
    tools::write(path, bytes)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    tools::write(Path::new(&name), brotli(bytes)?)
}

/// Minifies one script that imports nothing.
fn minified(work: &Path, name: &str, source: &str) -> Outcome<String> {
    let input = work.join(format!("{name}-source.js"));
    let output = work.join(format!("{name}.js"));
    tools::write(&input, source)?;
    let mut esbuild = Command::new("node_modules/.bin/esbuild");
    esbuild.arg(&input).args(["--minify", "--target=es2022", "--log-level=warning"]);
    tools::run(esbuild.arg(format!("--outfile={}", output.display())))?;
    tools::read_text(&output)
}

/// Bundles files of `www/` into the work folder; `names` are constants for their scripts, `files` what
/// they import by other names.
fn bundle(
    work: &Path,
    entries: &[(&str, &str)],
    names: &serde_json::Value,
    files: &serde_json::Value,
) -> Outcome {
    let config = json!({
        "outdir": work,
        "entries": entries.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect::<Vec<_>>(),
        "files": files,
        "names": names,
    });
    let path = work.join("bundle.json");
    tools::write(&path, config.to_string())?;
    tools::run(Command::new("node").arg("www/build.mjs").arg(&path))
}

fn source_of(asset: &Asset) -> serde_json::Value {
    json!({ "url": format!("./{}", asset.name), "integrity": asset.integrity })
}

fn linked(attribute: &str, asset: &Asset) -> String {
    format!("{attribute}=\"./{}\" integrity=\"{}\" crossorigin=\"anonymous\"", asset.name, asset.integrity)
}

fn script(asset: &Asset) -> String {
    format!("<script type=\"module\" {}></script>", linked("src", asset))
}
