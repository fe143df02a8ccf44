// Follows a wire: by stream, by asking when the stream is down, by number always; docs/protocol.md §4 to §6. Knows no page.

/** A look behind an open stream: a line can be dead without knowing. */
const CHECK_SECONDS = 60;
const SLOWEST_SECONDS = 300;
/** A tab in the background asks so much more slowly, and lets its stream go: browsers give one house six connections in all. */
const HIDDEN_TIMES = 6;
const LONG_HIDDEN_MS = 60_000;
const PATIENCE_MS = 15_000;
const REOPEN_SECONDS = 5;
const SLOWEST_REOPEN_SECONDS = 120;

/** @typedef {{n: number, do: "put" | "remove", key: string, region: string, place: number, html: string}} Change */

/** What has been applied: per key the highest number wins, and removals are remembered (P-2.2, P-2.3, P-6.1). */
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

/** Tells of changes in order, of the state of the line (“stream”, “poll”, “lost”, “ended”, “stopped”), and of the need to load again. */
export class Follower {
  /** @type {EventSource | null} */
  #source = null;
  #isStreaming = false;
  #failures = 0;
  #streamFailures = 0;
  #reopenAt = 0;
  #resting = 0;
  #again = 0;
  #timer = 0;
  /** @type {Promise<void> | undefined} */
  #asking;

  /** @param {{cursor: string, since: string, stream: string, pace: number, onChange: (change: Change) => void,
   * onState: (state: string) => void, onReload: () => void, onAnswer?: (answer: Response) => void}} options */
  constructor(options) {
    this.options = options;
    this.applied = new Applied(options.cursor);
    this.pace = options.pace;
  }

  start() {
    this.#listen();
    // A page of a closed coverage asks once: it may come from a cache that is a minute old.
    if (this.pace) this.#connect();
    else this.catchUp();
  }

  /** Begin anew at another cursor, after the page has been loaded again. @param {string} cursor */
  restart(cursor) {
    this.applied = new Applied(cursor);
    this.#connect();
  }

  /** Ask once for what came since; the answer repairs whatever was missed. */
  catchUp() {
    return (this.#asking ??= this.#ask().finally(() => (this.#asking = undefined)));
  }

  #listen() {
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#failed(2));
    addEventListener("pageshow", (event) => event.persisted && this.#wake());
    addEventListener("pagehide", () => this.#rest());
    document.addEventListener("visibilitychange", () => this.#onVisibility());
  }

  async #ask() {
    clearTimeout(this.#timer);
    try {
      const answer = await fetch(this.options.since + this.applied.cursor, { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!answer.ok) throw new Error(String(answer.status));
      this.options.onAnswer?.(answer);
      this.#read(await answer.json());
    } catch {
      this.#failed(this.#failures + 1);
    }
  }

  /** @param {{epoch: string, head: number, pace: number, again?: number, reload?: boolean, changes: Change[]}} delta */
  #read(delta) {
    if (delta.reload || delta.epoch !== this.applied.epoch) return this.#reload();
    this.#failures = 0;
    this.pace = delta.pace;
    this.#again = delta.again ?? 0; // the newsroom lets nobody follow for now (P-4.8)
    const missed = delta.changes.filter((change) => this.#take(change));
    this.applied.reaches(delta.head);
    if (this.#isStreaming && missed.length) this.#connect(); // the stream has said nothing of it
    else if (!this.#isStreaming) this.#reopen();
    this.options.onState(this.#isStreaming ? "stream" : this.pace ? "poll" : this.#again ? "stopped" : "ended");
    this.#schedule();
  }

  /** @param {number} failures */
  #failed(failures) {
    this.#failures = failures;
    if (!this.#isStreaming || failures > 1) {
      this.#close();
      this.options.onState("lost");
    }
    this.#schedule();
  }

  #reopen() {
    if (!this.pace) this.#close();
    else if (!this.#source && !document.hidden && Date.now() >= this.#reopenAt) this.#connect();
  }

  #connect() {
    this.#close();
    const source = (this.#source = new EventSource(this.options.stream + this.applied.cursor));
    source.addEventListener("hello", (event) => this.#hello(JSON.parse(event.data)));
    source.addEventListener("change", (event) => this.#onChange(JSON.parse(event.data), event.lastEventId));
    source.addEventListener("reload", () => this.#reload());
    source.addEventListener("error", () => source === this.#source && this.#onError(source));
  }

  /** @param {{epoch: string, pace: number}} hello */
  #hello(hello) {
    if (hello.epoch !== this.applied.epoch) return this.#reload();
    this.#isStreaming = true;
    this.#failures = this.#streamFailures = 0;
    this.pace = hello.pace;
    this.options.onState("stream");
    this.#schedule();
  }

  /** @param {Change} change @param {string} cursor */
  #onChange(change, cursor) {
    const [epoch, head] = parse(cursor);
    if (epoch !== this.applied.epoch) return this.#reload();
    this.#failures = 0;
    this.#take(change);
    this.applied.reaches(head);
    this.options.onState("stream");
  }

  /** The browser tries again by itself when the line broke, not when it was refused; meanwhile we ask. @param {EventSource} source */
  #onError(source) {
    this.#isStreaming = false;
    if (source.readyState === EventSource.CLOSED) {
      const seconds = Math.min(SLOWEST_REOPEN_SECONDS, REOPEN_SECONDS * 2 ** this.#streamFailures++);
      this.#reopenAt = Date.now() + seconds * 1000 * (1 + Math.random() / 4);
      this.#source = null;
    }
    // All readers of a server that stopped come here at one moment: they spread over the pace.
    this.#later((this.pace || REOPEN_SECONDS) * Math.random());
  }

  #schedule() {
    const slowly = document.hidden ? HIDDEN_TIMES : 1;
    clearTimeout(this.#timer);
    if (this.#failures) this.#later(Math.min(SLOWEST_SECONDS, (this.pace || REOPEN_SECONDS) * 2 ** (this.#failures - 1)) * slowly);
    else if (this.pace) this.#later(this.#isStreaming ? Math.max(CHECK_SECONDS, 12 * this.pace) : this.pace * slowly);
    else if (this.#again) this.#later(this.#again * slowly);
  }

  /** @param {number} seconds */
  #later(seconds) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.catchUp(), seconds * 1000 * (1 + Math.random() / 4));
  }

  #onVisibility() {
    clearTimeout(this.#resting);
    if (!document.hidden) return this.#wake();
    this.#resting = window.setTimeout(() => (this.#close(), this.#schedule()), LONG_HIDDEN_MS);
  }

  #wake() {
    this.#reopenAt = 0;
    this.catchUp();
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    this.#isStreaming = false;
  }

  #rest() {
    this.#close();
    clearTimeout(this.#timer);
  }

  #reload() {
    this.#rest();
    this.options.onReload();
  }

  /** @param {Change} change */
  #take(change) {
    const isNews = this.applied.takes(change);
    if (isNews) this.options.onChange(change);
    return isNews;
  }
}

/** @param {string} cursor @returns {[string, number]} */
function parse(cursor) {
  const [epoch, number] = cursor.split("-");
  return [epoch, Number(number)];
}
