// Starts JSME in a sandboxed frame. JSME's own loader runs its code in a frame of its own, which a sandbox
// without an origin does not let it reach; this one runs the same code in this frame's window, which holds
// nothing else.
"use strict";

(() => {
  const base = new URL("jsme/", document.baseURI).href;
  // The builds that scripts/vendor_sketcher keeps: for Firefox, and for Chromium and WebKit.
  const isFirefox = /gecko\//i.test(navigator.userAgent) && !/webkit/i.test(navigator.userAgent);
  const build = isFirefox ? "DF562A19E2DB53DC47045F14B3DC6551" : "D44A6B2FA009371519F96969020A9CF0";
  const isTouch = /iphone|ipad|android/i.test(navigator.userAgent);
  const properties = {
    "compat.mode": "CSS1Compat",
    drag_and_drop_support_html5: "true",
    is_android_or_ios: String(isTouch),
    msie_clipboard: "false",
    "user.agent": isFirefox ? "gecko1_8" : "safari",
  };
  const run = (code) => (0, eval)(code); // in the window, as JSME's parts expect
  window.$wnd = window;
  window.__gwt_activeModules = { jsme: { moduleName: "jsme", moduleBase: base, bindings: properties } };
  window.jsme = Object.assign(() => true, {
    __moduleName: "jsme",
    __moduleBase: base,
    __softPermutationId: 6, // of JSME's variants the one that its own loader takes in a browser without msie_clipboard
    __errFn: null,
    __sendStats: () => {},
    __computePropValue: (name) => properties[name],
    __getPropMap: () => properties,
    __startLoadingFragment: (file) => base + file,
    __installRunAsyncCode: run,
    onScriptDownloaded: (parts) => run(parts.join("")),
  });
  const script = document.createElement("script");
  script.src = `${base}${build}.cache.js`;
  document.head.append(script);
})();
