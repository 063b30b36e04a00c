// One plot of σ: the prediction with its band, now, and what was measured (Vega-Lite, without evaluating code).

const KELVIN = 273.15;
const TITLES = { temperature_c: "Temperature, °C (scale of 1/T)", w_polymer: "Polymer, wt%", w_salt: "Salt, wt%" };
const PLACES = {
  temperature_c: (value) => 1000 / (value + KELVIN),
  w_polymer: (value) => 100 * value,
  w_salt: (value) => 100 * value,
};
const INK = "#0b5c8a";
const milli = (log10) => 10 ** (log10 + 3);
const views = new WeakMap();

/** Draw a plot into an element; `data` is an axis of `/api/formulation/curves`. */
export async function drawPlot(place, axis, data) {
  views.get(place)?.finalize();
  if (!data.curve.length) {
    place.textContent = "Nothing varies: the mixture lacks this part.";
    return;
  }
  const { vega, vegaLite } = globalThis;
  const { spec } = vegaLite.compile(specification(axis, data));
  const view = new vega.View(vega.parse(spec, null, { ast: true }), {
    renderer: "canvas", container: place, expr: vega.expressionInterpreter, hover: false,
  });
  views.set(place, view);
  await view.runAsync();
  place.setAttribute("aria-label", describe(axis, data));
}

function specification(axis, { now, curve, measured }) {
  const at = PLACES[axis];
  const line = curve.map((one) => ({ x: at(one.at), y: milli(one.mean), low: milli(one.low), high: milli(one.high) }));
  const points = measured.map((one) => ({ x: at(one.at), y: milli(one.mean), same: one.is_same }));
  const isTime = axis === "temperature_c";
  const x = {
    field: "x", type: "quantitative", title: TITLES[axis], scale: { zero: false, nice: false, reverse: isTime },
    axis: isTime ? { values: [-20, 0, 25, 50, 80].map(at), labelExpr: "format(1000 / datum.value - 273.15, '.0f')" } : { tickCount: 6 },
  };
  const y = { field: "y", type: "quantitative", title: "σ, mS/cm", scale: { type: "log", nice: false }, axis: { tickCount: 5, format: "~g" } };
  return {
    width: "container", height: 230, autosize: { type: "fit-x", contains: "padding" },
    config: { font: "system-ui, sans-serif", axis: { labelColor: "#1c2328", titleColor: "#1c2328", gridColor: "#dde4e8" }, view: { stroke: "#c3ccd2" } },
    data: { values: line },
    layer: [
      { mark: { type: "area", color: INK, opacity: 0.15 }, encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } } },
      { mark: { type: "line", color: INK, strokeWidth: 2 }, encoding: { x, y } },
      { data: { values: [{ x: at(now) }] }, mark: { type: "rule", color: "#4d5a63", strokeDash: [4, 3] }, encoding: { x } },
      { data: { values: points }, mark: { type: "point", size: 40, color: "#8a3b00" }, encoding: { x, y,
        fill: { condition: { test: "datum.same", value: "#8a3b00" }, value: null } } },
    ],
  };
}

/** Say in words what the plot shows. */
function describe(axis, { curve, measured }) {
  const [first, last] = [curve[0], curve[curve.length - 1]];
  const scale = axis === "temperature_c" ? 1 : 100;
  const unit = axis === "temperature_c" ? "°C" : "wt%";
  const show = (one) => `${Number(milli(one.mean).toPrecision(2))} mS/cm at ${Number((scale * one.at).toPrecision(3))} ${unit}`;
  return `σ from ${show(first)} to ${show(last)}; ${measured.length} measured points of similar mixtures`;
}
