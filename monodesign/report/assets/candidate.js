"use strict";
// The page of one candidate.
(function () {
  const { element, number } = Report;
  const column = (name) => Report.document.columns[name];

  function section(title, ...children) {
    return element("section", {}, element("h3", {}, title), ...children);
  }

  function withError(name, row) {
    const value = Report.value(name, row);
    if (value === null) return "";
    const error = Report.errorColumn(name);
    const spread = error ? Report.value(error, row) : null;
    const { decimals } = column(name);
    return number(value, decimals) + (spread === null ? "" : " ± " + number(spread, decimals));
  }

  function table(headings, rows, { ownColumn = -1, numeric = () => false } = {}) {
    const mark = (index) => [index === ownColumn ? "own" : "", numeric(index) ? "number" : ""].join(" ").trim() || null;
    return element("div", { class: "facts-scroll", tabindex: "0", role: "group", "aria-label": headings.join(", ") },
      element("table", { class: "facts" },
        element("thead", {}, element("tr", {}, headings.map((text, index) => element("th", { scope: "col", class: mark(index) }, text)))),
        element("tbody", {}, rows.map((cells) =>
          element("tr", {}, cells.map((cell, index) => element(index ? "td" : "th", { class: mark(index), scope: index ? null : "row" }, cell ?? ""))))))
    );
  }

  function keyFacts(row) {
    const facts = [
      ["Rank", `${Report.state.rank[row]} of ${Report.n}, score ${number(Report.state.score[row], 3)}`],
      ["Built from", ["head", "bridge", "ligand"].map((name) => Report.value(name, row)).filter(Boolean).join(" – ") || "given as it is"],
      ["SMILES", Report.value("smiles", row)],
      ["Mole ratio", Report.value("polymer_mol_ratio", row)?.replaceAll("|", " : ")],
      ["Repeat unit", Report.value("repeat_unit", row)],
      ["Saturated unit", Report.value("unit_smiles", row)],
      ["Molar mass", Report.value("mw_g_mol", row) === null ? null : number(Report.value("mw_g_mol", row), 1) + " g/mol"],
      ["Identifier", Report.value("monomer_id", row)],
    ];
    return element("dl", { class: "key-facts" }, facts.filter(([, value]) => value).flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
  }

  function warningList(row) {
    const warnings = Report.warnings(row);
    if (!warnings.length) return element("p", {}, "Nothing in particular.");
    return element("ul", { class: "warnings" }, warnings.map((text) => element("li", {}, text)));
  }

  function prediction(row) {
    const log10 = Report.value("log10_sigma_s_cm", row);
    if (log10 === null) return section("Conductivity", element("p", { class: "missing" }, "It could not be predicted; failures.csv says why."));
    const ends = ["log10_sigma_lower_90", "log10_sigma_upper_90"].map((name) => Report.conductivity(Report.value(name, row)));
    const box = element("div", { class: "comparison" });
    const neighbours = Report.neighbours(row);
    const node = section("Conductivity",
      element("p", {}, `Predicted: ${Report.conductivity(log10)} mS/cm; with 90 % probability between ${ends[0]} and ${ends[1]} mS/cm, in the campaign's formulation at ${Report.document.temperature_c} °C.`),
      box,
      element("h4", {}, "Nearest measured polymers"),
      neighbours.length ? neighbourTable(neighbours) : element("p", { class: "missing" }, "None is known to this version."));
    return { node, draw: () => Report.drawComparison(box, row) };
  }

  function neighbourTable(neighbours) {
    return table(["Repeat unit", "Kind", "Similarity", "log10 σ / S/cm", "T / °C", "Salt", "Solvent", "Source"],
      neighbours.map((entry) => [
        element("span", { class: "smiles" }, entry.polymer_mol_ratio ? `${entry.polymer}, ${entry.polymer_mol_ratio.replaceAll("|", " : ")} by mole` : entry.polymer), entry.kind, number(entry.similarity, 2), number(entry.log10_sigma_s_cm, 2),
        number(entry.temperature_c, 0), entry.salt, entry.solvent ?? "none", entry.doi ? Report.doi(entry.doi) : entry.source,
      ]), { numeric: (index) => index >= 2 && index <= 4 });
  }

  function descriptors(row) {
    const known = Report.document.known.filter((monomer) => monomer.row !== null && monomer.row !== row && Report.value("unit_oxidation_potential_v", monomer.row) !== null);
    const rows = Report.document.compared.map((name) => [
      element("span", { title: column(name).meaning }, column(name).label), withError(name, row) || "not computed", ...known.map((monomer) => withError(name, monomer.row)),
    ]);
    const note = Report.value("is_described", row) === false
      ? "The budget of quantum chemistry did not reach this candidate, or its calculation failed (failures.csv); raise the budget in campaign.toml and run the campaign again."
      : "± is the standard error of the calibration. The monomers of the article stand beside it where this campaign computed them.";
    return section("What cathode and Li⁺ meet", element("p", {}, note),
      table(["Quantity", "This candidate", ...known.map((monomer) => monomer.name)], rows, { ownColumn: 1, numeric: (index) => index > 0 }));
  }

  function complex(row) {
    const views = complexViews(row);
    const missing = Report.value("polymer_mol_ratio", row) ? "A copolymer's complexes are those of its monomers: see their pages." : "No complex was computed for this candidate.";
    if (!views.length) return { node: section("Li⁺ complex in 3D", element("p", { class: "missing" }, missing)), draw: () => {} };
    const box = element("div", { class: "viewer" });
    const node = section("Li⁺ complex in 3D", box);
    const below = element("div", {});
    node.append(below);
    const draw = (index = 0) => {
      box.replaceChildren();
      const shown = Report.showComplex(box, views[index].xyz);
      const other = views.length > 1 ? element("button", { type: "button" }, views[1 - index].show) : null;
      other?.addEventListener("click", () => { draw(1 - index); below.querySelector(".other button").focus(); });
      below.replaceChildren(...[shown.buttons,
        element("p", {}, `${shown.words} ${views[index].words} Dashed lines join Li⁺ (violet) to the atoms it touches.`),
        other && element("p", { class: "other" }, other)].filter(Boolean));
    };
    return { node, draw };
  }

  // The structures to show, first that of the site whose binding ranks.
  function complexViews(row) {
    const id = Report.value("monomer_id", row);
    const [best, own] = [Report.document.complexes[id], Report.document.one_armed_complexes[id]];
    const ranksOneArmed = Report.document.goals.binding === "one_armed";
    const isSame = Report.value("unit_li_denticity", row) === 1;
    const lost = ranksOneArmed && !own && !isSame ? " The site that ranks touches one donor; the version that computed it kept no structure of it." : "";
    const views = [];
    if (best) views.push({ xyz: best, show: "Show the most bound site", words: `This is the most bound site of the single unit in the gas phase${ranksOneArmed && isSame ? "; it touches one donor, and its binding ranks" : ""}.${lost}` });
    if (own) views.push({ xyz: own, show: "Show the site that touches one donor", words: `This is the most bound site that touches a single donor, in the gas phase${ranksOneArmed ? "; its binding ranks" : ""}.` });
    return ranksOneArmed ? views.reverse() : views;
  }

  function measuredHere(row) {
    const entries = Report.document.bench[Report.value("monomer_id", row)];
    if (!entries) return null;
    return section("What you measured", table(["σ / mS/cm", "Formulation", "Sample", "Recorded", "Note"],
      entries.map((entry) => [Report.conductivity(entry.log10_sigma_s_cm), entry.conditions, entry.replicate, entry.recorded_utc, entry.note])));
  }

  function published(row) {
    const known = Report.document.known.find((monomer) => monomer.row === row);
    if (!known) return null;
    const rows = [];
    if (known.sigma_s_cm) rows.push(["Conductivity of its gel in EC, room temperature", `${number(1000 * known.sigma_s_cm, 2)} mS/cm`]);
    if (known.conversion_percent) rows.push(["Conversion in polymerisation", known.conversion_percent + " %"]);
    for (const { topic, text } of known.observations) rows.push([topic, text]);
    if (known.remark) rows.push(["Remark", known.remark]);
    return section(`What the article saw of ${known.name}`, table(["Property", "Observation"], rows), element("p", {}, "Source: doi ", Report.doi(known.source)));
  }

  // A sheet that was written for the shortlist; rendered from Markdown with HTML switched off.
  function sheet(title, sheets, row) {
    const html = sheets[Report.value("monomer_id", row)];
    if (!html) return section(title, element("p", { class: "missing" }, "No sheet was written for this candidate; sheets are written for the shortlist."));
    const box = element("div", { class: "sheet" });
    box.innerHTML = html;
    for (const part of box.querySelectorAll("table")) {
      const scroll = element("div", { class: "facts-scroll", tabindex: "0", role: "group", "aria-label": `${title}, table` });
      part.replaceWith(scroll);
      scroll.append(part);
    }
    return section(title, box);
  }

  function allColumns(row) {
    const rows = Report.names.filter((name) => Report.value(name, row) !== null).map((name) => [name, String(Report.value(name, row)), column(name).meaning]);
    return element("details", {}, element("summary", {}, "Every column of ranking.csv"), table(["Column", "Value", "Meaning"], rows));
  }

  // Fill the candidate's page and return its heading.
  Report.showCandidate = function (row, { onBack }) {
    const back = element("button", { type: "button", id: "back" }, "← Back to the ranking");
    back.addEventListener("click", onBack);
    const heading = element("h2", { tabindex: "-1", id: "candidate-heading" }, `${Report.value("name", row)}`);
    const [conductivity, lithium] = [prediction(row), complex(row)];
    Report.byId("candidate").replaceChildren(
      element("div", { class: "candidate-nav" }, back),
      heading,
      element("div", { class: "candidate-head" },
        element("div", {}, Report.draw(row), element("p", { class: "hint" }, "The Li⁺ ligand is shaded.")),
        element("div", {}, keyFacts(row), element("h3", {}, "Notes"), warningList(row))),
      conductivity.node ?? conductivity, lithium.node, descriptors(row), ...[measuredHere(row), published(row)].filter(Boolean),
      sheet("Synthesis", Report.document.synthesis, row), sheet("Gel", Report.document.formulations, row), allColumns(row));
    conductivity.draw?.();
    lithium.draw();
    return heading;
  };
})();
