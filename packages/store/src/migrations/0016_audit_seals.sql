CREATE TABLE "turnbolt"."audit_seals" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"format" smallint NOT NULL,
	"key_id" uuid NOT NULL,
	"first" bigint NOT NULL,
	"last" bigint NOT NULL,
	"count" integer NOT NULL,
	"rows" "bytea" NOT NULL,
	"previous" "bytea" NOT NULL,
	"seal" "bytea" NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_seals_previous" UNIQUE("previous")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."audit_verifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"requested_by" text NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"total" bigint DEFAULT 0 NOT NULL,
	"seals" bigint DEFAULT 0 NOT NULL,
	"rows" bigint DEFAULT 0 NOT NULL,
	"broken" jsonb
);
--> statement-breakpoint
CREATE INDEX "audit_verifications_by_time" ON "turnbolt"."audit_verifications" USING btree ("started_at");
--> statement-breakpoint
-- Digests cannot be made smaller, and it is not tried.
ALTER TABLE "turnbolt"."audit_seals" ALTER COLUMN "rows" SET STORAGE EXTERNAL;
--> statement-breakpoint
CREATE TRIGGER "audit_seals_are_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "turnbolt"."audit_seals"
FOR EACH STATEMENT EXECUTE FUNCTION "turnbolt"."refuse_change"();
