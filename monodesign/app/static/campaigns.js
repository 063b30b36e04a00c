// The page Campaigns: the list, a new one, and two rankings beside each other.
import { attempt, get, post, ready, say } from "./api.js";
import { carried } from "./carry.js";
import { isNew } from "./changed.js";
import { byId, calmed, element, fill, table } from "./dom.js";
import { movesTable } from "./moves.js";
import { number } from "./numbers.js";

const FIELDS = { name: "new-name", sample: "new-sample", budget: "new-budget", monomers: "new-monomers", mixture: "new-mixture" };
const kept = carried();
const STATES = { running: "running", finished: "finished", begun: "not finished" };

function show({ campaigns, folder, hint }) {
  if (!isNew(byId("list"), campaigns)) return;
  byId("folder").textContent = hint || `In ${folder}`;
  fill(byId("list"), campaigns.length ? listTable(campaigns) : element("p", {}, "No campaign yet. Make one below, or run monodesign screen --out in this folder."));
  const ranked = campaigns.flatMap(({ name, rankings }) => rankings.map((file) => (
    { value: `${name}/${file}`, label: file === "ranking.csv" ? name : `${name}: ${file}` })));
  for (const side of ["left", "right"]) {
    const chosen = byId(side).value;
    fill(byId(side), ranked.map(({ value, label }) => element("option", { value }, label)));
    byId(side).value = ranked.some(({ value }) => value === chosen) ? chosen : ranked.at(side === "left" ? 0 : -1)?.value ?? "";
  }
  byId("compare-button").disabled = ranked.length < 2;
  byId("compare-hint").hidden = ranked.length > 1;
}

function listTable(campaigns) {
  return table("Campaigns of this folder", ["Campaign", "State", "Ranked", "Measured"], campaigns.map((one) => [
    element("a", { href: `/campaign?name=${encodeURIComponent(one.name)}` }, one.name),
    STATES[one.state], number(Object.fromEntries(one.counts).ranked),
    `${number(one.n_measured)}${one.later ? ` (not ranked yet: ${one.later})` : ""}`,
  ]));
}

async function readMixture() {
  const text = byId("new-mixture").value.trim();
  if (!text) { byId("new-read").textContent = ""; return null; }
  if (text === kept.gel?.text) { byId("new-read").textContent = "Taken from the page Formulation."; return kept.gel.formulation; }
  const { formulation, words } = await post("campaigns-mixture", { text });
  byId("new-read").textContent = words.join(" ");
  return formulation;
}

async function make(event) {
  event.preventDefault();
  await attempt(async () => {
    const data = { name: byId("new-name").value, sample: Number(byId("new-sample").value), budget: Number(byId("new-budget").value) };
    const monomers = byId("new-monomers").value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (monomers.length || !byId("new-study").checked) Object.assign(data, { monomers, with_study: byId("new-study").checked });
    const formulation = await readMixture();
    if (formulation) data.formulation = formulation;
    const { name } = await post("campaigns", data);
    location.href = `/campaign?name=${encodeURIComponent(name)}`;
  }, FIELDS);
}

/** Fill the form with the monomer and the gel that were asked about last on the other pages. */
function fillForm() {
  byId("new-monomers").value = kept.monomers?.join("\n") ?? "";
  byId("new-mixture").value = kept.gel?.text ?? "";
  if (kept.monomers) byId("new-monomers-hint").textContent = "From the page Draw or Formulation; change it as you like. Names or SMILES.";
  attempt(readMixture, FIELDS);
  if (location.hash === "#new") byId("new").scrollIntoView();
}

async function compare(event) {
  event.preventDefault();
  await attempt(async () => {
    const [left, right] = [byId("left").value, byId("right").value];
    const found = await get("compare", { left, right });
    const nameOf = (id) => byId(id).selectedOptions[0].label;
    const only = (name, side) => (side.n ? `${side.n} only in ${name}, first ${side.first.slice(0, 3).map(([rank, label]) => `${label} (rank ${rank})`).join(", ")}. ` : "");
    const alike = found.correlation === null ? "" : ` Their orders correlate with ${number(found.correlation, 2)} (Spearman).`;
    fill(byId("compared"),
      element("p", {}, `${found.n_shared} candidates in both, ${found.n_moved} of them at another rank.${alike}`),
      element("p", {}, only(nameOf("left"), found.only_left) + only(nameOf("right"), found.only_right)),
      movesTable(`What moved most from ${nameOf("left")} to ${nameOf("right")}`, found.moves));
    say(`${found.n_moved} candidates moved`);
  });
}

byId("new").addEventListener("submit", make);
byId("compare").addEventListener("submit", compare);
byId("new-mixture").addEventListener("input", calmed(() => attempt(readMixture, FIELDS), 400));
await attempt(async () => show(await get("campaigns")));
ready();
fillForm();
setInterval(async () => { if (!document.hidden) await attempt(async () => show(await get("campaigns"))); }, 5000);
