// Elements and numbers. All text goes into the page as text nodes: nothing here or elsewhere parses markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `on...` properties are listeners, false and null leave an attribute out. */
function make(tag, properties, ...children) {
  return fitted(document.createElement(tag), properties, children);
}

function makeSvg(tag, properties, ...children) {
  return fitted(document.createElementNS(SVG, tag), properties, children);
}

function fitted(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** Read the data block of that id. */
function data(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

const count = (number) => number.toLocaleString("en");
const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
const percent = (part, whole) => (whole ? `${Math.round((100 * part) / whole)} %` : "0 %");
const chance = (probability) => probability.toFixed(2);

/** The cut with as many digits as show on which side of it a probability lies. */
const exact = (probability) => String(Number(probability.toFixed(3)));

const LETTERS = Intl.Segmenter ? new Intl.Segmenter("und", { granularity: "grapheme" }) : null;

/** The beginning of a text, cut between letters. */
function shorten(text, length) {
  const line = text
    .slice(0, 4 * length)
    .replace(/\s+/g, " ")
    .trim();
  if (line.length <= length) return line;
  if (!LETTERS) return line.slice(0, length) + "…";
  let end = 0;
  for (const { index, segment } of LETTERS.segment(line)) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  return line.slice(0, end) + "…";
}
