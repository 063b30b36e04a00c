"use strict";
// The goals against each other, linked to the table (Vega-Lite on a canvas).
(function () {
  const OPTIONS = [
    "unit_oxidation_potential_v", "log10_sigma_s_cm", "unit_li_binding_one_armed_kcal_mol", "unit_li_exchange_kcal_mol",
    "unit_li_binding_kcal_mol", "unit_reduction_potential_v", "score", "synthesis_score", "mw_g_mol",
  ];
  const REGION = "region";
  let view = null;
  let handlers = null;
  const axes = { x: null, y: null, colour: null };

  // Half the width of a 90 % interval in standard errors.
  const HALF_WIDTH_90 = 1.645;

  // The ends of a value's 90 % interval; null where no error is known.
  function ends(name, row) {
    const columns = Report.columns;
    const [low, high] = [columns.log10_sigma_lower_90?.[row], columns.log10_sigma_upper_90?.[row]];
    if (name === "log10_sigma_s_cm") return (low ?? null) === null || (high ?? null) === null ? null : [low, high];
    const std = columns[name.replace(/_(v|kcal_mol)$/, "_std_$1")]?.[row];
    if (name === "score" || (std ?? null) === null || !name.match(/_(v|kcal_mol)$/)) return null;
    const value = valueOf(name, row);
    return [value - HALF_WIDTH_90 * std, value + HALF_WIDTH_90 * std];
  }

  const label = (name) => Report.document.columns[name].label;
  const valueOf = (name, row) => (name === "score" ? Report.state.score[row] : Report.columns[name][row]);
  const isKnown = (name) => Report.columns[name]?.some((value) => value !== null);

  Report.plotOptions = () => OPTIONS.filter(isKnown);

  function points() {
    const rows = [];
    const { isShown, selected } = Report.state;
    for (let row = 0; row < Report.n; row += 1) {
      const [x, y] = [valueOf(axes.x, row), valueOf(axes.y, row)];
      if (x === null || y === null) continue;
      const [xEnds, yEnds] = [ends(axes.x, row), ends(axes.y, row)];
      rows.push({
        row, x, y,
        xLow: xEnds?.[0] ?? null, xHigh: xEnds?.[1] ?? null, yLow: yEnds?.[0] ?? null, yHigh: yEnds?.[1] ?? null,
        colour: valueOf(axes.colour, row),
        front: Report.columns.pareto_front?.[row] === 1,
        shown: isShown[row] === 1,
        selected: selected.has(row),
      });
    }
    return rows;
  }

  function specification() {
    const scale = { zero: false, nice: true };
    const position = {
      x: { field: "x", type: "quantitative", scale, title: label(axes.x) },
      y: { field: "y", type: "quantitative", scale, title: label(axes.y) },
    };
    return {
      width: "container",
      height: 420,
      autosize: { type: "fit", contains: "padding", resize: true },
      data: { name: "points" },
      config: {
        font: "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
        axis: { labelFontSize: 13, titleFontSize: 14, gridColor: "#e3e8eb" },
        legend: { labelFontSize: 12, titleFontSize: 13 },
      },
      layer: [
        ...["x", "y"].map((axis) => ({
          transform: [{ filter: `(datum.selected || (datum.front && datum.shown)) && isValid(datum.${axis}Low)` }],
          mark: { type: "rule", color: "#6b7780", opacity: 0.6 },
          encoding: {
            ...position,
            [axis]: { ...position[axis], field: `${axis}Low` },
            [`${axis}2`]: { field: `${axis}High` },
          },
        })),
        {
          params: [{ name: REGION, select: { type: "interval", encodings: ["x", "y"] } }],
          mark: { type: "point", filled: true, cursor: "pointer" },
          encoding: {
            ...position,
            color: {
              field: "colour", type: "quantitative", title: label(axes.colour).split(" / "),
              scale: { scheme: "viridis" }, legend: { gradientLength: 200 },
            },
            shape: { condition: { test: "datum.front", value: "diamond" }, value: "circle" },
            size: { condition: { test: "datum.front", value: 150 }, value: 45 },
            opacity: { condition: { test: "datum.shown", value: 0.85 }, value: 0.08 },
          },
        },
        {
          transform: [{ filter: "datum.selected || (datum.front && datum.shown)" }],
          mark: { type: "point", filled: false, cursor: "pointer" },
          encoding: {
            ...position,
            shape: { condition: { test: "datum.selected", value: "circle" }, value: "diamond" },
            size: { condition: { test: "datum.selected", value: 260 }, value: 150 },
            strokeWidth: { condition: { test: "datum.selected", value: 2.5 }, value: 1 },
            color: { condition: { test: "datum.selected", value: "#c2185b" }, value: "#1c2328" },
          },
        },
      ],
    };
  }

  // Draw the plot for the chosen axes; handlers: onPoint(row), onRegion({x, y} or null).
  Report.drawPlot = async function (chosen, given = handlers) {
    handlers = given;
    Object.assign(axes, chosen);
    const box = Report.byId("plot");
    if (view) view.finalize();
    const rows = points();
    Report.byId("plot-note").textContent =
      `${rows.length} of ${Report.n} candidates have both numbers` +
      (rows.length < Report.n ? "; the others are in the table." : ".") +
      " Bars are 90 % intervals, of the first Pareto front and of what is selected.";
    const compiled = vegaLite.compile(specification()).spec;
    view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: vega.expressionInterpreter, container: box, renderer: "canvas", hover: true, logLevel: vega.Error,
    });
    view.tooltip(showTooltip);
    view.addEventListener("click", (event, item) => {
      if (item?.datum?.row !== undefined) handlers.onPoint(item.datum.row);
    });
    view.addSignalListener(REGION, (name, region) => handlers.onRegion(region?.x && region?.y ? region : null));
    view.data("points", rows);
    await view.runAsync();
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", `Scatter plot of ${label(axes.y)} against ${label(axes.x)}, ${rows.length} candidates. The table above holds the same numbers.`);
  };

  // Redraw after a filter, a selection or a change of weights, once the table has been painted.
  let isWaiting = false;
  Report.updatePlot = function () {
    if (!view || isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => setTimeout(() => {
      isWaiting = false;
      view.data("points", points()).runAsync();
    }, 0));
  };

  Report.plotShows = (name) => Object.values(axes).includes(name);

  Report.clearRegion = () => Report.drawPlot(axes);

  // Whether a row lies in a region dragged on the plot.
  Report.isInRegion = function (region, row) {
    return ["x", "y"].every((axis) => {
      const value = valueOf(axes[axis], row);
      const [low, high] = [Math.min(...region[axis]), Math.max(...region[axis])];
      return value !== null && value >= low && value <= high;
    });
  };

  // Where a row's point is on the screen, for tests and for keyboard users' tools; null if it has none.
  Report.pointOnScreen = function (row) {
    const [x, y] = [valueOf(axes.x, row), valueOf(axes.y, row)];
    if (!view || x === null || y === null) return null;
    const [left, top] = view.origin();
    const { left: padX, top: padY } = view.padding();
    const box = Report.byId("plot").querySelector("canvas").getBoundingClientRect();
    return { x: box.x + padX + left + view.scale("x")(x), y: box.y + padY + top + view.scale("y")(y) };
  };

  function showTooltip(handler, event, item) {
    const tip = Report.byId("plot-tooltip");
    const row = item?.datum?.row;
    tip.hidden = row === undefined;
    if (row === undefined) return;
    tip.replaceChildren(
      Report.element("strong", {}, `${Report.state.rank[row]}. ${Report.value("name", row)}`),
      Report.draw(row),
      Report.element("div", {}, `${label(axes.x)}: ${Report.number(valueOf(axes.x, row), 2)}`),
      Report.element("div", {}, `${label(axes.y)}: ${Report.number(valueOf(axes.y, row), 2)}`)
    );
    const width = tip.offsetWidth;
    tip.style.left = Math.min(event.clientX + 14, innerWidth - width - 8) + "px";
    tip.style.top = Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8) + "px";
  }
})();
