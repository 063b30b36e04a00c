// What moved between two rankings, as a table.
import { element, table } from "./dom.js";
import { conductivity, number } from "./numbers.js";

/** Make the table of moves; `NaN` of the server comes as null. */
export function movesTable(caption, moves) {
  if (!moves.length) return element("p", {}, "Nothing moved.");
  return table(caption, ["Monomer", "Rank before", "Rank after", "σ before / mS/cm", "σ after / mS/cm", "Measured / mS/cm"],
    moves.map((move) => [
      move.name ?? move.smiles, number(move.rank_before), number(move.rank_after),
      conductivity(move.log10_sigma_before_s_cm), conductivity(move.log10_sigma_after_s_cm),
      move.n_measured ? conductivity(move.log10_sigma_measured_s_cm) : "",
    ]));
}
