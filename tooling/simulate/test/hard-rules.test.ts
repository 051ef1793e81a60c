import { it, vi } from "vitest";
import { expectFound, fault, ledgerFault, roomFault } from "./expect-found.ts";

// A process is started for each.
vi.setConfig({ testTimeout: 90_000 });

const ROOM = "return owner ? row === owner && leases === 0 : leases < perConnection;";
const calm = { olderAfterMs: null, jumps: [] } as const;
const fresh = [
  "dual-fresh-chosen-known-handle",
  "dual-fresh-chosen-target-handle",
  "dual-fresh-granted-labelled",
  "dual-fresh-granted-unlabelled",
];

it("hard rule 1: one live row per handle, and no revoke of a live one", async () => {
  await expectFound(
    { made: "a plugin chooses the published handle" },
    /12: the published credential/,
    fault("draft.ts", 'if (provider.phase === "dual" && handle === current?.handle) {', "if (false) {"),
    ledgerFault("    refuseTwoLive(after);\n", ""),
  );
  await expectFound(
    { made: "a row to revoke has the published handle" },
    /12: the published credential/,
    fault("retire.ts", "if (live.some((other) => other?.handle === version.handle)) {", "if (false) {"),
  );
});

it("hard rule 2: revoking is written first and is final", async () => {
  await expectFound(
    { corners: fresh, seeds: 10, fixed: calm },
    /2: .* is revoked without a row that says so/,
    fault(
      "retire.ts",
      'await flush(job, () => ({ versions: [{ ...version, state: "revoking" }] }));',
      'note(job, () => ({ versions: [{ ...version, state: "revoking" }] }));',
    ),
  );
});

it("hard rule 3: late calls", async () => {
  const scenario = {
    corners: ["single-chosen", "dual-fixed-chosen", "single-granted"],
    seeds: 120,
    fixed: { ...calm, faultRate: 0.1 },
  };
  await expectFound(
    scenario,
    /1: |12: |2: /,
    fault("call.ts", "quietAt: later(landsBy, rotation.quietAt),", ""),
    fault("prepare.ts", "rotation: { quietAt, unsettled:", "rotation: { unsettled:"),
  );
});

it("hard rule 4: a login must prove something", async () => {
  await expectFound(
    { made: "the target takes any password" },
    /1: no stored value logs in/,
    fault("issue-chosen.ts", "if (!job.work.rotation.loginProves || provider.lockout) return null;", ""),
  );
  await expectFound(
    { made: "a made-up value is tried" },
    /4: /,
    fault(
      "check.ts",
      "await provider.verify({ ...call, credential });\n    return false;",
      "await provider.verify({ ...call, credential });\n    return true;",
    ),
  );
});

it("hard rule 5: look before you retire", async () => {
  await expectFound(
    { made: "the published credential is ended by somebody else" },
    /1: no stored value logs in/,
    fault("retire.ts", "if (current && !job.looked &&", "if (false && current && !job.looked &&"),
  );
});

it("hard rule 5: retirement waits for those who asked to be told, and not for ever", async () => {
  await expectFound(
    { made: "whoever asked is told only after the overlap" },
    /5: .* is ended before everybody was told/,
    fault("change.ts", "retireAt && later(retireAt, untoldUntil(work));", "retireAt;"),
  );
  await expectFound(
    { made: "the schedule comes before whoever asked is told" },
    /5: .* is ended before everybody was told/,
    fault("change.ts", "overlaps ? later(nextAt, untoldUntil(work)) : nextAt;", "nextAt;"),
  );
  await expectFound(
    { made: "whoever asked is never told" },
    /5: a credential is kept for somebody who is never told/,
    fault("change.ts", "const LONGEST_UNTOLD_MS = 86_400_000;", "const LONGEST_UNTOLD_MS = 864_000_000;"),
  );
});

it("hard rule 6: the lock-out budget", async () => {
  await expectFound(
    { corners: ["single-chosen-own-account"], seeds: 7, fixed: calm },
    /9: \d+ failed logins in one window/,
    fault("lockout.ts", "if (!lockout) return null;", "if (!lockout || lockout.attempts) return null;"),
  );
});

it("hard rule 6: the limit of work at once is per connection, across processes", async () => {
  await expectFound(
    { made: "six rotations share a connection" },
    /6: \d+ calls at once over one connection/,
    roomFault(ROOM, "return true;"),
  );
});

it("hard rule 7: the connection's own account", async () => {
  await expectFound(
    { corners: ["single-chosen-own-account"], seeds: 30, fixed: { ...calm, faultRate: 0.05 } },
    /8: |1: /,
    fault(
      "connect.ts",
      "const own = await afterDraft(job, connection);",
      "const own = null as Fields | null;",
    ),
  );
});

