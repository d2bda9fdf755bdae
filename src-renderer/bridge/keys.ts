import { useRef } from "react";
import { create } from "zustand";
import type { KeyInfo } from "../../src-main/ipc/contract.ts";
import { on, readable, request } from "./bridge.ts";

export interface KeysState {
  readonly session: number;
  readonly keys: readonly KeyInfo[];
  readonly byId: ReadonlyMap<number, KeyInfo>;
  readonly total: number;
  readonly error: string | null;
  /** Grows with every answer: ask for pictures again. */
  readonly turn: number;
}

const LIMIT = 20_000;
const none: KeysState = { session: -1, keys: [], byId: new Map(), total: 0, error: null, turn: 0 };

/** All keys of the session, asked again at most twice a second while events come in. */
export const useKeys = create<KeysState>(() => none);

/** What does not change with every event: what pictures of a key are made of. */
export type NamedKey = Pick<KeyInfo, "station" | "sensor" | "alarm" | "name" | "unit">;

/** Some keys by id; the same map as long as they are the same and nothing of them changed but their counts. */
export function useNamedKeys(ids: readonly number[]): ReadonlyMap<number, NamedKey> {
  const byId = useKeys((state) => state.byId);
  const named = useRef<ReadonlyMap<number, NamedKey>>(new Map());
  const now = new Map(ids.flatMap((id) => (byId.has(id) ? [[id, byId.get(id) as NamedKey] as const] : [])));
  if (!alike(named.current, now)) named.current = now;
  return named.current;
}

const alike = (a: ReadonlyMap<number, NamedKey>, b: ReadonlyMap<number, NamedKey>): boolean =>
  a.size === b.size &&
  [...b].every(([id, key]) => {
    const other = a.get(id);
    return other !== undefined && NAMES.every((name) => key[name] === other[name]);
  });

const NAMES = ["station", "sensor", "alarm", "name", "unit"] as const;

/** Starts following; returns the function that stops it. */
export function followKeys(): () => void {
  let busy = false;
  let again = false;
  /** Of the newest session heard of: it may change while an answer is under way. */
  let wanted = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(session: number): Promise<void> {
    wanted = session;
    busy = true;
    again = false;
    const began = performance.now();
    try {
      const { keys, total } = await request("keys.list", { limit: LIMIT });
      useKeys.setState((old) => ({
        session,
        keys,
        byId: new Map(keys.map((key) => [key.id, key])),
        total,
        error: null,
        turn: old.turn + 1,
      }));
    } catch (error) {
      useKeys.setState({ error: readable(error) });
    }
    // Ten thousand keys take a while to cross: never spend more than a quarter of the time on it. The first ones are waited for.
    const pause = Math.max(useKeys.getState().keys.length === 0 ? 30 : 500, 3 * (performance.now() - began));
    timer = setTimeout(() => {
      busy = false;
      if (again) void ask(wanted);
    }, pause);
  }

  const stop = on("session.tick", ({ session }) => {
    wanted = session;
    if (busy) again = true;
    else void ask(session);
  });
  const stopStatus = on("session.status", ({ session }) => {
    if (session === useKeys.getState().session) return;
    useKeys.setState((old) => ({ ...none, session, turn: old.turn + 1 }));
    wanted = session;
    if (busy) again = true;
    else void ask(session);
  });
  void request("session.status", null).then(
    ({ session, state }) => (state === "none" ? undefined : ask(session)),
    () => {},
  );
  return () => {
    stop();
    stopStatus();
    clearTimeout(timer);
  };
}
