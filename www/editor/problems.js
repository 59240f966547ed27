// Squiggles with their message and their fixes, and the marks of the rule panel.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";
import { setDiagnostics, lintGutter } from "@codemirror/lint";

const setShown = StateEffect.define();

/** What is shown at present, and the text that it belongs to. */
const shown = StateField.define({
  create: () => ({ list: [], doc: null }),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setShown)) return effect.value;
    return value;
  },
});

const setMarks = StateEffect.define();
const dropped = Decoration.mark({ class: "q-dropped" });
const marks = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return effect.value;
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function problems() {
  return [shown, marks, lintGutter()];
}

/** Shows diagnostics, and underlines `marks`: `[[from, to], …]` in order. */
export function showProblems(view, list, places) {
  const length = view.state.doc.length;
  const diagnostics = list
    .filter(({ from, to }) => from <= to && to <= length)
    .map((problem) => ({
      from: problem.from,
      to: problem.to,
      severity: problem.severity,
      source: problem.code,
      message: [problem.message, problem.help].filter(Boolean).map(sentence).join("\n"),
      actions: problem.fixes.map(({ title, edits }) => ({ name: sentence(title), apply: () => applyChecked(view, edits) })),
    }));
  const ranges = places.filter(([from, to]) => from < to && to <= length).map(([from, to]) => dropped.range(from, to));
  view.dispatch({ effects: [setShown.of({ list, doc: view.state.doc }), setMarks.of(Decoration.set(ranges, true))] });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Applies the first fix of a problem at the cursor. */
export function fixAtCursor(view) {
  const at = view.state.selection.main.head;
  const problem = view.state.field(shown).list.find(({ from, to, fixes }) => from <= at && at <= to && fixes.length > 0);
  if (!problem) return false;
  applyChecked(view, problem.fixes[0].edits);
  return true;
}

// A fix belongs to the text it was made for; after another edit a new check is already under way.
function applyChecked(view, edits) {
  if (view.state.field(shown).doc?.eq(view.state.doc)) applyEdits(view, edits);
}

function applyEdits(view, edits) {
  const length = view.state.doc.length;
  const changes = edits.filter(([from, to]) => from <= to && to <= length).map(([from, to, insert]) => ({ from, to, insert }));
  view.dispatch({ changes, userEvent: "input.fix" });
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
