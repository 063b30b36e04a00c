// What can be done with a monomer at one click.
import { attempt, follow, get, post, say } from "./api.js";
import { byId, element, fill } from "./dom.js";
import { showJob } from "./progress.js";
import { showSheet } from "./sheet.js";

/** Return the card of actions for an answer of `/api/draw`. */
export function actions(found) {
  const molecule = found.smiles;
  const progress = element("div", {});
  attempt(() => followRunning(found, progress));
  return element("section", { class: "card", "aria-label": "Next steps" },
    element("h2", {}, "Next steps"),
    element("div", { class: "row" },
      button("Describe with xTB", () => describe(molecule, progress)),
      button("Synthesis sheet", () => showSheet("draw/synthesis", { molecule }, "Synthesis sheet")),
      button("Formulation sheet", () => showSheet("draw/formulation", { molecule }, "Formulation sheet"))),
    progress,
    campaignForm(molecule),
    element("p", {}, element("a", { href: "/campaigns#new" }, "Start a campaign with this monomer")));
}

function button(text, work) {
  const node = element("button", { type: "button" }, text);
  node.addEventListener("click", async () => {
    node.disabled = true;
    await attempt(work);
    node.disabled = false;
  });
  return node;
}

async function describe(molecule, place) {
  await showDescribing(await post("draw/describe", { molecule }), place);
}

/** Show a description that goes on since before the page was opened. */
async function followRunning(found, place) {
  const target = `described/${found.monomer_id}.csv`;
  const running = (await get("jobs")).find((job) => job.target === target && job.state === "running");
  if (running) await showDescribing(running, place);
}

async function showDescribing({ job_id: jobId }, place) {
  const shown = element("div", {});
  const stop = button("Stop", () => post(`jobs/${jobId}/stop`));
  fill(place, element("p", { class: "hint" }, "About half a minute. The page may be closed; the result is kept."), shown, stop);
  const job = await follow(jobId, (state) => showJob(shown, state));
  if (job.state === "done") {
    fill(place, element("p", { class: "good" }, `Described; the result is in ${job.target}.`));
    if (place.isConnected) byId("ask").requestSubmit();
  } else {
    fill(place, element("p", { class: "bad" }, job.state === "stopped" ? "Stopped." : `Not described: ${job.error}`));
  }
}

function campaignForm(molecule) {
  const name = element("input", { id: "campaign", list: "campaigns", value: "campaign", maxlength: "100", autocomplete: "off", required: true });
  const known = element("datalist", { id: "campaigns" });
  attempt(async () => known.append(...(await get("draw/campaigns")).map((one) => element("option", { value: one }))));
  const form = element("form", { class: "row" },
    element("p", { class: "field" }, element("label", { for: "campaign" }, "Campaign, present or new"), name), known,
    element("button", {}, "Add to campaign"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const added = await post("draw/include", { molecule, campaign: name.value });
      say(added.is_new ? `Added to ${added.campaign}; its next run includes it.` : `${added.campaign} includes it already.`);
    }, { campaign: "campaign" });
  });
  return form;
}
