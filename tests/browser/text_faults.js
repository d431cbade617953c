// What is wrong with where the text of the page stands: sentences, none if nothing is.
// Text must not be cut off, must not lie over other text, and must not leave the window sideways.
() => {
  // What a browser leaves undrawn until it is near is drawn first: before, it has no size of its own.
  for (const element of document.querySelectorAll("body *")) {
    if (getComputedStyle(element).contentVisibility === "auto") element.style.contentVisibility = "visible";
  }
  const faults = new Set();
  const edge = document.documentElement.clientWidth;
  const widest = document.documentElement.scrollWidth;
  if (widest > edge) faults.add(`the page scrolls sideways: ${widest} > ${edge} px`);

  const name = (element) => {
    const classes = [...element.classList].map((each) => "." + each).join("");
    return `<${element.localName}${classes}> "${element.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  };

  // What each element lets through of what is in it. unseen: hidden from sight on purpose, as words for a screen
  // reader are; free: there is a scroller around, so what is cut off can be reached; loose: it floats over the rest.
  const frames = new Map();
  const frameOf = (element) => {
    if (!element) return { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };
    if (frames.has(element)) return frames.get(element);
    const frame = { ...frameOf(element.parentElement) };
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    frame.unseen ||= style.clipPath.startsWith("inset(50%") || (box.width <= 1 && style.overflowX !== "visible");
    frame.loose ||= style.position === "fixed" || style.position === "sticky";
    // The root and the body pass their overflow on to the window.
    if (element !== document.documentElement && element !== document.body) {
      const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";
      frame.free ||= scrolls(style.overflowX);
      if (style.overflowX === "hidden" || style.overflowX === "clip") {
        frame.left = Math.max(frame.left, box.left);
        frame.right = Math.min(frame.right, box.right);
      }
      if (style.overflowY === "hidden" || style.overflowY === "clip") {
        frame.top = Math.max(frame.top, box.top);
        frame.bottom = Math.min(frame.bottom, box.bottom);
      }
    }
    frames.set(element, frame);
    return frame;
  };

  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const frame = frameOf(element);
    if (frame.unseen) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      // A box is as tall as its font says, which may be more than its letters and more than its line.
      const slack = box.height * 0.25;
      if (!frame.free && (box.left < frame.left - 1 || box.right > frame.right + 1)) faults.add(`cut off: ${name(element)}`);
      if (box.top + slack < frame.top || box.bottom - slack > frame.bottom) faults.add(`cut off: ${name(element)}`);
      if (!frame.free && (box.left < -1 || box.right > edge + 1)) faults.add(`outside the window: ${name(element)}`);
      if (!frame.loose) pieces.push({ element, box });
    }
  }

  pieces.sort((one, other) => one.box.top - other.box.top);
  pieces.forEach(({ element, box }, index) => {
    for (let next = index + 1; next < pieces.length && pieces[next].box.top < box.bottom; next++) {
      const below = pieces[next];
      if (below.element === element) continue;
      const wide = Math.min(box.right, below.box.right) - Math.max(box.left, below.box.left);
      const tall = Math.min(box.bottom, below.box.bottom) - below.box.top;
      if (wide > 2 && tall > 0.4 * Math.min(box.height, below.box.height)) {
        faults.add(`${name(element)} lies over ${name(below.element)}`);
      }
    }
  });
  return [...faults];
}
