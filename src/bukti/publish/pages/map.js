// Makes the maps of a page easier: what an area says beside the pointer, larger and smaller, drawn aside by hand.
// Without it every area is a link with a title. It makes no HTML from text and asks for nothing.
"use strict";

let drag = null; // moves the map that is held
globalThis.addEventListener("pointermove", (event) => drag?.(event));
for (const kind of ["pointerup", "pointercancel"]) globalThis.addEventListener(kind, () => { drag = null; });

function start() {
  for (const map of document.querySelectorAll(".map")) setUp(map);
}

function setUp(map) {
  const tip = document.createElement("p");
  tip.className = "tip";
  tip.hidden = true;
  map.append(tip);

  for (const drawing of map.querySelectorAll(".drawing")) {
    const whole = drawing.getAttribute("viewBox").split(" ").map(Number);
    let box = [...whole];
    let moved = false;
    const show = () => drawing.setAttribute("viewBox", box.join(" "));
    const zoom = (by) => {
      const width = Math.min(whole[2], box[2] / by), height = width * whole[3] / whole[2];
      box = [box[0] + (box[2] - width) / 2, box[1] + (box[3] - height) / 2, width, height];
      inside();
    };
    const inside = () => {
      for (const n of [0, 1]) box[n] = Math.max(0, Math.min(whole[n + 2] - box[n + 2], box[n]));
      show();
    };

    for (const area of drawing.querySelectorAll("a")) {
      const title = area.querySelector("title");
      area.setAttribute("aria-label", title.textContent);
      title.remove();
      const tell = (event) => {
        const frame = map.getBoundingClientRect(), own = area.getBoundingClientRect();
        const x = event.clientX ?? own.left, y = event.clientY ?? own.bottom;
        tip.textContent = area.getAttribute("aria-label");
        tip.hidden = false;
        tip.style.left = `${Math.max(0, Math.min(x - frame.left + 12, frame.width - tip.offsetWidth))}px`;
        tip.style.top = `${y - frame.top + 16}px`;
      };
      const hush = () => { tip.hidden = true; };
      area.addEventListener("pointermove", tell);
      area.addEventListener("focus", tell);
      area.addEventListener("pointerleave", hush);
      area.addEventListener("blur", hush);
      area.addEventListener("click", (event) => { if (moved) event.preventDefault(); });
      area.addEventListener("dragstart", (event) => event.preventDefault());
    }
    map.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });

    drawing.addEventListener("pointerdown", (event) => {
      moved = false;
      if (box[2] >= whole[2]) return;
      const from = [event.clientX, event.clientY, box[0], box[1]];
      drag = (now) => {
        const step = box[2] / drawing.clientWidth;
        const [x, y] = [now.clientX - from[0], now.clientY - from[1]];
        moved ||= Math.abs(x) + Math.abs(y) > 6;
        [box[0], box[1]] = [from[2] - x * step, from[3] - y * step];
        inside();
      };
    });

    if (!drawing.classList.contains("outlines")) continue;
    const buttons = document.createElement("p");
    buttons.className = `zoom ${drawing.classList[1]}`;
    const put = (sign, name, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", name);
      button.addEventListener("click", act);
      buttons.append(button);
    };
    put("+", map.dataset.in, () => zoom(1.6));
    put("−", map.dataset.out, () => zoom(1 / 1.6));
    put("⤢", map.dataset.all, () => { box = [...whole]; show(); });
    drawing.after(buttons);
  }
}

start();
document.addEventListener("bukti:fresh", start); // new figures took the place of those that stood here
