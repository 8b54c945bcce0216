// One document: its figures, the controls, its blocks in order.

class DocumentView {
  constructor(record) {
    this.model = new Model(record);
    this.query = "";
    this.selected = null;
    this.unshown = new Set();
    this.current = 0;
    this.threshold = new ThresholdPanel(this);
    this.labels = new LabelPanel(this);
    this.why = new WhyPanel(this);
    this.figures = make("div", { class: "figures" });
    this.map = make("div", { class: "map", onclick: (event) => this.#jump(event) });
    this.area = make("div", { class: "area shaded" });
    this.root = make(
      "main",
      { class: "document" },
      this.#header(),
      make("aside", { "aria-label": "Controls" }, this.threshold.root, this.labels.root, this.why.root),
      make("section", { class: "reading", "aria-label": "The input, block by block" }, this.#toolbar(), this.area),
    );
    this.#drawList(false);
    this.#describe();
  }

  // --- what other parts call -------------------------------------------------------------------------------

  /** Change the model, then redraw the blocks whose fate it changed. */
  change(act) {
    const before = this.model.now;
    act(this.model);
    this.model.judge();
    this.model.now.forEach((kept, index) => kept !== before[index] && this.list.redraw(index));
    this.threshold.update();
    this.labels.update();
    this.#describe();
    describeBoxes(this.area, this.model);
    this.why.show(this.selected);
  }

  preview(index) {
    this.why.show(index ?? this.selected);
  }

  /** Hold on to a block, or let go of the one that is held. */
  select(index) {
    const before = this.selected;
    this.selected = index === before ? null : index;
    for (const changed of [before, this.selected]) {
      if (changed === null) continue;
      this.list.mark(changed, "selected", changed === this.selected);
      this.list.drawn.get(changed)?.firstChild.setAttribute("aria-pressed", String(changed === this.selected));
    }
    this.root.classList.toggle("has-selected", this.selected !== null);
    this.why.show(this.selected);
  }

  /** Show or hide all blocks of a label. */
  show(label, on) {
    if (on) this.unshown.delete(label);
    else this.unshown.add(label);
    for (const node of this.list.drawn.values()) node.hidden = this.unshown.has(node.dataset.label);
  }

  /** Go to the next of some blocks in reading order. */
  goNext(indices) {
    if (!indices.length) return;
    this.list.goTo(indices.find((index) => index > this.current) ?? indices[0]);
  }

  /** Go to the next block in order of doubt. */
  goDoubtful() {
    this.doubts ??= this.model.doubtful();
    this.doubt = ((this.doubt ?? -1) + 1) % this.doubts.length;
    this.list.goTo(this.doubts[this.doubt]);
  }

  close() {
    this.list.close();
  }

  // --- parts -----------------------------------------------------------------------------------------------

  #header() {
    const { model } = this;
    const about = [model.name, model.kind === "html" ? "HTML" : "text", model.url].filter(Boolean);
    return make(
      "header",
      {},
      make("h1", { dir: "auto", tabindex: -1 }, model.title || model.name),
      make("p", { class: "about" }, ...about.map((said) => make("bdi", {}, said))),
      ...model.warnings.map((warning) => make("p", { class: "warning" }, `Warning: ${warning}`)),
      this.figures,
      this.map,
    );
  }

  #describe() {
    const { model } = this;
    const figure = (name, value, note, part) =>
      make(
        "div",
        { class: "figure" },
        make("span", { class: "what" }, name),
        make("strong", {}, value),
        make("span", { class: "note" }, note),
        gauge(part),
      );
    const { confidence } = model;
    const ofWhole = (whole) => percent(model.keptCharacters, whole);
    this.figures.replaceChildren(
      figure("Confidence", chance(confidence), "expected word F1", confidence),
      figure(
        "Kept",
        `${count(model.keptBlocks)} of ${plural(model.blocks.length, "block")}`,
        `${count(model.blocks.length - model.keptBlocks)} dropped`,
        model.keptBlocks / (model.blocks.length || 1),
      ),
      figure(
        "Characters",
        `${count(model.characters)} → ${count(model.keptCharacters)}`,
        `${ofWhole(model.characters)} of the text, ${ofWhole(model.size)} of the source`,
        model.keptCharacters / (model.characters || 1),
      ),
    );
    this.map.replaceChildren(drawMap(model));
  }

  #toolbar() {
    const choice = (name, legend, values, act) =>
      make(
        "fieldset",
        { class: "choice" },
        make("legend", {}, legend),
        ...values.map(([value, text], number) =>
          make(
            "label",
            {},
            make("input", { type: "radio", name, value, checked: !number, onchange: () => act(value) }),
            make("span", {}, text),
          ),
        ),
      );
    const as = [
      ["shaded", "shaded"],
      ["folded", "folded"],
      ["hidden", "hidden"],
    ];
    const shapes = [
      ["list", "in order"],
      ["skeleton", "page skeleton"],
    ];
    return make(
      "div",
      { class: "toolbar", role: "group", "aria-label": "View" },
      choice(
        "dropped",
        "Dropped",
        as,
        (value) => (this.area.className = this.area.className.replace(/shaded|folded|hidden/, value)),
      ),
      this.model.boxes.length
        ? choice("shape", "Input", shapes, (value) => this.#drawList(value === "skeleton"))
        : null,
      this.#searchBox(),
      make("button", { type: "button", onclick: () => this.goDoubtful() }, "Next in doubt"),
      this.#copyButton(),
    );
  }

  #searchBox() {
    const found = make("output", { class: "found" });
    const field = make("input", {
      type: "search",
      placeholder: "Search",
      "aria-label": "Search the input; Enter goes to the next match",
      oninput: () => this.#search(field.value, found),
      onkeydown: (event) => {
        if (event.key !== "Enter" || !this.matches?.length) return;
        this.goNext(this.matches);
        field.focus({ preventScroll: true });
      },
    });
    return make("div", { class: "search" }, field, found);
  }

