// Building pages from data: text stays text, whatever it holds.

/** Make an element: `element("a", { href: "/" }, "text", otherElement)`. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Replace what an element holds. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Find the element with an id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Show a picture that the server drew as SVG; as an image it can hold no script. */
export function picture(svg, description, attributes = {}) {
  const whole = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ');
  const source = `data:image/svg+xml;base64,${btoa(String.fromCharCode(...new TextEncoder().encode(whole)))}`;
  return element("img", { src: source, alt: description, ...attributes });
}

/** Make a table from rows of cells; the first cell of a row is its header. */
export function table(caption, header, rows) {
  // On a phone rows become blocks, which would be no table to a screen reader without these roles.
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    element("table", { class: "stacks", role: "table", "aria-label": caption },
      element("caption", {}, caption),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, header.map((text) => element("th", { scope: "col", role: "columnheader" }, text)))),
      element("tbody", { role: "rowgroup" }, rows.map((row) => element("tr", { role: "row" }, row.map((cell, index) =>
        element(index ? "td" : "th", index ? { role: "cell", "data-label": header[index] } : { scope: "row", role: "rowheader" }, cell)))))));
}

/** Wait until a stream of events pauses before acting on the last of them. */
export function calmed(work, afterMs = 150) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), afterMs);
  };
}
