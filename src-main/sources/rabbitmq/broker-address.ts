/**
 * What a kept password belongs to, as one text to compare: TLS or not, host, port, virtual host and user. However an address is written,
 * it gives the same text; null for one of no broker. `user` wins over the one in the URL, as it does when a connection is opened.
 */
export function brokerAddress(url: string, user: string | null): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== "amqp:" && parsed.protocol !== "amqps:") || parsed.hostname === "") return null;
  const port = Number(parsed.port) || (parsed.protocol === "amqps:" ? 5671 : 5672);
  const vhost = decoded(parsed.pathname.replace(/^\//, "")) || "/";
  const login = user === null || user === "" ? decoded(parsed.username) : user;
  return JSON.stringify([parsed.protocol, parsed.hostname.toLowerCase(), port, vhost, login]);
}

/** What cannot be decoded stands for itself: it equals nothing but the same text. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
