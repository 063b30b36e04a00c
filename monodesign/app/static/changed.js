// What is asked again and again is shown anew only where it changed: focus and open parts stay.
const shown = new WeakMap();

/** Say whether data differ from those that were last shown in a node. */
export function isNew(node, data) {
  const text = JSON.stringify(data);
  if (shown.get(node) === text) return false;
  shown.set(node, text);
  return true;
}
