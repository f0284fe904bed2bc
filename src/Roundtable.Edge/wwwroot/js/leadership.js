// One tab of the browser leads. The lock is the browser's: it passes on by itself when the tab that holds it ends, however it
// ends. Pages that browsers do not trust with locks (plain HTTP from another machine) lead alone, each for itself.

const Lock = "roundtable-leader";
const TabLock = "roundtable-tab-";
const AnswerMax = 3_000;
const AskEvery = 5_000;

export const canShare = "locks" in navigator && "BroadcastChannel" in globalThis;

export class Leadership {
  #onLead;
  #onLose;
  #ask;
  #answerDue = 0;
  isLeading = false;

  /**
   * @param tab  the name of this tab
   * @param on   { lead(), lose(), ask() }: ask sends a question that the leader answers through heard()
   */
  constructor(tab, { lead, lose, ask }) {
    this.#onLead = lead;
    this.#onLose = lose;
    this.#ask = ask;
    if (!canShare) {
      this.#lead();
      return;
    }
    // Held as long as this tab lives, so that the leader can tell who is gone.
    navigator.locks.request(TabLock + tab, () => new Promise(() => {}));
    this.#queue();
    setInterval(() => this.#check(), AskEvery);
    document.addEventListener("visibilitychange", () => this.#check());
  }

  /** The leader has said something. */
  heard() {
    clearTimeout(this.#answerDue);
    this.#answerDue = 0;
  }

  /** The tabs that live. */
  static async living() {
    const { held } = await navigator.locks.query();
    return new Set(held.filter((lock) => lock.name.startsWith(TabLock)).map((lock) => lock.name.slice(TabLock.length)));
  }

  #queue(options = {}) {
    navigator.locks
      .request(Lock, options, () => {
        this.#lead();
        return new Promise(() => {});
      })
      .catch(() => {
        // Taken away, because this tab did not answer: it was frozen.
        this.isLeading = false;
        this.#onLose();
        this.#queue();
      });
  }

  #lead() {
    this.heard();
    this.isLeading = true;
    this.#onLead();
  }

  /** A leader in a frozen tab keeps its lock and hears nothing; whoever is looked at does not put up with it. */
  #check() {
    if (this.isLeading || document.visibilityState !== "visible" || this.#answerDue !== 0) return;
    this.#answerDue = setTimeout(() => {
      this.#answerDue = 0;
      if (!this.isLeading) this.#queue({ steal: true });
    }, AnswerMax);
    this.#ask();
  }
}
