import { createWriteStream, type WriteStream } from "node:fs";

const BUFFER_CHARS = 1 << 18;

/** A text file written front to back in large pieces; awaits the disk above the stream's high mark. */
export class TextFile {
  readonly #stream: WriteStream;
  readonly #path: string;
  #parts: string[] = [];
  #chars = 0;
  #error: Error | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#stream = createWriteStream(path, { encoding: "utf8", highWaterMark: 1 << 20 });
    this.#stream.on("error", (error) => {
      this.#error = error;
    });
  }

  /** Appends text, or bytes that are not changed afterwards; returns a promise only when the caller has to wait. */
  append(text: string | Uint8Array): Promise<void> | undefined {
    if (typeof text !== "string") {
      this.#writeParts();
      return this.#write(text);
    }
    // A large piece goes out as it is.
    if (this.#chars === 0 && text.length >= BUFFER_CHARS / 4) return this.#write(text);
    this.#parts.push(text);
    this.#chars += text.length;
    return this.#chars >= BUFFER_CHARS ? this.flush() : undefined;
  }

  async flush(): Promise<void> {
    this.#check();
    await this.#writeParts();
  }

  #writeParts(): Promise<void> | undefined {
    if (this.#chars === 0) return undefined;
    const text = this.#parts.join("");
    this.#parts = [];
    this.#chars = 0;
    return this.#write(text);
  }

  /** A promise only when the caller has to wait. */
  #write(text: string | Uint8Array): Promise<void> | undefined {
    this.#check();
    return this.#stream.write(text) ? undefined : this.#drained().then(() => this.#check());
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        this.#stream.off("drain", settle).off("close", settle);
        resolve();
      };
      this.#stream.on("drain", settle).on("close", settle);
    });
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
