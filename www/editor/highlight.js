// Colours from the app's own lexer.
import { StateField, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

// By number, as the app's `highlight` module gives them.
const CLASSES = [
  "keyword", "operator", "function", "name", "string", "number", "literal", "comment", "punctuation", "type", "error",
].map((name) => Decoration.mark({ class: `q-${name}` }));

/** `tokenize(text)` answers a flat array of from, to, class. */
export function highlighting(tokenize) {
  const decorate = (doc) => {
    const flat = tokenize(doc.toString());
    const builder = new RangeSetBuilder();
    for (let index = 0; index + 2 < flat.length; index += 3) {
      const mark = CLASSES[flat[index + 2]];
      if (mark && flat[index + 1] <= doc.length) builder.add(flat[index], flat[index + 1], mark);
    }
    return builder.finish();
  };
  return StateField.define({
    create: (state) => decorate(state.doc),
    update: (marks, transaction) => (transaction.docChanged ? decorate(transaction.newDoc) : marks),
    provide: (field) => EditorView.decorations.from(field),
  });
}
