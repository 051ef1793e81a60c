CREATE TABLE "turnbolt"."listings" (
	"rotation_id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"environment_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "turnbolt"."rotations" ADD COLUMN "last_failed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "turnbolt"."listings" ADD CONSTRAINT "listings_rotation_id_rotations_id_fk" FOREIGN KEY ("rotation_id") REFERENCES "turnbolt"."rotations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listings_name" ON "turnbolt"."listings" USING btree ("name","rotation_id");--> statement-breakpoint
CREATE INDEX "listings_created" ON "turnbolt"."listings" USING btree ("created_at","rotation_id");--> statement-breakpoint
CREATE INDEX "listings_project" ON "turnbolt"."listings" USING btree ("project_id","name","rotation_id");--> statement-breakpoint
CREATE INDEX "listings_environment" ON "turnbolt"."listings" USING btree ("environment_id","name","rotation_id");--> statement-breakpoint
CREATE INDEX "listings_connection" ON "turnbolt"."listings" USING btree ("connection_id","name","rotation_id");--> statement-breakpoint
CREATE INDEX "listings_type" ON "turnbolt"."listings" USING btree ("type","name","rotation_id");--> statement-breakpoint
CREATE INDEX "listings_words" ON "turnbolt"."listings" USING gin ("words");--> statement-breakpoint
CREATE INDEX "rotations_next" ON "turnbolt"."rotations" USING btree ("next_at","id") WHERE "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_last" ON "turnbolt"."rotations" USING btree ("last_rotated_at","id") WHERE "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_unscheduled" ON "turnbolt"."rotations" USING btree ("id") WHERE "turnbolt"."rotations"."next_at" is null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_waiting" ON "turnbolt"."rotations" USING btree ("id") WHERE ("turnbolt"."rotations"."attention" is not null or "turnbolt"."rotations"."held_at" is not null) and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_failed" ON "turnbolt"."rotations" USING btree ("id") WHERE "turnbolt"."rotations"."last_failed_at" is not null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_deleting" ON "turnbolt"."rotations" USING btree ("id") WHERE "turnbolt"."rotations"."revoke_asked" is not null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE FUNCTION "turnbolt"."list_rotation"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.deleted_at IS NOT NULL THEN
    DELETE FROM turnbolt.listings WHERE rotation_id = NEW.id;
    RETURN NULL;
  END IF;
  INSERT INTO turnbolt.listings (rotation_id, project_id, environment_id, connection_id, type, name, created_at, words)
  SELECT NEW.id, NEW.project_id, f.environment_id, NEW.connection_id, NEW.type, NEW.name, NEW.created_at,
    to_tsvector('simple', translate(NEW.name || ' ' || coalesce(NEW.description, ''), '-_./:@', '      '))
  FROM turnbolt.folders f WHERE f.id = NEW.folder_id
  ON CONFLICT (rotation_id) DO UPDATE SET name = excluded.name, words = excluded.words;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "rotation_is_new" AFTER INSERT ON "turnbolt"."rotations"
FOR EACH ROW EXECUTE FUNCTION "turnbolt"."list_rotation"();
--> statement-breakpoint
-- The runs write the same row all the time, and change none of these.
CREATE TRIGGER "rotation_is_another" AFTER UPDATE ON "turnbolt"."rotations" FOR EACH ROW
WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.description IS DISTINCT FROM NEW.description
  OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
EXECUTE FUNCTION "turnbolt"."list_rotation"();
--> statement-breakpoint
INSERT INTO "turnbolt"."listings" (rotation_id, project_id, environment_id, connection_id, type, name, created_at, words)
SELECT r.id, r.project_id, f.environment_id, r.connection_id, r.type, r.name, r.created_at,
  to_tsvector('simple', translate(r.name || ' ' || coalesce(r.description, ''), '-_./:@', '      '))
FROM "turnbolt"."rotations" r JOIN "turnbolt"."folders" f ON f.id = r.folder_id WHERE r.deleted_at IS NULL;
--> statement-breakpoint
UPDATE "turnbolt"."rotations" r SET "last_failed_at" = u.ended_at
FROM (
  SELECT DISTINCT ON (rotation_id) rotation_id, state, ended_at FROM "turnbolt"."runs"
  WHERE kind IN ('create', 'rotate', 'reconcile') AND state IN ('done', 'failed')
  ORDER BY rotation_id, created_at DESC, id DESC
) u WHERE u.rotation_id = r.id AND u.state = 'failed';
