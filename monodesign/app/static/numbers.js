// Numbers as a reader sees them.

/** Round to decimals, with a minus sign; nothing for what is missing. */
export function number(value, decimals = null) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value !== "number") return String(value);
  const text = decimals === null || Number.isInteger(value) && decimals === 0 ? String(value) : value.toFixed(decimals);
  return text.replace("-", "−");
}

/** Show a conductivity in mS/cm with three digits, from log10 of S/cm. */
export function conductivity(log10) {
  return log10 === null || log10 === undefined ? "" : String(Number((1000 * 10 ** log10).toPrecision(3)));
}

/** Show a cell of a table: flags in words, numbers rounded, texts as they are. */
export function cell(value, decimals = null) {
  if (value === true) return "yes";
  if (value === false) return "no";
  return number(value, decimals);
}
