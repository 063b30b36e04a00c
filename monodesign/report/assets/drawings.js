"use strict";
// A monomer's drawing as an element. The SVG was drawn by RDKit, its letters escaped when it was packed.
Report.draw = function (row) {
  const name = Report.value("name", row) ?? Report.value("smiles", row);
  const node = Report.element("div", { class: "drawing", role: "img", "aria-label": "Structure of " + name });
  node.innerHTML = Report.drawing(row);
  return node;
};

// Columns that hold a remark where there is something to mind.
const NOTES = [["unit_oxidation_breaks_bond", "when oxidised: "], ["unit_li_note", "Li⁺ binding: "], ["warnings", ""]];

// What to mind about a candidate, in plain words.
Report.warnings = function (row) {
  const { columns, state } = Report;
  const found = [];
  if (columns.limit_reasons?.[row]) found.push(columns.limit_reasons[row]);
  if (columns.in_domain?.[row] === false) found.push("outside the model's domain");
  if (columns.log10_sigma_s_cm[row] === null) found.push("conductivity not predicted");
  if (columns.is_described?.[row] === false) found.push("quantum chemistry not computed");
  if (columns.unit_is_homogeneous?.[row] === false) found.push("expected to separate from the solvent");
  for (const [name, lead] of NOTES) if (columns[name]?.[row]) found.push(lead + columns[name][row]);
  if (state.isCloser[row]) found.push("differs from the next by less than the error");
  return found;
};
