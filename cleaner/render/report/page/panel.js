// The controls beside a document: the threshold, the labels, and what is known of one block.

/** A card that can be closed; on a narrow screen it starts so. */
function makeCard(name, title, ...children) {
  const open = !matchMedia("(max-width: 64rem)").matches;
  return make("details", { class: `card ${name}`, open }, make("summary", {}, make("h2", {}, title)), ...children);
}

/** The slider: what would change if content began at another probability. */
class ThresholdPanel {
  constructor(view) {
    this.view = view;
    const { model } = view;
    this.slider = make("input", {
      type: "range",
      id: "threshold",
      min: 0,
      max: 1,
      step: 0.01,
      value: Math.min(model.cut, 1),
      "aria-describedby": "threshold-note",
      oninput: () => view.change(() => (model.threshold = Number(this.slider.value))),
    });
    this.shown = make("output", { for: "threshold", class: "number" });
    this.note = make("p", { id: "threshold-note", class: "note" });
    this.effect = make("p", { class: "effect", role: "status" });
    this.next = make("button", { type: "button", onclick: () => view.goNext(model.changed) }, "Next change");
    this.back = make("button", { type: "button", onclick: () => this.#reset() }, "As cleaned");
    this.root = makeCard(
      "what-if",
      "What if",
      make("div", { class: "row" }, make("label", { for: "threshold" }, "Keep from probability"), this.shown),
      this.#histogram(),
      this.slider,
      this.note,
      this.effect,
      make("div", { class: "row" }, this.next, this.back),
    );
    this.update();
  }

  /** How many characters lie at each probability: where moving the slider matters. */
  #histogram() {
    const bins = new Array(50).fill(0);
    for (const block of this.view.model.blocks) {
      bins[Math.min(49, Math.floor(block.probability * 50))] += block.text.length;
    }
    const most = Math.max(...bins, 1);
    const bars = bins.map((sum, bin) => {
      const height = sum ? 2 + 26 * Math.sqrt(sum / most) : 0;
      return makeSvg("rect", { x: 2 * bin + 0.2, y: 28 - height, width: 1.6, height });
    });
    const cut = Math.min(this.view.model.cut, 1) * 100;
    const line = makeSvg("line", { class: "cut", x1: cut, x2: cut, y1: 0, y2: 28 });
    return makeSvg(
      "svg",
      { viewBox: "0 0 100 28", preserveAspectRatio: "none", "aria-hidden": "true", class: "spread" },
      ...bars,
      line,
    );
  }

  #reset() {
    this.view.change((model) => model.reset());
    this.slider.value = Math.min(this.view.model.cut, 1);
  }

  update() {
    const { model } = this.view;
    this.shown.value = exact(Math.min(model.threshold, 1));
    const cut = model.cut > 1 ? "nothing was to be kept" : exact(model.cut);
    this.note.textContent = `This document's own cut: ${cut} (mode ${REPORT.mode}).`;
    this.effect.textContent = this.#effect(model);
    this.next.disabled = !model.changed.length;
    this.back.disabled = model.isAsCleaned;
  }

  #effect(model) {
    if (!model.changed.length) return model.isAsCleaned ? "As cleaned." : "Nothing would change.";
    const sides = [true, false].map((kept) => {
      const some = model.changed.filter((index) => model.now[index] === kept);
      const size = some.reduce((sum, index) => sum + model.blocks[index].text.length, 0);
      return some.length
        ? `${plural(some.length, "block")} (${plural(size, "character")}) would be ${kept ? "kept" : "dropped"}`
        : "";
    });
    return sides.filter(Boolean).join("; ") + ".";
  }
}

