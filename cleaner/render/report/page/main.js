// Which view is shown: the address's `#view-N` names one; without it a report of many shows its first page.

const PAGE = document.getElementById("page");
const IS_SINGLE = REPORT.documents.length === 1 && !REPORT.failures.length;
let view = null;
let overview = null;
let overviewScroll = 0;

function numberInAddress() {
  const found = /^#view-(\d+)$/.exec(location.hash);
  const number = found ? Number(found[1]) : -1;
  if (number in REPORT.documents) return number;
  return IS_SINGLE ? 0 : -1;
}

function render(isFirst) {
  const number = numberInAddress();
  if (view === overview) overviewScroll = scrollY;
  else view?.close();
  if (number < 0) view = overview ??= new Overview();
  else view = new DocumentView(data(`document-${number}`));
  PAGE.replaceChildren(makeBar(number), view.root);
  const title = number < 0 ? plural(REPORT.documents.length, "document") : view.model.title || view.model.name;
  document.title = `${title} · cleaner report`;
  scrollTo(0, view === overview ? overviewScroll : 0);
  if (!isFirst) view.root.querySelector("h1").focus({ preventScroll: true });
}

/** Links from a document back to the first page and to its neighbours in order of confidence. */
function ways(number) {
  overview ??= new Overview();
  const order = overview.documents.map((one) => one.number);
  const at = order.indexOf(number);
  const link = (to, text) => (to === undefined ? null : make("a", { href: `#view-${to}` }, text));
  return make(
    "nav",
    { "aria-label": "Documents" },
    make("a", { href: "#" }, `All ${plural(order.length, "document")}`),
    link(order[at - 1], "← less certain"),
    link(order[at + 1], "more certain →"),
  );
}

/** The line on top: ways to the other documents, and light or dark. */
function makeBar(number) {
  const links = number < 0 || IS_SINGLE ? make("span", { class: "note" }, "cleaner report") : ways(number);
  return make("header", { class: "top row" }, links, themeButton());
}

function themeButton() {
  const root = document.documentElement;
  const isDark = () =>
    (root.style.colorScheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = make("button", {
    type: "button",
    class: "theme",
    onclick: () => {
      root.style.colorScheme = isDark() ? "light" : "dark";
      name();
    },
  });
  const name = () => (button.textContent = isDark() ? "Light colours" : "Dark colours");
  name();
  return button;
}

addEventListener("hashchange", () => render(false));
addEventListener("beforeprint", () => {
  for (const card of document.querySelectorAll("details.card")) card.open = true;
  view?.list?.fillAll();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && view?.selected != null) view.select(null);
});
history.scrollRestoration = "manual";
render(true);
