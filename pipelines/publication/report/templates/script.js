// Filters and unfolds the list of claims. The page is whole without it.
"use strict";
(() => {
  const STEP = 50;
  const find = (id) => document.getElementById(id);
  const form = find("filter"), words = find("words"), marks = find("marks");
  const count = find("count"), more = find("more"), unfold = find("unfold");
  const list = find("list");
  const claims = Array.from(list.children, (item) => ({ item, id: item.firstElementChild.id, text: null }));
  let limit = STEP;
  let shown = [];

  // to a browser that runs scripts the inside of <noscript> is text: the evidence as HTML, escaped when it was written
  const evidence = (item) => item.querySelector("noscript");

  function unfoldEvidence(item) {
    const source = evidence(item);
    if (!source) return;
    const parsed = new DOMParser().parseFromString(source.textContent, "text/html");
    source.replaceWith(...parsed.body.childNodes);
  }

  // what a claim is searched by, gathered when it is first asked for: all its words but the context of its evidence
  function textOf(claim) {
    if (claim.text === null) {
      const entities = { amp: "&", lt: "<", gt: ">", "#34": '"', "#39": "'" };
      claim.text = claim.item.innerHTML
        .replace(/<span class="c">[^<]*<\/span>|<code>[^<]*<\/code>/g, " ")
        .replace(/<[^>]*>/g, "")
        .replace(/&(amp|lt|gt|#34|#39);/g, (_, name) => entities[name])
        .toLowerCase();
    }
    return claim.text;
  }

  function matches(claim, wanted, mark) {
    if (mark && !claim.item.dataset.marks.split(" ").includes(mark)) return false;
    return wanted.every((word) => textOf(claim).includes(word) || claim.id === word);
  }

  // the claims that are not shown leave the document: hiding some thousand siblings one by one takes seconds
  function draw(also = null) {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = claims.filter((claim) => matches(claim, wanted, marks.value));
    shown = found.slice(0, limit);
    if (also && !shown.includes(also)) shown.push(also);
    list.replaceChildren(...shown.map((claim) => claim.item));
    count.textContent = `${Math.min(found.length, limit).toLocaleString("en")} of ${found.length.toLocaleString("en")}`;
    more.hidden = found.length <= limit;
  }

  function restart() {
    limit = STEP;
    draw();
  }

  function open(details) {
    unfoldEvidence(details);
    details.open = true;
  }

  // a link to a claim opens it, also where the list does not show it
  function follow() {
    const target = claims.find((claim) => `#${claim.id}` === location.hash);
    if (!target) return;
    if (!shown.includes(target)) draw(target);
    const details = target.item.firstElementChild;
    open(details);
    details.querySelector("summary").focus({ preventScroll: true });
    details.scrollIntoView({ block: "start" });
    // what was out of sight has its real height only now
    requestAnimationFrame(() => requestAnimationFrame(() => details.scrollIntoView({ block: "start" })));
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
    const first = limit;
    limit += STEP;
    draw();
    shown[first]?.item.querySelector("summary").focus();
  });
  unfold.addEventListener("click", () => {
    const all = shown.map((claim) => claim.item.firstElementChild);
    const opening = all.some((details) => !details.open);
    for (const details of all) {
      if (opening) open(details);
      else details.open = false;
    }
    unfold.textContent = opening ? "Close those shown" : "Open those shown";
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
  document.addEventListener("toggle", (event) => event.target.open && unfoldEvidence(event.target), true);
  addEventListener("hashchange", follow);
  form.hidden = false;
  draw();
  follow();
})();
