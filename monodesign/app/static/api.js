// Asking the server: JSON in, JSON out; a refusal is an Error whose message is one line for the reader, and whose
// `field` is the value that it is about, if one.
import { clearFaults, isShownAtField } from "./fields.js";

/** Ask for something that changes nothing. */
export async function get(path, query = {}) {
  const text = new URLSearchParams(query).toString();
  return answerOf(await fetch(`/api/${path}${text ? `?${text}` : ""}`));
}

/** Ask for a change, or for something too long for an address. */
export async function post(path, data = {}, { signal } = {}) {
  return answerOf(await fetch(`/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
    signal,
  }));
}

/** Save a file that the server makes; its name is the server's. */
export async function save(path, data = {}) {
  const response = await fetch(`/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });
  if (!response.ok) await answerOf(response);
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name ? decodeURIComponent(name[1]) : "monodesign";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function answerOf(response) {
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw new Error(`The workbench gave no answer (${response.status}); look at its terminal.`);
  }
  if (!response.ok) throw Object.assign(new Error(answer.error ?? `refused (${response.status})`), { field: answer.field ?? "" });
  return answer;
}

/** Say something to everybody: sighted readers see it at the bottom, screen readers hear it. */
export function say(text, { isError = false } = {}) {
  const status = document.getElementById("status");
  status.textContent = text;
  status.classList.toggle("error", isError);
}

/** Run something and say why it failed, if it did: at its field where `fields` has it (ids by the server's names). */
export async function attempt(work, fields = {}) {
  clearFaults(Object.values(fields));
  try {
    return await work();
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    if (isShownAtField(error, fields)) {
      say("");
      return undefined;
    }
    say(error.name === "TypeError" ? "The workbench does not answer; is it still running?" : error.message,
      { isError: true });
    return undefined;
  }
}

/** Run something that asks for numbers; say what it waits for where that takes a while. */
export async function patiently(work) {
  let isOver = false;
  const timer = setTimeout(() => attempt(async () => {
    const { is_warm: isWarm } = await answerOf(await fetch("/state"));
    if (!isOver) say(isWarm ? "Working…" : "The models are being loaded, once after the start; the numbers follow in a few seconds.");
  }), 400);
  try {
    return await work();
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

/** Follow a job until it ends; `show` gets each state. */
export async function follow(jobId, show, { everyMs = 500 } = {}) {
  for (;;) {
    const job = await get(`jobs/${jobId}`);
    show(job);
    if (job.state !== "running") return job;
    await new Promise((resolve) => { setTimeout(resolve, everyMs); });
  }
}

/** Open the page for use: what was pressed before its answers are connected would be lost. */
export function ready() {
  document.getElementById("content").inert = false;
  document.documentElement.dataset.ready = "true";
}
