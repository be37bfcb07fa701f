// Checks one figure of a published page in the reader's own browser, against the signed log.
//
// It fetches the checkpoint and the log's entries, publication.json, the manifest and two CSV files of this site, and
// nothing from elsewhere. It shares no code with what made the pages. Words come from assets/check-<language>.json.
// Steps: 1 signature, 2 root of the log, 3 the publication's entry, 4 digests of the files read, 5 the sum.
"use strict";

const buktiCheck = (() => {
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const bytesOf = (text) => new TextEncoder().encode(text);

  // What is wrong: the name of its words, and what they are filled with.
  class Wrong extends Error {
    constructor(word, values = {}) {
      super(word);
      this.word = word;
      this.values = values;
    }
  }

  async function sha256(...parts) {
    const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return new Uint8Array(await subtle.digest("SHA-256", whole));
  }

  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

  function unbase64(text) {
    let bytes;
    try {
      bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    } catch {
      return null;
    }
    return base64(bytes) === text ? bytes : null;
  }

  // ---- 1. The signature on the checkpoint (C2SP signed-note, tlog-checkpoint)

  function checkpointOf(bytes) {
    const whole = utf8.decode(bytes);
    const end = whole.lastIndexOf("\n\n");
    const lines = whole.slice(0, end).split("\n");
    const root = lines.length === 3 ? unbase64(lines[2]) : null;
    if (end < 0 || !whole.endsWith("\n") || !root || root.length !== 32 || !/^(0|[1-9][0-9]{0,14})$/.test(lines[1])) {
      throw new Wrong("check.checkpoint");
    }
    const signatures = whole.slice(end + 2, -1).split("\n").map((line) => {
      const [dash, name, text, more] = line.split(" ");
      const signature = dash === "\u2014" && name && text && more === undefined ? unbase64(text) : null;
      if (!signature) throw new Wrong("check.checkpoint");
      return { name, signature };
    });
    return { text: whole.slice(0, end + 1), origin: lines[0], size: Number(lines[1]), root, signatures, whole };
  }

  async function keyOf(vkey) {
    const [name, mark, ...rest] = String(vkey).split("+");
    const raw = unbase64(rest.join("+"));
    if (!raw || raw.length !== 33 || raw[0] !== 1) throw new Wrong("check.key", { vkey });
    const found = (await sha256(bytesOf(name + "\n"), raw)).slice(0, 4);
    if (hex(found) !== mark) throw new Wrong("check.key", { vkey });
    return { vkey, name, mark: found, raw: raw.slice(1) };
  }

  async function isSigned(checkpoint, key) {
    let found = false;
    let verifier;
    try {
      verifier = await subtle.importKey("raw", key.raw, { name: "Ed25519" }, false, ["verify"]);
    } catch (error) {
      throw new Wrong(error.name === "NotSupportedError" ? "check.too-old" : "check.key", { vkey: key.vkey });
    }
    for (const { name, signature } of checkpoint.signatures) {
      if (name !== key.name || !same(signature.slice(0, 4), key.mark)) continue;
      const right = await subtle.verify("Ed25519", verifier, signature.slice(4), bytesOf(checkpoint.text));
      if (!right) throw new Wrong("check.signature");
      found = true;
    }
    return found;
  }

  // ---- 2. The root of the log from its entries (RFC 6962, C2SP tlog-tiles)

  function bundlePath(index, width) {
    const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
    const groups = digits.match(/.{3}/g);
    const last = groups.pop();
    const part = width === 256 ? "" : `.p/${width}`;
    return "log/tile/entries/" + groups.map((group) => `x${group}/`).join("") + last + part;
  }

  async function entriesOf(read, size) {
    const entries = [];
    while (entries.length < size) {
      const first = entries.length;
      const path = bundlePath(first / 256, Math.min(256, size - first));
      const bundle = await read(path);
      for (let at = 0; at < bundle.length; ) {
        const length = bundle[at] * 256 + bundle[at + 1];
        entries.push(bundle.slice(at + 2, at + 2 + length));
        at += 2 + length;
      }
      if (entries.length !== Math.min(size, first + 256)) throw new Wrong("check.file", { path });
    }
    return entries;
  }

  const ONE = Uint8Array.of(1);

  async function rootOf(hashes) {
    let level = hashes;
    if (!level.length) return sha256();
    while (level.length > 1) {
      const above = [];
      for (let i = 0; i + 1 < level.length; i += 2) above.push(await sha256(ONE, level[i], level[i + 1]));
      if (level.length % 2) above.push(level[level.length - 1]);
      level = above;
    }
    return level[0];
  }

  // ---- 3. The publication's entry

  function leavesOf(entries) {
    try {
      return entries.map((entry) => JSON.parse(utf8.decode(entry)));
    } catch {
      throw new Wrong("check.entry");
    }
  }

  function keysIn(leaves) {
    const vkeys = [leaves[0].vkey];
    for (const leaf of leaves) {
      if (leaf.kind !== "key") continue;
      if (leaf.old !== vkeys[vkeys.length - 1]) throw new Wrong("check.key", { vkey: leaf.old });
      vkeys.push(leaf.new);
    }
    return vkeys;
  }

  async function publicationOf(read, leaves) {
    const published = leaves.filter((leaf) => leaf.kind === "publication");
    const leaf = published[published.length - 1];
    const shown = JSON.parse(utf8.decode(await read("publication.json")));
    if (!leaf || shown.number !== leaf.number || shown.manifest !== leaf.manifest) {
      throw new Wrong("check.publication", { number: shown.number, last: leaf ? leaf.number : 0 });
    }
    return leaf;
  }

  // ---- 4. Files, as the manifest lists them and the publication's entry holds the manifest

  async function listed(read, leaf) {
    const manifest = await read("manifest.json");
    if (hex(await sha256(manifest)) !== leaf.manifest) throw new Wrong("check.file", { path: "manifest.json" });
    return new Map(JSON.parse(utf8.decode(manifest)).files.map((file) => [file.path, file]));
  }

  async function table(read, files, path) {
    const content = await read(path);
    const file = files.get(path);
    if (!file || content.length !== file.bytes || hex(await sha256(content)) !== file.sha256) {
      throw new Wrong("check.file", { path });
    }
    return rowsOf(utf8.decode(content), path);
  }

  function* rowsOf(text, path) {
    let at = 0;
    let header = null;
    while (at < text.length) {
      const cells = [];
      for (let last = false; !last; ) {
        let cell = "";
        if (text[at] === '"') {
          for (at += 1; ; at += 1) {
            const end = text.indexOf('"', at);
            if (end < 0) throw new Wrong("check.file", { path });
            cell += text.slice(at, end);
            at = end + 1;
            if (text[at] !== '"') break;
            cell += '"';
          }
        } else {
          const start = at;
          while (at < text.length && text[at] !== "," && text[at] !== "\n") at += 1;
          cell = text.slice(start, at);
        }
        cells.push(cell);
        last = at >= text.length || text[at] === "\n";
        at += 1;
      }
      if (header === null) header = cells;
      else if (cells.length !== header.length) throw new Wrong("check.file", { path });
      else yield Object.fromEntries(header.map((name, i) => [name, cells[i]]));
    }
  }

  function count(cell, path) {
    if (cell === "") return null;
    if (!/^(0|[1-9][0-9]{0,14})$/.test(cell)) throw new Wrong("check.file", { path });
    return Number(cell);
  }

  // ---- 5. The sum

  const LEVELS = ["nation", "province", "regency", "district", "village"];

  function unitsIn(rows) {
    const units = new Map();
    for (const row of rows) if (LEVELS.includes(row.level)) units.set(row.unit_id, row);
    return units;
  }

  function isBelow(units, unit, above) {
    for (let n = 0; n < LEVELS.length && unit; n += 1) {
      if (unit === above) return true;
      unit = units.has(unit) ? units.get(unit).parent_id : "";
    }
    return false;
  }

  // The votes of a unit: of the stations' readings that stand, or of the highest sheet that has a column of it.
  function votesOf(rows, path, units, figure) {
    const sums = new Map(Object.keys(figure.votes).map((selection) => [selection, null]));
    let stations = 0;
    let best = null;
    for (const row of rows) {
      if (row.standing !== "1" || (row.state !== "in" && row.state !== "partial")) continue;
      const village = row.unit_id.split("/")[0];
      const ofStation = row.sheet_unit.includes("/");
      if (figure.basis === "counted" && ofStation && isBelow(units, village, figure.unit)) {
        stations += row.state === "in" ? 1 : 0;
        for (const [selection, sum] of sums) {
          const votes = count(row[selection], path);
          if (votes !== null) sums.set(selection, (sum ?? 0) + votes);
        }
      }
      if (figure.basis === "declared" && !ofStation && row.unit_id === figure.unit && units.has(row.sheet_unit)) {
        const order = [LEVELS.indexOf(units.get(row.sheet_unit).level), row.sheet_id];
        if (!best || order[0] < best.order[0] || (order[0] === best.order[0] && order[1] < best.order[1])) {
          best = { order, row };
        }
      }
    }
    if (best) for (const selection of sums.keys()) sums.set(selection, count(best.row[selection], path));
    return { sums, stations };
  }

  // Checks a figure {contest, unit, basis, votes: {selection: printed}}. `read` fetches a file of the site as bytes,
  // `memory` has get(origin) and set(origin, value). Gives what was found as words with values, the verdict last.
  async function check(figure, read, memory) {
    const said = [];
    const say = (word, values = {}) => said.push({ word, values });
    if (!subtle) throw new Wrong("check.too-old");
    const checkpoint = checkpointOf(await read("log/checkpoint"));
    const entries = await entriesOf(read, checkpoint.size);
    const hashes = [];
    for (const entry of entries) hashes.push(await sha256(Uint8Array.of(0), entry));
    if (!same(await rootOf(hashes), checkpoint.root)) throw new Wrong("check.root");
    const leaves = leavesOf(entries);
    if (!leaves.length || leaves[0].kind !== "opening" || leaves[0].origin !== checkpoint.origin) {
      throw new Wrong("check.entry");
    }
    const vkeys = keysIn(leaves);
    const key = await keyOf(vkeys[vkeys.length - 1]);
    if (key.name !== checkpoint.origin || !(await isSigned(checkpoint, key))) throw new Wrong("check.signature");
    say("check.signed", { origin: checkpoint.origin, vkey: key.vkey, size: checkpoint.size });
    const before = memory.get(checkpoint.origin);
    if (before) {
      const old = checkpointOf(bytesOf(before.checkpoint));
      if (!vkeys.includes(before.vkey)) throw new Wrong("check.other-key", { vkey: before.vkey });
      if (old.size > checkpoint.size) throw new Wrong("check.rolled-back", { old: old.size, size: checkpoint.size });
      if (!same(await rootOf(hashes.slice(0, old.size)), old.root)) throw new Wrong("check.fork", { old: old.size });
      if (before.vkey !== key.vkey) say("check.new-key", { vkey: before.vkey });
      say("check.remembered", { old: old.size });
    } else {
      say("check.first");
    }
    const leaf = await publicationOf(read, leaves);
    say("check.published", { number: leaf.number, at: leaf.at });
    const files = await listed(read, leaf);
    const units = unitsIn(await table(read, files, "data/units.csv"));
    const path = `data/${figure.contest}/readings.csv`;
    const { sums, stations } = votesOf(await table(read, files, path), path, units, figure);
    memory.set(checkpoint.origin, { vkey: key.vkey, checkpoint: checkpoint.whole });
    for (const [selection, sum] of sums) {
      const printed = figure.votes[selection];
      if (sum !== printed) throw new Wrong("check.sum", { selection, printed, found: sum ?? "–" });
    }
    say(figure.basis === "counted" ? "check.right" : "check.right-declared", { stations });
    return said;
  }

  return { check, checkpointOf, rootOf, rowsOf, bundlePath, Wrong };
})();

