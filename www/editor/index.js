// The query editor. It begins as a text area, so that a query can be typed and run before CodeMirror is there.
//
// All offsets that cross this border are UTF-16, as JavaScript counts.
import { TextArea } from "./textarea.js";

/** What the app does with an editor. */
class Editor {
  #parent;
  #options;
  #view;
  #whole;
  #problems = [[], []];

  constructor(parent, options) {
    this.#parent = parent;
    this.#options = options;
    this.#view = new TextArea(parent, options);
  }

  text() {
    return this.#view.text();
  }

  cursor() {
    return this.#view.selection()[1];
  }

  focus() {
    this.#view.focus();
  }

  /** Replaces the whole text as one step that can be undone. */
  setText(text) {
    this.#view.change([[0, this.text().length, text]], { selection: { anchor: text.length } });
  }

  /** Puts text in place of the selection, with blanks where it would run into a word. */
  insert(text) {
    const whole = this.text();
    const [from, to] = this.#view.selection().sort((one, other) => one - other);
    const before = /[\w"')\]]$/.test(whole.slice(0, from)) ? " " : "";
    const after = /^\w/.test(whole.slice(to)) ? " " : "";
    const selection = { anchor: from + before.length + text.length };
    this.#view.change([[from, to, before + text + after]], { selection, userEvent: "input.paste" });
    this.focus();
  }

  /** Applies edits `[[from, to, text], …]`, all against the present text. */
  edit(edits) {
    const most = this.text().length;
    const valid = edits.filter(([from, to]) => from <= to && to <= most);
    this.#view.change(valid, { userEvent: "input.fix" });
    this.focus();
  }

  /** Moves the cursor to a place and shows it. */
  select(from, to) {
    const most = this.text().length;
    this.#view.change([], { selection: { anchor: Math.min(from, most), head: Math.min(to, most) } });
    this.focus();
  }

  /** Shows what is wrong: `[{from, to, severity, code, message, help, fixes: [{title, edits}]}]`. */
  showProblems(list, marks) {
    this.#problems = [list, marks];
    this.#view.showProblems(list, marks);
  }

  /** Puts CodeMirror in the place of the text area, once it is loaded. */
  complete() {
    this.#whole ??= this.#load().catch((error) => this.#options.plain(error.message));
  }

  async #load() {
    await idle();
    const { CodeEditor } = await import("#codemirror");
    const area = this.#view;
    await area.composed();
    const focused = area.hasFocus();
    this.#view = new CodeEditor(this.#parent, this.#options, area);
    area.remove();
    this.#view.showProblems(...this.#problems);
    if (focused) this.focus();
  }
}

// Safari has no idle callbacks.
const idle = () =>
  new Promise((resolve) => (globalThis.requestIdleCallback ? requestIdleCallback(resolve, { timeout: 500 }) : setTimeout(resolve, 50)));

const words = { label: "Query", placeholder: "Type a query, paste one, or drop event files on the page" };

globalThis.QuarryEditor = { create: (parent, options) => new Editor(parent, { ...options, ...words }) };
