ALTER TABLE "turnbolt"."audit" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "turnbolt"."audit" ADD COLUMN "request_id" text;