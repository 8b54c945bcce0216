// The blocks of a document, drawn when they come near the screen. One of them is in the order of the Tab key; the
// arrow keys go from one to the next.

const CHUNK = 100;
const NEAR = "1500px";

class BlockList {
  /** `view` has `model`, `query` (folded), `unshown` (labels) and `selected`; it is told what to preview and select. */
  constructor(view) {
    this.view = view;
    this.drawn = new Map();
    this.fillers = new Map(); // unfilled chunks and what fills each
    this.owner = new Map(); // number of a block to its chunk
    this.current = 0;
    this.root = make("div", {
      class: "blocks",
      onpointerover: (event) => this.#at(event, (index) => view.preview(index)),
      onpointerleave: () => view.preview(null),
      onfocusin: (event) => this.#at(event, (index) => this.#setCurrent(index)),
      onclick: (event) => this.#click(event),
      onkeydown: (event) => this.#key(event),
    });
    this.watcher = new IntersectionObserver(
      (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => this.fill(entry.target)),
      { rootMargin: NEAR },
    );
  }

  /** Append the blocks from `first` to before `last` to an element, a chunk at a time. */
  append(parent, first, last) {
    for (let start = first; start < last; start += CHUNK) {
      const stop = Math.min(start + CHUNK, last);
      const chunk = make("div", { class: "chunk" });
      const height = `${this.guessHeight(start, stop)}px`;
      chunk.style.minHeight = height;
      chunk.style.containIntrinsicHeight = `auto ${height}`; // when drawn, but not on the screen yet
      this.fillers.set(chunk, () => {
        for (let index = start; index < stop; index += 1) chunk.append(this.#draw(index));
      });
      for (let index = start; index < stop; index += 1) this.owner.set(index, chunk);
      parent.append(chunk);
      if (start === first && start < 2 * CHUNK) this.fill(chunk);
      else this.watcher.observe(chunk);
    }
  }

  /** About how many pixels blocks take up. */
  guessHeight(start, stop) {
    let height = 0;
    for (let index = start; index < stop; index += 1) {
      const lines = 1 + Math.floor(this.view.model.blocks[index].text.length / 90);
      height += this.view.model.now[index] ? 13 + 24 * lines : 7 + 21.6 * lines;
    }
    return height;
  }

  fill(chunk) {
    const filler = this.fillers.get(chunk);
    if (!filler) return;
    this.fillers.delete(chunk);
    this.watcher.unobserve(chunk);
    filler();
    chunk.style.minHeight = "";
    chunk.classList.add("filled");
  }

  fillAll() {
    for (const chunk of [...this.fillers.keys()]) this.fill(chunk);
  }

  /** Draw what is far from the screen while the browser has nothing else to do, so that its own search finds all. */
  fillIdly() {
    const wait = window.requestIdleCallback ?? ((call) => setTimeout(() => call({ timeRemaining: () => 8 }), 50));
    const step = (deadline) => {
      for (const chunk of this.fillers.keys()) {
        if (deadline.timeRemaining() < 4) break;
        this.fill(chunk);
      }
      if (this.fillers.size && this.root.isConnected) wait(step);
    };
    wait(step);
  }

  close() {
    this.watcher.disconnect();
    this.fillers.clear();
  }

  #draw(index) {
    const node = drawBlock(this.view, index);
    if (index === this.current) node.firstChild.tabIndex = 0;
    this.drawn.set(index, node);
    return node;
  }

  /** Draw a block again that is on the page. */
  redraw(index) {
    const old = this.drawn.get(index);
    if (!old) return;
    const hadFocus = old.contains(document.activeElement);
    const node = this.#draw(index);
    old.replaceWith(node);
    if (hadFocus) node.firstChild.focus({ preventScroll: true });
  }

  mark(index, name, on) {
    this.drawn.get(index)?.classList.toggle(name, on);
  }

  /** Bring a block to the middle of the screen and put the focus on it. */
  goTo(index) {
    const node = this.#reach(index);
    if (!node) return;
    for (let around = node.closest("details"); around; around = around.parentElement.closest("details")) {
      around.open = true;
    }
    node.firstChild.focus({ preventScroll: true });
    this.#center(node);
  }

