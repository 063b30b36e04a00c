// The page of one campaign: run it, look through its ranking, export a choice.
import { attempt, get, post, ready, save, say } from "./api.js";
import { isNew } from "./changed.js";
import { byId, calmed, fill, table } from "./dom.js";
import { number } from "./numbers.js";
import { showJob } from "./progress.js";
import { beginRanking, clearChoice, findPart, loadRanking } from "./ranking.js";
import { connect } from "./sketcher.js";

const EVERY_MS = 1000;
const name = new URLSearchParams(location.search).get("name") ?? "";
const path = `campaigns/${encodeURIComponent(name)}`;
let state = "";
let chosen = new Map();

function describe(campaign) {
  return `${campaign.title === campaign.name ? "" : `${campaign.title}. `}Gel: ${campaign.gel}.`;
}

async function look({ isFirst = false } = {}) {
  const campaign = await get(path);
  const isRunning = campaign.state === "running";
  byId("about").textContent = describe(campaign);
  if (isFirst) byId("budget").value = campaign.budget;
  byId("start").disabled = isRunning;
  byId("stop").disabled = !isRunning;
  if (campaign.job) showJob(byId("progress"), campaign.job);
  else byId("progress").textContent = isRunning ? `Process ${campaign.holders.join(", ")} works with it.` : "";
  if (isNew(byId("funnel"), campaign.counts)) fill(byId("funnel"), campaign.counts.length ? table("Candidates by stage", ["Stage", "Candidates"], campaign.counts.map(([label, count]) => [label, number(count)])) : "");
  const hasEnded = state === "running" && !isRunning;
  state = campaign.state;
  byId("ranking").hidden = !campaign.is_ranked;
  byId("report").hidden = !campaign.has_report;
  byId("report").href = `/report?name=${encodeURIComponent(name)}`;
  byId("outdated").textContent = campaign.outdated_ranking && `${campaign.outdated_ranking} Rank again or retrain on the page Bench.`;
  byId("report-outdated").hidden = !campaign.is_report_outdated;
  byId("to-bench").href = `/bench?name=${encodeURIComponent(name)}`;
  if (campaign.is_ranked && (isFirst || hasEnded)) await loadRanking({ hasReport: campaign.has_report });
  if (hasEnded) say(endOf(campaign.job));
  return campaign;
}

function endOf(job) {
  if (job?.state !== "done") return "The campaign has stopped.";
  return job.kind === "screen" ? "The campaign is finished." : "Done.";
}

async function watch() {
  await attempt(look);
  setTimeout(watch, document.hidden ? 5 * EVERY_MS : EVERY_MS);
}

function onChoice(now) {
  chosen = now;
  byId("chosen").textContent = now.size ? `${now.size} chosen.` : "Tick candidates in the table to export them.";
  for (const button of document.querySelectorAll("[data-kind], #clear")) button.disabled = now.size === 0;
}

async function exportChosen(kind) {
  await attempt(async () => {
    say("Writing the files…");
    const { files, n } = await post(`${path}/selection`, { monomer_ids: [...chosen.keys()] });
    byId("exported").textContent = `${n} candidates in ${files[0].replace(/[^/]+$/, "")}`;
    await save(`${path}/selection/${kind}`);
    say(`${n} candidate${n === 1 ? "" : "s"} exported`);
  });
}

byId("title").textContent = name || "No campaign";
document.title = `${name} – monodesign`;
byId("run").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    await post(`${path}/start`, { budget: Number(byId("budget").value) });
    say("The campaign runs; you may close this page.");
    await look();
  }, { budget: "budget" });
});
byId("stop").addEventListener("click", () => attempt(async () => { await post(`${path}/stop`); say("Stopping…"); }));
byId("draw-part").addEventListener("toggle", () => {
  const frame = byId("sketcher");
  if (frame.src) return;
  connect(frame, calmed(findPart, 250));
  frame.src = "/static/sketcher/frame.html";
});
byId("write-report").addEventListener("click", () => attempt(async () => {
  await post(`${path}/report`);
  say("Writing the report…");
  await look();
}));
byId("clear").addEventListener("click", clearChoice);
for (const button of document.querySelectorAll("[data-kind]")) button.addEventListener("click", () => exportChosen(button.dataset.kind));
await attempt(async () => {
  const { has_report: hasReport } = await get(path);
  beginRanking(name, { hasReport, onChoice });
  await look({ isFirst: true });
});
ready();
setTimeout(watch, EVERY_MS);
