DROP INDEX "turnbolt"."rotations_leased";--> statement-breakpoint
DROP INDEX "turnbolt"."rotations_connection";--> statement-breakpoint
ALTER TABLE "turnbolt"."rotations" ADD COLUMN "own_account" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "rotations_own" ON "turnbolt"."rotations" USING btree ("connection_id") WHERE "turnbolt"."rotations"."own_account";--> statement-breakpoint
CREATE INDEX "rotations_leased" ON "turnbolt"."rotations" USING btree ("connection_id","lease_until") WHERE "turnbolt"."rotations"."lease_until" is not null;--> statement-breakpoint
CREATE INDEX "rotations_connection" ON "turnbolt"."rotations" USING btree ("connection_id","due_at");--> statement-breakpoint
-- How many more rotations of a connection may be leased now, and by whom alone: the one of its own login goes when
-- nobody else is there, and nobody else begins while it is due or its run is open. One that waits for a person, or is
-- held, keeps nobody waiting. Only whoever has the connection locked can rely on the answer.
CREATE FUNCTION "turnbolt"."room_on"(place uuid, wanted uuid[], per_connection integer, OUT room integer, OUT owner uuid)
LANGUAGE plpgsql AS $$
BEGIN
  SELECT per_connection - count(*) INTO room
    FROM turnbolt.rotations r WHERE r.connection_id = place AND r.lease_until > now();
  SELECT r.id INTO owner
    FROM turnbolt.rotations r
    LEFT JOIN turnbolt.runs u ON u.rotation_id = r.id AND u.state NOT IN ('done', 'failed', 'cancelled', 'queued')
    WHERE r.connection_id = place AND r.own_account AND r.deleted_at IS NULL
      AND r.attention IS NULL AND r.held_at IS NULL
      AND (u.id IS NOT NULL OR r.lease_until > now() OR r.due_at <= now() OR r.id = ANY (wanted))
    ORDER BY u.id IS NULL, r.due_at, r.id LIMIT 1;
  IF owner IS NOT NULL THEN
    room := CASE WHEN room = per_connection THEN 1 ELSE 0 END;
  END IF;
END
$$;
--> statement-breakpoint
-- Locks the connection, and as many of its rotations as there is room for: what is due, or of what is wanted what nobody
-- holds. A connection is locked before its leases are counted, so that two claims never fill the same room; one that
-- another claim has locked is passed over, unless somebody waits for what is wanted.
CREATE FUNCTION "turnbolt"."lock_on"(place uuid, wanted uuid[], most integer, per_connection integer) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
  free record;
BEGIN
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
--> statement-breakpoint
-- Locks what a claim may lease, connection by connection, the one that waits longest first, and remembers it for the
-- rest of the transaction; gives whether more was due. However much is due, it looks at the oldest hundred and, where
-- those leave it room, at a thousand connections from any of them on: a full one keeps nobody behind it waiting.
CREATE FUNCTION "turnbolt"."lock_due"(most integer, per_connection integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  seen CONSTANT integer := 100;
  visited CONSTANT integer := 1000;
  start CONSTANT uuid := gen_random_uuid();
  tried uuid[] := '{}';
  taken uuid[] := '{}';
  due integer := 0;
  place record;
BEGIN
  FOR place IN
    SELECT o.connection_id AS id, sum(count(*)) OVER () AS due FROM (
      SELECT r.connection_id, r.due_at FROM turnbolt.rotations r WHERE r.due_at <= now() ORDER BY r.due_at LIMIT seen
    ) o GROUP BY 1 ORDER BY min(o.due_at), 1
  LOOP
    EXIT WHEN cardinality(taken) >= most;
    due := place.due;
    tried := tried || place.id;
    taken := taken || turnbolt.lock_on(place.id, NULL, most - cardinality(taken), per_connection);
  END LOOP;
  IF due = seen THEN
    FOR place IN
      SELECT c.id FROM (
        (SELECT n.id FROM turnbolt.connections n WHERE n.id >= start ORDER BY n.id)
        UNION ALL (SELECT n.id FROM turnbolt.connections n WHERE n.id < start ORDER BY n.id)
        LIMIT visited
      ) c
      WHERE c.id <> ALL (tried)
        AND (SELECT min(r.due_at) FROM turnbolt.rotations r WHERE r.connection_id = c.id) <= now()
    LOOP
      EXIT WHEN cardinality(taken) >= most;
      taken := taken || turnbolt.lock_on(place.id, NULL, most - cardinality(taken), per_connection);
    END LOOP;
  END IF;
  PERFORM set_config('turnbolt.locked', array_to_string(taken, ','), true);
  RETURN due > cardinality(taken);
END
$$;
--> statement-breakpoint
-- The same of these, due or not; gives false.
CREATE FUNCTION "turnbolt"."lock_these"(wanted uuid[], most integer, per_connection integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  taken uuid[] := '{}';
  place record;
BEGIN
  FOR place IN
    SELECT DISTINCT r.connection_id AS id FROM turnbolt.rotations r
    WHERE r.id = ANY (wanted) AND r.deleted_at IS NULL ORDER BY 1
  LOOP
    taken := taken || turnbolt.lock_on(place.id, wanted, most - cardinality(taken), per_connection);
  END LOOP;
  PERFORM set_config('turnbolt.locked', array_to_string(taken, ','), true);
  RETURN false;
END
$$;
