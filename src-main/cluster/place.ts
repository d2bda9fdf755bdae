import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Whether a cluster is to find it in a file system of its own (s3://…, hdfs://…, file:///…). */
export function isAddress(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\//i.test(place);
}

/** A folder or file as Flink wants it: with its scheme. Flink refuses a bare path for checkpoints. */
export function addressOf(place: string): string {
  return isAddress(place) ? place : pathToFileURL(resolve(place)).href;
}
