// Pages that were read once can be read without a connection. The network comes first, and a saved copy says so.
//
// Each publication has a cache of its own. A page goes into one only when the same number stood in latest.json before
// and after it was fetched, so that no copy bears a wrong number. Requests to other hosts are left alone.
"use strict";

const KEPT = 3; // publications
const PREFIX = `bukti ${self.registration.scope} `;
const root = new URL(self.registration.scope);
const cacheOf = (latest) => `${PREFIX}${String(latest.publication).padStart(9, "0")}`;
let known = null;

async function ask() {
  const answer = await fetch(new URL("latest.json", root), { cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.status);
  const latest = await answer.clone().json();
  if (latest.publication) (await caches.open(cacheOf(latest))).put(new URL("latest.json", root), answer);
  return latest;
}

// The caches of this site, the newest publication first.
async function saved() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX)).sort().reverse();
  await Promise.all(names.slice(KEPT).map((name) => caches.delete(name)));
  return names.slice(0, KEPT);
}

// One question for all that arrived just now; it is asked after they did.
let soon = null;
const after = () => (soon ??= new Promise((done) => setTimeout(done, 300)).then(() => ((soon = null), ask())));

// `before` is what was known when the answer was asked for.
async function keep(address, answer, before) {
  let now = await after();
  if (before?.publication !== now.publication) {
    answer = await fetch(address, { cache: "no-cache" });
    const then = await ask();
    if (then.publication !== now.publication || !answer.ok) {
      known = then;
      return;
    }
    now = then;
  }
  known = now;
  if (now.publication) await (await caches.open(cacheOf(now))).put(address, answer);
  await saved();
}

async function first(address) {
  for (const name of await saved()) {
    const cache = await caches.open(name);
    const answer = await cache.match(address, { ignoreSearch: true });
    if (answer) return { name, cache, answer };
  }
  return null;
}

// The saved page with a line before its content that says of which publication it is.
async function page({ name, cache, answer }, word) {
  const latest = await (await cache.match(new URL("latest.json", root))).json();
  const newest = Number((await saved())[0].slice(PREFIX.length));
  const text = await answer.text();
  const language = /<html lang="en"/.test(text) ? "en" : "id";
  const say = (one) => BUKTI_SAVED[language][one].replace("{n}", latest.publication).replace("{at}", latest.said[language]).replace("{newest}", newest);
  const older = newest > latest.publication ? ` ${say("saved.older")}` : "";
  const line = `<p class="saved" role="status">${say(word)}${older}</p>`;
  const headers = { "content-type": "text/html; charset=utf-8", "x-saved": String(latest.publication) };
  return new Response(text.replace(/<main[ >]/, (main) => line + main), { headers });
}

async function offline(request, address) {
  const found = await first(address);
  if (!found) {
    if (request.mode !== "navigate") return Response.error();
    const language = address.slice(root.href.length).startsWith("en/") ? "en" : "id";
    const home = new URL(`${language}/index.html`, root).href;
    return address === home ? Response.error() : Response.redirect(`${home}?saved=none`);
  }
  if (request.mode === "navigate") return page(found, new URL(request.url).searchParams.has("saved") ? "saved.other" : "saved.page");
  const headers = new Headers(found.answer.headers);
  headers.set("x-saved", found.name.slice(PREFIX.length));
  return new Response(found.answer.body, { headers });
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const files = ["id/index.html", "en/index.html", ...BUKTI_FILES];
  event.waitUntil((async () => {
    const latest = await ask();
    if (!latest.publication) return;
    const cache = await caches.open(cacheOf(latest));
    await Promise.all(files.map((file) => cache.add(new Request(new URL(file, root), { cache: "no-cache" }))));
    if ((await ask()).publication !== latest.publication) await caches.delete(cacheOf(latest));
    else known = latest;
  })());
});

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.clients.claim();
  for (const client of await self.clients.matchAll()) {
    const address = client.url.split(/[?#]/)[0];
    if (address.endsWith(".html")) await fetch(address, { cache: "no-cache" }).then((answer) => answer.ok && keep(address, answer, null));
  }
})().catch(() => undefined)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = request.url.split(/[?#]/)[0];
  if (request.method !== "GET" || !address.startsWith(root.href)) return;
  const path = address.slice(root.href.length);
  if (/^(data|log|receipts|embed)\//.test(path) || path === "sw.js") return;
  event.respondWith((async () => {
    const before = known;
    try {
      const answer = await fetch(request, { cache: "no-cache" });
      if (answer.ok && answer.type === "basic" && path !== "latest.json") event.waitUntil(keep(address, answer.clone(), before).catch(() => undefined));
      return answer;
    } catch {
      return offline(request, address);
    }
  })());
});