  #search(query, found) {
    const before = this.matches ?? [];
    this.query = fold(query);
    this.matches = this.model.search(query);
    for (const index of new Set([...before, ...this.matches])) this.list.redraw(index);
    found.value = this.query ? plural(this.matches.length, "block") : "";
  }

  #copyButton() {
    const said = make("output", { class: "found" });
    const copy = async () => {
      const text = this.model.text();
      said.value = (await copyText(text))
        ? `${plural(text.length, "character")} copied`
        : "The browser did not allow it";
    };
    return make(
      "div",
      { class: "search" },
      make("button", { type: "button", onclick: copy }, "Copy the cleaned text"),
      said,
    );
  }

  #drawList(asSkeleton) {
    this.list?.close();
    this.list = new BlockList(this);
    this.list.current = this.current;
    if (asSkeleton) drawSkeleton(this.list, this.model);
    else this.list.append(this.list.root, 0, this.model.blocks.length);
    this.area.replaceChildren(this.list.root);
    this.list.fillIdly();
  }

  #jump(event) {
    const box = this.map.getBoundingClientRect();
    let left = ((event.clientX - box.left) / box.width) * this.model.characters;
    const block = this.model.blocks.find((one) => (left -= one.text.length) <= 0);
    if (block) this.list.goTo(block.index);
  }
}

function gauge(part) {
  const full = make("span", { class: "full" });
  full.style.width = `${100 * Math.min(1, part)}%`;
  return make("span", { class: "gauge", "aria-hidden": "true" }, full);
}

/** The whole input as one line, kept and dropped stretches in the colours of their labels. */
function drawMap(model) {
  const WIDTH = 1000;
  const runs = [];
  let at = 0;
  for (const block of model.blocks) {
    const label = model.now[block.index] ? "kept" : LABELS[block.label].name;
    const width = (WIDTH * block.text.length) / (model.characters || 1);
    const last = runs.at(-1);
    // Stretches thinner than a pixel go with the one before them.
    if (last && (last.label === label || last.width < 0.7)) last.width += width;
    else runs.push({ label, at, width });
    at += width;
  }
  const bars = runs.map(({ label, at: x, width }) =>
    makeSvg("rect", { x, y: 0, width, height: 10, "data-label": label }),
  );
  const said = `Map of the input: ${percent(model.keptCharacters, model.characters)} of its text is kept`;
  return makeSvg(
    "svg",
    { viewBox: `0 0 ${WIDTH} 10`, preserveAspectRatio: "none", role: "img", "aria-label": said },
    ...bars,
  );
}

/** Put a text on the clipboard; pages opened from disk may have no right to the newer way. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", { class: "offscreen", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
