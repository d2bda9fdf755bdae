import { useMemo, useRef, useState } from "react";
import type { QueuePeek, QueueTarget } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { isWhole } from "./mapping-model.ts";
import type { QueueForm } from "./queue-form-model.ts";
import type { Proof } from "./queue-proof.tsx";

const unproven: Proof = { test: null, peek: null, unread: null, sample: null, listening: false, error: null, running: false };

export interface QueueProofState {
  readonly proof: Proof;
  /** Connects, signs in, looks for the queue, and shows a message of it. */
  readonly test: (target: QueueTarget) => Promise<void>;
  /** Creates the queue that is missing, and tests again. */
  readonly create: (target: QueueTarget) => Promise<void>;
  /** Reads the messages that are shown as the form's columns say. */
  readonly read: (form: QueueForm) => Promise<void>;
  /** Says what went wrong beside what is proven. */
  readonly fail: (error: string) => void;
  /** Of a form that was changed nothing is told any more. */
  readonly reset: () => void;
}

/** What the broker answers about the form as it is. */
export function useQueueProof(): QueueProofState {
  const [proof, setProof] = useState(unproven);
  const asked = useRef(0);
  const test = async (target: QueueTarget): Promise<void> => {
    const mine = ++asked.current;
    const tell = (part: Partial<Proof>): void => {
      if (asked.current === mine) setProof((old) => ({ ...old, ...part }));
    };
    setProof({ ...unproven, running: true });
    try {
      const answer = await request("queue.test", target);
      tell({ test: answer });
      if (answer.ok) {
        if (target.tap === null) tell({ peek: await request("queue.peek", target) });
        tell({ listening: true });
        const sample = await request("queue.sample", target);
        tell({ sample, ...(sample.peek === null ? {} : { peek: sample.peek }) });
      }
    } catch (error) {
      tell({ error: readable(error) });
    }
    tell({ running: false, listening: false });
  };
  const create = async (target: QueueTarget): Promise<void> => {
    const mine = asked.current;
    setProof((old) => ({ ...old, running: true, error: null }));
    try {
      await request("queue.create", target);
      if (asked.current === mine) await test(target);
    } catch (error) {
      if (asked.current === mine) setProof((old) => ({ ...old, running: false, error: readable(error) }));
    }
  };
  const latest = useMemo(
    () => latestOnly((reading: Pick<QueueTarget, "format" | "mapping">): Promise<QueuePeek> => request("queue.read", reading)),
    [],
  );
  const read = async ({ format, mapping }: QueueForm): Promise<void> => {
    // Half a mapping reads nothing: the messages stay as they are shown until it is whole.
    if (mapping !== null && !isWhole(mapping)) return;
    const mine = asked.current;
    const tell = (part: Partial<Proof>): void => {
      if (asked.current === mine) setProof((old) => ({ ...old, ...part }));
    };
    try {
      const peek = await latest({ format, ...(mapping === null ? {} : { mapping }) });
      if (peek !== null) tell({ peek, unread: null });
    } catch (error) {
      tell({ unread: readable(error) });
    }
  };
  return {
    proof,
    test,
    create,
    read,
    fail: (error) => setProof((old) => ({ ...old, error })),
    reset: () => {
      asked.current++;
      setProof(unproven);
    },
  };
}
