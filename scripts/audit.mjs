// `npm run audit`: asks the registry which of the locked versions have known faults. Exit code 1: some have; 2: it was not answered, so nothing
// was checked. Arguments go to npm: `npm run audit -- --registry https://registry.npmjs.org`.
import { capture } from "./setup/command.mjs";

const { code, stdout, stderr } = capture("npm", ["audit", "--json", ...process.argv.slice(2)]);
const answer = parsed(stdout);
if (answer?.metadata === undefined) {
  const why = (answer?.message ?? stderr.trim().split("\n")[0]) || `npm ended with ${code}`;
  process.stderr.write(
    `audit: nothing was checked, as the registry does not answer audits (${why}); ask another one: npm run audit -- --registry URL\n`,
  );
  process.exit(2);
}
for (const { name, severity, range, via } of Object.values(answer.vulnerabilities)) {
  const titles = via.map((each) => (typeof each === "string" ? `through ${each}` : `${each.title} ${each.url}`));
  process.stdout.write(`${severity} ${name} ${range}: ${titles.join("; ")}\n`);
}
const { vulnerabilities, dependencies } = answer.metadata;
process.stderr.write(`audit: ${vulnerabilities.total} of ${dependencies.total} packages have known faults\n`);
process.exitCode = vulnerabilities.total > 0 ? 1 : 0;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
