import { expect, test } from "vitest";
import { onlyNew } from "../../src-main/session/only-new.ts";

test("a broker that stays away is told once, and again when the reason or the state has changed", () => {
  const said: string[] = [];
  const tell = onlyNew((line) => said.push(line));
  for (const line of ["connected", "lost", "refused", "refused", "refused", "no route", "connected", "lost"]) tell(line);
  expect(said).toEqual(["connected", "lost", "refused", "no route", "connected", "lost"]);
});
