import { shellWord } from "../reports/command-line.ts";
import { withoutPassword } from "../session/analysis-input.ts";
import { isBrokerUrl, withoutCredentials } from "../sources/rabbitmq/broker-url.ts";

/** The command as typed, quoted where a shell would need it, without the credentials of a URL: it stands in pages that are passed on. */
export function typedCommand(): string {
  const words = process.argv.slice(2).map((word) => (isBrokerUrl(word) ? withoutPassword(word) : withoutCredentials(word)));
  return ["weir", ...words].map(shellWord).join(" ");
}
