import { sql } from "drizzle-orm";
import { invitations, passwordLinks, sessions, tallies } from "../schema/index.ts";
import { compile } from "../statement.ts";

/** Lets go of sessions, links and tallies whose time is over, and of invitations 30 days later. A thousand of each. */
export const dropEnded = compile(sql`
  with a as (delete from ${sessions} where id in (
      select id from ${sessions} where expires_at < now() limit 1000) returning 1),
    b as (delete from ${passwordLinks} where token_hash in (
      select token_hash from ${passwordLinks} where expires_at < now() limit 1000) returning 1),
    c as (delete from ${invitations} where id in (
      select id from ${invitations} where expires_at < now() - interval '30 days' limit 1000) returning 1),
    d as (delete from ${tallies} where key in (
      select key from ${tallies} where ends_at < now() limit 1000) returning 1)
  select (select count(*) from a) + (select count(*) from b) + (select count(*) from c) + (select count(*) from d) as n`);
