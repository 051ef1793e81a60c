-- Locks a rotation for one save and refuses it when the lease is somebody else's (TB001) or a person edited it (TB002).
-- Everything sent behind it then fails too, so that the whole save can be sent in one go.
CREATE FUNCTION "turnbolt"."hold"(wanted uuid, held_fence bigint, seen_revision bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  found_fence bigint;
  found_revision bigint;
BEGIN
  SELECT fence, revision INTO found_fence, found_revision
    FROM turnbolt.rotations WHERE id = wanted AND deleted_at IS NULL FOR UPDATE;
  IF found_fence IS DISTINCT FROM held_fence THEN
    RAISE EXCEPTION 'the lease is lost' USING ERRCODE = 'TB001';
  END IF;
  IF found_revision <> seen_revision THEN
    RAISE EXCEPTION 'the rotation was edited' USING ERRCODE = 'TB002';
  END IF;
END
$$;
--> statement-breakpoint
CREATE FUNCTION "turnbolt"."refuse_change"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit rows are never changed or deleted' USING ERRCODE = 'TB003';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "audit_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "turnbolt"."audit"
FOR EACH STATEMENT EXECUTE FUNCTION "turnbolt"."refuse_change"();
--> statement-breakpoint
-- Goes up with every claim; compared with a copy outside, it tells a restored backup.
CREATE SEQUENCE "turnbolt"."high_water";
--> statement-breakpoint
INSERT INTO "turnbolt"."installation" DEFAULT VALUES;
--> statement-breakpoint
INSERT INTO "turnbolt"."projects" ("slug", "name") VALUES ('default', 'Default');
--> statement-breakpoint
INSERT INTO "turnbolt"."environments" ("project_id", "slug", "name", "position")
SELECT p.id, e.slug, e.name, e.position
FROM "turnbolt"."projects" p,
  (VALUES ('dev', 'Development', 0), ('staging', 'Staging', 1), ('prod', 'Production', 2)) AS e (slug, name, position);
--> statement-breakpoint
INSERT INTO "turnbolt"."folders" ("environment_id", "path") SELECT id, '/' FROM "turnbolt"."environments";
