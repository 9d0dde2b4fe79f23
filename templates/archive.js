
"use strict";
// Filters the list as one types. Without it the page is the whole list.
(() => {
  const search = document.getElementById("search");
  if (!search) return;
  const field = document.getElementById("q");
  const count = document.getElementById("count");
  const whole = count.textContent;

  // what a keyboard writes and what a page prints are the same: é and e, ’ and ', – and -
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"').replace(/[‐-―−]/g, "-").toLowerCase();

  const briefs = Array.from(document.querySelectorAll(".brief"), (item) => ({
    item,
    text: plain(Array.from(item.querySelectorAll("h3, .standfirst"), (part) => part.textContent).join("\n")),
  }));
  const months = Array.from(document.querySelectorAll(".month"));

  const filter = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { item, text } of briefs) {
      item.hidden = !words.every((word) => text.includes(word));
      found += item.hidden ? 0 : 1;
    }
    for (const month of months) month.hidden = !month.querySelector(".brief:not([hidden])");
    const said = found ? count.dataset.found : count.dataset.none;
    count.textContent = words.length ? said.replace("{found}", found).replace("{all}", briefs.length) : whole;
  };

  // a search can be linked: index.html#q=oil, or ?q=oil
  const asked = () => {
    const [hash, query] = [location.hash, location.search].map((part) => new URLSearchParams(part.slice(1)));
    return hash.get("q") ?? query.get("q") ?? "";
  };
  const follow = () => { field.value = asked(); filter(); };

  field.addEventListener("input", () => {
    const wanted = field.value.trim();
    history.replaceState(null, "", location.pathname + (wanted ? `#q=${encodeURIComponent(wanted)}` : ""));
    filter();
  });
  window.addEventListener("hashchange", follow);
  window.addEventListener("pageshow", follow);
  search.hidden = false;
  follow();
})();