if (typeof document !== "undefined") {
  const filled = (text, values) => text.replace(/\{([\w-]+)\}/g, (whole, name) => String(values[name] ?? whole));

  const memory = {
    get(origin) {
      try {
        return JSON.parse(localStorage.getItem(`bukti ${origin}`));
      } catch {
        return null;
      }
    },
    set(origin, value) {
      try {
        localStorage.setItem(`bukti ${origin}`, JSON.stringify(value));
      } catch {
        // Where the browser keeps nothing, the next check is a first one again.
      }
    },
  };

  const onClick = async (box, button, list) => {
    const { up, contest, unit, basis, votes } = box.dataset;
    const root = new URL(up, document.baseURI);
    const printed = votes.split(" ").map((one) => one.split("="));
    const figure = { contest, unit, basis, votes: Object.fromEntries(printed.map(([s, n]) => [s, Number(n)])) };
    const language = document.documentElement.lang;
    let words = {};
    const show = (word, values, state) => {
      const item = document.createElement("li");
      item.className = state;
      item.textContent = filled(words[word] ?? word, values);
      list.append(item);
    };
    const read = async (path) => {
      let answer;
      try {
        answer = await fetch(new URL(path, root), { cache: "no-cache" });
      } catch {
        throw new buktiCheck.Wrong("check.unreadable", { path });
      }
      if (!answer.ok) throw new buktiCheck.Wrong("check.unreadable", { path });
      return new Uint8Array(await answer.arrayBuffer());
    };
    list.replaceChildren();
    button.disabled = true;
    try {
      words = JSON.parse(new TextDecoder().decode(await read(`assets/check-${language}.json`)));
      const said = await buktiCheck.check(figure, read, memory);
      said.forEach(({ word, values }, n) => show(word, values, n === said.length - 1 ? "right" : "plain"));
    } catch (error) {
      const told = error instanceof buktiCheck.Wrong;
      show(told ? error.word : "check.broken", told ? error.values : { why: String(error) }, "wrong");
    }
    button.disabled = false;
  };

  // Nothing can be checked of a preview, nor where a page was opened as a file: there the button stays hidden.
  const start = () => {
    if (!location.protocol.startsWith("http") || !document.querySelector(".publication a")) return;
    for (const box of document.querySelectorAll(".check")) {
      const [button, list] = [box.querySelector("button"), box.querySelector("ul")];
      button.addEventListener("click", () => onClick(box, button, list));
      box.hidden = false;
    }
  };
  start();
  document.addEventListener("bukti:fresh", start); // new figures took the place of those that stood here
} else if (typeof module !== "undefined") {
  module.exports = buktiCheck;
}
