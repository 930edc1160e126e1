"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const view = document.body.dataset.view;
  const search = one("[data-search]");
  const count = one("[data-count]");
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

  // What j and k step through; each view says what that is.
  let stops = () => [];

  function step(by) {
    const found = stops();
    if (!found.length) return;
    const here = found.findIndex((stop) => stop === document.activeElement || stop.contains(document.activeElement));
    const next = here < 0 ? nearest(found, by) : here + by;
    const stop = found[Math.max(0, Math.min(found.length - 1, next))];
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: stop.offsetHeight > innerHeight * 0.8 ? "start" : "center" });
  }

  function nearest(found, by) {
    const below = found.findIndex((stop) => stop.getBoundingClientRect().top > 0);
    return below < 0 ? found.length - 1 : by > 0 ? below : below - 1;
  }

  addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && event.target === search) return search.blur();
    if (typing) return;
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  for (const form of all("form")) form.addEventListener("submit", (event) => event.preventDefault());

  function index() {
    const rows = all("#documents-table tbody tr");
    const texts = new Map(rows.map((row) => [row, folded(row.textContent)]));
    const facets = all("[data-facet]");
    stops = () => rows.filter((row) => !row.hidden).sort((a, b) => a.rowIndex - b.rowIndex).map((row) => one("a", row));

    function filter() {
      const wanted = folded(search.value);
      for (const row of rows) {
        const fits = facets.every((facet) => !facet.value || row.dataset[facet.dataset.facet] === facet.value);
        row.hidden = !fits || !texts.get(row).includes(wanted);
      }
      count.textContent = `${grouped(rows.filter((row) => !row.hidden).length)} of ${grouped(rows.length)}`;
    }

    function compare(a, b, numeric, sign) {
      if (a === "" || b === "") return (a === "") - (b === "");
      return sign * (numeric ? a - b : a.localeCompare(b, "ja"));
    }

    function sort(head) {
      const column = head.cellIndex;
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      const value = (row) => row.cells[column].dataset.v;
      for (const other of all("thead th", head.closest("table"))) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      const numeric = head.classList.contains("num");
      const sorted = [...rows].sort((a, b) => compare(value(a), value(b), numeric, sign));
      one("#documents-table tbody").append(...sorted);
    }

    search.addEventListener("input", filter);
    for (const facet of facets) facet.addEventListener("change", filter);
    for (const head of all(".sortable thead th")) one("button", head).addEventListener("click", () => sort(head));
    filter();
  }

  function documentPage() {
    const figures = all("[data-figure]");
    const pages = all("[data-page]");
    const texts = new Map(figures.map((figure) => [figure, folded(figure.textContent)]));
    stops = () => figures.filter((figure) => !figure.hidden && !figure.closest("[hidden]"));

    function filter() {
      const wanted = folded(search.value);
      for (const figure of figures) figure.hidden = !texts.get(figure).includes(wanted);
      for (const page of pages) page.hidden = wanted !== "" && !one("[data-figure]:not([hidden])", page);
      const shown = figures.filter((figure) => !figure.hidden).length;
      count.textContent = `${grouped(shown)} of ${grouped(figures.length)} figures`;
    }

    function toggle(box) {
      for (const mark of all(`[data-layer="${CSS.escape(box.dataset.toggle)}"]`)) {
        mark.toggleAttribute("hidden", !box.checked);
      }
    }

    // A box that is switched off is shown again when a row leads to it.
    function reveal() {
      const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
      if (!target) return;
      for (let outer = target.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
      target.removeAttribute("hidden");
      if (target.matches("[data-figure]")) target.focus({ preventScroll: true });
      target.scrollIntoView({ block: target.matches("a.mark, tr, li") ? "center" : "start" });
    }

    if (search) search.addEventListener("input", filter);
    for (const box of all("[data-toggle]")) {
      box.addEventListener("change", () => toggle(box));
      toggle(box);
    }
    if (search) filter();
    addEventListener("hashchange", reveal);
    reveal();
  }

  function pairs() {
    const PAGE = 100;
    const [DOCUMENT, NUMBER, ROLE, KIND, STATUS, P, TEXT, FILE, ANCHOR] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    const found = JSON.parse(one("#found").textContent);
    const form = one("#pair-filters");
    const body = one("#pairs-table tbody");
    const texts = found.rows.map((row) => folded(row[TEXT]));
    const places = found.rows.map((_, place) => place);
    let shown = places;
    let first = 0;
    stops = () => all("a", body);

    const facets = [["role", found.roles, ROLE], ["kind", found.kinds, KIND], ["status", found.statuses, STATUS]];
    facets.push(["document", found.documents, DOCUMENT]);
    for (const [name, words] of facets) {
      const order = words.map((word, place) => [word, place]).sort((a, b) => a[0].localeCompare(b[0], "ja"));
      form.elements[name].add(new Option("any", ""));
      for (const [word, place] of order) form.elements[name].add(new Option(word, place));
    }

    function fits() {
      const wanted = folded(form.elements.text.value);
      const chosen = facets.map(([name, , column]) => [column, form.elements[name].value]).filter(([, value]) => value !== "");
      const low = Number(form.elements.low.value || 0);
      const high = Number(form.elements.high.value || 1);
      return (place) => {
        const row = found.rows[place];
        return row[P] >= low && row[P] <= high && chosen.every(([column, value]) => row[column] === Number(value))
          && texts[place].includes(wanted);
      };
    }

    function choose() {
      shown = places.filter(fits());
      const sign = { up: 1, down: -1 }[form.elements.order.value];
      if (sign) shown.sort((a, b) => sign * (found.rows[a][P] - found.rows[b][P]) || a - b);
      first = 0;
      draw();
    }

    function cell(row, text, className = "", lang = "") {
      const made = row.insertCell();
      made.textContent = text;
      made.className = className;
      if (lang) made.lang = lang;
      return made;
    }

    function drawRow(place) {
      const pair = found.rows[place];
      const row = document.createElement("tr");
      cell(row, pair[P].toFixed(2), "num");
      cell(row, found.roles[pair[ROLE]]);
      cell(row, pair[TEXT], "said", "ja");
      cell(row, found.statuses[pair[STATUS]]);
      cell(row, found.kinds[pair[KIND]]);
      const link = document.createElement("a");
      link.href = `${found.files[pair[FILE]]}#${pair[ANCHOR]}`;
      link.textContent = `${found.documents[pair[DOCUMENT]]}, p. ${pair[NUMBER]}`;
      link.lang = "ja";
      row.insertCell().append(link);
      return row;
    }

    function draw() {
      body.replaceChildren(...shown.slice(first, first + PAGE).map(drawRow));
      const last = Math.min(first + PAGE, shown.length);
      const span = shown.length ? `${grouped(first + 1)}–${grouped(last)} of ${grouped(shown.length)}` : "none";
      const rest = shown.length < places.length ? ` (${grouped(places.length)} without filters)` : "";
      count.textContent = span + rest;
      for (const button of all("[data-turn]")) {
        button.disabled = Number(button.dataset.turn) < 0 ? first === 0 : last >= shown.length;
      }
    }

    form.addEventListener("input", choose);
    for (const button of all("[data-turn]")) {
      button.addEventListener("click", () => {
        first = Math.max(0, first + PAGE * Number(button.dataset.turn));
        draw();
        one("#pairs-table").scrollIntoView({ block: "nearest" });
      });
    }
    choose();
  }

  function why() {
    const stories = all("[data-story]");
    const rows = all("#away-table tbody tr");
    const texts = new Map([...stories, ...rows].map((told) => [told, folded(told.textContent)]));
    const facets = all("[data-facet]");
    stops = () => stories.filter((story) => !story.hidden);

    function tell(what, found) {
      one(`[data-count="${what}"]`).textContent = `${grouped(found.filter((told) => !told.hidden).length)} of ${grouped(found.length)}`;
    }

    function filter() {
      const wanted = folded(search.value);
      for (const told of [...stories, ...rows]) told.hidden = !texts.get(told).includes(wanted);
      for (const row of rows) {
        const fits = facets.every((facet) => !facet.value || row.dataset[facet.dataset.facet] === facet.value);
        row.hidden = row.hidden || !fits;
      }
      tell("stories", stories);
      tell("away", rows);
    }

    search.addEventListener("input", filter);
    for (const facet of facets) facet.addEventListener("change", filter);
    filter();
  }

  ({ index, document: documentPage, pairs, why })[view]();
})();
