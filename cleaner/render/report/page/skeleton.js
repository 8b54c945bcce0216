// The page's own containers as boxes inside each other, built from names of elements: none of its markup is here.

/** Draw the boxes of a document into `list.root`. What is inside a box is drawn when it is first opened. */
function drawSkeleton(list, model) {
  const children = new Map();
  model.boxes.forEach(([parent], number) => {
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(number);
  });
  const drawInside = (parent, number, first, last, isOpened) => {
    let next = first;
    for (const inner of children.get(number) ?? []) {
      const [, , from, to] = model.boxes[inner];
      list.append(parent, next, from);
      parent.append(drawBox(inner, isOpened));
      next = to;
    }
    list.append(parent, next, last);
  };
  // Boxes of nothing but dropped blocks are closed; whoever opens one sees all of it.
  const drawBox = (number, isOpened) => {
    const [, name, first, last] = model.boxes[number];
    const sum = sumUp(model, first, last);
    const body = make("div", { class: "inside" });
    body.style.containIntrinsicHeight = `auto ${list.guessHeight(first, last)}px`;
    const box = make("details", { class: "box", "data-box": number, "data-label": sum.label });
    const fill = () => {
      if (!body.hasChildNodes()) drawInside(body, number, first, last, !sum.kept);
    };
    box.append(make("summary", {}, make("code", {}, name || "page"), " ", make("span", { class: "sum" })), body);
    box.addEventListener("toggle", () => box.open && fill());
    if (sum.kept || isOpened) {
      box.open = true;
      fill();
    } else {
      // Blocks of a closed box are known by its body, so that one can go to them.
      for (let index = first; index < last; index += 1) list.owner.set(index, body);
      list.fillers.set(body, fill);
    }
    describeBox(box, model);
    return box;
  };
  drawInside(list.root, -1, 0, model.blocks.length, false);
}

/** Say anew how much of each box is kept. */
function describeBoxes(root, model) {
  for (const box of root.querySelectorAll(".box")) describeBox(box, model);
}

function describeBox(box, model) {
  const [, , first, last] = model.boxes[Number(box.dataset.box)];
  const sum = sumUp(model, first, last);
  box.classList.toggle("dropped", !sum.kept);
  box.dataset.label = sum.label;
  box.querySelector("summary .sum").textContent = sum.kept
    ? `${sum.kept} of ${plural(last - first, "block")} kept`
    : `${plural(last - first, "block")} dropped, most ${sum.label}`;
}

/** How many blocks of a run are kept, and which label most of the dropped characters have. */
function sumUp(model, first, last) {
  const dropped = new Map();
  let kept = 0;
  for (let index = first; index < last; index += 1) {
    const block = model.blocks[index];
    if (model.now[index]) kept += 1;
    else dropped.set(block.label, (dropped.get(block.label) ?? 0) + block.text.length);
  }
  const [label] = [...dropped].sort((a, b) => b[1] - a[1])[0] ?? [null];
  return { kept, label: label === null ? "" : LABELS[label].name };
}
