import { expect, test } from "vitest";
import { fakeFlink, JOB, job, made, serving } from "../cluster/fake-flink.ts";
import { weir } from "../reports/weir-report.ts";

test("deploy stop says what it waits for, and prints nothing but the savepoint's place", async () => {
  const fake = { job: [job("RESTARTING"), job("RUNNING")], savepoint: [made("file:/s/savepoint-1")] };
  await serving(fakeFlink(fake), async (url) => {
    expect(await weir("deploy", "stop", JOB, "--url", url)).toEqual({
      code: 0,
      stdout: "file:/s/savepoint-1\n",
      stderr: "weir: the savepoint waits until all tasks of job weir bts run, 90 s at most (it is RESTARTING)\n",
    });
  });
});

test("deploy status --wait goes on past a job manager that is away for a while, to the job's end", async () => {
  await serving(fakeFlink({ job: [job("RUNNING"), 503, "breaks", job("FINISHED")] }), async (url) => {
    const { code, stdout, stderr } = await weir("deploy", "status", JOB, "--url", url, "--wait");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: "FINISHED", savepoint: null });
    expect(stderr).toContain("the job manager does not answer: it is waited for, 90 s at most");
  });
});
