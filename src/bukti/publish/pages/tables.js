// Tables that sort and filter. What was chosen stands in the address, so that it can be sent to someone.
//
// <table data-sort="key"> sorts by any column. data-filter adds a box for text; data-choose="4 5" a choice among what
// stands in those columns (counted from 1), data-least="2" the least number there. Nothing is read as HTML.
"use strict";

(() => {
  const { language, say, count, make, embedded } = bukti;
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const [thousands, decimal] = language === "id" ? [/\./g, ","] : [/,/g, "."];

  // A number as the page's language writes it: `1.234`, `−40`, `12 dari 15` is 12, `=` is no difference; else NaN.
  function number(text) {
    if (text === "=") return 0;
    const found = text.replace("−", "-").match(/^[+-]?\d[\d.,]*/);
    return found ? Number(found[0].replace(thousands, "").replace(decimal, ".")) : NaN;
  }
  const text = (cell) => cell.dataset.value ?? cell.textContent.trim();
  const chips = (cell) => {
    const found = [...cell.querySelectorAll(".chip")].map((chip) => chip.textContent.trim());
    return found.length ? found : [text(cell)];
  };

  // The headers that stand over one column each, with the column's number.
  function headers(table) {
    const taken = [];
    const found = [];
    [...table.tHead.rows].forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (taken[y]?.[x]) x++;
        for (let dy = 0; dy < cell.rowSpan; dy++) for (let dx = 0; dx < cell.colSpan; dx++) (taken[y + dy] ??= [])[x + dx] = true;
        if (cell.colSpan === 1) found.push([cell, x]);
        x += cell.colSpan;
      }
    });
    return found;
  }

  function keep(key, value) {
    const address = new URL(location.href);
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
    try {
      history.replaceState(null, "", address);
    } catch {
      // A page opened as a file keeps its address.
    }
  }

  function sorting(table, body, rows, wanted) {
    const key = table.dataset.sort;
    const heads = headers(table);
    let now = "";
    function sort(by) {
      now = by;
      const column = Math.abs(Number(by)) - 1;
      const down = by.startsWith("-");
      heads.forEach(([head, x]) => {
        if (by && x === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      let ordered = rows;
      if (by) {
        const values = new Map(rows.map((row) => [row, text(row.cells[column])]));
        const numeric = rows.some((row) => !Number.isNaN(number(values.get(row)))) && rows.every((row) => /^[–-]?$|^\D?\d|^=$/.test(values.get(row)) || row.cells[column].matches(".un"));
        const lacks = (row) => (numeric ? Number.isNaN(number(values.get(row))) : values.get(row) === "");
        const order = numeric ? (a, b) => number(a) - number(b) : collator.compare;
        const known = rows.filter((row) => !lacks(row)).sort((a, b) => (down ? -1 : 1) * order(values.get(a), values.get(b)));
        ordered = [...known, ...rows.filter(lacks)]; // what is not known is neither large nor small
      }
      body.append(...ordered);
    }
    for (const [head, x] of heads) {
      const button = make("button", { type: "button", class: "sort" });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = String(x + 1);
        const first = rows.some((row) => !Number.isNaN(number(text(row.cells[x])))) && x > 0 ? `-${up}` : up;
        const second = first === up ? `-${up}` : up;
        sort(now === first ? second : now === second ? "" : first);
        keep(key, now);
      });
    }
    if (heads.some(([, x]) => x === Math.abs(Number(wanted)) - 1)) sort(wanted);
  }

  function filtering(table, rows, asked) {
    const key = table.dataset.sort;
    const title = (x) => headers(table).find(([, at]) => at === x)?.[0].textContent.trim() ?? "";
    const told = make("span", { role: "status" });
    const fields = [];
    const add = (name, label, field, fits) => {
      const id = `${key}.${name}`;
      field.id = id;
      if (asked.has(id)) field.value = asked.get(id);
      field.addEventListener("input", () => {
        keep(id, field.value);
        apply();
      });
      fields.push({ field, fits });
      return make("label", { for: id }, make("span", {}, label), field);
    };
    const columns = (list) => (list ?? "").split(" ").filter(Boolean).map((n) => Number(n) - 1);
    const labels = [add("q", say("table.text"), make("input", { type: "search", autocomplete: "off", maxlength: "80" }), (row, value) => row.textContent.toLowerCase().includes(value.toLowerCase()))];
    for (const x of columns(table.dataset.choose)) {
      const words = [...new Set(rows.flatMap((row) => chips(row.cells[x])))].filter(Boolean).sort(collator.compare);
      if (words.length < 2) continue;
      const select = make("select", {}, make("option", { value: "" }, say("table.all")), ...words.map((word) => make("option", { value: word }, word)));
      labels.push(add(`${x + 1}`, title(x), select, (row, value) => chips(row.cells[x]).includes(value)));
    }
    for (const x of columns(table.dataset.least)) {
      const input = make("input", { type: "number", min: "0", inputmode: "numeric" });
      labels.push(add(`${x + 1}.least`, say("table.least", { column: title(x) }), input, (row, value) => Math.abs(number(text(row.cells[x]))) >= Number(value)));
    }
    function apply() {
      const set = fields.filter(({ field }) => field.value);
      let shown = 0;
      for (const row of rows) {
        row.hidden = !set.every(({ field, fits }) => fits(row, field.value));
        if (!row.hidden) shown += 1;
      }
      told.textContent = set.length ? count("table.shown", rows.length, { shown }) : "";
    }
    const bar = make("div", { class: "filters", role: "group", "aria-label": say("table.filter") }, ...labels, told);
    (table.closest(".scroll") ?? table).before(bar);
    apply();
  }

  function marks(rows) {
    for (const row of rows) {
      if (!row.id || !row.cells[0]) continue;
      row.cells[0].append(" ", make("a", { class: "mark", href: `#${row.id}`, "aria-label": say("table.mark", { row: row.cells[0].textContent.trim() }) }, "#"));
    }
  }

  // Each decision is a section of its own.
  function sections() {
    for (const title of document.querySelectorAll("section[id^='d-'] > h2")) {
      const mark = { class: "mark", href: `#${title.parentElement.id}`, "aria-label": say("table.mark", { row: title.textContent.trim() }) };
      title.append(" ", make("a", mark, "#"));
    }
  }

  function start() {
    sections();
    const asked = new URLSearchParams(location.search);
    for (const table of document.querySelectorAll("table[data-sort]")) {
      const body = table.tBodies[0];
      const rows = [...body.rows];
      if (rows.length < 2) continue;
      if ("filter" in table.dataset && rows.length > 3) filtering(table, rows, asked);
      sorting(table, body, rows, asked.get(table.dataset.sort) ?? "");
      marks(rows);
    }
    if (location.hash && asked.size) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }

  if (!embedded) {
    start();
    document.addEventListener("bukti:fresh", start);
  }
})();
