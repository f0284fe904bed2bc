// What the page says beside what it shows: to eyes in a corner, to ears politely and rarely.

import { h, iconButton } from "./dom.js";

const Moment = 6_000;

/** Read out when the reader pauses; only what somebody waits for. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/**
 * A notice that goes by itself. With an action there is time to take it; `done` runs when the notice goes without it.
 * Somebody who reads it (pointer or focus on it) is not hurried.
 */
export function notice(text, { action, actionLabel, done = () => {}, isProblem = false } = {}) {
  let timer = 0;
  const close = (isActed) => {
    clearTimeout(timer);
    removeEventListener("pagehide", leave);
    element.remove();
    if (isActed) action();
    else done();
  };
  const leave = () => close(false);
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, Moment);
  };
  const element = h(
    "div",
    {
      class: isProblem ? "toast problem" : "toast",
      role: isProblem ? "alert" : "status",
      onpointerenter: () => clearTimeout(timer),
      onpointerleave: wait,
      onfocusin: () => clearTimeout(timer),
      onfocusout: wait,
    },
    h("span", {}, text),
    action ? h("button", { type: "button", class: "link-button", onclick: () => close(true) }, actionLabel) : null,
    iconButton("close", "Dismiss", () => close(false)),
  );
  document.getElementById("toasts").append(element);
  addEventListener("pagehide", leave);
  wait();
}

export const complain = (error) => notice(error.message, { isProblem: true });

/** Runs what may be refused, and says why. */
export async function trying(action) {
  try {
    return await action();
  } catch (error) {
    complain(error);
    return undefined;
  }
}
