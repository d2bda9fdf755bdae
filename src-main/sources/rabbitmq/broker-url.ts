/** Whether a source is meant to be a broker, however it is written. */
export function isBrokerUrl(text: string): boolean {
  return /^\s*amqps?:/i.test(text);
}

/**
 * A broker's address up to the last @ of the line: a password may hold one, and blanks, quotes and slashes that nobody encoded. Another
 * address up to its @. user:password@ without a scheme, unless it is a drive of Windows. What Weir's own advice says is no login. No part
 * is looked through beyond a length that no address has: texts may be made to take long.
 */
const LOGIN =
  /\b(amqps?:\/{0,2})(?!\/*user:password@)[^\n]{0,1024}@|\b([a-z][a-z0-9+.-]{0,30}:\/\/)(?!user:password@)\S{0,1024}@|(?<![^\s"'(=])(?![a-z]:[\\/]|\w{1,30}:\/{0,2}user:password@)[^\s:@"'(=]{1,1024}:[^\s@]{1,1024}@(?=\S)/gi;

/** A text for people or files, without what stands before the @ of an address. */
export function withoutCredentials(text: string): string {
  if (!text.includes("@")) return text;
  return text.replace(LOGIN, (_, broker: string | undefined, other: string | undefined) => `${broker ?? other ?? ""}…@`);
}

/** A broker's address with a login, where one is given. Throws an Error of one line that does not repeat what was typed: it may hold a password. */
export function withCredentials(url: string, user: string | null, password: string | null): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new Error("The broker's address is no URL; write amqp://host:5672/vhost.");
  }
  if (parsed.protocol !== "amqp:" && parsed.protocol !== "amqps:")
    throw new Error("The broker's address must begin with amqp:// or amqps://.");
  if (user !== null && user !== "") parsed.username = encodeURIComponent(user);
  if (password !== null && password !== "") parsed.password = encodeURIComponent(password);
  return parsed.toString();
}
