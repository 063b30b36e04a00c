"use strict";
// Selected candidates as CSV and SDF, made in the browser.
(function () {
  // Columns that the sliders change take the values they have now.
  function current(name, row) {
    if (name === "rank") return Report.state.rank[row];
    if (name === "score") return Report.state.score[row];
    if (name === "is_closer_than_error") return Report.state.isCloser[row];
    return Report.columns[name][row];
  }

  const WEIGHTS = Report.goalNames.map((name) => "weight_" + name);

  function asText(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "boolean") return value ? "True" : "False";
    return String(value);
  }

  // A spreadsheet would run a text that starts like a formula; the apostrophe makes it text. It may split
  // cells at semicolons or tabs instead of commas, and lines inside quotes.
  function asCell(value) {
    let text = asText(value);
    if (typeof value === "string") text = text.replace(/(^|[;\t\r\n])('*)(?=[=+\-@\t\r])/g, "$1'$2");
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  }

  Report.makeCsv = function (rows) {
    const lines = [[...Report.names, ...WEIGHTS].map(asCell).join(",")];
    for (const row of rows) {
      lines.push([...Report.names.map((name) => current(name, row)), ...Report.state.weights].map(asCell).join(","));
    }
    return lines.join("\n") + "\n";
  };

  // A blank line or $$$$ inside a value would end the record early, and > at its start would be a new value.
  const oneLine = (value) => asText(value).replace(/[\s\p{C}]+/gu, " ").replace(/\${4,}/g, "").trim().replace(/^>/, "&gt;");
  const property = (name) => oneLine(name).replace(/[<>]/g, "") || "unnamed";

  Report.makeSdf = function (rows) {
    let text = "";
    for (const row of rows) {
      const block = Report.structure(row);
      text += oneLine(Report.columns.monomer_id[row]) + block.slice(block.indexOf("\n"));
      for (const name of Report.names) text += ">  <" + property(name) + ">\n" + oneLine(current(name, row)) + "\n\n";
      text += "$$$$\n";
    }
    return text;
  };

  Report.save = function (name, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
    const link = Report.element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
})();
