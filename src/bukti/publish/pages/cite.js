// A figure to be quoted: its text, its link and the number of the publication, copied with one button.
"use strict";

(() => {
  const { say, make, embedded } = bukti;
  if (embedded || !navigator.clipboard) return;

  function start() {
    for (const box of document.querySelectorAll(".cite")) {
      const quoted = box.querySelector("q");
      const button = make("button", { type: "button" }, say(`${box.dataset.copy ?? "cite"}.copy`));
      const told = make("span", { role: "status" });
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(quoted.textContent.replace(/\s+/g, " ").trim());
        told.textContent = ` ${say(`${box.dataset.copy ?? "cite"}.copied`)}`;
      });
      if (!quoted.querySelector(".address")) quoted.append(` ${location.href.split(/[?#]/)[0]}`);
      box.append(make("p", {}, button, told));
    }
  }
  start();
  document.addEventListener("bukti:fresh", start);
})();
