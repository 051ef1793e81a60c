CREATE TABLE "turnbolt"."invitation_roles" (
	"invitation_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "invitation_roles_pk" PRIMARY KEY("invitation_id","project_id"),
	CONSTRAINT "invitation_roles_role" CHECK ("turnbolt"."invitation_roles"."role" in ('viewer', 'developer', 'operator', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"is_admin" boolean DEFAULT false NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invitations_email" UNIQUE("email"),
	CONSTRAINT "invitations_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."members" (
	"project_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "members_pk" PRIMARY KEY("project_id","person_id"),
	CONSTRAINT "members_role" CHECK ("turnbolt"."members"."role" in ('viewer', 'developer', 'operator', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."outside_logins" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outside_logins_pk" PRIMARY KEY("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."password_links" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"person_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "password_links_person" UNIQUE NULLS NOT DISTINCT("person_id")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"is_admin" boolean DEFAULT false NOT NULL,
	"password" "bytea",
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_email" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."tallies" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tallies_count_up" CHECK ("turnbolt"."tallies"."count" > 0)
);
--> statement-breakpoint
ALTER TABLE "turnbolt"."invitation_roles" ADD CONSTRAINT "invitation_roles_invitation_id_invitations_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "turnbolt"."invitations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."invitation_roles" ADD CONSTRAINT "invitation_roles_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."members" ADD CONSTRAINT "members_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."members" ADD CONSTRAINT "members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "turnbolt"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."outside_logins" ADD CONSTRAINT "outside_logins_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "turnbolt"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."password_links" ADD CONSTRAINT "password_links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "turnbolt"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "turnbolt"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invitation_roles_project" ON "turnbolt"."invitation_roles" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "invitations_created" ON "turnbolt"."invitations" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "invitations_expired" ON "turnbolt"."invitations" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "members_person" ON "turnbolt"."members" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "outside_logins_person" ON "turnbolt"."outside_logins" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "password_links_expired" ON "turnbolt"."password_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "people_name" ON "turnbolt"."people" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "people_admins" ON "turnbolt"."people" USING btree ("id") WHERE "turnbolt"."people"."is_admin" and "turnbolt"."people"."disabled_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_person" ON "turnbolt"."sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sessions_expired" ON "turnbolt"."sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "tallies_ended" ON "turnbolt"."tallies" USING btree ("ends_at");--> statement-breakpoint
ALTER TABLE "turnbolt"."tallies" SET UNLOGGED;