import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy that can cut what goes through it: a network that breaks, without the broker's help. */
export class CuttingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  /** The broker's end of each connection -> the other. */
  readonly #targets: Map<Socket, Socket>;

  private constructor(server: Server, sockets: Set<Socket>, targets: Map<Socket, Socket>, port: number) {
    this.#server = server;
    this.#sockets = sockets;
    this.#targets = targets;
    this.port = port;
  }

  static async start(targetPort: number): Promise<CuttingProxy> {
    const sockets = new Set<Socket>();
    const targets = new Map<Socket, Socket>();
    const server = createServer((client) => {
      const target = connect(targetPort, "127.0.0.1");
      targets.set(target, client);
      for (const [socket, other] of [
        [client, target],
        [target, client],
      ] as const) {
        sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          sockets.delete(socket);
          targets.delete(target);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address !== "object") throw new Error("the proxy has no port");
    return new CuttingProxy(server, sockets, targets, address.port);
  }

  /** How many connections were cut. */
  cut(): number {
    const cut = this.#sockets.size / 2;
    for (const socket of this.#sockets) socket.destroy();
    return cut;
  }

  /** The broker's ends are cut and nobody tells the other ends: as a computer finds it that slept. */
  forget(): void {
    for (const [target, client] of this.#targets) {
      target.unpipe();
      client.unpipe().resume();
      target.removeAllListeners("close");
      target.destroy();
      this.#sockets.delete(target);
    }
    this.#targets.clear();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
