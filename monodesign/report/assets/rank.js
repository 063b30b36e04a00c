"use strict";
// The same score and order as monodesign/ranking/rank.py; a test compares the two.
(function () {
  // Half the width of a 90 % interval in standard deviations of a normal distribution.
  const HALF_WIDTH_90 = 1.645;
  // Scores that differ by less are equal but for rounding.
  const SCORE_DIGITS = 1e12;

  // Percentile of each value among those that are known, ties sharing their mean; unknown is 0.
  function percentiles(values) {
    const known = values.map((value, row) => row).filter((row) => values[row] !== null);
    known.sort((a, b) => values[a] - values[b]);
    const result = new Float64Array(values.length);
    for (let start = 0; start < known.length; ) {
      let end = start;
      while (end + 1 < known.length && values[known[end + 1]] === values[known[start]]) end += 1;
      const mean = (start + end) / 2 + 1;
      for (let index = start; index <= end; index += 1) result[known[index]] = mean / known.length;
      start = end + 1;
    }
    return result;
  }

  const goals = Report.document.goals;
  const { columns, n } = Report;
  // A descriptor, or its estimate from structure where it was not computed.
  function bestKnown(name) {
    const unit = ["_kcal_mol", "_v"].find((ending) => name.endsWith(ending));
    const estimate = columns[name.slice(0, -unit.length) + "_estimate" + unit] ?? [];
    return (columns[name] ?? new Array(n).fill(null)).map((value, row) => value ?? estimate[row] ?? null);
  }

  const binding = bestKnown(goals.binding_column).map((value) =>
    value === null || goals.binding !== "one_armed" ? value : Math.min(value, goals.binding_floor_kcal_mol)
  );
  const oxidation = bestKnown("unit_oxidation_potential_v");
  const scored = [columns.log10_sigma_s_cm, oxidation, binding].map(percentiles);
  Report.campaignWeights = [goals.weight_conductivity, goals.weight_oxidation, goals.weight_binding];
  Report.goalNames = ["conductivity", "oxidation", "binding"];
  if (columns.synthesis_score) {
    scored.push(percentiles(columns.synthesis_score));
    Report.campaignWeights.push(goals.weight_synthesis);
    Report.goalNames.push("synthesis");
  }

  // Return score by row, rows from best to worst, rank by row, and whether each is closer to the next than the error.
  Report.rankBy = function (weights) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const share = weights.map((weight) => (total > 0 ? weight / total : 0));
    const score = new Float64Array(n);
    for (let row = 0; row < n; row += 1) {
      let exact = 0;
      for (let goal = 0; goal < share.length; goal += 1) exact += scored[goal][row] * share[goal];
      score[row] = Math.round(exact * SCORE_DIGITS) / SCORE_DIGITS;
    }
    const within = columns.is_within_limits;
    const id = columns.monomer_id;
    const order = Array.from({ length: n }, (_, row) => row);
    order.sort((a, b) => within[b] - within[a] || score[b] - score[a] || (id[a] < id[b] ? -1 : 1));
    const rank = new Int32Array(n);
    order.forEach((row, index) => { rank[row] = index + 1; });
    return { score, order, rank, isCloser: closerThanError(order) };
  };

  function closerThanError(order) {
    const sigma = columns.log10_sigma_s_cm;
    // What all candidates share cancels in a difference.
    const variance = (row) => {
      const whole = (columns.log10_sigma_upper_90[row] - columns.log10_sigma_lower_90[row]) / 2 / HALF_WIDTH_90;
      return Math.min(whole, columns.log10_sigma_own_std?.[row] ?? whole) ** 2;
    };
    const isCloser = new Array(n).fill(false);
    for (let index = 0; index + 1 < n; index += 1) {
      const [a, b] = [order[index], order[index + 1]];
      if (sigma[a] === null || sigma[b] === null) continue;
      isCloser[a] = Math.abs(sigma[a] - sigma[b]) < Math.sqrt(variance(a) + variance(b));
    }
    return isCloser;
  }
})();