  /** Scroll to a block, and again while what is drawn on the way turns out to be higher or lower than was guessed. */
  #center(node) {
    node.scrollIntoView({ block: "center" });
    let frames = 30;
    let calm = 0;
    const look = () => {
      const { top, bottom } = node.getBoundingClientRect();
      const isOff = bottom < 0 || top > innerHeight;
      if (isOff) node.scrollIntoView({ block: "center" });
      calm = isOff ? 0 : calm + 1;
      frames -= 1;
      if (calm < 5 && frames && node.contains(document.activeElement)) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  /** Draw what must be drawn for a block to be there, and return it. */
  #reach(index) {
    while (!this.drawn.has(index) && this.fillers.has(this.owner.get(index))) this.fill(this.owner.get(index));
    return this.drawn.get(index);
  }

  #setCurrent(index) {
    const before = this.drawn.get(this.current)?.firstChild;
    if (before) before.tabIndex = -1;
    this.current = index;
    this.drawn.get(index).firstChild.tabIndex = 0;
    this.view.current = index;
    this.view.preview(index);
  }

  #at(event, act) {
    const node = event.target.closest?.(".block");
    if (node) act(Number(node.dataset.index));
  }

  #click(event) {
    if (!String(getSelection())) this.#at(event, (index) => this.view.select(index));
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!event.target.matches(".tag") || (!step && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    const size = this.view.model.blocks.length;
    let next = step ? this.current + step : event.key === "Home" ? 0 : size - 1;
    while (next >= 0 && next < size && !this.#isShown(next)) next += step ?? (event.key === "Home" ? 1 : -1);
    if (next >= 0 && next < size) this.goTo(next);
  }

  #isShown(index) {
    const node = this.#reach(index);
    return node ? (node.checkVisibility?.() ?? node.offsetParent !== null) : false;
  }
}

/** One block: its label as a button, then its text as it reads. */
function drawBlock(view, index) {
  const { model } = view;
  const block = model.blocks[index];
  const kept = model.now[index];
  const changed = kept !== block.kept;
  const label = LABELS[block.label].name;
  const said = `${changed ? (kept ? "would be kept, " : "would be dropped, ") : ""}${label}`;
  const classes = ["block", kept ? "kept" : "dropped", changed && "changed", view.selected === index && "selected"];
  const tag = make(
    "button",
    {
      class: "tag",
      type: "button",
      tabindex: -1,
      "aria-label": `${said}, ${block.kept ? "kept" : "dropped"}, probability ${chance(block.probability)}`,
      "aria-pressed": String(view.selected === index),
    },
    make("span", { class: "sign" }, kept ? "+" : "−"),
    make("span", { class: "name" }, label),
    make("span", { class: "chance" }, chance(block.probability)),
  );
  return make(
    "div",
    {
      class: classes.filter(Boolean).join(" "),
      "data-index": index,
      "data-label": label,
      "data-why": whyOf(block),
      hidden: view.unshown.has(label),
    },
    tag,
    changed ? make("span", { class: "change" }, kept ? "would be kept" : "would be dropped") : null,
    drawText(model, block, kept, view.query),
  );
}

function whyOf(block) {
  return block.reason + (block.evidence ? `: ${shorten(block.evidence, 80)}` : "");
}

/** The text in the element a reader expects: headings, quotes and code of the article read as such. */
function drawText(model, block, kept, query) {
  const number = kept ? model.labelOf(block) : null;
  const label = number === null ? "" : LABELS[number].name;
  const level = label === "title" ? 2 : Math.min(Math.max(block.level + 1, 3), 6);
  const tag = { title: "h2", heading: `h${level}`, quote: "blockquote", code: "pre" }[label] ?? "p";
  const text = make(tag, { class: "text", dir: "auto", "data-as": label || false });
  const cells = label === "table" ? block.text.split("\t") : [block.text];
  if (cells.length === 1) highlight(text, block.text, query);
  else for (const cell of cells) text.append(highlight(make("span", { class: "cell" }), cell, query));
  return text;
}

/** Put a text into an element, what was searched for marked. */
function highlight(node, text, query) {
  const low = text.toLowerCase();
  if (!query || low.length !== text.length) {
    node.append(text);
    return node;
  }
  const pattern = new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "\\s+"), "g");
  let from = 0;
  for (const found of low.matchAll(pattern)) {
    node.append(
      text.slice(from, found.index),
      make("mark", {}, text.slice(found.index, found.index + found[0].length)),
    );
    from = found.index + found[0].length;
  }
  node.append(text.slice(from));
  return node;
}
