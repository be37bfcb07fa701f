// What the scripts of a page share: where the site's root is, its language, its words, the way to make an element.
//
// Pages are whole without scripts. No script reads text as HTML: elements are made one by one, names are their text.
"use strict";

const bukti = (() => {
  const root = new URL("..", document.currentScript.src);
  const language = document.documentElement.lang;
  const numbers = new Intl.NumberFormat(language);

  // The words of the page's language; {n} is filled in, numbers as the language writes them.
  const say = (word, values = {}) =>
    BUKTI_WORDS[word].replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? numbers.format(value) : value;
    });

  // A sentence about n things; English has one of its own for one thing.
  const count = (word, n, values = {}) => say(n === 1 && `${word}.one` in BUKTI_WORDS ? `${word}.one` : word, { n, ...values });

  function make(tag, attributes = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  // The folders of this page below the root: the language, then the contest where it is of one.
  const folders = location.href.split(/[?#]/)[0].slice(root.href.length).split("/").slice(0, -1);
  const served = location.protocol.startsWith("http");
  const embedded = folders[0] === "embed";
  return { root, language, say, count, make, folders, served, embedded };
})();
