// The page Bench: record what was measured, see what it changed, and what to make next.
import { attempt, follow, get, post, ready, say } from "./api.js";
import { byId, element, fill, table } from "./dom.js";
import { movesTable } from "./moves.js";
import { conductivity, number } from "./numbers.js";
import { showJob } from "./progress.js";

const FIELDS = { monomer: "monomer", mol_ratio: "mol-ratio", sigma_ms_cm: "sigma", resistance_ohm: "resistance", thickness_cm: "thickness", area_cm2: "area", solvent: "solvent", temperature_c: "temperature", replicate: "replicate", note: "note" };
const MEASURED = ["monomer", "mol-ratio", "sigma", "resistance", "thickness", "area", "note"];
const path = () => `campaigns/${encodeURIComponent(byId("campaign").value)}`;

async function choose() {
  const bench = await get(`${path()}/bench`);
  byId("gel").textContent = `Gel of this campaign: ${bench.gel}. The solvent and the temperature may differ.`;
  byId("solvent").placeholder = bench.solvent;
  showOutdated(bench);
  byId("temperature").value = bench.formulation.temperature_c;
  fill(byId("names"), bench.names.map(({ monomer_id: id, name }) => element("option", { value: name === id ? id : name }, id)));
  fill(byId("changed"), bench.moves.length ? movesTable("What the last retraining moved", bench.moves) : "");
  fill(byId("suggested"));
  showMeasured(bench.records);
  attempt(watchRunning);
}

function showOutdated({ outdated_ranking: outdated }) {
  byId("outdated").textContent = outdated && `${outdated} Rank again, or retrain the model.`;
}

function showMeasured(records) {
  const withdrawn = new Set(records.map((record) => record.withdraws).filter(Boolean));
  const lines = records.filter((record) => !record.withdraws);
  fill(byId("measured"), lines.length ? table("Measurements of this campaign", ["Record", "Monomer", "σ / mS/cm", "Solvent", "T / °C", "Sample", "Note", ""], lines.map((record) => [
    number(record.record_id), record.polymer, conductivity(record.log10_sigma_s_cm), record.solvent ?? "", number(record.temperature_c), number(record.replicate), record.note ?? "",
    withdrawn.has(record.record_id) ? "withdrawn" : element("button", { type: "button", "aria-label": `Withdraw record ${record.record_id}`, onclick: () => withdraw(record.record_id) }, "Withdraw"),
  ])) : element("p", {}, "Nothing yet."));
}

async function withdraw(number_) {
  const note = prompt("Why is this record not valid? It stays in the table, marked as withdrawn.");
  if (!note) return;
  await attempt(async () => {
    await post(`${path()}/withdraw`, { record_id: number_, note });
    await refresh();
    say(`Record ${number_} withdrawn`);
  });
}

async function record(event) {
  event.preventDefault();
  await attempt(async () => {
    const data = {};
    for (const [field, id] of Object.entries(FIELDS)) if (byId(id).value.trim()) data[field] = byId(id).value.trim();
    const line = await post(`${path()}/record`, data);
    for (const id of MEASURED) byId(id).value = "";
    await refresh();
    say(`Record ${line.record_id}: ${conductivity(line.log10_sigma_s_cm)} mS/cm. Ranking again…`);
    await work("rank");
  }, FIELDS);
}

/** Show the measurements as they are now, and whether the ranking counts them. */
async function refresh() {
  const bench = await get(`${path()}/bench`);
  showMeasured(bench.records);
  showOutdated(bench);
}

function work(kind) {
  return attempt(async () => watch(await post(`${path()}/${kind}`)));
}

/** Follow a job of this campaign to its end. */
async function watch({ job_id: id }) {
  const stop = element("button", { type: "button", onclick: () => attempt(() => post(`jobs/${id}/stop`)) }, "Stop");
  const shown = element("div", {});
  fill(byId("progress"), shown, stop);
  const job = await follow(id, (now) => showJob(shown, now));
  stop.remove();
  if (job.state !== "done") return say(job.state === "stopped" ? "Stopped." : job.error, { isError: job.state !== "stopped" });
  await refresh();
  fill(byId("changed"), movesTable("What moved", job.result.moves));
  return say(job.kind === "rank" ? "Ranked again with the measurements." : "The model is retrained.");
}

/** Follow what works with the campaign since before the page was opened. */
async function watchRunning() {
  const { job } = await get(path());
  if (job?.state === "running") await watch(job);
  else fill(byId("progress"));
}

async function suggest(event) {
  event.preventDefault();
  await attempt(async () => {
    const { rows } = await get(`${path()}/suggest`, { n: byId("batch").value, method: byId("method").value });
    fill(byId("suggested"), rows.length ? table("What to make and measure next", ["Order", "Monomer", "σ expected / mS/cm", "Steps", "Why"], rows.map((row) => [
      number(row.batch_rank), row.name ?? row.smiles, conductivity(row.expected_log10_sigma_s_cm), number(row.n_synthesis_steps), row.reason,
    ])) : element("p", {}, "No candidate is left to suggest."));
    say(`${rows.length} suggested`);
  }, { n: "batch" });
}

byId("record").addEventListener("submit", record);
byId("suggest").addEventListener("submit", suggest);
byId("rank").addEventListener("click", () => work("rank"));
byId("retrain").addEventListener("click", () => work("retrain"));
byId("campaign").addEventListener("change", () => attempt(choose));
await attempt(async () => {
  const { campaigns } = await get("campaigns");
  const ranked = campaigns.filter((one) => one.is_ranked);
  fill(byId("campaign"), ranked.map(({ name }) => element("option", { value: name }, name)));
  const asked = new URLSearchParams(location.search).get("name");
  if (ranked.some(({ name }) => name === asked)) byId("campaign").value = asked;
  byId("none").hidden = ranked.length > 0;
  byId("work").hidden = ranked.length === 0;
  if (ranked.length) await choose();
});
ready();
