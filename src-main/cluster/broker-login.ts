import { isBrokerUrl } from "../sources/rabbitmq/broker-url.ts";

/** user:password of a broker's URL, or of the environment; "" without. They travel to the cluster beside the bundle, not in it. */
export function brokerLogin(url: string): string {
  if (!isBrokerUrl(url) || !URL.canParse(url)) return "";
  const { username, password } = new URL(url);
  if (username !== "") return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const { WEIR_AMQP_USER: user = "", WEIR_AMQP_PASSWORD: own = "" } = process.env;
  return user === "" ? "" : `${user}:${own}`;
}
