// How far a job is: one bar a stage, and what it notes.
import { isNew } from "./changed.js";
import { element, fill } from "./dom.js";

const WORDS = { done: "Finished.", stopped: "Stopped; what was finished is kept.", running: "Running." };

/** Show a job's stages in a node. */
export function showJob(node, job) {
  if (!isNew(node, job)) return node;
  const isOpen = node.querySelector("details")?.open ?? false;
  const head = job.state === "failed" ? element("p", { class: "bad" }, job.error) : element("p", {}, `${job.title}: ${WORDS[job.state]} Begun ${minute(job.started_utc)}.`);
  const stages = job.stages.map(({ stage, done: reached, total, doing }, index) => {
    const done = job.state === "done" ? total : reached; // a stage with nothing to do reports no step
    const id = `stage-${index}`;
    return element("p", {},
      element("label", { for: id }, `${stage}: ${done} of ${total}${doing ? `, now ${doing}` : ""}`), element("br"),
      element("progress", { id, max: Math.max(total, 1), value: total ? done : 1 }));
  });
  const notes = job.notes.length ? element("details", { open: isOpen }, element("summary", {}, `Notes (${job.notes.length})`), element("ul", {}, job.notes.map((text) => element("li", {}, text)))) : null;
  return fill(node, head, ...stages, notes);
}

/** Return a time as date and minute of this machine's clock. */
function minute(text) {
  return new Date(text).toLocaleString("sv").slice(0, 16);
}
