// Server-sent events over fetch. EventSource hides what a page must know to tell the truth about its connection: the status
// of a refusal, and the comments that say that a silent stream is alive.

// The server says something every 15 s; after two silences the line is dead, whatever the browser believes.
const SilenceMax = 35_000;
const RetryMin = 500;
const RetryMax = 15_000;

/** Cuts a stream of text into events (WHATWG HTML, 9.2.6). */
export function createParser(onEvent) {
  let rest = "";
  let event = { name: "message", data: [], id: null };
  const finish = () => {
    if (event.data.length > 0) onEvent(event.name, event.data.join("\n"), event.id);
    event = { name: "message", data: [], id: null };
  };
  const line = (text) => {
    if (text === "") return finish();
    if (text.startsWith(":")) return;
    const colon = text.indexOf(":");
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(text[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") event.name = value;
    else if (field === "data") event.data.push(value);
    else if (field === "id") event.id = value;
  };
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const each of lines) line(each.endsWith("\r") ? each.slice(0, -1) : each);
  };
}

/**
 * Follows a stream until it is closed, over any number of connections, each from where the last one ended.
 * @param url      the stream's path with its parameters; `cursor` is added where a place is known
 * @param cursor   where to begin; null: where the stream begins by itself
 * @param on       { event(name, body, id), state("live" | "waiting", reason), gone(status) }
 */
export function follow(url, cursor, on) {
  const stop = new AbortController();
  let place = cursor;
  let failures = 0;
  let wake = () => {};
  const pause = (milliseconds) =>
    new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, milliseconds);
    });

  const run = async () => {
    while (!stop.signal.aborted) {
      const outcome = await connect(url, place, stop.signal, {
        open: () => {
          failures = 0;
          on.state("live");
        },
        event: (name, data, id) => {
          place = id ?? place;
          on.event(name, JSON.parse(data), id);
        },
      });
      if (stop.signal.aborted) return;
      if (outcome.status === 400 && place !== null) {
        // The place is of another time: a restored backup, say. Who listens must look anew.
        place = null;
        on.event("anew", {}, null);
        continue;
      }
      if ([400, 401, 403, 404].includes(outcome.status)) return on.gone(outcome.status);
      on.state("waiting", outcome.reason);
      // Spread, so that many pages do not come back in the same moment.
      const backoff = Math.min(RetryMax, RetryMin * 2 ** failures++) * (0.75 + Math.random() / 2);
      await pause(outcome.retryAfter ?? backoff);
    }
  };
  run();

  return {
    get place() {
      return place;
    },
    close: () => stop.abort(),
    /** Does not wait any longer: the network is back. */
    hurry: () => {
      failures = 0;
      wake();
    },
  };
}

async function connect(url, place, stopped, on) {
  const line = new AbortController();
  const cut = () => line.abort();
  stopped.addEventListener("abort", cut);
  let silence = setTimeout(cut, SilenceMax);
  let closing = null;
  try {
    const headers = { Accept: "text/event-stream", ...(place === null ? {} : { "Last-Event-ID": place }) };
    const response = await fetch(url, { headers, signal: line.signal, cache: "no-store" });
    if (!response.ok || !response.body) {
      const seconds = Number(response.headers.get("Retry-After"));
      return { status: response.status, reason: "refused", retryAfter: seconds > 0 ? seconds * 1000 : undefined };
    }
    on.open();
    const parse = createParser((name, data, id) => {
      if (name === "closing") closing = JSON.parse(data);
      else on.event(name, data, id);
    });
    const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await text.read();
      if (done) break;
      clearTimeout(silence);
      silence = setTimeout(cut, SilenceMax);
      parse(value);
    }
    return { status: 200, reason: closing ? "closing" : "ended", retryAfter: closing?.retryAfterMs };
  } catch {
    return { status: 0, reason: closing ? "closing" : "broken" };
  } finally {
    clearTimeout(silence);
    stopped.removeEventListener("abort", cut);
  }
}
