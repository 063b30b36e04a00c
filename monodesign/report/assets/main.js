"use strict";
// State of the page, and what each control does to it.
(function () {
  const { byId, n, columns } = Report;
  const WEIGHTS = Report.goalNames;
  const FILTERS = {
    "only-within": (row) => columns.is_within_limits[row],
    "only-described": (row) => columns.is_described?.[row] === true,
    "only-domain": (row) => columns.in_domain?.[row] === true,
    "only-front": (row) => columns.pareto_front?.[row] === 1,
    "only-shortlist": (row) => Report.isShortlisted.has(columns.monomer_id[row]),
  };
  const state = { weights: [...Report.campaignWeights], isShown: new Uint8Array(n).fill(1), selected: new Set(), words: [], hasPart: null, region: null };
  Report.state = state;

  function rerank() {
    Object.assign(state, Report.rankBy(state.weights));
  }

  function passes(row) {
    for (const [id, test] of Object.entries(FILTERS)) if (byId(id).checked && !test(row)) return false;
    if (state.region && !Report.isInRegion(state.region, row)) return false;
    if (state.hasPart && !state.hasPart(row)) return false;
    return Report.matches(row, state.words);
  }

  function countShown() {
    const shown = Report.shownRows();
    state.isShown.fill(0);
    for (const row of shown) state.isShown[row] = 1;
    const text = shown.length === n ? `All ${n} candidates` : `${shown.length} of ${n} candidates`;
    byId("shown").textContent = text + (state.selected.size ? `, ${state.selected.size} selected` : "");
    Report.announce(text + (shown.length ? `; first is ${columns.name[shown[0]]}` : ""));
  }

  // A text that is no structure yet filters nothing and says why.
  function onPart() {
    const text = byId("part").value.trim();
    state.hasPart = null;
    byId("part-fault").textContent = "";
    try {
      if (text) state.hasPart = Report.readPart(text);
    } catch (error) {
      byId("part-fault").textContent = error.message;
    }
    Report.refilterTable();
  }

  function afterFilter() {
    countShown();
    Report.updatePlot();
  }

  function afterSelect() {
    state.selected = new Set(Report.selectedRows());
    for (const id of ["export-csv", "export-sdf", "selection-clear"]) byId(id).disabled = state.selected.size === 0;
    afterFilter();
  }

  function showWeights() {
    WEIGHTS.forEach((goal, index) => {
      byId("weight-" + goal).value = state.weights[index];
      byId("weights").querySelector(`output[for=weight-${goal}]`).textContent = state.weights[index].toFixed(1);
    });
  }

  function setWeights(weights) {
    state.weights = weights;
    rerank();
    showWeights();
    Report.reorderTable();
    countShown();
    if (Report.plotShows("score")) Report.updatePlot();
  }

  // One re-ranking a frame, however fast a slider is dragged.
  let isWaiting = false;
  function onSlider() {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      setWeights(WEIGHTS.map((goal) => Number(byId("weight-" + goal).value)));
    });
  }

  function exportRows(name, type, make) {
    const rows = [...state.selected].sort((a, b) => state.rank[a] - state.rank[b]);
    Report.save(name, type, make(rows));
    Report.announce(`${rows.length} candidates saved as ${name}`);
  }

  function onPoint(row) {
    const isSelected = Report.toggleRow(row);
    Report.announce(`${columns.name[row]} ${isSelected ? "selected" : "no longer selected"}`);
  }

  function onRegion(region) {
    state.region = region;
    byId("region-clear").disabled = region === null;
    Report.refilterTable();
  }

  function resetFilters() {
    for (const id of Object.keys(FILTERS)) byId(id).checked = false;
    byId("search").value = byId("part").value = byId("part-fault").textContent = "";
    state.hasPart = null;
    state.words = [];
    if (state.region) clearRegion();
    Report.clearColumnFilters();
    Report.refilterTable();
  }

  function clearRegion() {
    onRegion(null);
    Report.clearRegion();
  }

  // Show the page that the address names: a candidate's or the overview.
  let opened = null;
  function route() {
    const id = decodeURIComponent(location.hash).replace(/^#candidate-/, "");
    const row = location.hash.startsWith("#candidate-") ? Report.rowOf.get(id) : undefined;
    const isCandidate = row !== undefined;
    byId("overview").hidden = isCandidate;
    byId("candidate").hidden = !isCandidate;
    document.title = (isCandidate ? columns.name[row] + " – " : "") + Report.document.title + " – monodesign report";
    if (isCandidate) {
      opened = row;
      Report.showCandidate(row, { onBack: () => { location.hash = "#ranking"; } }).focus();
      scrollTo({ top: 0, behavior: "instant" });
    } else if (opened !== null) {
      // The section was hidden when the browser looked for it.
      byId(location.hash.slice(1))?.scrollIntoView({ behavior: "instant" });
      if (location.hash === "#ranking") Report.focusRow(opened);
      opened = null;
    }
  }

  function connect() {
    for (const goal of WEIGHTS) {
      const slider = byId("weight-" + goal);
      slider.addEventListener("input", onSlider);
      // Dragged by a mouse it keeps no focus: arrow keys then scroll the page and change no weight.
      slider.addEventListener("pointerup", () => slider.blur());
    }
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      location.hash = "#ranking";
      route();
      if (Report.shownRows().length) Report.focusFirst();
    });
    byId("weights-reset").addEventListener("click", () => setWeights([...Report.campaignWeights]));
    byId("search").addEventListener("input", (event) => {
      state.words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      Report.refilterTable();
    });
    byId("part").addEventListener("input", onPart);
    for (const id of Object.keys(FILTERS)) byId(id).addEventListener("change", () => Report.refilterTable());
    byId("filters-reset").addEventListener("click", resetFilters);
    byId("selection-clear").addEventListener("click", () => Report.clearSelection());
    byId("export-csv").addEventListener("click", () => exportRows("selected.csv", "text/csv", Report.makeCsv));
    byId("export-sdf").addEventListener("click", () => exportRows("selected.sdf", "chemical/x-mdl-sdfile", Report.makeSdf));
    byId("region-clear").addEventListener("click", clearRegion);
    addEventListener("hashchange", route);
  }

  function connectPlot() {
    const options = Report.plotOptions();
    if (!options.length) {
      byId("plot-note").textContent = "No candidate has numbers to plot.";
      return null;
    }
    const wanted = { x: "unit_oxidation_potential_v", y: "log10_sigma_s_cm", colour: Report.document.goals.binding_column };
    const chosen = {};
    for (const axis of ["x", "y", "colour"]) {
      const select = byId("plot-" + axis);
      for (const name of options) select.append(Report.element("option", { value: name }, Report.document.columns[name].label));
      chosen[axis] = options.includes(wanted[axis]) ? wanted[axis] : { x: "score", y: options[0], colour: "score" }[axis];
      select.value = chosen[axis];
      select.addEventListener("change", () => {
        if (state.region) onRegion(null);
        Report.drawPlot({ [axis]: select.value });
      });
    }
    return Report.drawPlot(chosen, { onPoint, onRegion });
  }

  rerank();
  showWeights();
  Report.makeTable({ onOpen: (row) => { location.hash = "#candidate-" + columns.monomer_id[row]; }, onFilter: afterFilter, onSelect: afterSelect, passes });
  connect();
  afterFilter();
  route();
  // The plot comes after the table's first paint.
  requestAnimationFrame(() => setTimeout(async () => {
    await connectPlot();
    document.documentElement.dataset.ready = "true";
  }, 0));
})();
