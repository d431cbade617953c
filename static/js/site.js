// Colours that the reader chooses; first.js sets the choice before anything is drawn.
const root = document.documentElement;
for (const choice of document.querySelectorAll(".scheme input")) {
  choice.checked = choice.value === (root.dataset.scheme || "");
  choice.addEventListener("change", () => {
    root.dataset.scheme = choice.value;
    try {
      localStorage.setItem("scheme", choice.value);
    } catch {} // a browser that keeps nothing
  });
}

// The contents beside a topic name the section that is being read.
const entries = new Map();
for (const link of document.querySelectorAll(".contents a")) {
  const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (part) entries.set(part, link);
}
const watcher = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) entries.get(target).setAttribute("aria-current", "true");
      else entries.get(target).removeAttribute("aria-current");
    }
  },
  { rootMargin: "-25% 0% -74% 0%" },
);
for (const part of entries.keys()) watcher.observe(part);

// What a narrow screen has not laid out yet (content-visibility in site.css): from the first move on, piece by piece.
const whenIdle = self.requestIdleCallback ?? ((then) => setTimeout(then, 100));
const waiting = [...document.querySelectorAll(".page-topic :is(.section, .band)[id]")];
const laidOut = new CSSStyleSheet(); // a style of its own, which leaves the elements as they came
document.adoptedStyleSheets.push(laidOut);
const layOut = () => {
  const next = waiting.shift();
  if (!next) return;
  laidOut.insertRule(`#${CSS.escape(next.id)} { content-visibility: visible; }`);
  whenIdle(() => requestAnimationFrame(layOut));
};
addEventListener("scroll", () => whenIdle(layOut), { once: true });

// A link out of a card that stays on this page closes the card.
document.addEventListener("click", (event) => {
  const card = event.target.closest?.("a[href^='#']")?.closest(":popover-open");
  if (card) card.hidePopover();
});

// Opened from disk there is no server that turns a folder into its index.html (issue 2, point 9).
if (location.protocol === "file:") {
  for (const link of document.querySelectorAll("a[href]")) {
    const url = new URL(link.href);
    if (url.protocol === "file:" && url.pathname.endsWith("/")) {
      url.pathname += "index.html";
      link.href = url.href;
    }
  }
}
