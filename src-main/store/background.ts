/** Work done one after the other while the caller goes on. After a failure nothing more is done; whoever waits is told. */
export class Background {
  #last: Promise<void> = Promise.resolve();
  #failed: { readonly error: unknown } | null = null;

  /** Settles, never rejects, when `task` is over. */
  run(task: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(async () => {
      if (this.#failed !== null) return;
      try {
        await task();
      } catch (error) {
        this.#failed = { error };
      }
    });
    return this.#last;
  }

  /** Throws what went wrong so far. */
  check(): void {
    if (this.#failed !== null) throw this.#failed.error;
  }

  /** Waits for everything. Throws what went wrong. */
  async settled(): Promise<void> {
    await this.#last;
    this.check();
  }
}