/** A row a label: its share of the text, whether it is shown here, whether it is kept. */
class LabelPanel {
  constructor(view) {
    this.view = view;
    const rows = view.model.tally();
    const most = rows[0]?.characters ?? 1;
    this.keeps = new Map();
    const columns = ["Show", "Label", "Blocks", "", "Characters", "Keep"];
    this.root = makeCard(
      "labels",
      "Labels",
      make(
        "table",
        {},
        make(
          "thead",
          {},
          make(
            "tr",
            {},
            ...columns.map((column) => make(column ? "th" : "td", { scope: column ? "col" : false }, column)),
          ),
        ),
        make("tbody", {}, ...rows.map((row) => this.#row(row, most))),
      ),
    );
  }

  #row({ label, blocks, characters }, most) {
    const { view } = this;
    const { name, meaning } = LABELS[label];
    const show = make("input", {
      type: "checkbox",
      checked: true,
      "aria-label": `show ${name}`,
      onchange: () => view.show(name, show.checked),
    });
    const keep = make("input", {
      type: "checkbox",
      role: "switch",
      "aria-label": `keep ${name}`,
      onchange: () => view.change((model) => (model.keeps[label] = keep.checked)),
    });
    this.keeps.set(label, keep);
    const those = () => view.model.blocks.filter((block) => block.label === label).map((block) => block.index);
    const bar = make("span", { class: "bar" });
    bar.style.width = `${Math.max(2, (100 * characters) / most)}%`;
    keep.checked = view.model.keeps[label];
    return make(
      "tr",
      { "data-label": name, class: LABELS[label].content ? "content" : "junk" },
      make("td", {}, show),
      make(
        "th",
        { scope: "row" },
        make(
          "button",
          { type: "button", class: "plain", title: `${meaning}: go to the next`, onclick: () => view.goNext(those()) },
          make("span", { class: "swatch" }),
          name,
        ),
      ),
      make("td", { class: "number" }, count(blocks)),
      make("td", { class: "bars" }, bar),
      make("td", { class: "number" }, count(characters)),
      make("td", {}, keep),
    );
  }

  update() {
    for (const [label, keep] of this.keeps) keep.checked = this.view.model.keeps[label];
  }
}

/** What is known of one block. */
class WhyPanel {
  constructor(view) {
    this.view = view;
    this.body = make("div", { class: "why-body", "aria-live": "polite" });
    this.close = make("button", { type: "button", class: "close", onclick: () => view.select(null) }, "Close");
    this.root = make(
      "section",
      { class: "card why", "aria-labelledby": "why-head" },
      make("div", { class: "row" }, make("h2", { id: "why-head" }, "Why"), this.close),
      this.body,
    );
    this.show(null);
  }

  show(index) {
    this.root.classList.toggle("empty", index === null);
    this.close.hidden = this.view.selected === null;
    if (index === null) {
      const hint = "Point at a block, move to it with Tab and the arrow keys, or press it, to see what decided.";
      this.body.replaceChildren(make("p", { class: "note" }, hint));
      return;
    }
    const block = this.view.model.blocks[index];
    const label = LABELS[block.label];
    this.body.replaceChildren(
      make(
        "p",
        { class: "verdict", "data-label": label.name },
        make(
          "span",
          { class: `chip ${block.kept ? "kept" : "dropped"}` },
          `${block.kept ? "+ kept" : "− dropped"}: ${label.name}`,
        ),
        " ",
        label.meaning,
      ),
      make(
        "dl",
        {},
        ...facts(this.view.model, block).flatMap(([term, said]) => [
          make("dt", {}, term),
          make("dd", { dir: "auto" }, said),
        ]),
      ),
      make("p", { class: "quote", dir: "auto" }, shorten(block.text, 120)),
    );
  }
}

/** Terms and what is said of them, those without a value left out. */
function facts(model, block) {
  const cut = model.cut > 1 ? ", which nothing reaches" : ` of ${exact(model.cut)}`;
  const side = LABELS[block.label].content ? "at or above" : "below";
  const change =
    model.now[block.index] === block.kept ? "" : model.now[block.index] ? "would be kept" : "would be dropped";
  return [
    ["Now", change],
    ["Probability", `${exact(block.probability)}, ${side} the cut${cut}`],
    ["Reason", block.reason],
    ["Evidence", block.evidence],
    ["Path", block.path.replaceAll("/", " / ")],
    ["Offsets", `${count(block.start)}–${count(block.end)} of ${plural(model.size, "character")}`],
    ["Length", plural(block.text.length, "character")],
  ].filter(([, said]) => said);
}
