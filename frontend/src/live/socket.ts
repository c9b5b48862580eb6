// The live socket: enters with a ticket, subscribes to what is watched, and comes back by itself when it was cut, telling
// the last message it saw. docs/architecture/live.md has the protocol.

export type Topic = "account" | "batch" | "campaign" | "calls";

export interface Change {
  topic: Topic;
  id: string | null;
  /** What it looks like now. */
  view?: unknown;
  /** Too much changed to be told: ask again. */
  reload?: boolean;
  refused?: string;
}
export interface LiveEvent {
  seq: number;
  type: string;
  campaign?: string | null;
  batch?: string | null;
}
interface Message {
  type: "welcome" | "update";
  seq: number | null;
  resumed?: boolean;
  changes?: Change[];
  events?: LiveEvent[];
  reload?: boolean;
}

export interface Entrance {
  url: string;
  ticket: string;
}

export interface Outside {
  /** A new ticket; null: this server has no live updates. Throws when it cannot be reached. */
  enter(): Promise<Entrance | null>;
  open(url: string): WebSocket;
  wait(ms: number, then: () => void): () => void;
  /** Milliseconds of a clock that goes on while the device sleeps. */
  now(): number;
  /** Between 0 and 1. */
  chance(): number;
  /** Told also when it is first known that it does not come. */
  onUp(isUp: boolean): void;
  onChange(change: Change): void;
  onEvents(events: LiveEvent[]): void;
  /** What was missed is not known: everything is to be asked again. */
  onReload(): void;
}

/** What a browser has for it. */
export const inBrowser: Pick<Outside, "open" | "wait" | "now" | "chance"> = {
  now: () => Date.now(),
  chance: () => Math.random(),
  open: (url) => new WebSocket(url),
  wait: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
/** A socket may be gone without a word. After so long without one it is asked for something, and given so long for it. */
const SILENT_MS = 20_000;
const ANSWER_MS = 8_000;
/** From the ticket to the welcome. A ticket is good for 30 s: what has not entered by then never will. */
const ENTER_MS = 30_000;
/** A timer that is so late was held up by a device that slept. */
const LATE_MS = 15_000;
/** The session, the key or the screen has ended: coming back would not help. */
const CLOSE_ENDED = 4002;

export class LiveSocket {
  private socket: WebSocket | null = null;
  private readonly wanted = new Map<string, { topic: Topic; id: string; n: number }>();
  private lastSeq: number | null = null;
  private tries = 0;
  private stopped = true;
  /** Counts starts: what an earlier one asked for, and comes late, is not its successor's. */
  private life = 0;
  private entered = false;
  private waiting = false;
  private probing = false;
  private cancelWait: () => void = () => undefined;
  private cancelListening: () => void = () => undefined;

  constructor(private readonly outside: Outside) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.life++;
    void this.connect();
  }

  stop(): void {
    const wasUp = this.entered;
    this.stopped = true;
    this.waiting = this.probing = this.entered = false;
    this.tries = 0;
    this.cancelWait();
    this.cancelListening();
    this.socket?.close();
    this.socket = null;
    if (wasUp) this.outside.onUp(false);
  }

  /** Somebody looks again, or the network is back: what is down comes up at once, and what is up has to prove it. */
  wake(): void {
    if (this.stopped) return;
    if (this.entered) this.probe();
    else if (this.waiting) {
      this.cancelWait();
      this.tries = 0;
      void this.connect();
    }
  }

  /** Until the answer is called. The same topic may be watched by many. */
  watch(topic: Topic, id: string): () => void {
    const key = `${topic}:${id}`;
    const entry = this.wanted.get(key) ?? { topic, id, n: 0 };
    entry.n++;
    this.wanted.set(key, entry);
    if (entry.n === 1) this.say("subscribe", topic, id);
    return () => {
      entry.n--;
      if (entry.n > 0) return;
      this.wanted.delete(key);
      this.say("unsubscribe", topic, id);
    };
  }

  watched(): { topic: Topic; id: string }[] {
    return [...this.wanted.values()];
  }

  private say(type: "subscribe" | "unsubscribe", topic: Topic, id: string): void {
    if (this.entered) this.socket?.send(JSON.stringify({ type, topic, ...(id ? { id } : {}) }));
  }

  private async connect(): Promise<void> {
    const life = this.life;
    const isOver = () => this.stopped || life !== this.life;
    this.waiting = false;
    try {
      const entrance = await this.outside.enter();
      if (isOver()) return;
      if (entrance === null) return this.outside.onUp(false);
      this.listen(this.outside.open(entrance.url), entrance.ticket);
    } catch {
      if (isOver()) return;
      this.outside.onUp(false);
      this.later();
    }
  }

  private listen(socket: WebSocket, ticket: string): void {
    this.socket = socket;
    this.cancelListening = this.outside.wait(ENTER_MS, () => this.cut());
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: "enter", ticket, ...(this.lastSeq === null ? {} : { after: this.lastSeq }) }));
    socket.onmessage = (event: MessageEvent<string>) => this.take(JSON.parse(event.data) as Message);
    socket.onclose = (event) => this.lose(socket, event.code !== CLOSE_ENDED);
  }

  private lose(socket: WebSocket, comesBack: boolean): void {
    if (this.socket !== socket) return;
    this.cancelListening();
    this.socket = null;
    this.entered = false;
    this.outside.onUp(false);
    if (!this.stopped && comesBack) this.later();
  }

  /** Half of the wait is left to chance: whoever a restart cut off at once does not come back at once. */
  private later(): void {
    if (this.stopped) return;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries++);
    const ms = Math.round((longest * (1 + this.outside.chance())) / 2);
    this.waiting = true;
    this.cancelWait = this.outside.wait(ms, () => void this.connect());
  }

  /** Something was heard: the next word is waited for. */
  private hear(): void {
    this.cancelListening();
    const due = this.outside.now() + SILENT_MS;
    this.cancelListening = this.outside.wait(SILENT_MS, () => {
      if (this.outside.now() - due > LATE_MS) this.cut();
      else this.probe();
    });
    if (!this.probing) return;
    this.probing = false;
    if (!this.wanted.has("account:")) this.say("unsubscribe", "account", "");
  }

  /** The hub tells whoever subscribes how things stand, also the second time. */
  private probe(): void {
    if (this.probing) return;
    this.probing = true;
    this.say("subscribe", "account", "");
    this.cancelListening();
    this.cancelListening = this.outside.wait(ANSWER_MS, () => this.cut());
  }

  /** It is not waited for: a connection that nobody answers on takes minutes to say that it is closed. */
  private cut(): void {
    const socket = this.socket;
    if (!socket) return;
    socket.close();
    this.lose(socket, true);
  }

  private take(message: Message): void {
    this.hear();
    if (message.type === "welcome") this.welcome(message);
    if (message.seq !== null) this.lastSeq = message.seq;
    for (const change of message.changes ?? []) this.outside.onChange(change);
    if (message.events?.length) this.outside.onEvents(message.events);
    if (message.reload) this.outside.onReload();
  }

  private welcome(message: Message): void {
    const comesBack = this.lastSeq !== null;
    this.probing = false;
    this.entered = true;
    this.tries = 0;
    for (const { topic, id } of this.wanted.values()) this.say("subscribe", topic, id);
    this.outside.onUp(true);
    if (comesBack && !message.resumed) this.outside.onReload();
  }
}
