/** The statements that run at a time, by what who asked calls them: several may share a name. */
export class Statements {
  readonly #running = new Set<{ readonly id: string; readonly abort: AbortController }>();

  async during<T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const statement = { id, abort: new AbortController() };
    this.#running.add(statement);
    try {
      return await work(statement.abort.signal);
    } finally {
      this.#running.delete(statement);
    }
  }

  /** Stops all of this name. */
  cancel(id: string): void {
    for (const statement of this.#running) if (statement.id === id) statement.abort.abort();
  }
}
