// Numbers as a reader wants them: few digits, the unit, no false precision.

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

/** Return a number with so many significant digits, without exponents where they can be avoided. */
export function digits(value, count = 2) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e5) {
    const [mantissa, exponent] = value.toExponential(count - 1).split("e");
    return `${mantissa} × 10${raised(Number(exponent))}`;
  }
  return String(Number(value.toPrecision(count)));
}

/** Return a whole number in superscript digits. */
function raised(number_) {
  const signs = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  return [...String(number_)].map((sign) => signs[sign]).join("");
}

/** Return a value with its standard error, as many decimals as the error has with two digits. */
export function withError(value, std) {
  if (std === null || std === undefined) return digits(value, 3);
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(std)));
  return `${value.toFixed(decimals).replace("-", "−")} ± ${std.toFixed(decimals)}`;
}

/** Return a probability in per cent; never 0 % or 100 %, which nobody knows. */
export function percent(probability) {
  if (probability < 0.01) return "below 1 %";
  if (probability > 0.99) return "above 99 %";
  return `${Math.round(100 * probability)} %`;
}
