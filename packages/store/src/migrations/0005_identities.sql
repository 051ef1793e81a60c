CREATE TABLE "turnbolt"."access_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_secret_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "access_tokens_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."client_secrets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"universal_auth_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"prefix" text NOT NULL,
	"description" text NOT NULL,
	"ttl" integer NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"uses" integer DEFAULT 0 NOT NULL,
	"uses_limit" integer NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "client_secrets_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."identity_memberships" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identity_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identity_memberships_project" UNIQUE("identity_id","project_id"),
	CONSTRAINT "identity_memberships_role" CHECK ("turnbolt"."identity_memberships"."role" in ('viewer', 'developer', 'operator', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "turnbolt"."universal_auths" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identity_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"access_token_ttl" integer NOT NULL,
	"access_token_max_ttl" integer NOT NULL,
	"access_token_trusted_ips" text[] NOT NULL,
	"client_secret_trusted_ips" text[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "universal_auths_identity" UNIQUE("identity_id"),
	CONSTRAINT "universal_auths_client" UNIQUE("client_id")
);
--> statement-breakpoint
ALTER TABLE "turnbolt"."access_tokens" ADD CONSTRAINT "access_tokens_client_secret_id_client_secrets_id_fk" FOREIGN KEY ("client_secret_id") REFERENCES "turnbolt"."client_secrets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."client_secrets" ADD CONSTRAINT "client_secrets_universal_auth_id_universal_auths_id_fk" FOREIGN KEY ("universal_auth_id") REFERENCES "turnbolt"."universal_auths"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."identity_memberships" ADD CONSTRAINT "identity_memberships_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "turnbolt"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."identity_memberships" ADD CONSTRAINT "identity_memberships_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "turnbolt"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turnbolt"."universal_auths" ADD CONSTRAINT "universal_auths_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "turnbolt"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_tokens_of_secret" ON "turnbolt"."access_tokens" USING btree ("client_secret_id","created_at","id");--> statement-breakpoint
CREATE INDEX "access_tokens_expiry" ON "turnbolt"."access_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "client_secrets_of_identity" ON "turnbolt"."client_secrets" USING btree ("universal_auth_id","created_at","id");--> statement-breakpoint
CREATE INDEX "client_secrets_revoked" ON "turnbolt"."client_secrets" USING btree ("revoked_at") WHERE "turnbolt"."client_secrets"."revoked_at" is not null;--> statement-breakpoint
CREATE INDEX "identities_by_name" ON "turnbolt"."identities" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "identity_memberships_of_project" ON "turnbolt"."identity_memberships" USING btree ("project_id","created_at","id");