// The search box: units by name as people spell it, stations by number, both by code, from small files of the site.
//
// An ARIA combobox in a dialog. Where the page was opened as a file, the link leads to the list of names instead.
"use strict";

(() => {
  const { root, language, say, count, make, folders, served } = bukti;
  const OLD = [["oe", "u"], ["dj", "j"], ["tj", "c"], ["sj", "sy"], ["nj", "ny"], ["ch", "kh"], ["y", "j"]];
  const DEPTH = 3;
  const MOST = 12; // units shown
  const BYTES = 22000; // with so much of the index loaded for one question, no other file is asked for
  const levels = ["nation", "province", "regency", "district", "village"];

  function fold(text) {
    let plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    for (const [old, now] of OLD) plain = plain.replaceAll(old, now);
    return plain.replace(/[^a-z0-9]+/g, " ").trim().replace(/([a-z])\1+/g, "$1");
  }
  const bones = (folded) => folded.replace(/[aeiouh ]/g, "").replace(/ng+/g, "g");

  function near(word) {
    const head = word.slice(0, DEPTH + 1);
    const fewer = head.length < DEPTH ? [] : [...head].map((_, n) => head.slice(0, n) + head.slice(n + 1));
    return [...new Set([head.slice(0, DEPTH), ...fewer])];
  }

  function place(key, files) {
    let digest = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(key)) digest = Math.imul(digest ^ byte, 0x01000193) >>> 0;
    return digest % files;
  }

  const known = new Map();
  function load(name) {
    if (!known.has(name)) {
      const text = fetch(new URL(`search/${name}.json`, root)).then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return answer.text();
      });
      known.set(name, text.then((found) => ({ size: found.length, value: JSON.parse(found) })));
      text.catch(() => known.delete(name));
    }
    return known.get(name);
  }

  // Asks for keys, and stops where enough of the index was loaded for this question.
  function asker() {
    const read = new Map();
    return async (key) => {
      const { value: { files } } = await load("index");
      const name = place(key, files);
      const loaded = [...read.values()].reduce((sum, size) => sum + size, 0);
      if (!read.has(name) && loaded > BYTES) return undefined;
      const { size, value } = await load(name);
      read.set(name, size);
      return Object.hasOwn(value, key) ? value[key] : undefined;
    };
  }

  // By how many letters added, lost, changed or swapped `word` parts from the beginning of `text` that is most like it.
  function edits(word, text) {
    let [older, old] = [[], Array.from({ length: text.length + 1 }, (_, n) => n)];
    for (let i = 1; i <= word.length; i++) {
      const row = [i];
      for (let j = 1; j <= text.length; j++) {
        const same = word[i - 1] === text[j - 1];
        row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && word[i - 1] === text[j - 2] && word[i - 2] === text[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
      }
      [older, old] = [old, row];
    }
    return Math.min(...old);
  }

  // How far a name is from what was typed: 0 is the name itself; undefined where it is another one.
  function distance(typed, name) {
    const words = name.split(" ");
    const most = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
    let best;
    words.forEach((_, n) => {
      const text = words.slice(n).join("");
      const wrong = edits(typed, text.slice(0, typed.length + 2));
      const score = wrong * 10 + (n ? 2 : 0) + (text.length > typed.length ? 1 : 0);
      if (wrong <= most && (best === undefined || score < best)) best = score;
    });
    return best;
  }

  async function names(ask, words) {
    const typed = words.join("");
    const word = bones(typed);
    const keys = word.length < DEPTH ? [`^${word}`, `~${word}`] : near(word).map((key) => `~${key}`);
    const found = new Map();
    for (const key of keys) {
      for (const name of (await ask(key)) ?? []) {
        const score = distance(typed, name);
        if (score !== undefined) found.set(name, score);
      }
      if ([...found.values()].some((score) => score < 4)) break;
    }
    return found;
  }

  // What was typed as the number of a station, a code, and words.
  function read(text) {
    const words = fold(text.replace(/\./g, "")).split(" ").filter(Boolean);
    const at = words.findIndex((word, n) => /^\d{1,3}$/.test(word) && (words[n - 1] === "tps" || words.length > 1));
    const station = at < 0 ? "" : words[at].padStart(3, "0");
    const rest = words.filter((word, n) => n !== at && word !== "tps");
    return { station, rest, code: /^\S*\d\S*$/.test(text.trim()) ? text.trim() : "" };
  }

  async function byCode(ask, code) {
    const [, plain, own] = code.match(/^(?:[\w-]+:)?(.+?)(?:\/(\d{1,3}))?$/) ?? [];
    if (plain === undefined) return [];
    const tries = [[plain, own ?? ""]];
    if (!own && /^\d{8,}$/.test(plain)) tries.push([plain.slice(0, -3), plain.slice(-3)]);
    for (const [unit, station] of tries) {
      const name = await ask(`#${unit}`);
      if (name === undefined) continue;
      const units = (await ask(`=${name}`)) ?? [];
      return units.filter((found) => found[4] === unit).map((found) => ({ found, station: station.padStart(station && 3, "0"), order: [0] }));
    }
    return [];
  }

  // The units meant, the likeliest first. Words that are no part of the name may be those of a unit above.
  async function search(text) {
    const ask = asker();
    const { station, rest, code } = read(text);
    const lines = code ? await byCode(ask, code) : [];
    const spans = [];
    for (let size = rest.length; size > 0; size--) {
      for (let from = 0; from + size <= rest.length; from++) spans.push([from, from + size]);
    }
    for (const [from, to] of spans.slice(0, 12)) {
      if (lines.some((line) => line.order[0] < 30)) break; // every word was used
      const others = [...rest.slice(0, from), ...rest.slice(to)];
      const found = [...(await names(ask, rest.slice(from, to)))].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
      for (const [name, score] of found.slice(0, 8)) {
        for (const unit of (await ask(`=${name}`)) ?? []) {
          const above = ` ${fold(unit[3])}`;
          const lacking = others.filter((word) => !above.includes(` ${word}`)).length;
          lines.push({ found: unit, station, order: [score + 30 * lacking, levels.indexOf(unit[1])] });
        }
      }
    }
    const least = Math.min(...lines.map((line) => line.order[0]));
    return lines
      .filter((line) => line.order[0] < Math.max(30, least + 10))
      .sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1] || (a.found[2] < b.found[2] ? -1 : 1));
  }

  function address({ found: [, level, path, , , contests, stations], station }) {
    const contest = contests.includes(folders[1]) ? folders[1] : contests[0];
    const is = station && level === "village" && (stations === null || Number(station) <= stations || Number(station) > 900);
    return { href: new URL(`${language}/${contest}/${path}/index.html${is ? `#tps-${station}` : ""}`, root).href, is };
  }

  function option(line, n) {
    const { href, is } = address(line);
    const [name, level, , above, , , stations] = line.found;
    const told = [is ? "" : say(`level.${level}`), above].filter(Boolean).join(" · ");
    const lacks = line.station && !is && level === "village" ? ` · ${count("search.only", stations ?? 0)}` : "";
    const title = is ? say("search.station", { station: line.station, name }) : name;
    return make("a", { role: "option", id: `found-${n}`, href, tabindex: "-1", "aria-selected": "false" }, make("bdi", {}, title), make("small", {}, told + lacks));
  }

  function box() {
    const input = make("input", {
      type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list",
      "aria-label": say("search.label"), placeholder: say("search.hint"), autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "80",
    });
    const told = make("p", { role: "status" }, say("search.start"));
    const list = make("div", { role: "listbox", id: "found", "aria-label": say("search.found") });
    const close = make("button", { type: "button" }, say("search.close"));
    const dialog = make("dialog", { class: "search", "aria-label": say("search.label") }, make("div", {}, input, close), told, list);
    let [active, asked] = [-1, 0];

    function choose(n) {
      const all = [...list.children];
      active = all.length ? (n + all.length) % all.length : -1;
      all.forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
      if (active < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", all[active].id);
        all[active].scrollIntoView({ block: "nearest" });
      }
    }

    async function answer() {
      const own = ++asked;
      const text = input.value.trim();
      let lines = [];
      let said = say("search.start");
      try {
        if (text.length > 1) {
          lines = await search(text);
          said = lines.length > MOST ? say("search.more", { n: lines.length, most: MOST }) : lines.length ? count("search.n", lines.length) : say("search.none");
        }
      } catch {
        said = say("search.failed");
      }
      if (own !== asked) return; // what was typed since then is being asked
      list.replaceChildren(...lines.slice(0, MOST).map(option));
      told.textContent = said;
      input.setAttribute("aria-expanded", String(lines.length > 0));
      choose(lines.length ? 0 : -1);
    }

    input.addEventListener("input", answer);
    input.addEventListener("keydown", (event) => {
      const move = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
      if (move !== undefined) {
        event.preventDefault();
        choose(move);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        list.children[active].click();
      }
    });
    close.addEventListener("click", () => dialog.close());
    list.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    return (text) => {
      dialog.showModal();
      if (text) input.value = text;
      input.select();
      answer();
    };
  }

  bukti.search = search;
  const link = document.querySelector("a.find");
  if (!link || !served) return;
  let open;
  const show = (text) => (open ??= box())(text);
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    show();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) show(asked);
})();
