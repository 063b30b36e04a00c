// The page's side of the sketcher, which is a frame without an origin: only messages pass.

/** Listen to a sketcher's frame; `onDraw` gets the SMILES of what was drawn. Returns how to show a molecule. */
export function connect(frame, onDraw) {
  let isReady = false;
  let waiting = null;

  const show = (molfile) => {
    if (!isReady) {
      waiting = molfile;
      return;
    }
    // A frame without an origin can only be addressed as anybody; what is sent is no secret.
    frame.contentWindow.postMessage({ molfile }, "*");
  };

  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== "null") return;
    const { from, smiles } = event.data ?? {};
    if (from !== "sketcher") return;
    if (event.data.isReady === true) {
      isReady = true;
      if (waiting !== null) show(waiting);
      waiting = null;
    } else if (typeof smiles === "string") {
      onDraw(smiles.slice(0, 2000));
    }
  });
  // The frame may have been ready, and even drawn in, before this page's own script ran.
  frame.contentWindow.postMessage({ isListening: true }, "*");
  return { show };
}
