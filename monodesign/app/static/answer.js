// What is known of a monomer, as cards.
import { element, fill, picture, table } from "./dom.js";
import { digits, percent, withError } from "./numbers.js";
import { actions } from "./actions.js";

/** Show an answer of `/api/draw` in an element. */
export function showAnswer(place, found) {
  fill(place,
    verdict(found),
    found.conductivity && conductivity(found),
    found.energies.length > 0 && energies(found),
    actions(found),
    found.neighbours.length > 0 && neighbours(found),
    route(found),
    Boolean(found.structure.repeat_unit) && structure(found));
}

function card(title, ...children) {
  return element("section", { class: "card", "aria-label": title }, element("h2", {}, title), ...children);
}

function nameOf(found) {
  return found.name || found.smiles;
}

function verdict(found) {
  const { is_kept: isKept, reasons, warnings, svg } = found.verdict;
  const hasMarks = reasons.some((reason) => reason.n_atoms);
  return card(nameOf(found),
    element("p", { class: isKept ? "good" : "bad" }, element("strong", {},
      isKept ? "Passes the filters" : `Rejected by the filters for ${reasons.length === 1 ? "one reason" : `${reasons.length} reasons`}`)),
    reasons.length > 0 && element("ul", { class: "reasons" }, reasons.map(({ text }) => element("li", {}, text))),
    picture(svg, `Structure of ${nameOf(found)}${hasMarks ? ", the offending atoms marked" : ""}`, { class: "structure" }),
    hasMarks && element("p", { class: "hint" }, element("span", { class: "swatch" }), " atoms that a reason speaks of"),
    warnings.map((text) => element("p", { class: "warn" }, `Note: ${text}.`)),
    element("p", { class: "hint" }, `${digits(found.mw_g_mol, 5)} g/mol · `, element("code", {}, found.smiles)));
}

function conductivity(found) {
  const sigma = found.conductivity;
  if (sigma.error) {
    return card("Conductivity of its gel", element("p", { class: "bad" }, `No prediction: ${sigma.error}.`));
  }
  return card("Conductivity of its gel",
    element("p", { class: "sigma" }, `${digits(sigma.sigma_ms_cm)} mS/cm`),
    element("p", {}, `90 % interval ${digits(sigma.lower_ms_cm)} to ${digits(sigma.upper_ms_cm)} mS/cm, for ${sigma.conditions}.`),
    element("p", {}, comparison(sigma)),
    element("p", { class: sigma.in_domain ? "" : "warn" }, sigma.in_domain
      ? "Within the range of the measured gels."
      : `Outside the range of the measured gels: ${sigma.domain_note}.`),
    found.affinity && element("p", {}, miscibility(found.affinity)),
    element("p", {}, element("a", { href: `/formulation?polymer=${encodeURIComponent(found.smiles)}` },
      "Change solvent, salt and temperature")));
}

function comparison(sigma) {
  if (sigma.is_reference) return "This is the reference itself.";
  const chance = sigma.probability_beats_reference;
  const other = `${sigma.reference} (${digits(sigma.reference_sigma_ms_cm)} mS/cm)`;
  if (chance === null) return `Not compared with ${other}.`;
  const judged = chance >= 0.9 ? "very likely conducts better than" : chance >= 0.65 ? "probably conducts better than"
    : chance > 0.35 ? "cannot be told apart from" : chance > 0.1 ? "probably conducts worse than" : "very likely conducts worse than";
  return `This monomer ${judged} the reference ${other}: probability that it conducts better ${percent(chance)}.`;
}

/** Say whether polymer and solvent make one clear gel. */
export function miscibility(affinity) {
  const solvents = affinity.affinity_solvent.split("|").map((part) => part.split(":")[0]).join(" and ");
  if (affinity.is_homogeneous === null) return `Clear or opaque in ${solvents}: not known (${affinity.affinity_note}).`;
  const chance = affinity.homogeneous_probability;
  const judged = chance >= 0.65 ? `Clear in ${solvents}, most likely` : chance <= 0.35 ? `Opaque in ${solvents}, most likely` : `Clear or opaque in ${solvents}: undecided`;
  return `${judged}; probability of a clear gel ${percent(chance)}.`;
}

function energies(found) {
  const rows = found.energies.map(({ label, value, std, unit, kind }) => [label, withError(value, std), unit, kind]);
  return card("Potentials and hold on Li⁺",
    table("With standard errors; of the saturated unit", ["Property", "Value", "Unit", "From"], rows),
    element("p", { class: "hint" }, "Estimated: learned from monomers computed with xTB. Computed: xTB for this monomer. "
      + "More negative holds Li⁺ more strongly."));
}

function neighbours(found) {
  const rows = found.neighbours.map((one) => [
    element("code", {}, one.polymer), `${digits(10 ** (one.log10_sigma_s_cm + 3))} mS/cm`,
    `${one.kind === "gel" ? `gel in ${one.solvent}` : "dry"}, ${one.salt}, ${digits(one.temperature_c, 3)} °C`,
    digits(one.similarity), element("span", { class: "breaks" }, one.doi ?? one.source)]);
  return card("Nearest measured polymers", table("Likeness 1 is the same polymer",
    ["Polymer", "σ measured", "Measured as", "Likeness", "Source"], rows));
}

function route(found) {
  const { reason, steps, to_order: toOrder, score } = found.route;
  if (reason) return card("Route", element("p", { class: "warn" }, `No route found: ${reason}.`));
  return card("Route",
    element("ol", {}, steps.map((name) => element("li", {}, name))),
    element("p", {}, `Ease of synthesis ${digits(score)} (0 to 1). To order:`),
    element("ul", {}, toOrder.map(({ name, smiles, cas, is_listed: isListed }) => element("li", {},
      name === smiles ? element("code", {}, smiles) : name,
      cas && `, CAS ${cas}`,
      !isListed && element("span", { class: "warn" }, " (on no list: ask suppliers, or make it)")))));
}

function structure(found) {
  const { head, repeat_unit: repeatUnit, unit_smiles: unit, donors } = found.structure;
  const words = donors.map(({ name, count }) => `${count > 1 ? `${count} × ` : ""}${name.replaceAll("_", " ")}`);
  return card("Structure", element("dl", {},
    element("dt", {}, "Head"), element("dd", {}, head),
    element("dt", {}, "Repeat unit"), element("dd", {}, element("code", {}, repeatUnit)),
    element("dt", {}, "Saturated unit"), element("dd", {}, element("code", {}, unit)),
    element("dt", {}, "Li⁺ donors of the unit"), element("dd", {}, words.join(", ") || "none")));
}
