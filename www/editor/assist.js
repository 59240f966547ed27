// Completion and hover, answered by the worker.
import { autocompletion, pickedCompletion } from "@codemirror/autocomplete";
import { hoverTooltip } from "@codemirror/view";

/** `complete` and `hover` take text and place and promise JSON text. */
export function assistance({ complete, hover }) {
  return [
    autocompletion({
      override: [(context) => completions(context, complete)],
      icons: false,
      maxRenderedOptions: 200,
      addToOptions: [{ render: badge, position: 20 }],
    }),
    hoverTooltip((view, at) => hovered(view, at, hover), { hoverTime: 350 }),
  ];
}

async function completions(context, complete) {
  const before = context.matchBefore(/[\w$-]+/);
  const previous = context.state.sliceDoc(Math.max(0, context.pos - 2), context.pos);
  if (!before && !context.explicit && !/[|.]\s?$|[,(=]\s$/.test(previous)) return null;
  if (before && /^\d/.test(before.text)) return null;
  const answer = JSON.parse(await complete(context.state.doc.toString(), context.pos));
  if (context.aborted || answer.items.length === 0) return null;
  return {
    from: answer.from,
    to: answer.to,
    options: answer.items.map((item, index) => ({
      label: item.label,
      apply: (view, completion, from, to) => put(view, completion, item, from, to),
      detail: item.detail || undefined,
      type: item.kind,
      boost: -index / 100,
      info: item.doc ? () => prose(item.doc) : undefined,
    })),
    validFor: /^[\w$-]*$/,
  };
}

function put(view, completion, { label, insert, caret }, from, to) {
  const text = insert ?? label;
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + Math.min(caret, text.length) },
    userEvent: "input.complete",
    annotations: pickedCompletion.of(completion),
  });
}

function badge(completion) {
  const mark = document.createElement("span");
  mark.className = `q-badge q-badge-${completion.type}`;
  mark.textContent = (completion.type ?? "").slice(0, 1).toUpperCase();
  mark.title = completion.type ?? "";
  return mark;
}

async function hovered(view, at, hover) {
  const answer = JSON.parse(await hover(view.state.doc.toString(), at));
  if (!answer) return null;
  return {
    pos: answer.from,
    end: answer.to,
    above: true,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "q-hover";
      if (answer.title) {
        const title = document.createElement("code");
        title.textContent = answer.title;
        dom.append(title);
      }
      dom.append(prose(answer.text));
      if (answer.anchor) dom.append(reference(answer.anchor));
      return { dom };
    },
  };
}

/** A link to the entry of the reference page. */
function reference(anchor) {
  const link = document.createElement("a");
  link.href = `./reference.html#${encodeURIComponent(anchor)}`;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Reference";
  return link;
}

function prose(text) {
  const dom = document.createElement("div");
  dom.className = "q-prose";
  for (const part of text.split("\n\n")) {
    const paragraph = document.createElement("p");
    paragraph.textContent = part;
    dom.append(paragraph);
  }
  return dom;
}
