// A wall screen: the clock of the machine that shows it, and after five turns the page anew if the site answers.
"use strict";
const clock = document.getElementById("clock");
const written = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
const show = () => {
  const now = new Date();
  clock.dateTime = now.toISOString();
  clock.textContent = now.toLocaleTimeString(document.documentElement.lang, written);
};
const renew = async () => {
  const answer = await fetch(location.href, { cache: "no-cache" }).catch(() => null);
  if (answer && answer.ok) location.reload();
};
show();
setInterval(show, 5000);
setInterval(renew, 180000);