it("hard rule 7: the run holds the connection alone", async () => {
  const scenario = { made: "the connection's own account is rotated beside others" };
  const others = /7: a call beside the run that changes the connection's own login/;
  await expectFound(scenario, others, roomFault(ROOM, "return leases < perConnection;"));
  // Between its steps, when nobody has its lease.
  await expectFound(scenario, others, roomFault("    (isBegun(other) ||\n", "    ("));
  await expectFound(
    scenario,
    /7: the connection's own login is worked on beside others/,
    roomFault(ROOM, "return owner ? row === owner : leases < perConnection;"),
  );
});

it("hard rule 7: the connection logs in as the account that is published", async () => {
  const wholeLogin = fault("change.ts", "...change.connection,", "sealed: change.connection.sealed,");
  const stale = /7: the (connection is not stored|stored login of the connection does not work)|8: /;
  await expectFound({ made: "the connection's own pair takes turns beside others" }, stale, wholeLogin);
  const corners = ["dual-fixed-chosen-own-account"];
  await expectFound({ corners, seeds: 10, fixed: calm }, stale, wholeLogin);
});

it("hard rule 8: unknown never expires by count", async () => {
  await expectFound(
    { corners: ["single-chosen", "dual-fixed-chosen"], seeds: 100, fixed: { ...calm, faultRate: 0.2 } },
    /1: |2: |12: /,
    fault(
      "outcome.ts",
      "  if (tries >= ALERT_AFTER)",
      "  if (tries >= 3) return dropAndFail(job, message);\n  if (tries >= ALERT_AFTER)",
    ),
  );
});

it("hard rule 9: one bad row harms nobody", async () => {
  const scenario = { made: "a bad row stands beside a good one" };
  await expectFound(
    scenario,
    /9: nobody is told of the bad rotation/,
    fault("batch.ts", "await engine.ledger.command(rotationId, (work, now) => setAside(work, now));", ""),
  );
  await expectFound(
    scenario,
    /9: a good rotation waits for a bad one/,
    ledgerFault("unusable.push({", "throw error;\n          unusable.push({"),
  );
});

it("hard rule 10: promote against edits", async () => {
  const scenario = { made: "a pause comes in the middle of a run" };
  const shows = /10: a paused schedule has a next date/;
  await expectFound(
    scenario,
    shows,
    fault(
      "job.ts",
      "  for (;;) {\n    const { work, change } = fold(job.base, job.pending);",
      "  const { work, change } = fold(job.base, job.pending);\n  for (;;) {",
    ),
  );
  await expectFound(
    scenario,
    shows,
    ledgerFault('if (row.work.rotation.revision !== revision) return "changed";', ""),
  );
});

it("hard rule 11: answers under an old fence", async () => {
  await expectFound(
    { made: "an answer arrives under an old fence" },
    /11: \d+ creations for \d+ promotions/,
    fault("issue-granted.ts", "await engine.ledger.addFinding(finding);", ""),
  );
});

it("hard rule 12: clones and old backups", async () => {
  await expectFound(
    { made: "the database is an older one" },
    /2: .* on an older database/,
    fault("advance.ts", "if (job.work.rotation.mustVerify || !run", "if (!run"),
  );
});

it("hard rule 13: keys", async () => {
  const scenario = { made: "the keys are replaced" };
  const store = (file: string, find: string, replace: string) => ({
    file: `packages/store/src/${file}`,
    find,
    replace,
  });
  await expectFound(
    scenario,
    /13: a process with the old keyring still seals/,
    store("data-keys.ts", "    keyFor(keyring, wanted);\n", ""),
    store(
      "data-keys.ts",
      "const key = keyring.find(({ id }) => id === sealsWith);",
      "const key = keyring[0];",
    ),
  );
  await expectFound(
    scenario,
    /13: the old key was dropped while a row named it/,
    store("keyring/rewrap.ts", "  where k.key_id <> ", "  where false and k.key_id <> "),
  );
});

it("hard rule 14: room", async () => {
  await expectFound(
    {
      corners: ["dual-fresh-chosen-known-handle", "dual-fresh-chosen-target-handle"],
      seeds: 20,
      fixed: { ...calm, sluggish: { fromMs: 86_400_000, toMs: 259_200_000 } },
    },
    /6: .* is left behind/,
    fault("verify.ts", "if (reused) return", "if (reused || row) return"),
  );
  await expectFound(
    { made: "a stranger takes the second place" },
    /14: /,
    fault("plan.ts", "    ...roomWarning(provider, work, check, adopted),\n", ""),
  );
});
