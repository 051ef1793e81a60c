CREATE SCHEMA "turnbolt";
--> statement-breakpoint
CREATE TABLE "turnbolt"."audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"message" text NOT NULL,
	"actor" text,
	"project_id" uuid,
	"rotation_id" uuid,
	"connection_id" uuid,
	"secret_id" uuid,
	"run_id" uuid,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid,
	"name" text NOT NULL,
	"description" text,
	"app" text NOT NULL,
	"method" text,
	"version" integer NOT NULL,
	"config" jsonb NOT NULL,
	"sealed" jsonb NOT NULL,
	"broken_at" timestamp (3) with time zone,
	"broken_message" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connections_name" UNIQUE NULLS NOT DISTINCT("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."data_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid,
	"key_id" text NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "data_keys_project" UNIQUE NULLS NOT DISTINCT("project_id")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."environments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"project_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "environments_slug" UNIQUE("project_id","slug")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."findings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rotation_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"fence" bigint NOT NULL,
	"answer" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."folders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"environment_id" uuid NOT NULL,
	"path" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "folders_path" UNIQUE("environment_id","path")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."installation" (
	"single" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"key_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "installation_is_single" CHECK ("turnbolt"."installation"."single")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."migrations" (
	"number" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"applied_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"message" text NOT NULL,
	"project_id" uuid,
	"rotation_id" uuid,
	"run_id" uuid,
	"version" integer,
	"data" jsonb NOT NULL,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."projects" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "projects_slug" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."rotations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"folder_id" uuid,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"connection_id" uuid,
	"parameters" jsonb NOT NULL,
	"subjects" text[] NOT NULL,
	"schedule" jsonb NOT NULL,
	"auto" boolean NOT NULL,
	"overlap_ms" bigint,
	"strangers" text NOT NULL,
	"verify_timeout_ms" integer,
	"login_proves" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"fence" bigint NOT NULL,
	"revision" bigint NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"lease_owner" text,
	"due_at" timestamp (3) with time zone,
	"last_number" integer NOT NULL,
	"last_rotated_at" timestamp (3) with time zone,
	"last_manual" boolean NOT NULL,
	"next_at" timestamp (3) with time zone,
	"wake_at" timestamp (3) with time zone,
	"check_at" timestamp (3) with time zone,
	"quiet_at" timestamp (3) with time zone,
	"unsettled" text[] NOT NULL,
	"ended_handles" text[] NOT NULL,
	"failures" integer NOT NULL,
	"held_at" timestamp (3) with time zone,
	"attention" jsonb,
	"opening" jsonb,
	"probes" timestamp (3) with time zone[] NOT NULL,
	"must_verify" boolean NOT NULL,
	"revoke_asked" jsonb,
	CONSTRAINT "rotations_live_has_place" CHECK ("turnbolt"."rotations"."deleted_at" is not null or ("turnbolt"."rotations"."folder_id" is not null and "turnbolt"."rotations"."connection_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rotation_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"trigger" text NOT NULL,
	"requested_by" text,
	"request_key" text,
	"state" text NOT NULL,
	"label" text NOT NULL,
	"force" boolean NOT NULL,
	"adopts" boolean NOT NULL,
	"parameters" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"issued_at" timestamp (3) with time zone,
	"draft_attempt" integer NOT NULL,
	"tries" integer NOT NULL,
	"unanswered" boolean NOT NULL,
	"failure" text,
	"message" text,
	"alerted_at" timestamp (3) with time zone,
	"steps" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."secret_versions" (
	"secret_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"value" "bytea",
	"version_id" uuid,
	"field" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text,
	CONSTRAINT "secret_versions_pk" PRIMARY KEY("secret_id","number"),
	CONSTRAINT "secret_versions_one_source" CHECK (("turnbolt"."secret_versions"."value" is null) = ("turnbolt"."secret_versions"."version_id" is not null and "turnbolt"."secret_versions"."field" is not null))
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."secrets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"folder_id" uuid NOT NULL,
	"name" text NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"rotation_id" uuid,
	"field" text,
	"version" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "secrets_name" UNIQUE("folder_id","name"),
	CONSTRAINT "secrets_field" UNIQUE("rotation_id","field"),
	CONSTRAINT "secrets_rotated_has_field" CHECK (("turnbolt"."secrets"."rotation_id" is null) = ("turnbolt"."secrets"."field" is null))
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."subjects" (
	"subject" text PRIMARY KEY NOT NULL,
	"rotation_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rotation_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"handle" text NOT NULL,
	"exclusive" boolean NOT NULL,
	"state" text NOT NULL,
	"run_id" uuid NOT NULL,
	"sealed" jsonb,
	"answer" "bytea",
	"needed_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"promoted_at" timestamp (3) with time zone,
	"retire_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "versions_number" UNIQUE("rotation_id","number")
);
--> statement-breakpoint
ALTER TABLE "turnbolt"."connections" ADD CONSTRAINT "connections_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."data_keys" ADD CONSTRAINT "data_keys_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."environments" ADD CONSTRAINT "environments_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."findings" ADD CONSTRAINT "findings_rotation_id_rotations_id_fk" FOREIGN KEY ("rotation_id") REFERENCES "turnbolt"."rotations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."folders" ADD CONSTRAINT "folders_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "turnbolt"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."rotations" ADD CONSTRAINT "rotations_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."rotations" ADD CONSTRAINT "rotations_folder_id_folders_id_fk" FOREIGN KEY ("folder_id") REFERENCES "turnbolt"."folders"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."rotations" ADD CONSTRAINT "rotations_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "turnbolt"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."runs" ADD CONSTRAINT "runs_rotation_id_rotations_id_fk" FOREIGN KEY ("rotation_id") REFERENCES "turnbolt"."rotations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."secret_versions" ADD CONSTRAINT "secret_versions_secret_id_secrets_id_fk" FOREIGN KEY ("secret_id") REFERENCES "turnbolt"."secrets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."secret_versions" ADD CONSTRAINT "secret_versions_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "turnbolt"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."secrets" ADD CONSTRAINT "secrets_folder_id_folders_id_fk" FOREIGN KEY ("folder_id") REFERENCES "turnbolt"."folders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."secrets" ADD CONSTRAINT "secrets_rotation_id_rotations_id_fk" FOREIGN KEY ("rotation_id") REFERENCES "turnbolt"."rotations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."subjects" ADD CONSTRAINT "subjects_rotation_id_rotations_id_fk" FOREIGN KEY ("rotation_id") REFERENCES "turnbolt"."rotations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."versions" ADD CONSTRAINT "versions_rotation_id_rotations_id_fk" FOREIGN KEY ("rotation_id") REFERENCES "turnbolt"."rotations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_of_rotation" ON "turnbolt"."audit" USING btree ("rotation_id","id");--> statement-breakpoint
CREATE INDEX "audit_of_project" ON "turnbolt"."audit" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "findings_of_rotation" ON "turnbolt"."findings" USING btree ("rotation_id");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "turnbolt"."outbox" USING btree ("id") WHERE "turnbolt"."outbox"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_of_rotation" ON "turnbolt"."outbox" USING btree ("rotation_id","version") WHERE "turnbolt"."outbox"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "rotations_due" ON "turnbolt"."rotations" USING btree ("due_at") WHERE "turnbolt"."rotations"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "rotations_leased" ON "turnbolt"."rotations" USING btree ("lease_until") WHERE "turnbolt"."rotations"."lease_until" is not null;--> statement-breakpoint
CREATE INDEX "rotations_connection" ON "turnbolt"."rotations" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "rotations_project" ON "turnbolt"."rotations" USING btree ("project_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "rotations_name" ON "turnbolt"."rotations" USING btree ("folder_id","name") WHERE "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_open" ON "turnbolt"."runs" USING btree ("rotation_id") WHERE "turnbolt"."runs"."state" not in ('done', 'failed', 'cancelled');--> statement-breakpoint
CREATE UNIQUE INDEX "runs_request" ON "turnbolt"."runs" USING btree ("rotation_id","request_key") WHERE "turnbolt"."runs"."request_key" is not null;--> statement-breakpoint
CREATE INDEX "runs_of_rotation" ON "turnbolt"."runs" USING btree ("rotation_id","created_at");--> statement-breakpoint
CREATE INDEX "runs_old" ON "turnbolt"."runs" USING btree ("ended_at") WHERE "turnbolt"."runs"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX "secret_versions_version" ON "turnbolt"."secret_versions" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "subjects_rotation" ON "turnbolt"."subjects" USING btree ("rotation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "versions_live_handle" ON "turnbolt"."versions" USING btree ("rotation_id","handle") WHERE "turnbolt"."versions"."exclusive" and "turnbolt"."versions"."state" in ('draft', 'active');--> statement-breakpoint
CREATE UNIQUE INDEX "versions_one_active" ON "turnbolt"."versions" USING btree ("rotation_id") WHERE "turnbolt"."versions"."state" = 'active';--> statement-breakpoint
CREATE INDEX "versions_open" ON "turnbolt"."versions" USING btree ("rotation_id") WHERE "turnbolt"."versions"."state" in ('draft', 'active', 'superseded', 'revoking');--> statement-breakpoint
CREATE INDEX "versions_erasable" ON "turnbolt"."versions" USING btree ("ended_at") WHERE "turnbolt"."versions"."ended_at" is not null and ("turnbolt"."versions"."sealed" is not null or "turnbolt"."versions"."answer" is not null);