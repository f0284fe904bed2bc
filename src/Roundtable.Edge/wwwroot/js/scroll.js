// Keeps the reader's place: at the end while text arrives there, or at the message being read while others come and go.

const Near = 48;
const Reach = 900;

export class Place {
  #scroller;
  #list;
  #isKept = true;
  #before = 0;

  /** @param on  { moved(), nearTop(), nearBottom() } */
  constructor(scroller, list, on) {
    this.#scroller = scroller;
    this.#list = list;
    scroller.addEventListener(
      "scroll",
      () => {
        // Only who scrolls back leaves the end: more text may have come since this was to be the end.
        this.#isKept = this.isAtBottom || (this.#isKept && scroller.scrollTop >= this.#before);
        this.#before = scroller.scrollTop;
        on.moved();
        if (scroller.scrollTop < Reach) on.nearTop();
        if (this.#below < Reach) on.nearBottom();
      },
      { passive: true },
    );
    // A window that changes its size, or an element that grows below the text, moves nobody from the end.
    new ResizeObserver(() => this.#isKept && this.toEnd()).observe(scroller);
  }

  get #below() {
    return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight;
  }

  get isAtBottom() {
    return this.#below < Near;
  }

  /** Whether the end is followed. */
  get isKept() {
    return this.#isKept;
  }

  toEnd() {
    this.#isKept = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  to(element) {
    this.#isKept = false;
    element.scrollIntoView({ block: "start" });
    this.#isKept = this.isAtBottom;
  }

  /** Changes the list around the reader; `isEnd` says whether what is below is the end of the conversation. */
  keep(change, isEnd = true) {
    const follows = this.#isKept && isEnd;
    const anchor = follows ? null : this.#anchor();
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (follows) this.toEnd();
    else if (anchor?.isConnected) this.#scroller.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  /** The first message that can be seen. */
  #anchor() {
    const top = this.#scroller.getBoundingClientRect().top;
    return [...this.#list.children].find((element) => element.getBoundingClientRect().bottom > top) ?? null;
  }
}
