// Filters and unfolds the list of claims. The page is whole without it.
"use strict";
(() => {
  const STEP = 50;
  const find = (id) => document.getElementById(id);
  const form = find("filter"), words = find("words"), marks = find("marks");
  const count = find("count"), more = find("more"), unfold = find("unfold");
  const claims = Array.from(document.querySelectorAll(".claim"), (item) => ({ item, text: null }));
  let limit = STEP;

  // what a claim is searched by is gathered when it is first asked for
  const textOf = (claim) => (claim.text ??= claim.item.textContent.toLowerCase());

  function matches(claim, wanted, mark) {
    if (mark && !claim.item.dataset.marks.split(" ").includes(mark)) return false;
    return wanted.every((word) => textOf(claim).includes(word));
  }

  function draw() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const claim of claims) {
      const is = matches(claim, wanted, marks.value);
      if (is) found += 1;
      claim.item.hidden = !is || found > limit;
    }
    const shown = Math.min(found, limit);
    count.textContent = `${shown.toLocaleString("en")} of ${found.toLocaleString("en")}`;
    more.hidden = found <= limit;
  }

  function restart() {
    limit = STEP;
    draw();
  }

  // a link to a claim opens it, also where the list hides it
  function follow() {
    const target = location.hash.startsWith("#clm-") && find(location.hash.slice(1));
    if (!target) return;
    target.closest(".claim").hidden = false;
    target.open = true;
    target.scrollIntoView({ block: "start" });
    target.querySelector("summary").focus({ preventScroll: true });
  }

  let waiting = 0;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(restart, 120);
  });
  marks.addEventListener("change", restart);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    restart();
  });
  more.addEventListener("click", () => {
    const first = claims.find((claim) => claim.item.hidden);
    limit += STEP;
    draw();
    if (first && !first.item.hidden) first.item.querySelector("summary").focus();
  });
  unfold.addEventListener("click", () => {
    const shown = claims.filter((claim) => !claim.item.hidden).map((claim) => claim.item.firstElementChild);
    const open = shown.some((details) => !details.open);
    for (const details of shown) details.open = open;
    unfold.textContent = open ? "Close those shown" : "Open those shown";
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      words.focus();
    } else if (event.key === "Escape" && document.activeElement === words) {
      words.value = "";
      restart();
    }
  });
  addEventListener("hashchange", follow);
  form.hidden = false;
  draw();
  follow();
})();
