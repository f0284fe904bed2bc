// What this browser keeps: drafts and what was not sent yet. Never a key, and nothing at all once somebody signs out.

const Prefix = "roundtable.";

export function read(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(Prefix + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function write(name, value) {
  try {
    if (value === null || value === "") localStorage.removeItem(Prefix + name);
    else localStorage.setItem(Prefix + name, JSON.stringify(value));
  } catch {
    // Full, or forbidden: the page works, and forgets when it is closed.
  }
}

export function forgetAll() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(Prefix));
  for (const name of names) localStorage.removeItem(name);
}

export const draftOf = (place) => read(`draft.${place}`, "");
export const keepDraft = (place, text) => write(`draft.${place}`, text);
