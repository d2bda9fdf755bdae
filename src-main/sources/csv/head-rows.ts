import { ByteRecords, type RecordTaker } from "./byte-records.ts";
import type { TableFormat } from "./detect/table-format.ts";
import { headRecords } from "./records.ts";
import { recordDecoder } from "./row-texts.ts";
import { isUtf16, utf16ToUtf8 } from "./utf16.ts";

/** Characters of a row that a preview shows. */
export const RAW_CAP = 1024;

/**
 * The rows of a file's beginning as they stand, without its header. A row of several lines is offered as such; where it is not taken (false)
 * its first line is one by itself. The last line of a beginning may be cut: it is left out unless the beginning is the whole.
 */
export function headRows(
  bytes: Buffer,
  whole: boolean,
  format: TableFormat,
  take: (raw: string, lines: Parameters<RecordTaker["slow"]>[4]) => boolean,
): void {
  const decode = recordDecoder(format);
  let head = headRecords(format);
  const taker: RecordTaker = {
    fast: () => -1,
    slow: (piece, start, end, _offset, lines) => {
      if (head > 0) {
        head--;
        return true;
      }
      return take(decode(piece.subarray(start, end)), lines);
    },
  };
  const splitter = new ByteRecords(format.quote);
  const text = isUtf16(format.encoding) ? utf16ToUtf8(format.encoding)(bytes, whole) : bytes;
  splitter.push(text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text, taker);
  if (whole) splitter.end(taker);
}
