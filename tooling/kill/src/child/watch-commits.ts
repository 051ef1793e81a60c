import { Socket } from "node:net";
import type { Points } from "./points.ts";
import type { Pending, Write } from "./watch-ledger.ts";

/** How the store says it on the wire: simple queries. The job queue's own driver writes them in capitals. */
const query = (text: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length + 5);
  return Buffer.concat([Buffer.from("Q"), length, Buffer.from(`${text}\0`)]);
};
const BEGIN = query("begin");
const COMMIT = query("commit");
/** The one transaction of a rotation that is not the ledger's: it makes it. Its text is sent in full the first time. */
const CREATES = '"turnbolt"."subjects"';

/**
 * Announces the middle of every transaction: its statements are with the server and the commit is not; then the
 * commit is sent and its answer is not read. The packet is cut in two where the commit begins.
 */
export function watchCommits(points: Points, pending: Pending): void {
  const write = Socket.prototype.write;
  const begun = new WeakMap<Socket, Write>();
  Socket.prototype.write = function (this: Socket, ...given: unknown[]): boolean {
    const [data, ...rest] = given;
    if (!Buffer.isBuffer(data)) return Reflect.apply(write, this, given);
    if (data.includes(BEGIN)) begun.set(this, pending.shift() ?? { name: null });
    const transaction = begun.get(this);
    if (transaction && data.includes(CREATES)) transaction.name ??= "create";
    const start = data.indexOf(COMMIT);
    const name = transaction?.name ?? null;
    if (start < 0 || name === null) return Reflect.apply(write, this, given);
    if (start > 0) Reflect.apply(write, this, [data.subarray(0, start)]);
    points.at(`${name} uncommitted`);
    const more = Reflect.apply(write, this, [data.subarray(start), ...rest]);
    points.at(`${name} commit sent`);
    return more;
  };
}
