CREATE UNLOGGED TABLE "turnbolt"."rate_limits" (
	"connection_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"allowed" integer,
	"window_ms" double precision NOT NULL,
	"empty_at" timestamp with time zone NOT NULL,
	"rests_until" timestamp with time zone,
	CONSTRAINT "rate_limits_connection_id_scope_pk" PRIMARY KEY("connection_id","scope")
);
--> statement-breakpoint
ALTER TABLE "turnbolt"."rate_limits" ADD CONSTRAINT "rate_limits_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "turnbolt"."connections"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
-- Draws so many turns from the bucket of a connection's limit; gives after how many milliseconds to ask again, 0 when they
-- are drawn, null when no limit is known. The bucket gets a little less than the vendor's, which so fills up again, and
-- holds half as much: the other half is for whoever else uses the account, and for requests that bunch up on their way.
-- What an answer told lowers it to what is left beyond even use until the limit begins anew, less what may be on its way.
CREATE FUNCTION "turnbolt"."take_turns"(place uuid, kind text, wanted integer, within_ms double precision, remaining integer, left_ms double precision, ago_ms double precision)
RETURNS double precision
LANGUAGE plpgsql AS $$
DECLARE
  share CONSTANT double precision := 0.95;
  under_way CONSTANT integer := 12;
  ms CONSTANT interval := interval '1 ms';
  held turnbolt.rate_limits;
  moment timestamptz;
  each_ms double precision;
  spare double precision;
  wait_ms double precision;
BEGIN
  SELECT * INTO held FROM turnbolt.rate_limits l WHERE l.connection_id = place AND l.scope = kind FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  -- Not now(): others may have had the row meanwhile.
  moment := clock_timestamp();
  -- Of the two seconds that rounding may have added to what the answer told, it is the one of a whole window that counts.
  held.window_ms := greatest(held.window_ms, left_ms + 1000);
  each_ms := coalesce(held.window_ms / (share * held.allowed), 0);
  held.empty_at := greatest(held.empty_at, moment - greatest(held.allowed / 2.0, wanted) * each_ms * ms);
  IF remaining IS NOT NULL THEN
    spare := remaining - least(under_way, held.allowed / 10.0) - held.allowed * left_ms / held.window_ms;
    held.empty_at := greatest(held.empty_at, moment - (ago_ms + spare * each_ms) * ms);
  END IF;
  wait_ms := greatest(0, wanted * each_ms + extract(epoch FROM held.empty_at - moment) * 1000, (
    SELECT max(extract(epoch FROM l.rests_until - moment)) * 1000 FROM turnbolt.rate_limits l WHERE l.connection_id = place));
  -- A timestamp ends at the microsecond, and a full bucket must be enough for as much as it holds.
  IF wait_ms < 1 THEN
    wait_ms := 0;
    held.empty_at := held.empty_at + wanted * each_ms * ms;
  ELSIF wait_ms > within_ms THEN
    held.rests_until := greatest(held.rests_until, moment + wait_ms * ms);
  ELSIF remaining IS NULL THEN
    RETURN wait_ms;
  END IF;
  UPDATE turnbolt.rate_limits l
    SET window_ms = held.window_ms, empty_at = held.empty_at, rests_until = held.rests_until
    WHERE l.connection_id = place AND l.scope = kind;
  RETURN wait_ms;
END
$$;
--> statement-breakpoint
-- As it was, but that nothing is taken of a connection that rests, unless somebody asks for it by name.
CREATE OR REPLACE FUNCTION "turnbolt"."lock_on"(place uuid, wanted uuid[], most integer, per_connection integer) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
  free record;
BEGIN
  IF wanted IS NULL AND EXISTS (
    SELECT FROM turnbolt.rate_limits l WHERE l.connection_id = place AND l.rests_until > clock_timestamp()
  ) THEN
    RETURN '{}';
  END IF;
  SELECT * INTO free FROM turnbolt.room_on(place, wanted, per_connection);
  IF free.room <= 0 OR most <= 0 THEN
    RETURN '{}';
  END IF;
  IF wanted IS NULL THEN
    PERFORM FROM turnbolt.connections c WHERE c.id = place FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      RETURN '{}';
    END IF;
  ELSE
    PERFORM FROM turnbolt.connections c WHERE c.id = place FOR NO KEY UPDATE;
  END IF;
  SELECT * INTO free FROM turnbolt.room_on(place, wanted, per_connection);
  most := least(most, greatest(free.room, 0));
  IF wanted IS NULL THEN
    RETURN ARRAY(
      SELECT r.id FROM turnbolt.rotations r
      WHERE r.connection_id = place AND r.due_at <= now() AND (free.owner IS NULL OR r.id = free.owner)
      ORDER BY r.due_at LIMIT most FOR UPDATE SKIP LOCKED);
  END IF;
  RETURN ARRAY(
    SELECT r.id FROM turnbolt.rotations r
    WHERE r.id = ANY (wanted) AND r.connection_id = place AND r.deleted_at IS NULL
      AND (r.lease_until IS NULL OR r.lease_until <= now()) AND (free.owner IS NULL OR r.id = free.owner)
    ORDER BY r.due_at LIMIT most FOR UPDATE SKIP LOCKED);
END
$$;
