// Shows which query block runs: a bar beside the lines of the block at the cursor.
import { StateField, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

const line = Decoration.line({ class: "q-block" });

/** `block(text, cursor)` answers from and to of the block. */
export function activeBlock(block) {
  const decorate = (state) => {
    const [from, to] = block(state.doc.toString(), state.selection.main.head);
    const builder = new RangeSetBuilder();
    if (to <= from || to > state.doc.length) return builder.finish();
    for (let at = from; at <= to; ) {
      const { from: start, to: end } = state.doc.lineAt(at);
      builder.add(start, start, line);
      at = end + 1;
    }
    return builder.finish();
  };
  return StateField.define({
    create: decorate,
    update: (marks, transaction) => (transaction.docChanged || transaction.selection ? decorate(transaction.state) : marks),
    provide: (field) => EditorView.decorations.from(field),
  });
}
