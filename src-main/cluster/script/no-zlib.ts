/** The host unpacks bodies before the script sees them. */
function unpackedBefore(): never {
  throw new Error("packed bodies are unpacked by the host");
}

export const gunzipSync = unpackedBefore;
export const inflateSync = unpackedBefore;
