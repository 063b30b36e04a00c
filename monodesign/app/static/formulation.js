// The page Formulation: controls, σ at once, three plots, and mixtures typed as papers give them.
import { attempt, get, patiently, post, ready, say } from "./api.js";
import { miscibility } from "./answer.js";
import { carry, carried } from "./carry.js";
import { byId, calmed, element, fill, table } from "./dom.js";
import { drawPlot } from "./curves.js";
import { clearFaults, isShownAtField } from "./fields.js";
import { digits } from "./numbers.js";
import { showSheet } from "./sheet.js";

const MOST_SALT = { "wt%": [45, 0.5], "mol/L": [4, 0.05], "mol/kg": [8, 0.05] };
const FIELDS = { polymer: "polymer", w_polymer: "w-polymer", salt: "salt", salt_amount: "salt-amount", temperature_c: "temperature" };
let names = { solvents: [], salts: [] };
let asking = null;
let salt = null; // the salt of the last answer in every unit

/** Return what the controls say, as the server reads it. */
function asked() {
  const solvents = [...byId("solvents").children].map((row) => ({
    name: row.querySelector("select").value, share: Number(row.querySelector("input").value) || 0,
  }));
  return {
    polymer: byId("polymer").value.trim(),
    w_polymer: Number(byId("w-polymer").value) / 100,
    solvents,
    basis: byId("basis").value,
    salt: byId("salt").value,
    salt_amount: Number(byId("salt-amount").value),
    salt_unit: byId("salt-unit").value,
    temperature_c: Number(byId("temperature").value),
  };
}

async function show() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const question = asked();
  clearFaults(Object.values(FIELDS));
  for (const input of document.querySelectorAll("input[type=range]")) {
    document.querySelector(`output[for=${input.id}]`).textContent = input.value;
  }
  try {
    const found = await patiently(() => post("formulation", question, { signal }));
    salt = found.salt;
    keep(found);
    showResult(found);
    showWeights(found);
    showCurves(await post("formulation/curves", question, { signal }));
    say("");
  } catch (error) {
    if (error.name === "AbortError") return;
    const isAtField = isShownAtField(error, FIELDS, { isFocused: false });
    fill(byId("result"), element("h2", {}, "Conductivity"), isAtField
      ? element("p", { class: "hint" }, "No numbers: the fault is named at its field.")
      : element("p", { class: "bad", role: "alert" }, error.message));
    say("");
  }
}

/** Hand the gel on to a new campaign's form. */
function keep({ row, monomers, conditions }) {
  if (monomers.length) carry({ monomers });
  if (!row.polymer) return;
  const { w_polymer, solvent, w_solvent, salt: salts, w_salt, temperature_c } = row;
  carry({ gel: { text: conditions, formulation: { w_polymer, solvent, w_solvent, salt: salts, w_salt, temperature_c } } });
}

const change = calmed(show, 120);
const milli = (log10) => 10 ** (log10 + 3);

function showResult(found) {
  const place = byId("result");
  if (found.error) {
    fill(place, element("h2", {}, "Conductivity"), element("p", { class: "bad" }, `No prediction: ${found.error}.`));
    return;
  }
  fill(place, element("h2", {}, "Conductivity"),
    element("p", { class: "sigma" }, `${digits(found.sigma_ms_cm)} mS/cm`),
    element("p", {}, `90 % interval ${digits(milli(found.log10_sigma_lower_90))} to ${digits(milli(found.log10_sigma_upper_90))} mS/cm.`),
    element("p", { class: found.in_domain ? "" : "warn" }, found.in_domain
      ? "Within the range of the measured mixtures." : `Outside the range of the measured mixtures: ${found.domain_note}.`),
    found.affinity && element("p", { id: "miscibility" }, miscibility(found.affinity)));
}

function showWeights(found) {
  const { row, salts, solvents } = found;
  const inUnits = Object.entries(found.salt).filter(([, value]) => value !== null).map(([unit, value]) => `${digits(value, 3)} ${unit}`);
  const rows = [
    row.polymer && ["Polymer", `${digits(100 * row.w_polymer, 3)} wt%`],
    ...solvents.map((one) => [one.name, `${digits(100 * row.w_solvent * one.mass, 3)} wt%${solvents.length > 1 ? shares(one) : ""}`]),
    ...(salts.length > 1 ? salts.map((one) => [one.name, `${digits(100 * one.weight, 3)} wt%`]) : []),
    row.salt && [salts.length > 1 ? "Salts together" : row.salt, inUnits.join(" = ")],
  ].filter(Boolean);
  fill(byId("weights"), element("h2", {}, "Weights"),
    element("dl", {}, rows.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])));
}

