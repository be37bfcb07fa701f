// The clock of a wall screen: the time of the machine that shows it, to the minute.
"use strict";
const clock = document.getElementById("clock");
const show = () => {
  const now = new Date();
  clock.dateTime = now.toISOString();
  clock.textContent = now.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
};
show();
setInterval(show, 5000);
