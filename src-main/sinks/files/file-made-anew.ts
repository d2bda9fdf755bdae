import { close, open, write, writev } from "node:fs";
import { lstat, rm } from "node:fs/promises";

/**
 * File functions for a write stream that takes an old file away before it makes its own. Emptying the old one would do, but ext4 writes a
 * file that was emptied out to the disk when it is closed, lest a loss of power leaves nothing (mount option auto_da_alloc): of hundreds of
 * megabytes that is a tenth of a second for which the whole run waits. What is no plain file of one name and of the same user (a link, a
 * pipe), or cannot be taken away, is written to as it is.
 */
export const filesMadeAnew = {
  open(path: string, flags: string, mode: number, opened: (error: NodeJS.ErrnoException | null, fd: number) => void): void {
    // What may be read by few stays so.
    void takenAway(path).then((old) => open(path, flags, old ?? mode, opened));
  },
  write,
  writev,
  close,
};

/** The mode of the file that is gone now; null: there was none, or it stays. */
async function takenAway(path: string): Promise<number | null> {
  try {
    const old = await lstat(path);
    if (!old.isFile() || old.nlink > 1 || old.uid !== process.getuid?.()) return null;
    await rm(path);
    return old.mode & 0o777;
  } catch {
    return null;
  }
}
