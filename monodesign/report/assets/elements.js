"use strict";
// Elements made from plain text: nothing that came from a table is ever read as HTML.
globalThis.Report = {};

Report.element = function (tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
};

Report.byId = (id) => document.getElementById(id);

Report.announce = function (text) {
  Report.byId("status").textContent = text;
};

Report.number = function (value, decimals) {
  if (value === null || value === undefined) return "";
  // A real minus sign; and no "-0.0".
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? (0).toFixed(decimals) : text).replace("-", "−");
};

// Conductivity in mS/cm from log10 of S/cm, with three significant digits.
Report.conductivity = function (log10) {
  if (log10 === null || log10 === undefined) return "";
  const value = 1000 * 10 ** log10;
  return value >= 0.01 && value < 1000 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
};

Report.doi = function (text) {
  return /^10\.\d{4,}\/\S+$/.test(text)
    ? Report.element("a", { href: "https://doi.org/" + encodeURI(text), rel: "noreferrer" }, text)
    : document.createTextNode(text ?? "");
};
