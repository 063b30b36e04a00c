"use strict";
// The score and order of monodesign/ranking for any weights, from its percentiles; a test compares the two.
(function () {
  // Half the width of a 90 % interval in standard deviations of a normal distribution.
  const HALF_WIDTH_90 = 1.645;
  // Scores that differ by less are equal but for rounding.
  const SCORE_DIGITS = 1e12;

  const goals = Report.document.goals;
  const { columns, n } = Report;
  Report.goalNames = ["conductivity", "oxidation", "binding", "reduction", "synthesis"]
    .filter((name) => columns[`${name}_percentile`]);
  Report.campaignWeights = Report.goalNames.map((name) => goals[`weight_${name}`]);
  // What is not known counts as the worst.
  const scored = Report.goalNames.map((name) => columns[`${name}_percentile`].map((value) => value ?? 0));

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
