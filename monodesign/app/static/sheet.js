// A sheet that the server has written, in the dialog of `templates/sheet.html.j2`.
import { post } from "./api.js";
import { byId, fill } from "./dom.js";

/** Ask for a sheet and show it. */
export async function showSheet(path, data, title) {
  const sheet = await post(path, data);
  byId("sheet-title").textContent = title;
  byId("sheet-file").textContent = `Kept as ${sheet.file}`;
  // Rendered by our own server from text, with HTML escaped; the page's policy runs no script in it either.
  const parsed = new DOMParser().parseFromString(sheet.html, "text/html");
  fill(byId("sheet-text"), ...parsed.body.childNodes);
  byId("sheet").showModal();
}

byId("sheet-close").addEventListener("click", () => byId("sheet").close());
