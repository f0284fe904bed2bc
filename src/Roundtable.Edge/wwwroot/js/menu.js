// Menus and dialogs: opened from a button, used by keyboard, and closed back to where they came from.

import { h, icon } from "./dom.js";

let close = () => {};

/**
 * Opens a menu at a button; closes it when it is open there.
 * @param items  [{ label, icon, run, isDanger }]
 */
export function openMenu(button, items) {
  const wasHere = button.getAttribute("aria-expanded") === "true";
  close();
  if (wasHere) return;
  const menu = h("div", { class: "menu", role: "menu", "aria-label": button.getAttribute("aria-label") });
  for (const item of items) {
    const run = () => {
      close();
      item.run();
    };
    menu.append(h("button", { type: "button", role: "menuitem", class: item.isDanger ? "danger" : null, tabindex: "-1", onclick: run }, icon(item.icon), item.label));
  }
  document.getElementById("shell").append(menu);
  place(menu, button);
  button.setAttribute("aria-expanded", "true");

  const entries = [...menu.children];
  const outside = (event) => !menu.contains(event.target) && !button.contains(event.target) && close();
  close = () => {
    close = () => {};
    removeEventListener("pointerdown", outside, true);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };
  addEventListener("pointerdown", outside, true);
  menu.addEventListener("keydown", (event) => {
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to !== undefined) entries[(to + entries.length) % entries.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  entries[0].focus();
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
  const below = at.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, at.top - height - 4) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

/** A modal dialog with a form; gives what `read` makes of it, or null when it was left. */
export function ask({ title, content, confirm, read = () => true }) {
  return new Promise((resolve) => {
    const id = "dialog-title";
    const form = h(
      "form",
      { method: "dialog" },
      h("h2", { id }, title),
      content,
      h(
        "div",
        { class: "dialog-actions" },
        h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, "Cancel"),
        h("button", { type: "submit", class: "button" }, confirm),
      ),
    );
    const dialog = h("dialog", { "aria-labelledby": id }, form);
    let result = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      result = read(form);
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