function shares({ mass, volume }) {
  return ` (of the solvents ${digits(100 * mass, 3)} % by mass${volume === null ? "" : `, ${digits(100 * volume, 3)} % by volume`})`;
}

function showCurves({ axes, similar }) {
  for (const [axis, data] of Object.entries(axes)) drawPlot(byId(`plot-${axis}`), axis, data);
  fill(byId("similar"), similar.length > 0 && table("Measured: the same salt on the most similar polymers, or in the same solvents",
    ["Mixture", "σ measured", "Polymer", "Source"], similar.map((one) => [
      one.conditions, `${digits(milli(one.sigma_log10))} mS/cm`, element("code", {}, one.polymer || "none"),
      element("span", { class: "breaks" }, one.doi ?? one.source)])));
}

function addSolvent(name, share) {
  const number = byId("solvents").children.length + 1;
  const id = `solvent-${Date.now()}-${number}`;
  const remove = element("button", { type: "button", "aria-label": `Remove solvent ${number}` }, "×");
  const select = element("select", { id }, names.solvents.map((one) => element("option", { value: one, selected: one === name }, one)));
  const row = element("div", { class: "solvent" },
    element("p", { class: "field" }, element("label", { for: id }, `Solvent ${number}`), select),
    element("p", { class: "field" }, element("label", { for: `${id}-share` }, "Parts"),
      element("input", { id: `${id}-share`, type: "number", min: "0", step: "any", value: String(share) })), remove);
  remove.addEventListener("click", () => { row.remove(); byId("add-solvent").focus(); change(); });
  byId("solvents").append(row);
}

/** Give the salt's slider the range of its unit, and the amount that it had in it. */
function changeUnit() {
  const unit = byId("salt-unit").value;
  const [most, step] = MOST_SALT[unit];
  const slider = byId("salt-amount");
  Object.assign(slider, { max: most, step });
  if (salt?.[unit] !== null && salt?.[unit] !== undefined) slider.value = salt[unit];
  change();
}

/** Set every control to a mixture that was typed. */
async function readTyped(event) {
  event.preventDefault();
  await attempt(async () => {
    const found = await post("formulation/read", { text: byId("mixture").value });
    const { row } = found;
    fill(byId("assumptions"), found.assumptions.map((text) => element("li", {}, text)));
    if (row.polymer) byId("polymer").value = row.polymer;
    else if (!found.has_polymer) byId("polymer").value = "";
    else if (!byId("polymer").value) byId("polymer").value = "DOA";
    setSlider("w-polymer", 100 * row.w_polymer, 0.01);
    byId("basis").value = "mass";
    byId("solvents").replaceChildren();
    for (const { name, mass } of found.solvents) addSolvent(name, Number((100 * mass).toPrecision(6)));
    if (row.salt) {
      if (![...byId("salt").options].some(({ value }) => value === row.salt)) byId("salt").append(element("option", { value: row.salt }, found.salts.map((one) => one.name).join(" + ")));
      byId("salt").value = row.salt;
    }
    byId("salt-unit").value = "wt%";
    Object.assign(byId("salt-amount"), { max: MOST_SALT["wt%"][0] });
    setSlider("salt-amount", 100 * row.w_salt, 0.01);
    setSlider("temperature", row.temperature_c, 0.1);
    await show();
  }, { mixture: "mixture" });
}

/** Set a slider to a value between its steps. */
function setSlider(id, value, step) {
  Object.assign(byId(id), { step });
  byId(id).value = String(Number(value.toFixed(2)));
}

byId("controls").addEventListener("input", (event) => { if (event.target.id !== "salt-unit") change(); });
byId("controls").addEventListener("submit", (event) => event.preventDefault());
byId("salt-unit").addEventListener("change", changeUnit);
byId("add-solvent").addEventListener("click", () => { addSolvent("DMC", 1); change(); });
byId("formulation-sheet").addEventListener("click", () => attempt(() => showSheet("formulation/sheet", asked(), "Formulation sheet"), FIELDS));
byId("synthesis-sheet").addEventListener("click", () => attempt(() => showSheet("draw/synthesis", { molecule: asked().polymer }, "Synthesis sheet"), { molecule: "polymer" }));
byId("typed").addEventListener("submit", readTyped);

await attempt(async () => {
  names = await get("formulation/choices");
  byId("salt").append(...names.salts.map((one) => element("option", { value: one }, one)));
  byId("salt").value = "LiPF6";
  byId("named").append(...(await get("draw/named")).map(({ name }) => element("option", { value: name })));
  addSolvent("EC", 1);
  byId("polymer").value = new URLSearchParams(location.search).get("polymer") ?? carried().monomers?.join("|") ?? "DOA";
  show();
});
ready();
