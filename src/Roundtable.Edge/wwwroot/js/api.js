// Calls of the HTTP API. A refusal becomes a Refusal with the problem's own words, a lost connection an Unreachable.

export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title ?? "The server refused this.");
    this.status = problem.status;
    this.type = problem.type ?? "";
    this.retryAfter = problem.retryAfter ?? null;
  }
}

export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached.");
  }
}

let onUnauthorized = () => {};

/** Who is told when a key is asked for. */
export function whenUnauthorized(action) {
  onUnauthorized = action;
}

export async function call(method, path, { body, key, signal, keepalive } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      keepalive,
      cache: "no-store",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable();
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  if (response.status === 401 && path !== "/api/session") onUnauthorized();
  throw new Refusal({ ...answer, status: response.status, retryAfter: Number(response.headers.get("Retry-After")) || null });
}

export const get = (path, options) => call("GET", path, options);
export const post = (path, body, options) => call("POST", path, { body, ...options });
export const patch = (path, body) => call("PATCH", path, { body });
export const remove = (path, options) => call("DELETE", path, options);

/** Whether the same request may work later without anybody changing it. */
export const isPassing = (error) => error instanceof Unreachable || [408, 425, 429, 502, 503, 504, 507].includes(error.status);

/** Tries until there is an answer, for what a page cannot do without; `waiting` is told why it waits. */
export async function persist(action, waiting = () => {}, isWanted = () => true) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!isPassing(error) || !isWanted()) throw error;
      waiting(error);
      await new Promise((resolve) => setTimeout(resolve, Math.min(3000, 250 * 2 ** attempt)));
    }
  }
}

export const insist = (path, waiting) => persist(() => get(path), waiting);

/** A name that tells a request when it comes again. Not randomUUID, which pages over plain HTTP do not have. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A path with what is not undefined as its query. */
export function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
