import { Socket } from "node:net";

/** What is written at once: the most that can still be on its way when the process is stopped in between. */
const PIECE_BYTES = 16_384;

/** The deadline of a call has passed: nothing more is sent. */
export class DeadlinePassed extends Error {
  readonly code = "ETIMEDOUT";

  constructor() {
    super("the deadline of this call has passed");
    this.name = "DeadlinePassed";
  }
}

/**
 * A connected socket that looks at the monotonic clock before every piece it writes, and destroys itself when the
 * deadline has passed. It has no handle of its own, so that TLS over it has to write through it as well.
 */
export class GuardedSocket extends Socket {
  readonly #inner: Socket;
  readonly #deadline: number;

  constructor(inner: Socket, deadline: number) {
    super();
    this.#inner = inner;
    this.#deadline = deadline;
    inner.on("data", (bytes: Buffer) => {
      if (!this.push(bytes)) inner.pause();
    });
    inner.on("end", () => this.push(null));
    inner.on("error", (error) => this.destroy(error));
    inner.on("close", () => this.destroy());
    inner.pause();
  }

  /** It is connected already: whoever waits for that, as TLS does for a socket without a handle, is told at once. */
  override on(event: string | symbol, listener: (...values: never[]) => void): this {
    // The types of `net.Socket` list its own events one by one; this passes on whichever it gets.
    super.on(event as "connect", listener as () => void);
    if (event === "connect") process.nextTick(() => listener.call(this));
    return this;
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(
    chunk: Buffer | string,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#send(bytesOf(chunk, encoding), done);
  }

  override _writev(
    chunks: { chunk: Buffer | string; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    this.#send(Buffer.concat(chunks.map(({ chunk, encoding }) => bytesOf(chunk, encoding))), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // A reset takes back what the system has not sent yet.
    if (this.#inner.writableFinished) this.#inner.destroy();
    else this.#inner.resetAndDestroy();
    // With nobody left who wants to know, an error would end the process.
    done(this.listenerCount("error") > 0 ? error : null);
    // A socket tells its end itself; the stream below it does not.
    process.nextTick(() => this.emit("close", error !== null));
  }

  override resetAndDestroy(): this {
    return this.destroy();
  }

  override setKeepAlive(enable?: boolean, delay?: number): this {
    this.#inner.setKeepAlive(enable, delay);
    return this;
  }

  override setNoDelay(on?: boolean): this {
    this.#inner.setNoDelay(on);
    return this;
  }

  override ref(): this {
    this.#inner.ref();
    return this;
  }

  override unref(): this {
    this.#inner.unref();
    return this;
  }

  /** One piece after the other: each is looked at the clock for when it leaves, not when it was asked for. */
  #send(bytes: Buffer, done: (error?: Error | null) => void): void {
    if (performance.now() >= this.#deadline) {
      const late = new DeadlinePassed();
      this.destroy(late);
      done(late);
      return;
    }
    const rest = bytes.subarray(PIECE_BYTES);
    this.#inner.write(bytes.subarray(0, PIECE_BYTES), (error) => {
      if (error || rest.length === 0) done(error);
      else this.#send(rest, done);
    });
  }
}

const bytesOf = (chunk: Buffer | string, encoding: BufferEncoding): Buffer =>
  typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
