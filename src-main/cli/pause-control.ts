const CTRL_C = "\u0003";

export interface Pausable {
  status(): { readonly state: string };
  pause(): void;
  resume(): void;
}

/**
 * Lets a person pause and resume a running session: the space bar or `p` where stdin is a terminal, SIGUSR2 from elsewhere. Answers what
 * takes it away again. `interrupt` is called for Ctrl+C, which a terminal in raw mode hands over as a character.
 */
export function pauseControl(session: Pausable, say: (line: string) => void, interrupt: () => void): () => void {
  const toggle = (): void => {
    if (session.status().state === "paused") {
      session.resume();
      say("reading again");
    } else {
      session.pause();
      if (session.status().state === "paused") say("paused; a queue keeps what arrives (again to resume)");
    }
  };
  process.on("SIGUSR2", toggle);
  const { stdin } = process;
  const terminal = stdin.isTTY === true && process.stderr.isTTY === true;
  const onKey = (text: Buffer): void => {
    const keys = text.toString();
    if (keys.includes(CTRL_C)) interrupt();
    else if (/[ p]/.test(keys)) toggle();
  };
  if (terminal) {
    // One that is closed cannot be set any more.
    stdin.on("error", () => {});
    stdin.setRawMode(true);
    stdin.on("data", onKey);
  }
  return () => {
    process.off("SIGUSR2", toggle);
    if (!terminal) return;
    stdin.off("data", onKey);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
