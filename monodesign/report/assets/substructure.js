"use strict";
// Substructure search without a network: reads SMILES and the usual part of SMARTS. A test compares it with RDKit.
// Targets are canonical SMILES as RDKit writes them, whose aromaticity is taken as it is.
(function () {
  const ELEMENTS = { H: 1, Li: 3, B: 5, C: 6, N: 7, O: 8, F: 9, Na: 11, Mg: 12, Al: 13, Si: 14, P: 15, S: 16, Cl: 17, K: 19, Ge: 32, As: 33, Se: 34, Br: 35, Sn: 50, Te: 52, I: 53 };
  const VALENCES = { 5: [3], 6: [4], 7: [3, 5], 8: [2], 9: [1], 15: [3, 5], 16: [2, 4, 6], 17: [1], 35: [1], 53: [1] };
  const SYMBOL = /(Li|Na|Mg|Al|Si|Cl|Ge|As|Se|Br|Sn|Te|B|C|N|O|F|P|S|K|I)|(se|as|te|b|c|n|o|p|s)/y;
  const ORDERS = { "-": 1, "/": 1, "\\": 1, "=": 2, "#": 3, ":": 1.5 };

  const isPlain = (name) => name[0] === name[0].toUpperCase();
  const numberOf = (name) => ELEMENTS[name[0].toUpperCase() + name.slice(1)];
  const fault = (text, place, why) => new Error(`“${text.slice(place, place + 12)}” at character ${place + 1}: ${why}`);

  function readSymbol(text, place) {
    SYMBOL.lastIndex = place;
    return SYMBOL.exec(text)?.[0] ?? null;
  }

  // Walk over a SMILES or SMARTS; `readAtom(place)` and `readBond(text)` say what stands there.
  function walk(text, readAtom, readBond) {
    const [atoms, bonds, branches, rings] = [[], [], [], new Map()];
    let [last, bond, place] = [null, "", 0];
    const join = (a, b, written) => { bonds.push({ a, b, ...readBond(written, atoms[a], atoms[b]) }); };
    while (place < text.length) {
      const letter = text[place];
      if (letter === "(") { branches.push(last); place += 1; continue; }
      if (letter === ")") {
        if (!branches.length) throw fault(text, place, "closes nothing");
        last = branches.pop(); place += 1; continue;
      }
      if (letter === ".") { last = null; place += 1; continue; }
      const closure = /^(\d|%\d\d)/.exec(text.slice(place, place + 3))?.[0];
      if (closure) {
        const open = rings.get(closure);
        if (open) { join(open.atom, last, open.bond || bond); rings.delete(closure); }
        else rings.set(closure, { atom: last, bond });
        bond = ""; place += closure.length; continue;
      }
      if ("-=#:~/\\@!,;&".includes(letter)) { bond += letter; place += 1; continue; }
      const [atom, length] = readAtom(place);
      atoms.push(atom);
      if (last !== null) join(last, atoms.length - 1, bond);
      [last, bond] = [atoms.length - 1, ""];
      place += length;
    }
    if (rings.size || branches.length || bond) throw fault(text, text.length - 1, "a ring, a bracket or a bond is not closed");
    return { atoms, bonds };
  }

  // Molecules

  function readTarget(text) {
    const graph = walk(text, (place) => targetAtom(text, place), (written, a, b) => (
      { order: ORDERS[written] ?? (a.isAromatic && b.isAromatic ? 1.5 : 1) }));
    graph.atoms.forEach((atom) => { atom.bonds = []; });
    graph.bonds.forEach((bond) => { graph.atoms[bond.a].bonds.push({ to: bond.b, bond }); graph.atoms[bond.b].bonds.push({ to: bond.a, bond }); });
    for (const atom of graph.atoms) atom.hydrogens ??= implicitHydrogens(atom);
    markRings(graph);
    return graph;
  }

  function targetAtom(text, place) {
    const bracket = /^\[\d*([A-Za-z][a-z]?)@*(?:H(\d*))?([+-]*\d*)(?::\d+)?\]/.exec(text.slice(place));
    if (!bracket) {
      const symbol = readSymbol(text, place);
      if (!symbol) throw fault(text, place, "not understood");
      return [{ number: numberOf(symbol), isAromatic: !isPlain(symbol), charge: 0 }, symbol.length];
    }
    // `[nH]`: the pattern's second letter must not take what belongs to the count.
    const symbol = numberOf(bracket[1]) ? bracket[1] : bracket[1][0];
    const isCounted = /^\[\d*[A-Za-z][a-z]?@*H/.test(bracket[0]) && symbol !== "H";
    return [{ number: numberOf(symbol), isAromatic: !isPlain(symbol), charge: readCharge(bracket[3]), hydrogens: isCounted ? Number(bracket[2] || 1) : 0 }, bracket[0].length];
  }

  function readCharge(text) {
    if (!text) return 0;
    const digits = /\d+/.exec(text);
    return (text[0] === "-" ? -1 : 1) * (digits ? Number(digits[0]) : text.length);
  }

  function implicitHydrogens(atom) {
    const used = atom.bonds.reduce((sum, { bond }) => sum + bond.order, 0);
    const valence = (VALENCES[atom.number] ?? []).find((one) => one >= Math.floor(used));
    return Math.max(0, (valence ?? 0) - Math.ceil(used));
  }

  // A bond is in a ring if its ends stay joined without it.
  function markRings({ atoms, bonds }) {
    for (const bond of bonds) {
      const [seen, queue] = [new Set([bond.a]), [bond.a]];
      while (queue.length && !seen.has(bond.b)) {
        for (const step of atoms[queue.pop()].bonds) {
          if (step.bond !== bond && !seen.has(step.to)) { seen.add(step.to); queue.push(step.to); }
        }
      }
      bond.isInRing = seen.has(bond.b);
    }
    for (const atom of atoms) atom.ringBonds = atom.bonds.filter(({ bond }) => bond.isInRing).length;
  }

  // Patterns

  // Split at , and ; and read what stands between: any of these, all of those.
  function combine(text, readOne) {
    const parts = text.split(";").map((part) => part.split(",").map((one) => readOne(one)));
    return (value) => parts.every((choices) => choices.some((test) => test(value)));
  }

  const PRIMITIVES = [
    [/^#(\d+)/, (n) => (atom) => atom.number === Number(n)],
    [/^\*/, () => () => true],
    [/^H(\d?)/, (n) => (atom) => atom.hydrogens === Number(n || 1)],
    [/^D(\d?)/, (n) => (atom) => atom.bonds.length === Number(n || 1)],
    [/^X(\d?)/, (n) => (atom) => atom.bonds.length + atom.hydrogens === Number(n || 1)],
    [/^[Rr](0?)(?!\d)/, (n) => (atom) => (atom.ringBonds > 0) === (n !== "0")],
    [/^x(\d)/, (n) => (atom) => atom.ringBonds === Number(n)],
    [/^(\++\d*|-+\d*)/, (text) => (atom) => atom.charge === readCharge(text)],
    [/^A(?![ls])/, () => (atom) => !atom.isAromatic],
    [/^a(?!s)/, () => (atom) => atom.isAromatic],
  ];

  function readPrimitives(text) {
    const tests = [];
    let place = 0;
    while (place < text.length) {
      if (text[place] === "&") { place += 1; continue; }
      const isNot = text[place] === "!";
      if (isNot) place += 1;
      const [test, length] = readPrimitive(text, place);
      tests.push(isNot ? (atom) => !test(atom) : test);
      place += length;
    }
    if (!tests.length) throw new Error("an empty part in square brackets");
    return (atom) => tests.every((test) => test(atom));
  }

  function readPrimitive(text, place) {
    const symbol = readSymbol(text, place);
    if (symbol) return [symbolTest(symbol), symbol.length];
    for (const [pattern, make] of PRIMITIVES) {
      const found = pattern.exec(text.slice(place));
      if (found) return [make(found[1]), found[0].length];
    }
    throw fault(text, place, "this report does not understand it; the workbench (monodesign app) reads all of SMARTS");
  }

  function symbolTest(symbol) {
    const [number, isAromatic] = [numberOf(symbol), !isPlain(symbol)];
    return (atom) => atom.number === number && atom.isAromatic === isAromatic;
  }

  function patternAtom(text, place) {
    if (text[place] === "[") {
      const end = text.indexOf("]", place);
      if (end < 0) throw fault(text, place, "the square bracket is not closed");
      return [combine(text.slice(place + 1, end), readPrimitives), end + 1 - place];
    }
    if (text[place] === "*") return [() => true, 1];
    const symbol = readSymbol(text, place);
    if (!symbol && "Aa".includes(text[place])) return [readPrimitives(text[place]), 1];
    if (!symbol) throw fault(text, place, "not understood; write SMARTS or SMILES");
    return [symbolTest(symbol), symbol.length];
  }

  const BONDS = { "-": (b) => b.order === 1, "/": (b) => b.order === 1, "\\": (b) => b.order === 1, "=": (b) => b.order === 2, "#": (b) => b.order === 3, ":": (b) => b.order === 1.5, "~": () => true, "@": (b) => b.isInRing };

  function readBonds(text) {
    const tests = [];
    let isNot = false;
    for (const letter of text.replaceAll("&", "")) {
      if (letter === "!") { isNot = true; continue; }
      const test = BONDS[letter];
      tests.push(isNot ? (bond) => !test(bond) : test);
      isNot = false;
    }
    return (bond) => tests.every((test) => test(bond));
  }

  const patternBond = (written) => ({ test: written ? combine(written, readBonds) : (bond) => bond.order === 1 || bond.order === 1.5 });

  // Search

  function matches(query, target) {
    const earlier = query.atoms.map((_, index) => query.bonds
      .filter(({ a, b }) => Math.max(a, b) === index)
      .map(({ a, b, test }) => ({ from: Math.min(a, b), test })));
    const place = [];
    const fits = (index, atom) => !place.includes(atom) && query.atoms[index](target.atoms[atom]) && earlier[index].every(({ from, test }) => {
      const step = target.atoms[place[from]].bonds.find(({ to }) => to === atom);
      return step && test(step.bond);
    });
    const search = (index) => {
      if (index === query.atoms.length) return true;
      const from = earlier[index][0]?.from;
      const choices = from === undefined ? target.atoms.keys() : target.atoms[place[from]].bonds.map(({ to }) => to);
      for (const atom of choices) {
        if (!fits(index, atom)) continue;
        place.push(atom);
        if (search(index + 1)) return true;
        place.pop();
      }
      return false;
    };
    return search(0);
  }

  const targets = new Map();

  // Return a test of rows, or throw an Error that says what of the text is not understood.
  Report.readPart = function (text) {
    const query = walk(text, (at) => patternAtom(text, at), patternBond);
    if (!query.atoms.length) throw new Error("no atom; write SMARTS or SMILES");
    const found = new Map();
    return (row) => {
      if (!found.has(row)) {
        if (!targets.has(row)) targets.set(row, readTarget(Report.columns.smiles[row]));
        found.set(row, matches(query, targets.get(row)));
      }
      return found.get(row);
    };
  };
})();
