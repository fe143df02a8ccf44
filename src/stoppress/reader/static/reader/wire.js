// Follows a wire: by stream, by asking when the stream is down, by number always; docs/protocol.md §4 to §6. Knows no page.

const LONG_HIDDEN_MS = 5 * 60_000;
const SLOWEST_MS = 120_000;

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

/**
 * Tells of changes in order, of the state of the line (“stream”, “poll”, “lost”, “ended”), and of the need to load again.
 * @typedef {{cursor: string, since: string, stream: string, pace: number, onChange: (change: any) => void,
 *   onState: (state: string) => void, onReload: () => void}} Options
 */
export class Follower {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.applied = new Applied(options.cursor);
    this.pace = options.pace;
    this.failures = 0;
    this.hiddenAt = 0;
    /** @type {EventSource | null} */
    this.source = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  start() {
    addEventListener("online", () => this.#wake());
    addEventListener("pageshow", (event) => event.persisted && this.#wake());
    addEventListener("pagehide", () => this.#rest());
    document.addEventListener("visibilitychange", () => this.#onVisibility());
    if (this.pace) this.#connect();
    else this.#wake();
  }

  /** Begin anew at another cursor, after the page has been loaded again. @param {string} cursor */
  restart(cursor) {
    this.applied = new Applied(cursor);
    this.#connect();
  }

  /** Ask once for what came since; the answer repairs whatever was missed. */
  async catchUp() {
    clearTimeout(this.timer);
    try {
      const response = await fetch(this.options.since + this.applied.cursor, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      this.#takeDelta(await response.json());
      this.failures = 0;
    } catch {
      this.failures += 1;
      if (!this.#isStreaming()) this.options.onState("lost");
    }
    if (!this.#isStreaming()) this.#askLater();
  }

  #takeDelta(delta) {
    this.pace = delta.pace;
    if (delta.reload || delta.epoch !== this.applied.epoch) return this.#reload();
    for (const change of delta.changes) this.#take(change);
    this.applied.reaches(delta.head);
    if (!this.#isStreaming()) this.options.onState(this.pace ? "poll" : "ended");
  }

  #connect() {
    clearTimeout(this.timer);
    this.source?.close();
    const source = (this.source = new EventSource(`${this.options.stream}?since=${this.applied.cursor}`));
    source.addEventListener("hello", (event) => this.#hello(JSON.parse(event.data)));
    source.addEventListener("change", (event) => {
      this.#take(JSON.parse(event.data));
      this.applied.reaches(parse(event.lastEventId)[1]);
      this.options.onState("stream");
    });
    source.addEventListener("reload", () => this.#reload());
    source.addEventListener("error", () => source === this.source && this.#lost());
  }

  #hello(hello) {
    if (hello.epoch !== this.applied.epoch) return this.#reload();
    clearTimeout(this.timer);
    this.failures = 0;
    this.pace = hello.pace;
    this.options.onState(this.pace ? "stream" : "ended");
  }

  /** The stream is down: ask at once, and go on asking until a stream stands again. */
  #lost() {
    this.source?.close();
    this.source = null;
    this.options.onState("lost");
    this.failures += 1;
    this.#askLater();
  }

  #askLater() {
    if (!this.pace && !this.failures) return;
    const seconds = (this.pace || 5) * (document.hidden ? 6 : 1) * 2 ** Math.min(this.failures ? this.failures - 1 : 0, 4);
    const wait = Math.min(seconds * 1000, SLOWEST_MS) * (1 + Math.random() / 4);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#askOrConnect(), wait);
  }

  async #askOrConnect() {
    await this.catchUp();
    if (!this.failures && this.pace && !document.hidden && !this.source) this.#connect();
  }

  #onVisibility() {
    if (document.hidden) {
      this.hiddenAt = Date.now();
      this.timer ??= setTimeout(() => document.hidden && this.#rest(), LONG_HIDDEN_MS);
    } else if (!this.#isStreaming() || Date.now() - this.hiddenAt > 30_000) {
      this.#wake();
    }
  }

  #wake() {
    this.failures = 0;
    this.catchUp().then(() => this.pace && !this.#isStreaming() && !document.hidden && this.#connect());
  }

  #rest() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  #isStreaming() {
    return this.source?.readyState === EventSource.OPEN;
  }

  #reload() {
    this.#rest();
    this.options.onReload();
  }

  #take(change) {
    if (this.applied.takes(change)) this.options.onChange(change);
  }
}

/** @param {string} cursor @returns {[string, number]} */
function parse(cursor) {
  const [epoch, number] = cursor.split("-");
  return [epoch, Number(number)];
}
