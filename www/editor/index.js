// The query editor: CodeMirror 6, with everything that knows KQL supplied by the app through callbacks.
//
// It lives in a shadow root, because CodeMirror's styles then come as constructed sheets, which the page's
// content policy allows. All offsets that cross this border are UTF-16, as JavaScript counts.
import { EditorState, Prec } from "@codemirror/state";
import {
  EditorView, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars,
  drawSelection, dropCursor, rectangularSelection, crosshairCursor, placeholder,
} from "@codemirror/view";
import { defaultKeymap, history, historyKeymap, indentWithTab, toggleComment } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap } from "@codemirror/autocomplete";
import { searchKeymap, highlightSelectionMatches } from "@codemirror/search";
import { lintKeymap } from "@codemirror/lint";
import { theme } from "./theme.js";
import { highlighting } from "./highlight.js";
import { activeBlock } from "./block.js";
import { assistance } from "./assist.js";
import { signatures } from "./signature.js";
import { renaming } from "./rename.js";
import { problems, showProblems, fixAtCursor, applyEdits } from "./problems.js";

// Beyond CodeMirror's own list: joiners and the directions that make a query read differently from what it does.
const INVISIBLE = /[\u00a0\u200c\u200d\u202a-\u202c\u2060-\u2064\u2068\ufe00-\ufe0f]/g;

/** Makes an editor inside `parent`. See `Editor` for what the answer can do. */
function create(parent, options) {
  const root = parent.attachShadow({ mode: "open" });
  const state = EditorState.create({ doc: options.doc, extensions: extensions(options) });
  return new Editor(new EditorView({ state, parent: root, root }));
}

function extensions(options) {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars({ addSpecialChars: INVISIBLE }),
    history(),
    drawSelection(),
    dropCursor(),
    rectangularSelection(),
    crosshairCursor(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(4),
    EditorState.languageData.of(() => [{ commentTokens: { line: "//" }, closeBrackets: { brackets: ["(", "[", "{", '"', "'"] } }]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "Query", spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches({ minSelectionLength: 2 }),
    placeholder("Type a query, paste one, or drop event files on the page"),
    theme,
    highlighting(options.tokenize),
    activeBlock(options.block),
    assistance(options),
    signatures(options.signature),
    renaming(options.rename),
    problems(),
    Prec.highest(keymap.of([
      ...["Shift-Enter", "Mod-Enter"].map((key) => ({ key, run: (view) => (closeCompletion(view), options.run(), true) })),
      { key: "Mod-.", run: fixAtCursor },
    ])),
    keymap.of([
      ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap,
      { key: "Mod-/", run: toggleComment },
      { key: "Shift-Alt-f", run: () => (options.format(), true) },
      { key: "Escape", run: () => options.cancel() },
      indentWithTab,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.change(update.state.doc.toString());
      if (update.docChanged || update.selectionSet) options.cursor(update.state.selection.main.head);
    }),
  ];
}

/** What the app does with an editor. */
class Editor {
  constructor(view) {
    this.view = view;
  }

  text() {
    return this.view.state.doc.toString();
  }

  cursor() {
    return this.view.state.selection.main.head;
  }

  focus() {
    this.view.focus();
  }

  /** Replaces the whole text as one step that can be undone. */
  setText(text) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: text.length } });
  }

  /** Puts text in place of the selection, with blanks where it would run into a word. */
  insert(text) {
    const { from, to } = this.view.state.selection.main;
    const word = /[\w"')\]]/;
    const before = from > 0 && word.test(this.view.state.sliceDoc(from - 1, from)) ? " " : "";
    const after = /^\w/.test(this.view.state.sliceDoc(to, to + 1)) ? " " : "";
    this.view.dispatch({
      changes: { from, to, insert: before + text + after },
      selection: { anchor: from + before.length + text.length },
      userEvent: "input.paste",
    });
    this.view.focus();
  }

  /** Applies edits `[[from, to, text], …]`, all against the present text. */
  edit(edits) {
    applyEdits(this.view, edits);
    this.view.focus();
  }

  /** Moves the cursor to a place and shows it. */
  select(from, to) {
    const most = this.view.state.doc.length;
    this.view.dispatch({ selection: { anchor: Math.min(from, most), head: Math.min(to, most) }, scrollIntoView: true });
    this.view.focus();
  }

  /** Shows what is wrong: `[{from, to, severity, code, message, help, fixes: [{title, edits}]}]`. */
  showProblems(list, marks) {
    showProblems(this.view, list, marks);
  }
}

globalThis.QuarryEditor = { create };
