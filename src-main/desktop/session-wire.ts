// The messages between the main process and the session host, in both directions. `src-main/ipc/server.ts` speaks the same.

/** Main → host: one call of a contract method. */
export interface HostRequest {
  readonly id: number;
  readonly method: string;
  readonly args: unknown;
}

/** Host → main: the answer to the request with that id, or a push to the page. */
export type HostMessage =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code?: string }
  | { readonly push: string; readonly payload: unknown };

/** What the session server is started on. Of its own: the
 * requests "host.shutdown" and "host.recall" {memory, reopen}, and the push "host.memory", which main keeps for the next host. */
export interface HostTransport {
  post(message: HostMessage): void;
  onMessage(listener: (message: HostRequest) => void): void;
}
