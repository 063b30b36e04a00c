// The page Draw: a monomer from the sketcher, a SMILES or a name, and what it would do.
import { attempt, get, patiently, post, ready, say } from "./api.js";
import { byId, calmed, element, fill } from "./dom.js";
import { showAnswer } from "./answer.js";
import { carry } from "./carry.js";
import { clearFaults, isShownAtField } from "./fields.js";
import { connect } from "./sketcher.js";

const FIELDS = { molecule: "molecule", reference: "reference" };
const field = byId("molecule");
const answer = byId("answer");
let asking = null; // the question that is being answered, so that a later one can end it
let drawn = ""; // what the sketcher shows

const sketcher = connect(byId("sketcher"), calmed((smiles) => {
  drawn = smiles;
  field.value = smiles;
  if (smiles) ask(smiles, { isDrawn: true });
}, 250));

/** Ask what a molecule would do and show it; a molecule that was typed is drawn in the sketcher too. */
async function ask(molecule, { isDrawn = false } = {}) {
  asking?.abort();
  const own = new AbortController();
  asking = own;
  answer.setAttribute("aria-busy", "true");
  clearFaults(Object.values(FIELDS));
  const begun = performance.now();
  try {
    const found = await patiently(() => post("draw", { molecule, reference: byId("reference").value }, { signal: own.signal }));
    showAnswer(answer, found);
    answer.dataset.milliseconds = String(Math.round(performance.now() - begun));
    if (!isDrawn && found.smiles !== drawn) sketcher.show(found.verdict.molfile);
    drawn = found.smiles;
    if (found.structure.repeat_unit) carry({ monomers: [found.name || found.smiles] });
    say("");
  } catch (error) {
    if (error.name === "AbortError") return;
    if (isShownAtField(error, FIELDS, { isFocused: !isDrawn })) fill(answer, element("p", { class: "hint" }, "No numbers: the fault is named at its field."));
    else fill(answer, element("p", { class: "bad", role: "alert" }, error.message));
    say("");
  }
  answer.setAttribute("aria-busy", "false");
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask(field.value);
});
byId("reference").addEventListener("change", () => { if (field.value) ask(field.value); });
for (const button of document.querySelectorAll("[data-molecule]")) {
  button.addEventListener("click", () => {
    field.value = button.dataset.molecule;
    ask(field.value);
  });
}

await attempt(async () => {
  const named = await get("draw/named");
  byId("named").append(...named.map(({ name }) => element("option", { value: name })));
});
const asked = new URLSearchParams(location.search).get("molecule");
if (asked) {
  field.value = asked;
  ask(asked);
}
ready();
