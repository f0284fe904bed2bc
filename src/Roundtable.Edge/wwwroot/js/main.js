// Puts the page together: what the address says is shown, what happens is passed on.

import { loadAgents } from "./agents.js";
import { persist, whenUnauthorized } from "./api.js";
import { Connection } from "./connection.js";
import { Hub } from "./hub.js";
import { Outbox } from "./outbox.js";
import { Sidebar } from "./sidebar.js";
import { showSignIn } from "./sign-in.js";
import { Stage } from "./stage.js";

const stage = document.getElementById("stage");
const connection = new Connection();
let isStopped = false;

whenUnauthorized(() => {
  if (isStopped) return;
  isStopped = true;
  document.documentElement.dataset.view = "sign-in";
  document.getElementById("panel").hidden = true;
  showSignIn(stage);
});

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  stage.focus();
});

try {
  await loadAgents(() => connection.set("waiting", "broken"));
  start();
} catch (error) {
  if (error.status !== 401) throw error;
}

function start() {
  const hub = new Hub();
  const outbox = new Outbox();
  const sidebar = new Sidebar(document.getElementById("list-area"), { deleted: (id) => view.left(id) });
  const view = new Stage(stage, { hub, outbox, sidebar, connection });

  const read = async (list) => list.begin(await persist(() => sidebar.load(), () => connection.set("waiting", "broken")));
  const list = hub.watchList({
    event: (name, body) => {
      sidebar.apply(name, body);
      view.listed(name, body);
    },
    state: (state, reason) => connection.set(state, reason),
    doubt: () => persist(() => sidebar.load()),
    crowded: () => {},
    gone: (status) => status === 401 && persist(() => sidebar.load()).catch(() => {}),
  });
  read(list).catch((error) => {
    if (error.status !== 401) throw error;
  });

  connection.addEventListener("live", () => outbox.hurry());
  outbox.resume();
  addEventListener("hashchange", () => view.go());
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      view.showList();
      sidebar.focusSearch();
    }
  });
  view.go();
}
