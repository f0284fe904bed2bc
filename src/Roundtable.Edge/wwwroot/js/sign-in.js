// The sign-in, where the server asks for keys. The key goes to the server once; what comes back is a cookie that no script
// can read. It is kept nowhere here.

import { post, remove } from "./api.js";
import { h } from "./dom.js";
import { forgetAll, read, write } from "./keep.js";

export function showSignIn(stage) {
  const key = h("input", { class: "field", id: "key", type: "password", name: "key", autocomplete: "current-password", required: true, spellcheck: "false", "aria-describedby": "key-help key-problem" });
  const problem = h("p", { class: "problem-text", id: "key-problem", role: "alert" });
  const submit = h("button", { type: "submit", class: "button" }, "Sign in");
  const form = h(
    "form",
    { class: "sign-in" },
    h("span", { class: "brand-mark large", "aria-hidden": "true" }),
    h("h2", {}, "Sign in"),
    h("label", { for: "key" }, "Your API key"),
    key,
    h("p", { class: "quiet", id: "key-help" }, "It begins with rt_. Whoever runs this server made it for you with “roundtable users add”. It is sent once and not kept in this page."),
    problem,
    submit,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await post("/api/session", { key: key.value });
      write("signedIn", true);
      location.reload();
    } catch (error) {
      key.value = "";
      problem.textContent = error.status === 401 ? "This key is not good: it may be mistyped, or revoked." : error.message;
      key.focus();
    } finally {
      submit.disabled = false;
    }
  });
  stage.replaceChildren(form);
  document.title = "Sign in · Roundtable";
  key.focus();
}

/** Whether somebody signed in here: only then is there something to sign out of. */
export const isSignedIn = () => read("signedIn", false);

export async function signOut() {
  await remove("/api/session");
  forgetAll();
  location.replace("#/");
  location.reload();
}
