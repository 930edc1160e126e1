// Drop what does not fit, then read what the data attributes say, in points from the top left of each sheet.
() => {
  const PX = 0.75;
  const overflows = (e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1;
  const MARKED = "[data-figure], [data-caption], [data-explains], [data-mentions], [data-decoy]";
  for (const box of document.querySelectorAll("[data-fit]")) {
    const dropped = [];
    while (box.lastElementChild && overflows(box)) {
      dropped.unshift(box.lastElementChild);
      box.lastElementChild.remove();
    }
    // Where a figure had to go, plain text fills its place.
    for (const child of dropped.filter((one) => one.matches("p") && !one.querySelector(MARKED))) {
      box.append(child);
      if (overflows(box)) child.remove();
    }
  }
  const gone = (node) => node.parentElement.closest("rt, rp, style, script, defs, [hidden]");
  const textsOf = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim() && !gone(walker.currentNode)) found.push(walker.currentNode);
    return found;
  };
  const say = (root) => textsOf(root).map((node) => node.data.replace(/[ \t\r\n]+/g, " ")).join("").trim();
  // Of a font's box only the em square bears ink: Noto CJK stands 0.28 em below its top, 0.17 em above its foot.
  const emBoxes = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const style = getComputedStyle(node.parentElement);
    const upright = style.writingMode.startsWith("vertical");
    return [...range.getClientRects()].filter((r) => r.width > 0 && r.height > 0).map((r) => {
      if (upright) {
        const em = Math.min(parseFloat(style.fontSize), r.width), middle = (r.left + r.right) / 2;
        return { left: middle - em / 2, right: middle + em / 2, top: r.top, bottom: r.bottom };
      }
      return { left: r.left, right: r.right, top: r.top + r.height * 0.193, bottom: r.bottom - r.height * 0.116 };
    });
  };
  const around = (boxes) => boxes.length ? {
    left: Math.min(...boxes.map((b) => b.left)), top: Math.min(...boxes.map((b) => b.top)),
    right: Math.max(...boxes.map((b) => b.right)), bottom: Math.max(...boxes.map((b) => b.bottom)),
  } : null;
  const meet = (a, b) => a && ({
    left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
  });
  const textBox = (root) => around(textsOf(root).flatMap(emBoxes));
  const CLEAR = "rgba(0, 0, 0, 0)";
  const SHAPES = "path, rect, circle, ellipse, line, polyline, polygon, use, image";
  const seen = (e) => {
    const style = getComputedStyle(e);
    if (style.visibility === "hidden" || style.display === "none" || e.closest("defs, clipPath, mask, marker")) return false;
    if (e.matches("img, canvas") || e.matches(SHAPES)) return true;
    if (e.closest("svg")) return false;
    const ruled = ["Top", "Right", "Bottom", "Left"].some((side) =>
      parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none");
    return ruled || style.backgroundColor !== CLEAR || style.backgroundImage !== "none";
  };
  const inkBox = (root) => {
    const cut = (box, e) => {
      for (let one = e; one && box; one = one === root ? null : one.parentElement) {
        if (getComputedStyle(one).overflow !== "visible") box = meet(box, one.getBoundingClientRect());
      }
      return box;
    };
    const boxes = [root, ...root.querySelectorAll("*")].filter(seen).map((e) => cut(e.getBoundingClientRect(), e));
    const texts = textsOf(root).flatMap((node) => emBoxes(node).map((box) => cut(box, node.parentElement)));
    return around([...boxes, ...texts].filter((box) => box && box.right >= box.left && box.bottom >= box.top));
  };
  const figureBox = (e) => e.hasAttribute("data-ink") ? inkBox(e) || e.getBoundingClientRect() : e.getBoundingClientRect();
  const hasPixels = (e) => [e, ...e.querySelectorAll("*")].some((one) =>
    one.matches("img, canvas, image") || getComputedStyle(one).backgroundImage.includes("url("));
  const read = (sheet, page) => {
    const paper = sheet.getBoundingClientRect();
    const points = (box) => box && [box.left - paper.left, box.top - paper.top, box.right - paper.left, box.bottom - paper.top]
      .map((value) => Math.round(value * PX * 100) / 100);
    const inside = (box) => points(box && meet(box, paper));
    const each = (name, more) => [...sheet.querySelectorAll(`[data-${name}]`)].map((e) => ({
      role: name, page, ids: e.getAttribute(`data-${name}`).split(/\s+/).filter(Boolean), ...more(e),
    }));
    const text = (e) => ({ text: say(e), box: points(textBox(e)), label: [...e.querySelectorAll("[data-part=label]")].map(say).join("") });
    return [
      ...each("figure", (e) => ({ box: inside(figureBox(e)), kind: e.dataset.kind || "other", vector: !hasPixels(e) })),
      ...each("decoy", (e) => ({ box: inside(figureBox(e)) })),
      ...["caption", "explains", "mentions"].flatMap((name) => each(name, text)),
      ...each("sentences", text),
    ];
  };
  return [...document.querySelectorAll("section.sheet")].map((sheet, at) => read(sheet, at + 1));
}
