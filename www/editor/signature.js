// The signature of the call around the cursor, while its arguments are typed.
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, ViewPlugin, keymap, showTooltip } from "@codemirror/view";

const setHelp = StateEffect.define();

const help = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHelp)) return effect.value;
    return value && transaction.docChanged ? { ...value, pos: transaction.changes.mapPos(value.pos) } : value;
  },
  provide: (field) => showTooltip.from(field),
});

/** `ask` takes text and place and promises JSON text. */
export function signatures(ask) {
  const asker = ViewPlugin.define((view) => new Asker(view, ask));
  return [
    help,
    look,
    asker,
    keymap.of([
      { key: "Mod-Shift-Space", run: (view) => (view.plugin(asker)?.soon(true), true) },
      { key: "Escape", run: (view) => hide(view) },
    ]),
  ];
}

function hide(view) {
  if (!view.state.field(help)) return false;
  view.dispatch({ effects: setHelp.of(null) });
  return true;
}

class Asker {
  constructor(view, ask) {
    this.view = view;
    this.ask = ask;
    this.timer = 0;
  }

  update(update) {
    const typed = update.docChanged && update.transactions.some((transaction) => transaction.isUserEvent("input"));
    const open = update.state.field(help) !== null;
    if (typed || (open && (update.docChanged || update.selectionSet))) this.soon(typed || open);
  }

  soon(wanted) {
    clearTimeout(this.timer);
    if (wanted) this.timer = setTimeout(() => this.show(), 60);
  }

  destroy() {
    clearTimeout(this.timer);
  }

  async show() {
    const { state } = this.view;
    const at = state.selection.main.head;
    // Outside of all parentheses there is nothing to ask for.
    const near = state.sliceDoc(Math.max(0, at - 2000), at);
    const answer = near.includes("(") ? JSON.parse(await this.ask(state.doc.toString(), at)) : null;
    if (this.view.state.doc !== state.doc || this.view.state.selection.main.head !== at) return;
    if (!answer && !this.view.state.field(help)) return;
    this.view.dispatch({ effects: setHelp.of(answer && tooltip(at, answer)) });
  }
}

function tooltip(pos, answer) {
  return {
    pos,
    above: true,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "q-signature";
      const code = document.createElement("code");
      const part = document.createElement("strong");
      part.textContent = answer.label.slice(answer.from, answer.to);
      code.append(answer.label.slice(0, answer.from), part, answer.label.slice(answer.to));
      const text = document.createElement("p");
      text.textContent = answer.text;
      dom.append(code, text);
      return { dom };
    },
  };
}

const look = EditorView.baseTheme({
  ".q-signature": { padding: "4px 10px", maxWidth: "560px" },
  ".q-signature code": { fontFamily: "var(--mono)", fontSize: "12.5px" },
  ".q-signature strong": { color: "var(--accent)", fontWeight: "650" },
  ".q-signature p": { margin: "2px 0 0", color: "var(--text-soft)", fontSize: "12.5px", fontFamily: "var(--sans)" },
});
