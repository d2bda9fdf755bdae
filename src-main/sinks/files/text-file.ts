import { createWriteStream, fdatasync, type WriteStream } from "node:fs";
import { stat, truncate } from "node:fs/promises";
import { filesMadeAnew } from "./file-made-anew.ts";

const BUFFER_CHARS = 1 << 18;
/** Room of a buffer that bytes are copied into, and how many are kept for the next. */
const COPY_ROOM = 1 << 18;
const MOST_COPIES = 16;

/** A text file written front to back in large pieces; awaits the disk above the stream's high mark. */
export class TextFile {
  readonly #stream: WriteStream;
  readonly #path: string;
  /** null: it could not be opened. */
  readonly #opened: Promise<number | null>;
  #parts: string[] = [];
  #chars = 0;
  /** Bytes of the file once all that was handed to the stream is written. */
  #bytes: number;
  #error: Error | null = null;
  #draining: Promise<void> | null = null;
  /** Written, to be filled again: fresh memory for every piece makes V8 collect garbage for nothing else. */
  readonly #copies: Buffer[] = [];

  /** `from`: goes on after so many bytes of a file that is there; absent: a new file, in the place of an old one. */
  constructor(path: string, from?: number) {
    this.#path = path;
    this.#bytes = from ?? 0;
    const place = from === undefined ? { fs: filesMadeAnew } : { flags: "r+", start: from };
    this.#stream = createWriteStream(path, { ...place, highWaterMark: 1 << 20 });
    this.#stream.on("error", (error) => {
      this.#error = error;
    });
    this.#opened = new Promise((resolve) => {
      this.#stream.once("open", resolve).once("close", () => resolve(null));
    });
  }

  /** Goes on after the first `bytes` of a file; what follows them is cut off. Throws an Error of one line when it has fewer. */
  static async continued(path: string, bytes: number): Promise<TextFile> {
    const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`cannot go on writing ${path}: ${error.code === "ENOENT" ? "it is gone" : error.code}; start anew`);
    });
    if (size < bytes)
      throw new Error(`${path} has ${size} bytes and had ${bytes} at the checkpoint; run without --resume to start anew`);
    await truncate(path, bytes);
    return new TextFile(path, bytes);
  }

  /** Appends text, or a copy of bytes; returns a promise only when the caller has to wait. */
  append(text: string | Uint8Array): Promise<void> | undefined {
    if (typeof text !== "string") {
      void this.#handOver();
      return this.#writeCopy(text);
    }
    // A large piece goes out as it is.
    if (this.#chars === 0 && text.length >= BUFFER_CHARS / 4) return this.#write(text);
    this.#parts.push(text);
    this.#chars += text.length;
    return this.#chars >= BUFFER_CHARS ? this.flush() : undefined;
  }

  /** What was appended is not all in it, and never will be. */
  get failed(): boolean {
    return this.#error !== null;
  }

  /** Bytes of the file when all that was appended is in it. */
  get position(): number {
    void this.#handOver();
    return this.#bytes;
  }

  /** Settles when what was appended is on the disk. */
  async sync(): Promise<void> {
    void this.#handOver();
    // An empty piece comes after all those before it.
    await new Promise<void>((resolve) => {
      if (this.#stream.destroyed) resolve();
      else this.#stream.write("", () => resolve());
    });
    this.#check();
    const fd = await this.#opened;
    if (fd === null) return this.#check();
    await new Promise<void>((resolve, reject) => {
      fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
    }).catch((error: Error) => {
      this.#error ??= error;
    });
    this.#check();
  }

  async flush(): Promise<void> {
    await this.#handOver();
  }

  #handOver(): Promise<void> | undefined {
    this.#check();
    if (this.#chars === 0) return undefined;
    const text = this.#parts.join("");
    this.#parts = [];
    this.#chars = 0;
    return this.#write(text);
  }

  #writeCopy(bytes: Uint8Array): Promise<void> | undefined {
    const known = this.#copies.pop();
    const copy =
      known !== undefined && known.length >= bytes.length ? known : Buffer.allocUnsafeSlow(Math.max(COPY_ROOM, bytes.length));
    copy.set(bytes);
    return this.#write(copy.subarray(0, bytes.length), () => {
      if (this.#copies.length < MOST_COPIES) this.#copies.push(copy);
    });
  }

  /** A promise only when the caller has to wait. */
  #write(text: string | Buffer, written = (): void => {}): Promise<void> | undefined {
    this.#check();
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    this.#bytes += bytes.length;
    if (this.#stream.write(bytes, written)) return undefined;
    const drained = this.#drained().then(() => this.#check());
    // Who does not wait for this piece is told with the next one: the error stays.
    drained.catch(() => {});
    return drained;
  }

  /** One wait for all the pieces that came while the stream was full. */
  #drained(): Promise<void> {
    this.#draining ??= new Promise((resolve) => {
      const settle = (): void => {
        this.#stream.off("drain", settle).off("close", settle);
        this.#draining = null;
        resolve();
      };
      this.#stream.on("drain", settle).on("close", settle);
    });
    return this.#draining;
  }

  async close(): Promise<void> {
    await this.flush();
    await new Promise<void>((resolve) => {
      this.#stream.once("close", resolve);
      this.#stream.end();
    });
    this.#check();
  }

  #check(): void {
    if (this.#error !== null)
      throw new Error(`cannot write ${this.#path}: ${this.#error.message}; free space or choose another --out`);
  }
}
