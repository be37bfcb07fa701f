// New figures without a reload: a quiet line says what came in, and only whoever asks for it sees the page change.
//
// `latest.json` is asked now and then while the page is seen, more and more rarely while nothing happens.
"use strict";

(() => {
  const { root, say, count, make, folders, served, embedded } = bukti;
  const [FIRST, LAST] = [30000, 600000]; // milliseconds between questions
  if (!served || embedded) return;
  const line = make("div", { class: "live", role: "status" });
  document.body.append(line);
  let [seen, wait, timer, told] = [null, FIRST, 0, ""];

  async function ask() {
    const answer = await fetch(new URL("latest.json", root), { cache: "no-cache" });
    if (!answer.ok || answer.headers.has("x-saved")) throw new Error(answer.status);
    return answer.json();
  }

  const stations = (latest, contest) =>
    Object.entries(latest.contests).filter(([id]) => contest === undefined || id === contest)
      .flatMap(([, units]) => units).reduce((sum, unit) => sum + (unit.stations.in ?? 0), 0);

  function tell(latest) {
    const contest = folders[1] in latest.contests ? folders[1] : undefined;
    const more = stations(latest, contest) - stations(seen, contest);
    const said = more > 0 ? count("live.stations", more) : latest.publication ? say("live.publication", { n: latest.publication }) : say("live.changed");
    if (said === told) return;
    told = said;
    const button = make("button", { type: "button" }, said);
    button.addEventListener("click", () => fresh(latest));
    line.replaceChildren(button);
  }

  // The page as it is now takes the place of the old one; what was opened stays open, nothing scrolls.
  function fresh(latest) {
    const request = new XMLHttpRequest();
    request.open("GET", location.href.split("#")[0]);
    request.responseType = "document";
    request.onload = () => {
      const main = request.status === 200 && request.response?.querySelector("main");
      if (!main) return location.reload();
      const now = document.querySelector("main");
      const open = [...now.querySelectorAll("details")].map((one) => one.open);
      const theirs = [...main.querySelectorAll("details")];
      if (open.length === theirs.length) theirs.forEach((one, n) => (one.open = open[n]));
      for (const one of now.querySelectorAll("input:checked")) {
        const same = main.querySelector(`#${CSS.escape(one.id)}`);
        if (same) same.checked = true; // which map was looked at
      }
      now.replaceWith(document.adoptNode(main));
      const foot = request.response.querySelector("footer");
      if (foot) document.querySelector("footer").replaceWith(document.adoptNode(foot));
      document.title = request.response.title;
      document.querySelector(".saved")?.remove();
      [seen, told] = [latest, ""];
      line.replaceChildren();
      main.setAttribute("tabindex", "-1");
      main.focus({ preventScroll: true });
      document.dispatchEvent(new Event("bukti:fresh"));
    };
    request.onerror = () => location.reload();
    request.send();
  }

  async function look() {
    clearTimeout(timer);
    if (document.hidden) return; // asked again as soon as the page is seen
    try {
      const latest = await ask();
      if (seen && JSON.stringify(latest) !== JSON.stringify(seen)) {
        tell(latest);
        wait = FIRST;
      } else wait = Math.min(LAST, wait * 1.5);
      seen ??= latest;
    } catch {
      wait = Math.min(LAST, wait * 2);
    }
    timer = setTimeout(look, wait);
  }
  document.addEventListener("visibilitychange", look);
  look().then(() => {
    // Only what was published is kept for reading without a connection: a preview changes under one number.
    if (!seen?.publication || !navigator.serviceWorker || !isSecureContext) return;
    const address = new URL("sw.js", root).href;
    const policy = globalThis.trustedTypes?.createPolicy("bukti", {
      createScriptURL: (asked) => {
        if (asked !== address) throw new TypeError(asked);
        return address;
      },
    });
    navigator.serviceWorker.register(policy ? policy.createScriptURL(address) : address).catch(() => undefined);
  });
})();
