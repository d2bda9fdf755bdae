/** A worker thread or process ended by itself or was ended from outside: what it held is lost, and nobody else is to blame. One line. */
export class WorkerLostError extends Error {
  override name = "WorkerLostError";
}
