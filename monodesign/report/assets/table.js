"use strict";
// The table of candidates (AG Grid): sort, filter, search, select, by mouse or keyboard.
(function () {
  const { columns } = Report;
  const known = (name) => Boolean(columns[name]);
  const WARNINGS_SHOWN = 2;
  let grid = null;

  const lines = (...parts) =>
    Report.element("div", { class: "cell-lines" }, parts.filter(Boolean).map((part) => Report.element("div", {}, part)));

  const rowOf = (params) => params.data.row;

  function nameCell(params) {
    const row = rowOf(params);
    const link = Report.element("a", { href: "#candidate-" + columns.monomer_id[row], tabindex: "-1" }, columns.name[row] ?? columns.smiles[row]);
    return lines(link, Report.element("small", { class: "smiles" }, columns.smiles[row]));
  }

  function conductivityCell(params) {
    const row = rowOf(params);
    if (columns.log10_sigma_s_cm[row] === null) return lines(Report.element("span", { class: "missing" }, "not predicted"));
    const ends = [columns.log10_sigma_lower_90[row], columns.log10_sigma_upper_90[row]].map(Report.conductivity);
    const measured = (Report.document.bench[columns.monomer_id[row]] ?? []).map((entry) =>
      Report.element("strong", { class: "measured", title: entry.conditions }, `measured ${Report.conductivity(entry.log10_sigma_s_cm)}`));
    return lines(Report.conductivity(columns.log10_sigma_s_cm[row]), Report.element("small", {}, ends.join(" to ")), ...measured);
  }

  // Two warnings, the rest counted: the candidate's page has room for all.
  function warningsCell(params) {
    const warnings = Report.warnings(rowOf(params));
    const flags = warnings.slice(0, WARNINGS_SHOWN).map((text) => Report.element("span", { class: "flag", title: text }, text));
    if (warnings.length > WARNINGS_SHOWN) flags.push(Report.element("small", {}, `and ${warnings.length - WARNINGS_SHOWN} more`));
    return lines(...flags);
  }

  function measuredCell(name, decimals) {
    const error = Report.errorColumn(name);
    return (params) => {
      const value = columns[name][rowOf(params)];
      if (value === null) return lines(Report.element("span", { class: "missing" }, "not computed"));
      const spread = error ? columns[error][rowOf(params)] : null;
      return lines(Report.number(value, decimals), spread === null ? null : Report.element("small", {}, "± " + Report.number(spread, decimals)));
    };
  }

  // `unit_oxidation_potential_v` has its standard error in `unit_oxidation_potential_std_v`, where it has one.
  Report.errorColumn = function (name) {
    const candidate = ["_kcal_mol", "_ev", "_v"].filter((unit) => name.endsWith(unit)).map((unit) => name.slice(0, -unit.length) + "_std" + unit)[0];
    return candidate && known(candidate) ? candidate : null;
  };

  const numeric = (name) => ({ filter: "agNumberColumnFilter", type: "rightAligned", valueGetter: (params) => columns[name][rowOf(params)] });
  const textual = (name) => ({ filter: "agTextColumnFilter", valueGetter: (params) => columns[name][rowOf(params)] ?? "" });

  function columnDefinitions() {
    const head = (name) => ({ headerName: Report.document.columns[name].label, headerTooltip: Report.document.columns[name].meaning });
    const binding = Report.document.goals.binding_column;
    const definitions = [
      { colId: "rank", headerName: "Rank", width: 84, type: "rightAligned", filter: "agNumberColumnFilter", valueGetter: (p) => Report.state.rank[rowOf(p)], sort: "asc" },
      { colId: "structure", headerName: "Structure", width: 185, sortable: false, filter: false, floatingFilter: false, cellRenderer: (p) => Report.draw(rowOf(p)) },
      { colId: "name", headerName: "Monomer", flex: 4, minWidth: 250, ...textual("name"), cellRenderer: nameCell },
      { colId: "score", ...head("score"), width: 88, type: "rightAligned", filter: "agNumberColumnFilter", valueGetter: (p) => Report.state.score[rowOf(p)], valueFormatter: (p) => Report.number(p.value, 3) },
      { colId: "sigma", ...head("sigma_ms_cm"), width: 122, type: "rightAligned", filter: "agNumberColumnFilter", valueGetter: (p) => { const log = columns.log10_sigma_s_cm[rowOf(p)]; return log === null ? null : 1000 * 10 ** log; }, cellRenderer: conductivityCell },
      { colId: "unit_oxidation_potential_v", ...head("unit_oxidation_potential_v"), width: 114, ...numeric("unit_oxidation_potential_v"), cellRenderer: measuredCell("unit_oxidation_potential_v", 2) },
    ];
    if (known(binding)) definitions.push({ colId: binding, ...head(binding), width: 122, ...numeric(binding), cellRenderer: measuredCell(binding, 1) });
    if (known("pareto_front")) definitions.push({ colId: "pareto_front", ...head("pareto_front"), width: 88, ...numeric("pareto_front") });
    definitions.push({
      colId: "warnings", headerName: "Notes", flex: 2, minWidth: 165, filter: "agTextColumnFilter",
      valueGetter: (p) => Report.warnings(rowOf(p)).join("; "),
      cellRenderer: warningsCell,
    });
    for (const name of ["ligand", "bridge", "head"]) if (known(name)) definitions.push({ colId: name, ...head(name), width: 150, ...textual(name) });
    return definitions;
  }

  // What is not known comes last, whichever way a column is sorted.
  function blankLast(a, b, nodeA, nodeB, isFalling) {
    const [noA, noB] = [a, b].map((value) => value === null || value === undefined || value === "");
    if (noA || noB) return noA && noB ? 0 : noA === isFalling ? -1 : 1;
    if (typeof a === "number") return a - b;
    return a < b ? -1 : a > b ? 1 : 0;
  }

  // Make the table. handlers: onOpen(row), onFilter(), onSelect(), passes(row).
  Report.makeTable = function (handlers) {
    const search = new Map();
    const text = (row) => {
      if (!search.has(row)) {
        const parts = ["name", "smiles", "head", "bridge", "ligand", "monomer_id"].map((name) => columns[name]?.[row] ?? "");
        search.set(row, parts.join("\n").toLowerCase());
      }
      return search.get(row);
    };
    Report.matches = (row, words) => words.every((word) => text(row).includes(word));
    grid = agGrid.createGrid(Report.byId("grid"), {
      theme: agGrid.themeQuartz.withParams({ fontFamily: "inherit", accentColor: "#0b5c8a", foregroundColor: "#1c2328", spacing: 6 }),
      rowData: Array.from({ length: Report.n }, (_, row) => ({ row })),
      getRowId: (params) => String(params.data.row),
      columnDefs: columnDefinitions(),
      defaultColDef: { sortable: true, resizable: true, filter: true, floatingFilter: true, suppressHeaderMenuButton: true, comparator: blankLast, wrapHeaderText: true, autoHeaderHeight: true },
      rowHeight: 92,
      rowSelection: { mode: "multiRow", checkboxes: true, headerCheckbox: true, selectAll: "filtered" },
      animateRows: false,
      suppressColumnVirtualisation: false,
      suppressCellFocus: false,
      isExternalFilterPresent: () => true,
      doesExternalFilterPass: (node) => handlers.passes(node.data.row),
      onFilterChanged: handlers.onFilter,
      onSelectionChanged: handlers.onSelect,
      onCellKeyDown: (event) => { if (event.event.key === "Enter") handlers.onOpen(event.data.row); },
      onCellDoubleClicked: (event) => handlers.onOpen(event.data.row),
    });
    grid.setGridAriaProperty("label", "Candidates, best first");
  };

  Report.shownRows = function () {
    const rows = [];
    grid.forEachNodeAfterFilterAndSort((node) => rows.push(node.data.row));
    return rows;
  };

  Report.selectedRows = () => grid.getSelectedNodes().map((node) => node.data.row);
  Report.refilterTable = () => grid.onFilterChanged();
  Report.clearColumnFilters = () => grid.setFilterModel(null);
  Report.clearSelection = () => grid.deselectAll();

  // Show new ranks and scores.
  Report.reorderTable = function () {
    // Only a filter of the user's own can depend on ranks and scores.
    grid.refreshClientSideRowModel(grid.isColumnFilterPresent() ? "filter" : "sort");
    grid.refreshCells({ columns: ["rank", "score", "warnings"], force: true });
  };

  // Select a row, or take it out of the selection, and bring it into view.
  Report.toggleRow = function (row) {
    const node = grid.getRowNode(String(row));
    node.setSelected(!node.isSelected());
    grid.ensureNodeVisible(node, "middle");
    return node.isSelected();
  };

  Report.focusFirst = function () {
    grid.ensureIndexVisible(0);
    grid.setFocusedCell(0, "name");
  };

  Report.focusRow = function (row) {
    const node = grid.getRowNode(String(row));
    if (!node || node.rowIndex === null) return;
    grid.ensureNodeVisible(node, "middle");
    grid.setFocusedCell(node.rowIndex, "name");
  };
})();
