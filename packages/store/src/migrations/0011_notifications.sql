CREATE TABLE "turnbolt"."channels" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"version" integer NOT NULL,
	"config" jsonb NOT NULL,
	"sealed" jsonb NOT NULL,
	"events" text[] NOT NULL,
	"rotation_types" text[],
	"environments" text[],
	"is_enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channels_name" UNIQUE NULLS NOT DISTINCT("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"channel_id" uuid NOT NULL,
	"outbox_id" bigint,
	"event" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"rotation_id" uuid,
	"version" integer,
	"state" text DEFAULT 'waiting' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sender" text,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "deliveries_once" UNIQUE("channel_id","outbox_id")
);
--> statement-breakpoint
ALTER TABLE "turnbolt"."rotations" ADD COLUMN "overdue_told" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "turnbolt"."rotations" ADD COLUMN "due_soon_told" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "turnbolt"."channels" ADD CONSTRAINT "channels_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."deliveries" ADD CONSTRAINT "deliveries_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "turnbolt"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_waiting" ON "turnbolt"."deliveries" USING btree ("channel_id","next_at") WHERE "turnbolt"."deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "turnbolt"."deliveries" USING btree ("next_at") WHERE "turnbolt"."deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_of_version" ON "turnbolt"."deliveries" USING btree ("rotation_id","version") WHERE "turnbolt"."deliveries"."state" = 'waiting' and "turnbolt"."deliveries"."version" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_of_channel" ON "turnbolt"."deliveries" USING btree ("channel_id","created_at","id");--> statement-breakpoint
CREATE INDEX "deliveries_old" ON "turnbolt"."deliveries" USING btree ("ended_at") WHERE "turnbolt"."deliveries"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX "rotations_overdue" ON "turnbolt"."rotations" USING btree ("next_at") WHERE "turnbolt"."rotations"."overdue_told" is distinct from "turnbolt"."rotations"."next_at" and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_due_soon" ON "turnbolt"."rotations" USING btree ("next_at") WHERE "turnbolt"."rotations"."due_soon_told" is distinct from "turnbolt"."rotations"."next_at" and "turnbolt"."rotations"."deleted_at" is null;