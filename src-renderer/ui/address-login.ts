export interface Address {
  /** Without a password. */
  readonly url: string;
  readonly password: string;
}

/**
 * Takes the password out of an address as somebody typed or pasted it, so that it stands nowhere in clear. An address no URL can be made
 * of is cut at its last @: a password may hold one, and slashes that nobody encoded.
 */
export function takePassword(text: string): Address {
  const [, scheme = "", login = "", rest = ""] = /^\s*([a-z][a-z0-9+.-]*:\/\/)(.*)@([^@]*)$/is.exec(text) ?? [];
  const colon = login.indexOf(":");
  // Without a login of its own the @ stands in a path.
  if (colon === -1 || (URL.canParse(text) && new URL(text).password === "")) return { url: text, password: "" };
  return { url: `${scheme}${login.slice(0, colon)}@${rest}`, password: decoded(login.slice(colon + 1)) };
}

/** A URL with the password in its place again. */
export function withPassword(url: string, password: string): string {
  if (password === "" || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.password = encodeURIComponent(password);
  return parsed.toString();
}

/** Part of an address as it was meant. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A % that nobody encoded.
    return text;
  }
}
