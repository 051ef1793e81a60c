ALTER TABLE "turnbolt"."bulk_jobs" ADD COLUMN "removes" text;--> statement-breakpoint
ALTER TABLE "turnbolt"."bulk_jobs" ADD COLUMN "removes_id" uuid;--> statement-breakpoint
ALTER TABLE "turnbolt"."bulk_jobs" ADD COLUMN "removes_project_id" uuid;--> statement-breakpoint
ALTER TABLE "turnbolt"."bulk_jobs" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "turnbolt"."bulk_jobs" ADD COLUMN "problem" text;--> statement-breakpoint
CREATE UNIQUE INDEX "bulk_jobs_removing" ON "turnbolt"."bulk_jobs" USING btree ("removes_id") WHERE "turnbolt"."bulk_jobs"."removes_id" is not null and "turnbolt"."bulk_jobs"."closed_at" is null;