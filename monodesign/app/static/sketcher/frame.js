// The frame's side of the sketcher: tells the page what is drawn, and draws what the page sends.
"use strict";

(() => {
  const page = new URL(document.baseURI).origin; // of our files, and so of the page around this frame
  let editor;
  let isSetting = false;

  const tell = (message) => window.parent.postMessage({ from: "sketcher", ...message }, page);

  function start() {
    editor = new window.JSApplet.JSME("editor", "100%", "100%", { options: "newlook,nocanonize,noquery,noreaction,nomultipart" });
    editor.setCallBack("AfterStructureModified", () => {
      if (!isSetting) tell({ smiles: editor.smiles() });
    });
    // JSME measures its place once, and draws itself in that size until it is told another.
    new ResizeObserver(() => editor.setSize("100%", "100%")).observe(document.getElementById("editor"));
    tell({ isReady: true });
  }

  // JSME calls this when its code has run, which may be before the styles that give it its size are here.
  window.jsmeOnLoad = () => {
    if (document.readyState === "complete") start();
    else window.addEventListener("load", start, { once: true });
  };

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== page || !editor) return;
    if (event.data?.isListening === true) {
      tell({ isReady: true });
      if (editor.smiles()) tell({ smiles: editor.smiles() });
      return;
    }
    if (typeof event.data?.molfile !== "string") return;
    isSetting = true;
    if (event.data.molfile) editor.readMolFile(event.data.molfile);
    else editor.reset();
    isSetting = false;
  });
})();

// The editor's invisible fields for keys and the clipboard have no names of their own.
function nameFields() {
  for (const field of document.querySelectorAll("input:not([aria-label]), textarea:not([aria-label])")) {
    field.removeAttribute("role");
    field.setAttribute("aria-label", "Keys for the structure editor");
  }
}
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
nameFields();
