CREATE TABLE "turnbolt"."bulk_items" (
	"job_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"rotation_id" uuid NOT NULL,
	"state" text NOT NULL,
	"run_id" uuid,
	"message" text,
	CONSTRAINT "bulk_items_job_id_position_pk" PRIMARY KEY("job_id","position"),
	CONSTRAINT "bulk_items_rotation" UNIQUE("job_id","rotation_id")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."bulk_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"force" boolean NOT NULL,
	"requested_by" text NOT NULL,
	"address" text,
	"request_id" text,
	"request_key" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	"dealt_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."key_rewraps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" text NOT NULL,
	"requested_by" text NOT NULL,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."run_days" (
	"project_id" uuid,
	"day" date NOT NULL,
	"succeeded" integer NOT NULL,
	"failed" integer NOT NULL,
	"durations" integer[] NOT NULL,
	"failed_runs" uuid[] NOT NULL,
	"done_runs" uuid[] NOT NULL,
	CONSTRAINT "run_days_day" UNIQUE NULLS NOT DISTINCT("project_id","day")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."run_ends" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL,
	"succeeded" boolean NOT NULL,
	"duration_ms" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "turnbolt"."connections" ADD COLUMN "permissions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "turnbolt"."connections" ADD COLUMN "tested_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "turnbolt"."bulk_items" ADD CONSTRAINT "bulk_items_job_id_bulk_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "turnbolt"."bulk_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."run_days" ADD CONSTRAINT "run_days_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bulk_items_waiting" ON "turnbolt"."bulk_items" USING btree ("job_id","position") WHERE "turnbolt"."bulk_items"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "bulk_jobs_of_person" ON "turnbolt"."bulk_jobs" USING btree ("requested_by","created_at","id");--> statement-breakpoint
CREATE INDEX "bulk_jobs_by_time" ON "turnbolt"."bulk_jobs" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "bulk_jobs_open" ON "turnbolt"."bulk_jobs" USING btree ("created_at") WHERE "turnbolt"."bulk_jobs"."dealt_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "bulk_jobs_request" ON "turnbolt"."bulk_jobs" USING btree ("requested_by","request_key") WHERE "turnbolt"."bulk_jobs"."request_key" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "key_rewraps_one_open" ON "turnbolt"."key_rewraps" USING btree ((true)) WHERE "turnbolt"."key_rewraps"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "key_rewraps_by_time" ON "turnbolt"."key_rewraps" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "connections_broken" ON "turnbolt"."connections" USING btree ("broken_at") WHERE "turnbolt"."connections"."broken_at" is not null;--> statement-breakpoint
CREATE INDEX "rotations_attention" ON "turnbolt"."rotations" USING btree (("attention" ->> 'since')) WHERE "turnbolt"."rotations"."attention" is not null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_attention_of_project" ON "turnbolt"."rotations" USING btree ("project_id",("attention" ->> 'since')) WHERE "turnbolt"."rotations"."attention" is not null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_held" ON "turnbolt"."rotations" USING btree ("project_id") WHERE "turnbolt"."rotations"."held_at" is not null and "turnbolt"."rotations"."attention" is null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_failing" ON "turnbolt"."rotations" USING btree ("last_failed_at") WHERE "turnbolt"."rotations"."last_failed_at" is not null and "turnbolt"."rotations"."held_at" is null and "turnbolt"."rotations"."attention" is null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_failing_of_project" ON "turnbolt"."rotations" USING btree ("project_id","last_failed_at") WHERE "turnbolt"."rotations"."last_failed_at" is not null and "turnbolt"."rotations"."held_at" is null and "turnbolt"."rotations"."attention" is null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_next_of_project" ON "turnbolt"."rotations" USING btree ("project_id","next_at") WHERE "turnbolt"."rotations"."next_at" is not null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
-- In the transaction that ends a run, however that came about: the run is to be counted.
CREATE FUNCTION "turnbolt"."run_ended"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO turnbolt.run_ends (run_id, project_id, ended_at, succeeded, duration_ms)
    SELECT NEW.id, r.project_id, NEW.ended_at, NEW.state = 'done',
      greatest(0, round(extract(epoch FROM NEW.ended_at - NEW.created_at) * 1000))
    FROM turnbolt.rotations r WHERE r.id = NEW.rotation_id;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "run_has_ended" AFTER UPDATE ON "turnbolt"."runs" FOR EACH ROW
WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.state IN ('done', 'failed') AND NEW.kind IN ('create', 'rotate', 'reconcile'))
EXECUTE FUNCTION "turnbolt"."run_ended"();
