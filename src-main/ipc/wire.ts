/** One call of a contract method, to the session server. */
export interface ServerRequest {
  readonly id: number;
  readonly method: string;
  readonly args: unknown;
}

/** From the server: the answer to the request with that id, or a push to the page. */
export type ServerMessage =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code?: string }
  | { readonly push: string; readonly payload: unknown };

/**
 * What the session server is started on. Besides those of the contract it knows the requests "host.shutdown" and "host.recall"
 * {memory, reopen}, and pushes "host.memory", which whoever started it keeps for the next one.
 */
export interface ServerTransport {
  post(message: ServerMessage): void;
  onMessage(listener: (request: ServerRequest) => void): void;
}
