// The filter of the reference page: names first, then what is said of them.
const filter = document.getElementById("filter");
const found = document.getElementById("found");
const nothing = document.getElementById("nothing");
const entries = [...document.querySelectorAll("article")].map((article) => ({
  article,
  name: article.querySelector("h3 a").textContent.toLowerCase(),
  text: article.textContent.toLowerCase(),
  link: document.querySelector(`nav a[href="#${CSS.escape(article.id)}"]`)?.parentElement,
}));
const sections = [...document.querySelectorAll("main > section")];
const groups = [...document.querySelectorAll("nav details")];

function apply() {
  const wanted = filter.value.trim().toLowerCase();
  const named = entries.filter(({ name }) => name.includes(wanted));
  const shown = new Set(named.length > 0 ? named : entries.filter(({ text }) => text.includes(wanted)));
  for (const entry of entries) {
    entry.article.hidden = !shown.has(entry);
    if (entry.link) entry.link.hidden = entry.article.hidden;
  }
  for (const section of sections) section.hidden = !section.querySelector("article:not([hidden])");
  for (const group of groups) {
    group.hidden = !group.querySelector("li:not([hidden])");
    group.open = wanted !== "" && !group.hidden;
  }
  found.textContent = `${shown.size} of ${entries.length}`;
  nothing.hidden = shown.size > 0;
  const first = wanted && entries.find((entry) => shown.has(entry) && entry.name === wanted);
  if (first) first.article.scrollIntoView({ block: "start" });
  else if (wanted) scrollTo(0, 0);
}

filter.addEventListener("input", apply);
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== filter) {
    event.preventDefault();
    filter.focus();
  } else if (event.key === "Escape") {
    filter.value = "";
    apply();
  }
});
// A link to an entry shows it, whatever the filter hides.
addEventListener("hashchange", () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.closest("[hidden]")) {
    filter.value = "";
    apply();
    target.scrollIntoView({ block: "start" });
  }
});
