"use strict";
// A candidate's prediction beside what was measured on polymers like it.
(function () {
  const measuredOf = (row) => {
    const flat = Report.document.neighbours[row] ?? [];
    const found = [];
    for (let index = 0; index < flat.length; index += 2) found.push({ ...Report.document.measured[flat[index]], similarity: flat[index + 1] });
    return found;
  };

  Report.neighbours = measuredOf;

  // Draw prediction interval, the paper's gels and the neighbours on one axis of log10 σ.
  Report.drawComparison = async function (box, row) {
    const { columns } = Report;
    const entries = [];
    if (columns.log10_sigma_s_cm[row] !== null) {
      entries.push({ what: "this candidate, predicted", kind: "predicted", sigma: columns.log10_sigma_s_cm[row], low: columns.log10_sigma_lower_90[row], high: columns.log10_sigma_upper_90[row] });
    }
    for (const entry of Report.document.bench[columns.monomer_id[row]] ?? []) {
      entries.push({ what: `measured by you, sample ${entry.replicate}`, kind: "measured", sigma: entry.log10_sigma_s_cm });
    }
    for (const known of Report.document.known) {
      if (known.sigma_s_cm) entries.push({ what: `${known.name}, gel in EC`, kind: "measured", sigma: Math.log10(known.sigma_s_cm) });
    }
    measuredOf(row).forEach((entry, index) => {
      entries.push({ what: `neighbour ${index + 1}, ${entry.kind}`, kind: "measured", sigma: entry.log10_sigma_s_cm });
    });
    // On a phone the labels take half of the width at most.
    const room = box.clientWidth || 700;
    const labels = Math.min(240, room / 2);
    const y = { field: "what", type: "nominal", sort: null, title: null, axis: { labelLimit: labels } };
    const specification = {
      width: Math.max(100, Math.min(420, room - labels - 30)),
      height: { step: 22 },
      data: { values: entries },
      config: { axis: { labelFontSize: 12, titleFontSize: 13 }, font: "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" },
      layer: [
        { transform: [{ filter: "isValid(datum.low)" }], mark: { type: "rule", strokeWidth: 3, color: "#0b5c8a" },
          encoding: { y, x: { field: "low", type: "quantitative", scale: { zero: false } }, x2: { field: "high" } } },
        { mark: { type: "point", filled: true, size: 90 },
          encoding: { y, x: { field: "sigma", type: "quantitative", title: room < 500 ? "log10 σ / S/cm" : "log10 σ / S/cm (bar: 90 % interval)", scale: { zero: false } },
            color: { field: "kind", type: "nominal", legend: null, scale: { domain: ["predicted", "measured"], range: ["#0b5c8a", "#5b6670"] } },
            shape: { field: "kind", type: "nominal", legend: null, scale: { domain: ["predicted", "measured"], range: ["diamond", "circle"] } } } },
      ],
    };
    const view = new vega.View(vega.parse(vegaLite.compile(specification).spec, null, { ast: true }), {
      expr: vega.expressionInterpreter, container: box, renderer: "canvas", logLevel: vega.Error,
    });
    await view.runAsync();
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", "Predicted conductivity with its 90 % interval, beside measured ones: " +
      entries.map((entry) => `${entry.what} ${Report.number(entry.sigma, 2)}`).join("; "));
  };
})();
