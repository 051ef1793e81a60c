ALTER TABLE "turnbolt"."environments" ADD COLUMN "updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "turnbolt"."folders" ADD COLUMN "parent_id" uuid;--> statement-breakpoint
ALTER TABLE "turnbolt"."folders" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "turnbolt"."folders" ADD COLUMN "updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "turnbolt"."secrets" ADD COLUMN "skip_multiline_encoding" boolean;--> statement-breakpoint
ALTER TABLE "turnbolt"."folders" ADD CONSTRAINT "folders_parent_id_folders_id_fk" FOREIGN KEY ("parent_id") REFERENCES "turnbolt"."folders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "folders_of_parent" ON "turnbolt"."folders" USING btree ("parent_id","path");--> statement-breakpoint
CREATE INDEX "folders_below" ON "turnbolt"."folders" USING btree ("environment_id","path" text_pattern_ops);--> statement-breakpoint
ALTER TABLE "turnbolt"."folders" ADD CONSTRAINT "folders_root_has_no_parent" CHECK (("turnbolt"."folders"."parent_id" is null) = ("turnbolt"."folders"."path" = '/'));