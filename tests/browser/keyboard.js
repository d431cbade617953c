// Watches the keyboard's focus on this page. Of stops that have the same elements and classes around them only the
// first `alike` stay on Tab's way; the others cost time and tell nothing new. Defines `keyboard`, with
//   expected: every element that Tab must reach; one of each group of radio buttons;
//   faultsOfWalk(): what was wrong with how Tab went, to ask when it came to the end and was pressed once more;
//   faultsOfLook(): what is wrong with the look of the focus on one element of each kind.
(alike) => {
  const kind = (element) => element.localName + [...element.classList].map((each) => "." + each).join("");
  const sight = { visibilityProperty: true };
  const marked = document.querySelectorAll(
    "a[href], area[href], button, input, select, textarea, summary, iframe, [controls], [contenteditable], [tabindex]",
  );
  const groups = new Set();
  const stops = [...marked].filter((element) => {
    if (element.tabIndex < 0 || element.disabled || element.closest("[inert]") || !element.checkVisibility(sight)) return false;
    if (element.localName === "summary" && element !== element.parentElement.querySelector(":scope > summary")) return false;
    if (element.type !== "radio") return true;
    const group = `${element.form?.id} ${element.name}`;
    return !groups.has(group) && groups.add(group);
  });

  const surroundings = (element) => (element ? `${surroundings(element.parentElement)}>${kind(element)}` : "");
  const met = new Map();
  const expected = stops.filter((element) => {
    const around = surroundings(element);
    met.set(around, (met.get(around) ?? 0) + 1);
    if (met.get(around) <= alike || element.type === "radio") return true;
    element.tabIndex = -1;
    return false;
  });

  // What can be seen of a focus: around the element or on it, on its label, or on what it stands in.
  const lines = (style) => {
    const outline = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "" : `${style.outline} ${style.outlineOffset}`;
    const { boxShadow, border, backgroundColor, backgroundImage, textDecoration, clipPath } = style;
    return [outline, boxShadow, border, backgroundColor, backgroundImage, textDecoration, clipPath].join("|");
  };
  const places = (element) => [element, ...(element.labels ?? []), element.parentElement, element.parentElement?.parentElement];
  const look = (element) =>
    places(element)
      .filter(Boolean)
      .flatMap((place) => ["", "::before", "::after"].map((part) => lines(getComputedStyle(place, part || null))))
      .join("\n");
  // Whether any point of it is on the screen and nothing lies over that point.
  const onTop = (element) =>
    [element, ...(element.labels ?? [])].some((place) =>
      [...place.getClientRects()].some(({ left, right, top, bottom }) =>
        [0.5, 0.1, 0.9].some((share) => {
          const hit = document.elementFromPoint(left + (right - left) * share, top + (bottom - top) * share);
          return hit && place.contains(hit);
        }),
      ),
    );

  const name = (element) => {
    const words = element.ariaLabel ?? (element.textContent.trim() || element.labels?.[0]?.textContent || "");
    return `<${kind(element)}> "${words.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  };

  const steps = [];
  // Before Tab moves on, the focus that it set the last time is as a reader sees it.
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Tab") return;
      const element = document.activeElement;
      const nowhere = !element || element === document.body || element === document.documentElement;
      steps.push(nowhere ? { element: null } : { element, focused: look(element), seen: onTop(element) });
    },
    true,
  );

  const faultsOfWalk = () => {
    document.activeElement?.blur();
    const found = [];
    const reached = steps.map((step) => step.element);
    const sameGroup = (one, other) => one?.type === "radio" && one.name === other.name && one.form === other.form;
    for (const element of expected) {
      if (!reached.some((each) => each === element || sameGroup(each, element))) found.push(`not reached: ${name(element)}`);
    }
    steps.forEach(({ element, focused, seen }, index) => {
      if (!element) return;
      if (reached[index + 1] === element) found.push(`not left: ${name(element)}`);
      if (!seen) found.push(`out of sight: ${name(element)}`);
      else if (focused === look(element)) found.push(`focus does not show: ${name(element)}`);
    });
    return [...new Set(found)];
  };

  const faultsOfLook = () => {
    const kinds = new Map(expected.toReversed().map((element) => [kind(element) + kind(element.parentElement), element]));
    return [...kinds.values()].flatMap((element) => {
      document.activeElement?.blur();
      const plain = look(element);
      element.focus({ focusVisible: true });
      return look(element) === plain ? [`focus does not show: ${name(element)}`] : [];
    });
  };

  globalThis.keyboard = { expected, steps, faultsOfWalk, faultsOfLook };
}
