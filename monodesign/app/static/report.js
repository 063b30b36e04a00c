// The page of a campaign's report, which runs in a frame without an origin; the way back stays around it.
import { attempt, get, ready } from "./api.js";
import { byId } from "./dom.js";

const name = new URLSearchParams(location.search).get("name") ?? "";
const campaign = `/campaign?name=${encodeURIComponent(name)}`;
const report = `/reports/${encodeURIComponent(name)}`;

byId("title").textContent = `Report of ${name}`;
document.title = `Report of ${name} – monodesign`;
byId("back").href = campaign;
byId("back").textContent = `Back to ${name}`;
byId("alone").href = report;
await attempt(async () => {
  const { has_report: hasReport, is_report_outdated: isOutdated, outdated_ranking: outdated } = await get(`campaigns/${encodeURIComponent(name)}`);
  byId("outdated").textContent = !isOutdated ? "" : outdated || "This report was written before the present ranking; write it anew on the campaign's page.";
  byId("none").hidden = hasReport;
  byId("frame").hidden = !hasReport;
  if (hasReport) byId("frame").src = report + location.hash;
});
ready();
