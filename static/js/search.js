// The search of search/: Pagefind's index (docs/decisions/0014), asked for at the first touch of the form.
// In a block, so that it shares no name with site.js.
{
  const search = document.querySelector(".search");
  const form = search.querySelector("form");
  const note = search.querySelector(".search-note");
  const results = search.querySelector(".search-results");
  const more = search.querySelector(".search-more");
  const PAGE = 10;

  let index;
  const load = () => {
    index ??= import(new URL(form.dataset.index, location.href)).then(async (pagefind) => {
      // Long pages are not less to the point: a topic tells more than a line of the ledger.
      await pagefind.options({ ranking: { pageLength: 0.1, termFrequency: 0.4 } });
      await pagefind.init();
      return pagefind;
    });
    return index;
  };

  // What Pagefind marks with <mark>, as nodes: nothing else in it is taken for HTML.
  const marked = (html) => {
    const read = new DOMParser().parseFromString(html, "text/html").body;
    return [...read.childNodes].map((node) => {
      if (node.nodeName !== "MARK") return node.textContent;
      const mark = document.createElement("mark");
      mark.textContent = node.textContent;
      return mark;
    });
  };

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    made.className = className;
    made.append(...children);
    return made;
  };

  const link = (name, className, title, url) => {
    const way = element("a", "", title);
    way.href = url;
    return element(name, className, way);
  };

  const entry = (found) => {
    const kind = found.filters.kind?.[0] ?? "";
    const parts = kind === "topic" ? found.sub_results.filter((part) => part.url.includes("#")).slice(0, 2) : [];
    return element(
      "li",
      "search-result",
      element("p", "search-kind", kind),
      link("h2", "search-title", found.meta.title, found.url),
      element("p", "search-excerpt", ...marked(found.excerpt)),
      ...parts.map((part) => link("p", "search-part", part.title, part.url)),
    );
  };

  let asked = 0;
  let rest = [];
  const show = async (turn) => {
    const next = await Promise.all(rest.splice(0, PAGE).map((one) => one.data()));
    if (turn !== asked) return; // other words have been typed since
    results.append(...next.map(entry));
    results.ariaBusy = "false";
    more.hidden = rest.length === 0;
  };

  const run = async () => {
    const turn = ++asked;
    const wanted = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
    history.replaceState(null, "", `${location.pathname}?${new URLSearchParams(wanted)}`.replace(/\?$/, ""));
    const { q, ...filters } = wanted;
    let found = [];
    if (Object.keys(wanted).length) {
      try {
        const pagefind = await load();
        found = (await pagefind.search(q ?? null, { filters })).results;
      } catch {
        if (turn === asked) note.textContent = "This site has no search index here. The lists below name everything.";
        return;
      }
      if (turn !== asked) return;
      note.textContent = found.length ? `${found.length} found` : "Nothing found. The lists below name everything.";
    } else note.textContent = "";
    results.replaceChildren();
    rest = found;
    await show(turn);
  };

  let waiting;
  const soon = () => {
    results.ariaBusy = "true";
    clearTimeout(waiting);
    waiting = setTimeout(run, 150);
  };
  form.addEventListener("input", soon);
  form.addEventListener("focusin", () => load().catch(() => {}), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon();
  });
  more.addEventListener("click", async () => {
    const first = results.children.length;
    await show(asked);
    results.children[first]?.querySelector("a").focus();
  });

  search.hidden = false;
  for (const [name, value] of new URLSearchParams(location.search)) if (form.elements[name]) form.elements[name].value = value;
  if (location.search.length > 1) run();
}
