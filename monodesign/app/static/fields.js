// What is wrong with a value is said at its field: read with it by screen readers, and gone once it is changed.
import { byId, element } from "./dom.js";

/** Say at a field what is wrong with it; go there unless somebody is at work elsewhere. */
export function showFault(field, message, { isFocused = true } = {}) {
  clearFault(field);
  const id = `${field.id}-fault`;
  const node = element("span", { id, class: "fault", role: "alert" }, message);
  (field.closest(".slider") ?? field).after(node);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [...described(field), id].join(" "));
  field.addEventListener("input", () => clearFault(field), { once: true });
  if (isFocused) field.focus();
}

/** Forget what was wrong with fields, by their ids. */
export function clearFaults(ids) {
  for (const id of ids) if (byId(id)) clearFault(byId(id));
}

function clearFault(field) {
  const id = `${field.id}-fault`;
  byId(id)?.remove();
  field.removeAttribute("aria-invalid");
  const rest = described(field).filter((one) => one !== id);
  if (rest.length) field.setAttribute("aria-describedby", rest.join(" "));
  else field.removeAttribute("aria-describedby");
}

function described(field) {
  return (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
}

/** Show a refusal at the field that it names, if the page has it; `fields` are ids by the server's names. */
export function isShownAtField(error, fields, { isFocused = true } = {}) {
  const field = byId(fields[error.field] ?? "");
  if (!field) return false;
  const text = error.message.startsWith(`${error.field}: `) ? error.message.slice(error.field.length + 2) : error.message;
  showFault(field, text, { isFocused });
  return true;
}
