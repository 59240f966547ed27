// The whole editor: CodeMirror 6, with everything that knows KQL supplied by the app through callbacks.
//
// It lives in a shadow root, because CodeMirror's styles then come as constructed sheets, which the page's
// content policy allows.
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
import { problems, showProblems, fixAtCursor } from "./problems.js";

// Beyond CodeMirror's own list: joiners and the directions that make a query read differently from what it does.
const INVISIBLE = /[\u00a0\u200c\u200d\u202a-\u202c\u2060-\u2064\u2068\ufe00-\ufe0f]/g;

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
    EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches({ minSelectionLength: 2 }),
    placeholder(options.placeholder),
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

/** Has the methods of `TextArea`, whose place it takes. */
export class CodeEditor {
  constructor(parent, options, area) {
    const [anchor, head] = area.selection();
    const state = EditorState.create({ doc: area.text(), selection: { anchor, head }, extensions: extensions(options) });
    const root = parent.attachShadow({ mode: "open" });
    this.view = new EditorView({ state, parent: root, root });
  }

  text() {
    return this.view.state.doc.toString();
  }

  selection() {
    const { anchor, head } = this.view.state.selection.main;
    return [anchor, head];
  }

  focus() {
    this.view.focus();
  }

  change(edits, { selection, userEvent } = {}) {
    const changes = edits.map(([from, to, insert]) => ({ from, to, insert }));
    this.view.dispatch({ changes, selection, userEvent, scrollIntoView: selection !== undefined });
  }

  showProblems(list, marks) {
    showProblems(this.view, list, marks);
  }
}
