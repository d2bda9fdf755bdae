import type { Encoding } from "../../../src-main/ipc/contract.ts";

/** The encodings a file may be in, as a person chooses among them: by language, in this order. */
export const ENCODINGS: Readonly<Record<Encoding, string>> = {
  "utf-8": "UTF-8",
  latin1: "Latin-1",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16, high byte first",
  "windows-1250": "Central European (Windows-1250)",
  "iso-8859-2": "Central European (ISO 8859-2)",
  "windows-1251": "Cyrillic (Windows-1251)",
  "koi8-r": "Cyrillic (KOI8-R)",
  ibm866: "Cyrillic (CP866)",
  "windows-1253": "Greek (Windows-1253)",
  "windows-1254": "Turkish (Windows-1254)",
  "windows-1255": "Hebrew (Windows-1255)",
  "windows-1256": "Arabic (Windows-1256)",
  "windows-1257": "Baltic (Windows-1257)",
  "windows-874": "Thai (Windows-874)",
  macintosh: "Mac Roman",
  shift_jis: "Japanese (Shift JIS)",
  "euc-jp": "Japanese (EUC-JP)",
  gb18030: "Chinese (GBK)",
  big5: "Chinese (Big5)",
  "euc-kr": "Korean (EUC-KR)",
};
