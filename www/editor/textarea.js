// What the query is typed into before the whole editor is there.

/** Calls `change`, `cursor`, `run` and `cancel` of the options as the whole editor does. */
export class TextArea {
  #area = document.createElement("textarea");
  #composing = false;

  constructor(parent, options) {
    const area = this.#area;
    area.value = options.doc;
    area.placeholder = options.placeholder;
    area.spellcheck = false;
    area.autocapitalize = "off";
    area.setAttribute("autocorrect", "off");
    area.setAttribute("aria-label", options.label);
    area.oninput = () => options.change(area.value);
    area.onselectionchange = () => options.cursor();
    area.onkeydown = (event) => {
      const runs = event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey);
      if (runs) options.run();
      if (runs || (event.key === "Escape" && options.cancel())) event.preventDefault();
    };
    area.addEventListener("compositionstart", () => (this.#composing = true));
    area.addEventListener("compositionend", () => (this.#composing = false));
    parent.append(area);
  }

  text() {
    return this.#area.value;
  }

  /** Where the selection begins and where its cursor is. */
  selection() {
    const { selectionStart, selectionEnd, selectionDirection } = this.#area;
    return selectionDirection === "backward" ? [selectionEnd, selectionStart] : [selectionStart, selectionEnd];
  }

  focus() {
    this.#area.focus();
  }

  hasFocus() {
    return document.activeElement === this.#area;
  }

  /** Applies edits `[from, to, text]`, all against the present text, and then selects. */
  change(edits, { selection } = {}) {
    for (const [from, to, text] of [...edits].sort((one, other) => other[0] - one[0])) this.#area.setRangeText(text, from, to);
    if (selection) {
      const { anchor, head = anchor } = selection;
      this.#area.setSelectionRange(Math.min(anchor, head), Math.max(anchor, head), head < anchor ? "backward" : "forward");
    }
    if (edits.length > 0) this.#area.dispatchEvent(new Event("input"));
  }

  /** The page's messages show them; squiggles come with the whole editor. */
  showProblems() {}

  /** Waits for the end of a composed character, which a removed text area would lose. */
  async composed() {
    if (this.#composing) await new Promise((done) => this.#area.addEventListener("compositionend", done, { once: true }));
  }

  remove() {
    this.#area.remove();
  }
}
