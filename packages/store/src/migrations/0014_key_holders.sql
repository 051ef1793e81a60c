CREATE TABLE "turnbolt"."key_holders" (
	"owner" text PRIMARY KEY NOT NULL,
	"key_ids" text[] NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
