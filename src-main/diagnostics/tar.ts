import { Header } from "tar";

const BLOCK = 512;

/** A tar archive of small files, only for its owner to read. */
export function tarOf(files: Readonly<Record<string, string>>, modified: Date): Buffer {
  const parts: Buffer[] = [];
  for (const [path, content] of Object.entries(files)) {
    const body = Buffer.from(content);
    const head = Buffer.alloc(BLOCK);
    new Header({ path, type: "File", mode: 0o600, uid: 0, gid: 0, size: body.length, mtime: modified }).encode(head, 0);
    parts.push(head, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat([...parts, Buffer.alloc(BLOCK * 2)]);
}
