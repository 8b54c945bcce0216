// The first page of a report of many documents: how sure the cleaning is, what was dropped where, where to look first.

const BINS = 10;

class Overview {
  constructor() {
    this.documents = REPORT.documents.map(([name, title, site, kind, confidence, warnings, counts], number) => {
      const sums = {
        number,
        name,
        title,
        site,
        kind,
        confidence,
        warnings,
        counts,
        blocks: 0,
        kept: 0,
        size: 0,
        keptSize: 0,
      };
      for (const [, kept, blocks, characters] of counts) {
        sums.blocks += blocks;
        sums.size += characters;
        if (kept) sums.keptSize += characters;
      }
      return sums;
    });
    this.documents.sort((a, b) => a.confidence - b.confidence || a.number - b.number);
    this.filter = { bin: null, label: null, site: null, query: "" };
    this.order = { key: "confidence", up: true };
    this.table = make("tbody", {});
    this.found = make("output", { class: "found" });
    this.buttons = [];
    this.root = make("main", { class: "overview" }, this.#header(), this.#failures(), this.#charts(), this.#list());
    this.#draw();
  }

  #header() {
    const sum = (key) => this.documents.reduce((total, one) => total + one[key], 0);
    const mean = sum("confidence") / (this.documents.length || 1);
    const size = sum("size");
    return make(
      "header",
      {},
      make("h1", { tabindex: -1 }, plural(this.documents.length, "document")),
      make(
        "p",
        { class: "about" },
        `${plural(sum("blocks"), "block")}; ${plural(size, "character")} of text, ` +
          `${percent(sum("keptSize"), size)} kept; ` +
          `mean confidence ${chance(mean)}; mode ${REPORT.mode}`,
      ),
    );
  }

