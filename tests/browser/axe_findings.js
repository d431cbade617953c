// What axe finds on the page, as sentences: with everything unfolded, then in one popover of each kind of button.
// known: kinds of button whose popover has been looked at on another page; returns { found, known }.
// For contrast, by far the slowest rule, one text stands for all that have the same elements and classes around them.
async ({ everything, colours, known }) => {
  const signature = (element) => (element ? `${signature(element.parentElement)}>${element.localName}.${element.getAttribute("class")}` : "");
  const samples = (root) => {
    const found = new Map();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && element.checkVisibility()) found.set(signature(element), element);
    }
    return [...found.values()];
  };
  const sentences = ({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target}: ${html.slice(0, 200)}`));
  const look = async (root) => {
    if (everything) found.push(...sentences(await axe.run(root, everything)));
    found.push(...sentences(await axe.run({ include: samples(root) }, colours)));
  };

  const found = [];
  document.querySelectorAll("details").forEach((each) => (each.open = true));
  await look(document.documentElement);
  const opened = (button) => document.getElementById(button.getAttribute("popovertarget") ?? button.getAttribute("commandfor"));
  for (const button of document.querySelectorAll("[popovertarget], [commandfor]")) {
    const kind = `${button.className} opens ${opened(button).className}`;
    if (known.includes(kind) || !opened(button).popover) continue;
    known.push(kind);
    opened(button).showPopover();
    await look(opened(button));
    opened(button).hidePopover();
  }
  return { found, known };
}
