/** The encodings of files, by the names a TextDecoder knows them by (but latin1, which is Windows-1252 there), as a person calls them. */
export const ENCODING_NAMES = {
  "utf-8": "UTF-8",
  latin1: "Latin-1",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16, high byte first",
  "windows-1250": "Windows-1250",
  "windows-1251": "Windows-1251",
  "windows-1253": "Windows-1253",
  "windows-1254": "Windows-1254",
  "windows-1255": "Windows-1255",
  "windows-1256": "Windows-1256",
  "windows-1257": "Windows-1257",
  "windows-874": "Windows-874",
  "iso-8859-2": "ISO 8859-2",
  "koi8-r": "KOI8-R",
  ibm866: "CP866",
  macintosh: "Mac Roman",
  shift_jis: "Shift JIS",
  "euc-jp": "EUC-JP",
  gb18030: "GBK",
  big5: "Big5",
  "euc-kr": "EUC-KR",
} as const;

export type Encoding = keyof typeof ENCODING_NAMES;

export const ENCODINGS = Object.keys(ENCODING_NAMES) as [Encoding, ...Encoding[]];
