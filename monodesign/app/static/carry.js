// What the pages Draw and Formulation hand on to others of the same tab: the monomers and the gel asked about last.
const KEY = "monodesign";

/** Keep `monomers` (names or SMILES) or `gel` (`text` and `formulation`) for the other pages. */
export function carry(part) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...carried(), ...part }));
}

/** Return what was kept; an empty object where nothing was. */
export function carried() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}
