// What the report knows of a document, and what would be kept if the threshold or the labels were others.

const REPORT = data("report");
const LABELS = REPORT.labels;
const TIGHT = new Set(["list_item", "table", "code"]);

class Block {
  constructor(row, index, strings) {
    [this.text, this.start, this.end, this.label, this.kept, this.probability, this.kind, this.level] = row;
    this.index = index;
    this.kept = Boolean(this.kept);
    [this.reason, this.evidence, this.path] = row.slice(8).map((number) => strings[number]);
    this.hidden = this.reason.startsWith("hidden.");
  }
}

class Model {
  constructor(record) {
    Object.assign(this, record);
    this.blocks = record.blocks.map((row, index) => new Block(row, index, record.strings));
    this.characters = this.blocks.reduce((sum, block) => sum + block.text.length, 0);
    this.reset();
  }

  /** Go back to what was really kept. */
  reset() {
    this.threshold = this.cut;
    this.keeps = LABELS.map((label) => label.kept);
    this.judge();
  }

  get isAsCleaned() {
    return this.threshold === this.cut && this.keeps.every((keeps, number) => keeps === LABELS[number].kept);
  }

  /** The label a block would have: content from the threshold up; null where only a new run could name the junk. */
  labelOf(block) {
    const was = LABELS[block.label].content;
    const is = this.threshold === this.cut ? was : block.probability >= this.threshold;
    if (is === was) return block.label;
    return is ? block.kind : null;
  }

  /** Decide each block anew; `now` holds what would be kept, `changed` the numbers of the blocks that differ. */
  judge() {
    const isAsCleaned = this.isAsCleaned;
    this.now = this.blocks.map((block) => {
      const label = this.labelOf(block);
      return isAsCleaned ? block.kept : label !== null && this.keeps[label] && !block.hidden;
    });
    this.changed = this.blocks.filter((block) => this.now[block.index] !== block.kept).map((block) => block.index);
    this.keptCharacters = this.blocks.reduce((sum, block) => sum + (this.now[block.index] ? block.text.length : 0), 0);
    this.keptBlocks = this.now.reduce((sum, kept) => sum + kept, 0);
  }

  /** Blocks in the order in which their fate is in doubt: nearest to the threshold first. */
  doubtful() {
    const distance = (block) => Math.abs(block.probability - Math.min(this.threshold, 1));
    return [...this.blocks].sort((a, b) => distance(a) - distance(b)).map((block) => block.index);
  }

  /** Numbers of the blocks whose text holds the query, case and white space aside. */
  search(query) {
    const wanted = fold(query);
    if (!wanted) return [];
    return this.blocks.filter((block) => fold(block.text).includes(wanted)).map((block) => block.index);
  }

  /** Blocks and characters of each label that occurs, most characters first. */
  tally() {
    const rows = new Map();
    for (const block of this.blocks) {
      const row = rows.get(block.label) ?? { label: block.label, blocks: 0, characters: 0 };
      row.blocks += 1;
      row.characters += block.text.length;
      rows.set(block.label, row);
    }
    return [...rows.values()].sort((a, b) => b.characters - a.characters || a.label - b.label);
  }

  /** The text that would be written, as `cleaner clean` joins it. */
  text() {
    let text = "";
    let previous = null;
    for (const block of this.blocks) {
      if (!this.now[block.index]) continue;
      const label = LABELS[this.labelOf(block)].name;
      if (previous !== null) text += TIGHT.has(label) && label === previous ? "\n" : "\n\n";
      text += block.text;
      previous = label;
    }
    return text;
  }
}

function fold(text) {
  return text.toLowerCase().replace(/\s+/g, " ").trim();
}
