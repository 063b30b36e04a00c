// The table of a ranking: pages, sorting, filters, and the candidates that are chosen.
import { attempt, get } from "./api.js";
import { byId, calmed, element, fill } from "./dom.js";
import { cell } from "./numbers.js";

const PAGE = 50;
const SHORT = 14; // characters
const FLAGS = ["within", "described", "domain"];
const state = { name: "", start: 0, sort: "", falling: false, hasReport: false, chosen: new Map(), onChoice: () => {} };

/** Begin; `onChoice` gets the chosen candidates, monomer_id to name. */
export function beginRanking(name, { hasReport, onChoice }) {
  Object.assign(state, { name, hasReport, onChoice });
  for (const id of ["part", "text"]) byId(id).addEventListener("input", calmed(restart, 300));
  for (const id of [...FLAGS, "all-columns"]) byId(id).addEventListener("change", restart);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("previous").addEventListener("click", () => turn(-PAGE));
  byId("next").addEventListener("click", () => turn(PAGE));
}

/** Show the page of the table that the filters ask for; names link to the report once there is one. */
export async function loadRanking({ hasReport = state.hasReport } = {}) {
  state.hasReport = hasReport;
  await attempt(async () => {
    const query = { start: state.start, count: PAGE, sort: state.sort, falling: state.falling, part: byId("part").value.trim(), text: byId("text").value.trim() };
    for (const id of FLAGS) query[id] = byId(id).checked;
    if (byId("all-columns").checked) query.columns = "all";
    show(await get(`campaigns/${encodeURIComponent(state.name)}/ranking`, query));
  }, { part: "part" });
}

/** Look for a part of a structure that was drawn. */
export function findPart(smiles) {
  byId("part").value = smiles;
  return restart();
}

/** Forget the choice. */
export function clearChoice() {
  state.chosen.clear();
  for (const box of byId("table").querySelectorAll("input")) box.checked = false;
  state.onChoice(state.chosen);
}

function restart() {
  state.start = 0;
  return loadRanking();
}

function turn(step) {
  state.start = Math.max(0, state.start + step);
  return loadRanking();
}

function show(answer) {
  const last = Math.min(state.start + PAGE, answer.n_shown);
  const range = answer.n_shown ? `${state.start + 1} to ${last} of ${answer.n_shown}` : "None";
  byId("count").textContent = `${range}${answer.n_shown === answer.n_all ? "" : ` (${answer.n_all} in all)`}`;
  byId("previous").disabled = state.start === 0;
  byId("next").disabled = last >= answer.n_shown;
  fill(byId("table"), makeTable(answer));
}

function makeTable({ columns, rows, identities }) {
  // A few columns become blocks on a phone, which would be no table to a screen reader without these roles.
  const shape = byId("all-columns").checked ? "ranking whole" : "ranking front";
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Candidates" },
    element("table", { class: shape, role: "table", "aria-label": "Candidates" },
      element("caption", {}, "Candidates, best first unless sorted"),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, element("th", { scope: "col", role: "columnheader" }, "Choose"), columns.map((column, index) => heading(column, rows.some((row) => typeof row[index] === "number"))))),
      element("tbody", { role: "rowgroup" }, rows.map((row, index) => line(columns, row, identities[index])))));
}

function heading(column, isNumeric) {
  const isSorted = state.sort === column.name;
  const order = isSorted ? (state.falling ? "descending" : "ascending") : "none";
  const sort = () => {
    if (isSorted && state.falling) Object.assign(state, { sort: "", falling: false });
    else Object.assign(state, { sort: column.name, falling: isSorted });
    restart().then(() => byId("table").querySelectorAll("th button")[place]?.focus());
  };
  const button = element("button", { type: "button", class: "sort", title: column.meaning || null, onclick: sort }, column.heading, isSorted ? (state.falling ? " ↓" : " ↑") : "");
  const node = element("th", { scope: "col", role: "columnheader", class: isNumeric ? "number" : null, "aria-sort": order }, button);
  let place = 0;
  button.addEventListener("focus", () => { place = [...byId("table").querySelectorAll("th button")].indexOf(button); });
  return node;
}

function line(columns, row, identity) {
  const label = identity.name ?? identity.smiles;
  const box = element("input", {
    type: "checkbox", "aria-label": `Choose ${label}`, checked: state.chosen.has(identity.monomer_id),
    onchange: (event) => {
      if (event.target.checked) state.chosen.set(identity.monomer_id, label);
      else state.chosen.delete(identity.monomer_id);
      state.onChoice(state.chosen);
    },
  });
  return element("tr", { role: "row" }, element("td", { role: "cell", class: "choose" }, box), row.map((value, index) => dataCell(columns[index], value, identity)));
}

function dataCell(column, value, identity) {
  const isName = column.name === "Name" || column.name === "name";
  if (isName) {
    const text = value || identity.smiles;
    const content = state.hasReport ? element("a", { href: `/report?name=${encodeURIComponent(state.name)}#candidate-${identity.monomer_id}` }, text) : text;
    return element("th", { scope: "row", role: "rowheader" }, content);
  }
  const shape = typeof value === "number" ? "number" : shapeOf(String(value ?? ""));
  return element("td", { role: "cell", class: shape, "data-label": column.heading }, cell(value, column.decimals));
}

/** Keep a short text in one line, and let a long word such as a SMILES break anywhere. */
function shapeOf(text) {
  if (text.length <= SHORT) return "short";
  return text.includes(" ") ? "sentence" : "breaks";
}
