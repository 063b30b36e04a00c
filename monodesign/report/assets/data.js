"use strict";
// The report's tables, unpacked from the forms packing.py describes.
(function () {
  const read = (id) => JSON.parse(Report.byId(id).textContent);
  const document_ = read("data-document");

  function unpack(column, n) {
    if (column.all) return column.all;
    const values = new Array(n).fill(null);
    if (column.words) column.codes.forEach((code, row) => { if (code >= 0) values[row] = column.words[code]; });
    else column.at.forEach((row, index) => { values[row] = column.values[index]; });
    return values;
  }

  const columns = {};
  for (const [name, packed] of Object.entries(document_.table)) columns[name] = unpack(packed, document_.n);

  // Texts come in gzipped chunks; one is inflated when a row of it is first looked at.
  function lazyTexts(id) {
    let chunks = null;
    const inflated = new Map();
    return function (row) {
      chunks ??= read(id);
      const index = Math.floor(row / document_.chunk);
      if (!inflated.has(index)) {
        const bytes = Uint8Array.from(atob(chunks[index]), (character) => character.charCodeAt(0));
        inflated.set(index, JSON.parse(fflate.strFromU8(fflate.gunzipSync(bytes))));
      }
      return inflated.get(index)[row % document_.chunk];
    };
  }

  Report.document = document_;
  Report.names = Object.keys(document_.table);
  Report.columns = columns;
  Report.n = document_.n;
  Report.value = (name, row) => (columns[name] ? columns[name][row] : null);
  Report.drawing = lazyTexts("data-drawings");
  Report.structure = lazyTexts("data-structures");
  Report.rowOf = new Map(columns.monomer_id.map((id, row) => [id, row]));
  Report.isShortlisted = new Set(document_.shortlist);
})();
