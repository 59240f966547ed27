// F2 gives the name at the cursor another spelling everywhere in its query.
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showPanel } from "@codemirror/view";

const setPlace = StateEffect.define();

/** The place of the name while its new spelling is typed. */
const place = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setPlace)) return effect.value;
    return transaction.docChanged ? null : value;
  },
  provide: (field) => showPanel.from(field, (value) => value && ((view) => panel(view, value))),
});

/** `rename` takes text, place and new name, and promises why nothing was changed, or an empty text. */
export function renaming(rename) {
  return [place, theme, keymap.of([{ key: "F2", run: (view) => start(view, rename) }])];
}

function start(view, rename) {
  const at = view.state.selection.main.head;
  const word = view.state.wordAt(at);
  if (!word) return false;
  const name = view.state.sliceDoc(word.from, word.to);
  view.dispatch({ effects: setPlace.of({ at: word.from, name, rename }) });
  return true;
}

function panel(view, { at, name, rename }) {
  const dom = document.createElement("form");
  dom.className = "q-rename";
  const label = document.createElement("label");
  const input = document.createElement("input");
  const reason = document.createElement("span");
  input.value = name;
  input.spellcheck = false;
  reason.setAttribute("role", "status");
  label.append(`Rename ${name} to `, input);
  dom.append(label, reason);
  const close = () => {
    view.dispatch({ effects: setPlace.of(null) });
    view.focus();
  };
  dom.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refused = await rename(view.state.doc.toString(), at, input.value.trim());
    if (refused) reason.textContent = refused;
    else close();
  });
  dom.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
  return { dom, mount: () => (input.focus(), input.select()) };
}

const theme = EditorView.baseTheme({
  ".q-rename": { display: "flex", gap: "12px", alignItems: "center", padding: "6px 10px", fontSize: "13px" },
  ".q-rename input": {
    font: "13px var(--mono)",
    padding: "2px 6px",
    border: "1px solid var(--border)",
    borderRadius: "4px",
    background: "var(--surface)",
    color: "var(--text)",
  },
  ".q-rename span": { color: "var(--error)" },
});
