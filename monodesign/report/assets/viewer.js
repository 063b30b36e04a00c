"use strict";
// The Li⁺ complex in three dimensions, with buttons for those who do not use a mouse.
(function () {
  // Å; a donor farther from Li⁺ than this is not in its first shell.
  const CONTACT = { O: 2.35, N: 2.45, F: 2.35, S: 2.85, Cl: 2.75, P: 2.9 };
  const TURN_DEGREES = 20;

  function parseXyz(text) {
    return text.trim().split("\n").slice(2).map((line) => {
      const [symbol, x, y, z] = line.trim().split(/\s+/);
      return { symbol, x: Number(x), y: Number(y), z: Number(z) };
    });
  }

  function findContacts(atoms) {
    const lithium = atoms.find((atom) => atom.symbol === "Li");
    if (!lithium) return { lithium: null, contacts: [] };
    const contacts = atoms
      .map((atom) => ({ atom, distance: Math.hypot(atom.x - lithium.x, atom.y - lithium.y, atom.z - lithium.z) }))
      .filter(({ atom, distance }) => distance < (CONTACT[atom.symbol] ?? 0))
      .sort((a, b) => a.distance - b.distance);
    return { lithium, contacts };
  }

  function describe(contacts) {
    if (!contacts.length) return "Li⁺ touches no donor in this geometry.";
    return "Li⁺ touches " + contacts.map(({ atom, distance }) => `${atom.symbol} at ${distance.toFixed(2)} Å`).join(", ") + ".";
  }

  // Fill the box with the model; return what it shows in words.
  Report.showComplex = function (box, xyz) {
    const { lithium, contacts } = findContacts(parseXyz(xyz));
    const words = describe(contacts);
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", "Three-dimensional model of the unit with Li⁺. " + words);
    let viewer = null;
    try {
      viewer = $3Dmol.createViewer(box, { backgroundColor: "white", antialias: true });
    } catch {
      viewer = null; // no WebGL on this machine
    }
    if (!viewer) {
      box.textContent = "This browser shows no 3D graphics (WebGL is off). " + words;
      return { words, buttons: null };
    }
    viewer.addModel(xyz, "xyz");
    viewer.setStyle({}, { stick: { radius: 0.13 }, sphere: { scale: 0.24 } });
    viewer.setStyle({ elem: "Li" }, { sphere: { radius: 0.6, color: "#7b3fb5" } });
    for (const { atom, distance } of contacts) {
      viewer.addCylinder({ start: lithium, end: atom, radius: 0.06, dashed: true, color: "#444444" });
      const middle = { x: (lithium.x + atom.x) / 2, y: (lithium.y + atom.y) / 2, z: (lithium.z + atom.z) / 2 };
      viewer.addLabel(distance.toFixed(2) + " Å", { position: middle, fontSize: 12, fontColor: "black", backgroundColor: "white", backgroundOpacity: 0.8 });
    }
    viewer.zoomTo();
    viewer.render();
    return { words, buttons: makeButtons(viewer), viewer };
  };

  function makeButtons(viewer) {
    const button = (label, act) => {
      const node = Report.element("button", { type: "button" }, label);
      node.addEventListener("click", () => { act(); viewer.render(); });
      return node;
    };
    return Report.element(
      "div",
      { class: "toolbar viewer-buttons", role: "group", "aria-label": "Turn the model" },
      button("Turn left", () => viewer.rotate(-TURN_DEGREES, "y")),
      button("Turn right", () => viewer.rotate(TURN_DEGREES, "y")),
      button("Tip up", () => viewer.rotate(-TURN_DEGREES, "x")),
      button("Tip down", () => viewer.rotate(TURN_DEGREES, "x")),
      button("Closer", () => viewer.zoom(1.2)),
      button("Farther", () => viewer.zoom(1 / 1.2)),
      button("Start again", () => viewer.zoomTo())
    );
  }
})();
