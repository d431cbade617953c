// The preview's part of a page: it follows new builds, keeps the place at which somebody reads, and shows what the build
// has to say. It is served beside the site and never published. What it draws lies in a shadow tree, whose styles are
// made by script, because the policy of the pages allows no style of others.
(() => {
  const KEPT = "site-builder-place", FOLDED = "site-builder-folded", CLOSED = "site-builder-closed";
  // What moves with the text: a list of contents may stay where it is while the rest is scrolled.
  const TEXTS = "main :is(h1, h2, h3, h4, p, li, dt, dd, td, summary):not(nav *)";
  const HIDDEN = "data-site-builder-hidden";

  const remember = (key, value) => { try { sessionStorage.setItem(key, value); } catch {} };
  const remembered = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };
  const forget = (key) => { try { sessionStorage.removeItem(key); } catch {} };

  // ---- The page as the server sends it ----

  // Takes the preview's own part out of a page, and gives what it tells.
  function taken(page) {
    const told = page.getElementById("site-builder-preview");
    page.querySelector('script[src^="/.preview/preview.js"]').remove();
    told.remove();
    return JSON.parse(told.textContent);
  }

  async function fetched() {
    const answer = await fetch(location.href.split("#")[0], { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { page, told: taken(page) };
  }

  // ---- The place at which somebody reads ----

  // Elements by what they say, and by which of those that say the same they are: they are known again where others came.
  function byName(selector) {
    const found = new Map();
    for (const element of document.querySelectorAll(selector)) {
      const said = element.matches("details") ? element.querySelector("summary")?.textContent : element.textContent;
      const name = [element.nodeName, element.id, element.getAttribute("href"), element.name, element.value, said].join("|");
      let number = 0;
      while (found.has(`${name} ${number}`)) number += 1;
      found.set(`${name} ${number}`, element);
    }
    return found;
  }

  // The first few pieces of text on the screen, with their height there: one of them will be found again.
  function seen() {
    const found = [];
    for (const [name, element] of byName(TEXTS)) {
      const { top } = element.getBoundingClientRect();
      if (top >= 0 && element.getClientRects().length) found.push([name, top]);
      if (found.length === 5) break;
    }
    return found;
  }

  function place() {
    const active = document.activeElement;
    const focused = active && active !== document.body && active !== host ? active : null;
    return {
      path: location.pathname,
      left: scrollX,
      top: scrollY,
      seen: seen(),
      open: [...byName("details")].map(([name, element]) => [name, element.open]),
      focus: focused && [...byName(focused.nodeName)].find(([, element]) => element === focused)[0],
      kind: focused?.nodeName,
    };
  }

  function putBack({ open, focus, kind }) {
    const details = byName("details");
    for (const [name, isOpen] of open) if (details.has(name)) details.get(name).open = isOpen;
    if (focus && document.activeElement === document.body) byName(kind).get(focus)?.focus({ preventScroll: true });
  }

  // Only for our own reload: else the browser would put another place over the one that is kept here, after the load.
  let isReloading = false;
  addEventListener("pagehide", () => { history.scrollRestoration = isReloading ? "manual" : "auto"; });

  function loadAnew() {
    remember(KEPT, JSON.stringify(place()));
    isReloading = true;
    history.scrollRestoration = "manual";
    location.reload();
  }

  function takePlace() {
    const kept = JSON.parse(remembered(KEPT) || "null");
    forget(KEPT);
    if (kept?.path !== location.pathname) return;
    putBack(kept);
    const back = () => {
      const texts = byName(TEXTS);
      const [name, height] = kept.seen.find(([name]) => texts.has(name)) ?? [];
      const top = name && kept.top > 0 ? scrollY + texts.get(name).getBoundingClientRect().top - height : kept.top;
      scrollTo({ left: kept.left, top, behavior: "instant" });
    };
    back();
    // Pictures and style sheets that come later move the text; a reader who scrolled meanwhile is left alone.
    const before = scrollY;
    addEventListener("load", () => { if (scrollY === before) back(); }, { once: true });
  }

  // ---- What changed is changed in the page, where that is safe ----

  // What a browser acts on when it comes or goes, and what the page's own scripts may hold on to.
  const WHOLE = "script:not([type*=json]), style, link, base, meta[http-equiv], iframe, object, form, fieldset, input, "
    + "select, textarea, button, video, audio";

  const named = (nodes) => nodes
    .flatMap((node) => (node.nodeType === 1 ? [node, ...node.querySelectorAll("[id]")] : []))
    .map((node) => node.id).filter(Boolean).sort().join(" ");
  const isWhole = (node) => node.nodeType === 1 && (node.matches(WHOLE) || node.querySelector(WHOLE) !== null);

  // Makes a part of the open page what the server sends now. `before` is what it sent last: where the page itself is
  // something else by now, its scripts changed it, and false is given; then all is loaded anew.
  function patched(open, before, now) {
    if (before.isEqualNode(now)) return true;
    if (before.nodeName !== now.nodeName || open.nodeName !== now.nodeName) return false;
    if (open.nodeType !== 1) {
      const same = open.data === before.data;
      if (same) open.data = now.data;
      return same;
    }
    if (open.matches(WHOLE) || before.id !== now.id || !patchedAttributes(open, before, now)) return false;
    const children = [...open.childNodes].filter((node) => node !== host);
    return patchedChildren(open, children, [...before.childNodes], [...now.childNodes]);
  }

  function patchedAttributes(open, before, now) {
    for (const { name } of [...before.attributes, ...now.attributes]) {
      const value = now.getAttribute(name);
      if (before.getAttribute(name) === value) continue;
      if (open.getAttribute(name) !== before.getAttribute(name)) return false;
      if (value === null) open.removeAttribute(name);
      else open.setAttribute(name, value);
    }
    return true;
  }

  function patchedChildren(parent, open, before, now) {
    if (open.length !== before.length) return false;
    let from = 0, end = 0;
    const most = Math.min(before.length, now.length);
    while (from < most && before[from].isEqualNode(now[from])) from += 1;
    while (end < most - from && before.at(-1 - end).isEqualNode(now.at(-1 - end))) end += 1;
    const middle = (nodes) => nodes.slice(from, nodes.length - end);
    const [live, old, fresh] = [middle(open), middle(before), middle(now)];
    if (old.length === fresh.length && old.every((node, at) => node.nodeName === fresh[at].nodeName)) {
      return old.every((node, at) => patched(live[at], node, fresh[at]));
    }
    const differs = live.some((node, at) => node.nodeName !== old[at].nodeName);
    if (differs || [...old, ...fresh].some(isWhole) || named(old) !== named(fresh)) return false;
    const next = open[open.length - end] ?? null;
    for (const node of live) node.remove();
    for (const node of fresh) parent.insertBefore(document.importNode(node, true), next);
    return true;
  }

  // ---- Following ----

  // The page as the server sent it last, null where that is not known; at first, what will be known of it.
  let sent = null, busy = false, again = false;

  async function update() {
    let next;
    try {
      next = await fetched();
    } catch {
      return; // the server is going; when it is there again, the page is loaded anew
    }
    show(next.told);
    const last = await sent, kept = place(); // before anything moves
    if (!last || !patched(document.documentElement, last.page.documentElement, next.page.documentElement)) {
      loadAnew();
      return;
    }
    sent = next;
    putBack(kept);
    markHidden(next.told.hidden);
  }

  async function refresh() {
    again = true;
    if (busy) return;
    busy = true;
    try {
      while (again) {
        again = false;
        await update();
      }
    } catch {
      loadAnew();
    } finally {
      busy = false;
    }
  }

  function goTo(address) {
    const goal = new URL(address, location.href);
    if (goal.pathname === location.pathname || document.visibilityState !== "visible") return false;
    location.assign(goal.href);
    return true;
  }

  window.LiveReloadPluginPreview = class {
    static identifier = "preview";
    static version = "1";
    reload(path, { overrideURL }) {
      if (path.endsWith(".css")) return false; // livereload itself swaps style sheets, without a reload
      if (overrideURL && goTo(overrideURL)) return true;
      if (path === "page") refresh();
      else loadAnew();
      return true;
    }
  };

  function connect(stamp) {
    const script = document.createElement("script");
    const port = location.port || 80;
    const options = { snipver: stamp, host: location.hostname, port, mindelay: 250, maxdelay: 2000 };
    script.src = `/.preview/livereload.js?${Object.entries(options).map((pair) => pair.join("=")).join("&")}`;
    document.head.append(script);
    script.addEventListener("load", () => script.remove());
  }

  // ---- What is not public yet ----

  function markHidden(hidden) {
    const wordsByAddress = new Map(hidden);
    for (const element of document.querySelectorAll(`[${HIDDEN}]`)) element.removeAttribute(HIDDEN);
    const mark = (element, words) => element.setAttribute(HIDDEN, words);
    for (const link of document.querySelectorAll("main a[href]")) {
      const goal = new URL(link.href);
      const words = wordsByAddress.get(goal.pathname) ?? wordsByAddress.get(goal.pathname + goal.hash);
      if (words && goal.origin === location.origin && goal.pathname + goal.hash !== location.pathname) mark(link, words);
    }
    for (const [address, words] of hidden) {
      const [path, anchor] = address.split("#");
      const part = anchor && path === location.pathname ? document.getElementById(anchor) : null;
      if (part) mark(part, words);
    }
  }

  function sheetOf(rules) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    return sheet;
  }

  const MARKS = `
    a[${HIDDEN}]::after, :not(a)[${HIDDEN}]::before {
      content: attr(${HIDDEN}); display: inline-block; margin-inline-start: 0.4em; padding: 0 0.35em;
      border: 1px dashed currentColor; font: 500 0.75rem/1.4 system-ui, sans-serif; text-decoration: none;
    }
    :not(a)[${HIDDEN}]::before { margin: 0; }
    @media print { a[${HIDDEN}]::after, :not(a)[${HIDDEN}]::before { content: none; } }
  `;

  // ---- What is wrong: errors are laid over the page, the rest is a quiet panel ----

  const STYLES = `
    :host {
      all: initial; color-scheme: inherit; position: fixed; inset: auto 0 0 auto; z-index: 2147483647;
      --ink: #1a1a1a; --paper: #fff; --soft: #f3f2ef; --rule: #767676; --error: #a4161a; --care: #7a4d00; --link: #0b4f9e;
      font: 0.875rem/1.5 system-ui, sans-serif; color: var(--ink);
    }
    @supports (color: light-dark(red, red)) {
      :host {
        --ink: light-dark(#1a1a1a, #ececec); --paper: light-dark(#fff, #1b1b1d); --soft: light-dark(#f3f2ef, #29292c);
        --rule: light-dark(#767676, #8f8f94); --error: light-dark(#a4161a, #ff9b93);
        --care: light-dark(#7a4d00, #f0c06a); --link: light-dark(#0b4f9e, #9cc6ff);
      }
    }
    * { box-sizing: border-box; }
    dialog {
      inline-size: min(56rem, 100% - 2rem); max-block-size: calc(100% - 4rem); margin: 2rem auto auto; padding: 1rem 1.25rem;
      overflow: auto; border: 1px solid var(--rule); border-block-start: 4px solid var(--error);
      color: var(--ink); background: var(--paper); font: inherit;
    }
    dialog::backdrop { background: rgb(0 0 0 / 0.35); }
    section { display: flex; flex-direction: column; align-items: end; max-inline-size: min(28rem, 100vw); }
    .list {
      max-block-size: min(50vh, 26rem); overflow: auto; margin: 0; padding: 0 1rem; border: 1px solid var(--rule);
      color: var(--ink); background: var(--paper); inline-size: 100%;
    }
    .head { display: flex; gap: 1rem; align-items: start; justify-content: space-between; }
    h2 { margin: 0; font: 600 1.125rem/1.4 system-ui, sans-serif; }
    p { margin: 0.25rem 0; overflow-wrap: anywhere; }
    ol { list-style: none; margin: 0; padding: 0; }
    li { padding: 0.75rem 0; border-block-start: 1px solid var(--rule); }
    li:first-child { border: 0; }
    .kind { color: var(--care); font-weight: 600; }
    .error .kind { color: var(--error); }
    .where { font-family: ui-monospace, monospace; }
    a { color: var(--link); }
    pre { margin: 0.5rem 0; padding: 0.5rem; overflow: auto; background: var(--soft); font: 0.8125rem/1.5 ui-monospace, monospace; }
    button {
      min-block-size: 1.75rem; padding: 0.125rem 0.75rem; border: 1px solid var(--rule); border-radius: 0;
      color: var(--ink); background: var(--paper); font: inherit; cursor: pointer; white-space: nowrap;
    }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
    [hidden] { display: none !important; }
    @media print { :host { display: none !important; } }
  `;

  const host = document.createElement("site-builder-preview");
  const shadow = host.attachShadow({ mode: "open" });

  function made(name, words = "", attributes = {}, ...children) {
    const element = document.createElement(name);
    if (words) element.textContent = words;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  function listed(problems) {
    const items = problems.map(({ severity, code, where, link, message, excerpt, hint }) => {
      const item = made("li", "", { class: severity });
      const at = link ? made("a", where, { href: link }) : made("span", where);
      if (where) item.append(made("p", "", { class: "where" }, at));
      item.append(made("p", "", {}, made("span", `${severity}[${code}]: `, { class: "kind" }), message));
      if (excerpt) item.append(made("pre", excerpt, { tabindex: "0" }));
      if (hint) item.append(made("p", `hint: ${hint}`));
      return item;
    });
    return made("ol", "", {}, ...items);
  }

  const more = (count) => (count ? [made("p", `and ${count} more, which the terminal lists`)] : []);

  // The errors, over the page. Escape or the button puts them aside until there are others.
  function overlaid(errors, rest) {
    const close = made("button", "Hide (Esc)", { type: "button" });
    const words = errors.length === 1 ? "1 error keeps the site as it was" : `${errors.length} errors keep the site as it was`;
    const title = made("h2", words, { id: "title" });
    const dialog = made(
      "dialog", "", { role: "alertdialog", "aria-labelledby": "title" },
      made("div", "", { class: "head" }, title, close), listed(errors), ...more(rest),
    );
    const open = made("button", `Show ${counted(errors.length, "error")}`, { type: "button" });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      if (!dialog.isConnected) return;
      remember(CLOSED, JSON.stringify(errors));
      open.hidden = false;
    });
    open.addEventListener("click", () => {
      forget(CLOSED);
      open.hidden = true;
      dialog.showModal();
    });
    return { dialog, open };
  }

  // Warnings and remarks: as open as they were left; at first only where they are about the page itself.
  function panel(others, rest) {
    const counts = ["warning", "info"].map((severity) => others.filter((one) => one.severity === severity).length);
    const words = [[counts[0], "warning"], [counts[1], "remark"]].filter(([count]) => count);
    const list = made("div", "", { class: "list", id: "list" }, listed(others), ...more(rest));
    const label = words.map(([count, noun]) => counted(count, noun)).join(", ");
    const fold = made("button", label, { type: "button", "aria-controls": "list" });
    const set = (isFolded) => {
      list.hidden = isFolded;
      fold.setAttribute("aria-expanded", String(!isFolded));
    };
    const left = remembered(FOLDED);
    set(left ? left === "yes" : !others.some((one) => one.own));
    fold.addEventListener("click", () => {
      set(!list.hidden);
      remember(FOLDED, list.hidden ? "yes" : "no");
    });
    return [list, fold];
  }

  let shown = "";

  function show({ problems, more: rest }) {
    const all = JSON.stringify(problems);
    if (window.top !== window || all === shown) return;
    shown = all;
    const errors = problems.filter((one) => one.severity === "error");
    const others = problems.filter((one) => one.severity !== "error");
    const last = shadow.querySelector("dialog");
    last?.close(); // which gives the focus back
    last?.remove();
    shadow.querySelector("section")?.remove();
    if (!problems.length) {
      host.remove();
      return;
    }
    const section = made("section", "", { "aria-label": "Problems in this preview" });
    shadow.append(section);
    if (!host.isConnected) document.documentElement.append(host);
    if (others.length) section.append(...panel(others, errors.length ? 0 : rest));
    if (!errors.length) {
      forget(CLOSED);
      return;
    }
    const { dialog, open } = overlaid(errors, rest);
    section.append(open);
    shadow.append(dialog);
    open.hidden = remembered(CLOSED) !== JSON.stringify(errors);
    if (open.hidden) dialog.showModal();
  }

  // ---- The beginning ----

  const told = taken(document);
  host.lang = "en";
  host.dir = "ltr";
  shadow.adoptedStyleSheets = [sheetOf(STYLES)];
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheetOf(MARKS)];
  takePlace();
  markHidden(told.hidden);
  show(told);
  connect(told.stamp);
  // What the page was before anybody changed it is known only to the server; if that sends another by now, all is loaded.
  sent = fetched().then((first) => (first.told.page === told.page ? first : null), () => null);
})();
