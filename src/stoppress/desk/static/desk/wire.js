// Follows the live blog's wire as readers' pages do: by stream, by asking when the stream is down; docs/protocol.md §6.

const ASK_EVERY_MS = 5_000;

/** What has been applied: per key the highest number wins, and removals are remembered (P-2.2, P-6.1). */
export class Applied {
  /** @param {string} cursor */
  constructor(cursor) {
    [this.epoch, this.loaded] = parse(cursor);
    this.head = this.loaded;
    /** @type {Map<string, number>} */
    this.numbers = new Map();
  }

  get cursor() {
    return `${this.epoch}-${this.head}`;
  }

  /** Note this change's number; false if the page has it already. @param {{n: number, key: string}} change */
  takes(change) {
    if (change.n <= (this.numbers.get(change.key) ?? this.loaded)) return false;
    this.numbers.set(change.key, change.n);
    return true;
  }

  /** @param {number} head */
  reaches(head) {
    this.head = Math.max(this.head, head);
  }
}

/** Follows from a cursor on. Tells of changes, of the line (“up”, “down”, “polls”), and of the need to load again. */
export class Follower {
  /** @param {{cursor: string, since: string, stream: string, onChange: (change: any) => void, onLine: (state: string) => void, onReload: () => void}} options */
  constructor(options) {
    this.options = options;
    this.applied = new Applied(options.cursor);
    this.timer = 0;
    this.isUp = false;
    /** @type {EventSource | null} */
    this.source = null;
  }

  start() {
    this.#connect();
    addEventListener("online", () => this.#connect());
    document.addEventListener("visibilitychange", () => document.hidden || this.catchUp());
    addEventListener("pagehide", () => this.source?.close());
    addEventListener("pageshow", (event) => event.persisted && this.#connect());
  }

  /** Begin anew at another cursor, after the page has been loaded again. @param {string} cursor */
  restart(cursor) {
    this.applied = new Applied(cursor);
    this.#connect();
  }

  /** Ask once for what came since. */
  async catchUp() {
    try {
      const response = await fetch(this.options.since + this.applied.cursor, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const delta = await response.json();
      if (delta.reload || delta.epoch !== this.applied.epoch) return this.options.onReload();
      for (const change of delta.changes) this.#take(change);
      this.applied.reaches(delta.head);
      if (!this.isUp) this.options.onLine("polls");
    } catch {
      if (!this.isUp) this.options.onLine("down");
    }
  }

  #connect() {
    this.source?.close();
    const source = (this.source = new EventSource(`${this.options.stream}?since=${this.applied.cursor}`));
    source.addEventListener("hello", (event) => {
      if (JSON.parse(event.data).epoch !== this.applied.epoch) return this.#loadAgain();
      this.isUp = true;
      clearInterval(this.timer);
      this.options.onLine("up");
    });
    source.addEventListener("change", (event) => {
      this.#take(JSON.parse(event.data));
      this.applied.reaches(parse(event.lastEventId)[1]);
    });
    source.addEventListener("reload", () => this.#loadAgain());
    source.addEventListener("error", () => this.#lost(source));
  }

  /** The stream is down: the browser tries again by itself, unless it was refused; meanwhile we ask. */
  #lost(source) {
    if (source !== this.source) return;
    this.isUp = false;
    this.options.onLine("down");
    clearInterval(this.timer);
    this.timer = setInterval(() => {
      this.catchUp();
      if (source.readyState === EventSource.CLOSED) this.#connect();
    }, ASK_EVERY_MS);
  }

  #loadAgain() {
    this.source?.close();
    this.options.onReload();
  }

  #take(change) {
    if (this.applied.takes(change)) this.options.onChange(change);
  }
}

function parse(cursor) {
  const [epoch, number] = cursor.split("-");
  return [epoch, Number(number)];
}