  #failures() {
    if (!REPORT.failures.length) return null;
    const rows = REPORT.failures.map(([name, what]) => make("li", {}, make("bdi", {}, name), ": ", what));
    return make(
      "section",
      { class: "card failures" },
      make("h2", {}, `${plural(rows.length, "input")} not cleaned`),
      make("ul", {}, ...rows),
    );
  }

  #charts() {
    return make("div", { class: "charts" }, this.#histogram(), this.#labels(), this.#sites());
  }

  /** A table whose rows are buttons that narrow the list of documents. */
  #chart(title, note, columns, rows, key, shown = rows.length) {
    const most = Math.max(...rows.map((row) => row.weight), 1e-9);
    const drawn = rows.map(({ value, name, label, weight, cells }, number) => {
      const bar = make("span", { class: "bar" });
      bar.style.width = `${weight ? Math.max(1, (100 * weight) / most) : 0}%`;
      const button = make(
        "button",
        { type: "button", class: "plain", "aria-pressed": "false", onclick: () => this.#narrow(key, value) },
        label ? make("span", { class: "swatch" }) : null,
        make("bdi", {}, name),
      );
      this.buttons.push([button, key, value]);
      return make(
        "tr",
        { "data-label": label ?? false, hidden: number >= shown },
        make("th", { scope: "row" }, button, bar),
        ...cells.map((cell) => make("td", { class: "number" }, cell)),
      );
    });
    const more = make(
      "button",
      {
        type: "button",
        onclick: () => {
          drawn.forEach((row) => (row.hidden = false));
          more.remove();
        },
      },
      `Show all ${count(rows.length)}`,
    );
    const head = columns.map((column, number) => make("th", { scope: "col", class: number ? "number" : "" }, column));
    return make(
      "section",
      { class: "card" },
      make("h2", {}, title),
      make("p", { class: "note" }, note),
      make("table", { class: "chart" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...drawn)),
      rows.length > shown ? more : null,
    );
  }

  #histogram() {
    const rows = Array.from({ length: BINS }, (_, bin) => ({
      value: bin,
      name: `${(bin / BINS).toFixed(1)}–${((bin + 1) / BINS).toFixed(1)}`,
      weight: 0,
    }));
    for (const one of this.documents) rows[binOf(one)].weight += 1;
    for (const row of rows) row.cells = [count(row.weight)];
    return this.#chart(
      "Confidence",
      "Expected word F1 of each cleaning. Press a row to list its documents.",
      ["from–to", "documents"],
      rows,
      "bin",
    );
  }

  #labels() {
    const sums = LABELS.map(({ name }, value) => ({ value, name, label: name, weight: 0, blocks: 0, documents: 0 }));
    for (const one of this.documents) {
      for (const value of new Set(one.counts.map(([label]) => label))) sums[value].documents += 1;
      for (const [label, , blocks, characters] of one.counts) {
        sums[label].blocks += blocks;
        sums[label].weight += characters;
      }
    }
    const rows = sums.filter((row) => row.blocks).sort((a, b) => b.weight - a.weight);
    for (const row of rows) row.cells = [row.documents, row.blocks, row.weight].map(count);
    return this.#chart(
      "Labels",
      "By characters, kept and dropped ones alike.",
      ["label", "documents", "blocks", "characters"],
      rows,
      "label",
    );
  }

  #sites() {
    const sums = new Map();
    for (const one of this.documents) {
      const row = sums.get(one.site) ?? { value: one.site, name: one.site, weight: 0, sure: 0, size: 0, kept: 0 };
      row.weight += 1;
      row.sure += one.confidence;
      row.size += one.size;
      row.kept += one.keptSize;
      sums.set(one.site, row);
    }
    const rows = [...sums.values()].sort((a, b) => b.weight - a.weight || a.sure / a.weight - b.sure / b.weight);
    for (const row of rows) row.cells = [count(row.weight), chance(row.sure / row.weight), percent(row.kept, row.size)];
    return this.#chart(
      "Sites",
      "The host a page names as its own, or else its folder.",
      ["site", "documents", "confidence", "kept"],
      rows,
      "site",
      12,
    );
  }

  #list() {
    const field = make("input", {
      type: "search",
      placeholder: "Search names and titles",
      "aria-label": "Search names and titles",
      oninput: () => {
        this.filter.query = fold(field.value);
        this.#draw();
      },
    });
    this.clear = make(
      "button",
      {
        type: "button",
        onclick: () => {
          this.filter = { bin: null, label: null, site: null, query: "" };
          field.value = "";
          this.#draw();
        },
      },
      "Show all documents",
    );
    const columns = [
      ["confidence", "Confidence"],
      ["title", "Document"],
      ["site", "Site"],
      ["blocks", "Blocks"],
      ["size", "Characters"],
      ["share", "Kept"],
      ["warnings", "Warnings"],
    ];
    this.heads = columns.map(([key, text]) => {
      const head = make(
        "th",
        { scope: "col", "data-key": key },
        make("button", { type: "button", class: "plain", onclick: () => this.#sort(key) }, text),
      );
      return head;
    });
    return make(
      "section",
      { class: "list", "aria-label": "Documents" },
      make("div", { class: "toolbar" }, make("div", { class: "search" }, field, this.found), this.clear),
      make("table", { class: "documents" }, make("thead", {}, make("tr", {}, ...this.heads)), this.table),
    );
  }

  #narrow(key, value) {
    this.filter[key] = this.filter[key] === value ? null : value;
    this.#draw();
  }

  #sort(key) {
    this.order = { key, up: this.order.key === key ? !this.order.up : true };
    this.#draw();
  }

  #draw() {
    const { bin, label, site, query } = this.filter;
    const shown = this.documents.filter(
      (one) =>
        (bin === null || binOf(one) === bin) &&
        (label === null || one.counts.some(([number]) => number === label)) &&
        (site === null || one.site === site) &&
        (!query || fold(`${one.name} ${one.title}`).includes(query)),
    );
    const { key, up } = this.order;
    const valueOf = (one) => (key === "share" ? one.keptSize / (one.size || 1) : one[key]);
    shown.sort((a, b) => (up ? 1 : -1) * compare(valueOf(a), valueOf(b)));
    this.table.replaceChildren(...shown.map(drawRow));
    this.found.value = plural(shown.length, "document");
    for (const [button, of, value] of this.buttons)
      button.setAttribute("aria-pressed", String(this.filter[of] === value));
    for (const head of this.heads) {
      if (head.dataset.key === key) head.setAttribute("aria-sort", up ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    this.clear.disabled = shown.length === this.documents.length && !query;
  }

  close() {}
}

const binOf = ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS));
const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b) : a - b);

function drawRow(one) {
  const name = one.title ? make("bdi", { class: "name note" }, one.name) : null;
  return make(
    "tr",
    {},
    make("td", { class: "number" }, chance(one.confidence), gauge(one.confidence)),
    make("td", {}, make("a", { href: `#view-${one.number}` }, make("bdi", {}, one.title || one.name)), name),
    make("td", {}, make("bdi", {}, one.site)),
    make("td", { class: "number" }, count(one.blocks)),
    make("td", { class: "number" }, count(one.size)),
    make("td", { class: "number" }, percent(one.keptSize, one.size)),
    make("td", { class: "number" }, one.warnings ? count(one.warnings) : ""),
  );
}
