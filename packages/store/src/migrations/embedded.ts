// Made from the SQL files beside it by `pnpm --filter @turnbolt/store generate`.
export const embedded: readonly {
  readonly name: string;
  readonly hash: string;
  readonly statements: readonly string[];
}[] = [
  {
    "name": "0000_tables",
    "hash": "3fc6d1e1f45936272a84abb9d26771854cde6710418292014ab373e01690d3f1",
    "statements": [
      "CREATE SCHEMA \"turnbolt\";",
      "CREATE TABLE \"turnbolt\".\"audit\" (\n\t\"id\" bigserial PRIMARY KEY NOT NULL,\n\t\"at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"kind\" text NOT NULL,\n\t\"message\" text NOT NULL,\n\t\"actor\" text,\n\t\"project_id\" uuid,\n\t\"rotation_id\" uuid,\n\t\"connection_id\" uuid,\n\t\"secret_id\" uuid,\n\t\"run_id\" uuid,\n\t\"data\" jsonb NOT NULL\n);",
      "CREATE TABLE \"turnbolt\".\"connections\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"project_id\" uuid,\n\t\"name\" text NOT NULL,\n\t\"description\" text,\n\t\"app\" text NOT NULL,\n\t\"method\" text,\n\t\"version\" integer NOT NULL,\n\t\"config\" jsonb NOT NULL,\n\t\"sealed\" jsonb NOT NULL,\n\t\"broken_at\" timestamp (3) with time zone,\n\t\"broken_message\" text,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"connections_name\" UNIQUE NULLS NOT DISTINCT(\"project_id\",\"name\")\n);",
      "CREATE TABLE \"turnbolt\".\"data_keys\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"project_id\" uuid,\n\t\"key_id\" text NOT NULL,\n\t\"wrapped\" \"bytea\" NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"data_keys_project\" UNIQUE NULLS NOT DISTINCT(\"project_id\")\n);",
      "CREATE TABLE \"turnbolt\".\"environments\" (\n\t\"id\" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,\n\t\"project_id\" uuid NOT NULL,\n\t\"slug\" text NOT NULL,\n\t\"name\" text NOT NULL,\n\t\"position\" integer DEFAULT 0 NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"environments_slug\" UNIQUE(\"project_id\",\"slug\")\n);",
      "CREATE TABLE \"turnbolt\".\"findings\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"rotation_id\" uuid NOT NULL,\n\t\"run_id\" uuid NOT NULL,\n\t\"version_id\" uuid NOT NULL,\n\t\"number\" integer NOT NULL,\n\t\"fence\" bigint NOT NULL,\n\t\"answer\" \"bytea\" NOT NULL,\n\t\"created_at\" timestamp (3) with time zone NOT NULL,\n\t\"used_at\" timestamp (3) with time zone\n);",
      "CREATE TABLE \"turnbolt\".\"folders\" (\n\t\"id\" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,\n\t\"environment_id\" uuid NOT NULL,\n\t\"path\" text NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"folders_path\" UNIQUE(\"environment_id\",\"path\")\n);",
      "CREATE TABLE \"turnbolt\".\"installation\" (\n\t\"single\" boolean PRIMARY KEY DEFAULT true NOT NULL,\n\t\"id\" uuid DEFAULT gen_random_uuid() NOT NULL,\n\t\"key_id\" text,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"installation_is_single\" CHECK (\"turnbolt\".\"installation\".\"single\")\n);",
      "CREATE TABLE \"turnbolt\".\"migrations\" (\n\t\"number\" integer PRIMARY KEY NOT NULL,\n\t\"name\" text NOT NULL,\n\t\"hash\" text NOT NULL,\n\t\"applied_at\" timestamp (3) with time zone DEFAULT now() NOT NULL\n);",
      "CREATE TABLE \"turnbolt\".\"outbox\" (\n\t\"id\" bigserial PRIMARY KEY NOT NULL,\n\t\"at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"kind\" text NOT NULL,\n\t\"message\" text NOT NULL,\n\t\"project_id\" uuid,\n\t\"rotation_id\" uuid,\n\t\"run_id\" uuid,\n\t\"version\" integer,\n\t\"data\" jsonb NOT NULL,\n\t\"delivered_at\" timestamp (3) with time zone\n);",
      "CREATE TABLE \"turnbolt\".\"projects\" (\n\t\"id\" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,\n\t\"slug\" text NOT NULL,\n\t\"name\" text NOT NULL,\n\t\"description\" text,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"projects_slug\" UNIQUE(\"slug\")\n);",
      "CREATE TABLE \"turnbolt\".\"rotations\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"project_id\" uuid NOT NULL,\n\t\"folder_id\" uuid,\n\t\"type\" text NOT NULL,\n\t\"name\" text NOT NULL,\n\t\"description\" text,\n\t\"connection_id\" uuid,\n\t\"parameters\" jsonb NOT NULL,\n\t\"subjects\" text[] NOT NULL,\n\t\"schedule\" jsonb NOT NULL,\n\t\"auto\" boolean NOT NULL,\n\t\"overlap_ms\" bigint,\n\t\"strangers\" text NOT NULL,\n\t\"verify_timeout_ms\" integer,\n\t\"login_proves\" boolean NOT NULL,\n\t\"created_at\" timestamp (3) with time zone NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"deleted_at\" timestamp (3) with time zone,\n\t\"fence\" bigint NOT NULL,\n\t\"revision\" bigint NOT NULL,\n\t\"lease_until\" timestamp (3) with time zone,\n\t\"lease_owner\" text,\n\t\"due_at\" timestamp (3) with time zone,\n\t\"last_number\" integer NOT NULL,\n\t\"last_rotated_at\" timestamp (3) with time zone,\n\t\"last_manual\" boolean NOT NULL,\n\t\"next_at\" timestamp (3) with time zone,\n\t\"wake_at\" timestamp (3) with time zone,\n\t\"check_at\" timestamp (3) with time zone,\n\t\"quiet_at\" timestamp (3) with time zone,\n\t\"unsettled\" text[] NOT NULL,\n\t\"ended_handles\" text[] NOT NULL,\n\t\"failures\" integer NOT NULL,\n\t\"held_at\" timestamp (3) with time zone,\n\t\"attention\" jsonb,\n\t\"opening\" jsonb,\n\t\"probes\" timestamp (3) with time zone[] NOT NULL,\n\t\"must_verify\" boolean NOT NULL,\n\t\"revoke_asked\" jsonb,\n\tCONSTRAINT \"rotations_live_has_place\" CHECK (\"turnbolt\".\"rotations\".\"deleted_at\" is not null or (\"turnbolt\".\"rotations\".\"folder_id\" is not null and \"turnbolt\".\"rotations\".\"connection_id\" is not null))\n);",
      "CREATE TABLE \"turnbolt\".\"runs\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"rotation_id\" uuid NOT NULL,\n\t\"kind\" text NOT NULL,\n\t\"trigger\" text NOT NULL,\n\t\"requested_by\" text,\n\t\"request_key\" text,\n\t\"state\" text NOT NULL,\n\t\"label\" text NOT NULL,\n\t\"force\" boolean NOT NULL,\n\t\"adopts\" boolean NOT NULL,\n\t\"parameters\" jsonb NOT NULL,\n\t\"created_at\" timestamp (3) with time zone NOT NULL,\n\t\"ended_at\" timestamp (3) with time zone,\n\t\"issued_at\" timestamp (3) with time zone,\n\t\"draft_attempt\" integer NOT NULL,\n\t\"tries\" integer NOT NULL,\n\t\"unanswered\" boolean NOT NULL,\n\t\"failure\" text,\n\t\"message\" text,\n\t\"alerted_at\" timestamp (3) with time zone,\n\t\"steps\" jsonb NOT NULL\n);",
      "CREATE TABLE \"turnbolt\".\"secret_versions\" (\n\t\"secret_id\" uuid NOT NULL,\n\t\"number\" integer NOT NULL,\n\t\"value\" \"bytea\",\n\t\"version_id\" uuid,\n\t\"field\" text,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"created_by\" text,\n\tCONSTRAINT \"secret_versions_pk\" PRIMARY KEY(\"secret_id\",\"number\"),\n\tCONSTRAINT \"secret_versions_one_source\" CHECK ((\"turnbolt\".\"secret_versions\".\"value\" is null) = (\"turnbolt\".\"secret_versions\".\"version_id\" is not null and \"turnbolt\".\"secret_versions\".\"field\" is not null))\n);",
      "CREATE TABLE \"turnbolt\".\"secrets\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"folder_id\" uuid NOT NULL,\n\t\"name\" text NOT NULL,\n\t\"comment\" text DEFAULT '' NOT NULL,\n\t\"rotation_id\" uuid,\n\t\"field\" text,\n\t\"version\" integer,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"secrets_name\" UNIQUE(\"folder_id\",\"name\"),\n\tCONSTRAINT \"secrets_field\" UNIQUE(\"rotation_id\",\"field\"),\n\tCONSTRAINT \"secrets_rotated_has_field\" CHECK ((\"turnbolt\".\"secrets\".\"rotation_id\" is null) = (\"turnbolt\".\"secrets\".\"field\" is null))\n);",
      "CREATE TABLE \"turnbolt\".\"subjects\" (\n\t\"subject\" text PRIMARY KEY NOT NULL,\n\t\"rotation_id\" uuid NOT NULL\n);",
      "CREATE TABLE \"turnbolt\".\"versions\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"rotation_id\" uuid NOT NULL,\n\t\"number\" integer NOT NULL,\n\t\"handle\" text NOT NULL,\n\t\"exclusive\" boolean NOT NULL,\n\t\"state\" text NOT NULL,\n\t\"run_id\" uuid NOT NULL,\n\t\"sealed\" jsonb,\n\t\"answer\" \"bytea\",\n\t\"needed_until\" timestamp (3) with time zone,\n\t\"created_at\" timestamp (3) with time zone NOT NULL,\n\t\"promoted_at\" timestamp (3) with time zone,\n\t\"retire_at\" timestamp (3) with time zone,\n\t\"ended_at\" timestamp (3) with time zone,\n\tCONSTRAINT \"versions_number\" UNIQUE(\"rotation_id\",\"number\")\n);",
      "ALTER TABLE \"turnbolt\".\"connections\" ADD CONSTRAINT \"connections_project_id_projects_id_fk\" FOREIGN KEY (\"project_id\") REFERENCES \"turnbolt\".\"projects\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"data_keys\" ADD CONSTRAINT \"data_keys_project_id_projects_id_fk\" FOREIGN KEY (\"project_id\") REFERENCES \"turnbolt\".\"projects\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"environments\" ADD CONSTRAINT \"environments_project_id_projects_id_fk\" FOREIGN KEY (\"project_id\") REFERENCES \"turnbolt\".\"projects\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"findings\" ADD CONSTRAINT \"findings_rotation_id_rotations_id_fk\" FOREIGN KEY (\"rotation_id\") REFERENCES \"turnbolt\".\"rotations\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"folders\" ADD CONSTRAINT \"folders_environment_id_environments_id_fk\" FOREIGN KEY (\"environment_id\") REFERENCES \"turnbolt\".\"environments\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"rotations\" ADD CONSTRAINT \"rotations_project_id_projects_id_fk\" FOREIGN KEY (\"project_id\") REFERENCES \"turnbolt\".\"projects\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"rotations\" ADD CONSTRAINT \"rotations_folder_id_folders_id_fk\" FOREIGN KEY (\"folder_id\") REFERENCES \"turnbolt\".\"folders\"(\"id\") ON DELETE set null ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"rotations\" ADD CONSTRAINT \"rotations_connection_id_connections_id_fk\" FOREIGN KEY (\"connection_id\") REFERENCES \"turnbolt\".\"connections\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"runs\" ADD CONSTRAINT \"runs_rotation_id_rotations_id_fk\" FOREIGN KEY (\"rotation_id\") REFERENCES \"turnbolt\".\"rotations\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"secret_versions\" ADD CONSTRAINT \"secret_versions_secret_id_secrets_id_fk\" FOREIGN KEY (\"secret_id\") REFERENCES \"turnbolt\".\"secrets\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"secret_versions\" ADD CONSTRAINT \"secret_versions_version_id_versions_id_fk\" FOREIGN KEY (\"version_id\") REFERENCES \"turnbolt\".\"versions\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"secrets\" ADD CONSTRAINT \"secrets_folder_id_folders_id_fk\" FOREIGN KEY (\"folder_id\") REFERENCES \"turnbolt\".\"folders\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"secrets\" ADD CONSTRAINT \"secrets_rotation_id_rotations_id_fk\" FOREIGN KEY (\"rotation_id\") REFERENCES \"turnbolt\".\"rotations\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"subjects\" ADD CONSTRAINT \"subjects_rotation_id_rotations_id_fk\" FOREIGN KEY (\"rotation_id\") REFERENCES \"turnbolt\".\"rotations\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"versions\" ADD CONSTRAINT \"versions_rotation_id_rotations_id_fk\" FOREIGN KEY (\"rotation_id\") REFERENCES \"turnbolt\".\"rotations\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "CREATE INDEX \"audit_of_rotation\" ON \"turnbolt\".\"audit\" USING btree (\"rotation_id\",\"id\");",
      "CREATE INDEX \"audit_of_project\" ON \"turnbolt\".\"audit\" USING btree (\"project_id\",\"id\");",
      "CREATE INDEX \"findings_of_rotation\" ON \"turnbolt\".\"findings\" USING btree (\"rotation_id\");",
      "CREATE INDEX \"outbox_waiting\" ON \"turnbolt\".\"outbox\" USING btree (\"id\") WHERE \"turnbolt\".\"outbox\".\"delivered_at\" is null;",
      "CREATE INDEX \"outbox_of_rotation\" ON \"turnbolt\".\"outbox\" USING btree (\"rotation_id\",\"version\") WHERE \"turnbolt\".\"outbox\".\"delivered_at\" is null;",
      "CREATE INDEX \"rotations_due\" ON \"turnbolt\".\"rotations\" USING btree (\"due_at\") WHERE \"turnbolt\".\"rotations\".\"due_at\" is not null;",
      "CREATE INDEX \"rotations_leased\" ON \"turnbolt\".\"rotations\" USING btree (\"lease_until\") WHERE \"turnbolt\".\"rotations\".\"lease_until\" is not null;",
      "CREATE INDEX \"rotations_connection\" ON \"turnbolt\".\"rotations\" USING btree (\"connection_id\");",
      "CREATE INDEX \"rotations_project\" ON \"turnbolt\".\"rotations\" USING btree (\"project_id\",\"name\");",
      "CREATE UNIQUE INDEX \"rotations_name\" ON \"turnbolt\".\"rotations\" USING btree (\"folder_id\",\"name\") WHERE \"turnbolt\".\"rotations\".\"deleted_at\" is null;",
      "CREATE UNIQUE INDEX \"runs_one_open\" ON \"turnbolt\".\"runs\" USING btree (\"rotation_id\") WHERE \"turnbolt\".\"runs\".\"state\" not in ('done', 'failed', 'cancelled');",
      "CREATE UNIQUE INDEX \"runs_request\" ON \"turnbolt\".\"runs\" USING btree (\"rotation_id\",\"request_key\") WHERE \"turnbolt\".\"runs\".\"request_key\" is not null;",
      "CREATE INDEX \"runs_of_rotation\" ON \"turnbolt\".\"runs\" USING btree (\"rotation_id\",\"created_at\");",
      "CREATE INDEX \"runs_old\" ON \"turnbolt\".\"runs\" USING btree (\"ended_at\") WHERE \"turnbolt\".\"runs\".\"ended_at\" is not null;",
      "CREATE INDEX \"secret_versions_version\" ON \"turnbolt\".\"secret_versions\" USING btree (\"version_id\");",
      "CREATE INDEX \"subjects_rotation\" ON \"turnbolt\".\"subjects\" USING btree (\"rotation_id\");",
      "CREATE UNIQUE INDEX \"versions_live_handle\" ON \"turnbolt\".\"versions\" USING btree (\"rotation_id\",\"handle\") WHERE \"turnbolt\".\"versions\".\"exclusive\" and \"turnbolt\".\"versions\".\"state\" in ('draft', 'active');",
      "CREATE UNIQUE INDEX \"versions_one_active\" ON \"turnbolt\".\"versions\" USING btree (\"rotation_id\") WHERE \"turnbolt\".\"versions\".\"state\" = 'active';",
      "CREATE INDEX \"versions_open\" ON \"turnbolt\".\"versions\" USING btree (\"rotation_id\") WHERE \"turnbolt\".\"versions\".\"state\" in ('draft', 'active', 'superseded', 'revoking');",
      "CREATE INDEX \"versions_erasable\" ON \"turnbolt\".\"versions\" USING btree (\"ended_at\") WHERE \"turnbolt\".\"versions\".\"ended_at\" is not null and (\"turnbolt\".\"versions\".\"sealed\" is not null or \"turnbolt\".\"versions\".\"answer\" is not null);"
    ]
  },
  {
    "name": "0001_rules",
    "hash": "f1aa011465db9bd600e7492484f5374d3588cb3573d1af2f16aa60b8591d5d7a",
    "statements": [
      "-- Locks a rotation for one save and refuses it when the lease is somebody else's (TB001) or a person edited it (TB002).\n-- Everything sent behind it then fails too, so that the whole save can be sent in one go.\nCREATE FUNCTION \"turnbolt\".\"hold\"(wanted uuid, held_fence bigint, seen_revision bigint) RETURNS void\nLANGUAGE plpgsql AS $$\nDECLARE\n  found_fence bigint;\n  found_revision bigint;\nBEGIN\n  SELECT fence, revision INTO found_fence, found_revision\n    FROM turnbolt.rotations WHERE id = wanted AND deleted_at IS NULL FOR UPDATE;\n  IF found_fence IS DISTINCT FROM held_fence THEN\n    RAISE EXCEPTION 'the lease is lost' USING ERRCODE = 'TB001';\n  END IF;\n  IF found_revision <> seen_revision THEN\n    RAISE EXCEPTION 'the rotation was edited' USING ERRCODE = 'TB002';\n  END IF;\nEND\n$$;",
      "CREATE FUNCTION \"turnbolt\".\"refuse_change\"() RETURNS trigger\nLANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'audit rows are never changed or deleted' USING ERRCODE = 'TB003';\nEND\n$$;",
      "CREATE TRIGGER \"audit_is_append_only\" BEFORE UPDATE OR DELETE OR TRUNCATE ON \"turnbolt\".\"audit\"\nFOR EACH STATEMENT EXECUTE FUNCTION \"turnbolt\".\"refuse_change\"();",
      "-- Goes up with every claim; compared with a copy outside, it tells a restored backup.\nCREATE SEQUENCE \"turnbolt\".\"high_water\";",
      "INSERT INTO \"turnbolt\".\"installation\" DEFAULT VALUES;",
      "INSERT INTO \"turnbolt\".\"projects\" (\"slug\", \"name\") VALUES ('default', 'Default');",
      "INSERT INTO \"turnbolt\".\"environments\" (\"project_id\", \"slug\", \"name\", \"position\")\nSELECT p.id, e.slug, e.name, e.position\nFROM \"turnbolt\".\"projects\" p,\n  (VALUES ('dev', 'Development', 0), ('staging', 'Staging', 1), ('prod', 'Production', 2)) AS e (slug, name, position);",
      "INSERT INTO \"turnbolt\".\"folders\" (\"environment_id\", \"path\") SELECT id, '/' FROM \"turnbolt\".\"environments\";"
    ]
  },
  {
    "name": "0002_current_step",
    "hash": "7c2a2d7b6a41d2ec7eac9d0b44a09cb09107d401c19de1a1d61c66c94d5231ad",
    "statements": [
      "ALTER TABLE \"turnbolt\".\"runs\" ADD COLUMN \"current_step\" jsonb;"
    ]
  },
  {
    "name": "0003_audit_origin",
    "hash": "9ede0530320e33a3a8fe6de0fef3a904d345fea3663231fe6c01f8fb33d7555c",
    "statements": [
      "ALTER TABLE \"turnbolt\".\"audit\" ADD COLUMN \"address\" text;",
      "ALTER TABLE \"turnbolt\".\"audit\" ADD COLUMN \"request_id\" text;"
    ]
  },
  {
    "name": "0004_folders",
    "hash": "819d1e586ea1b9fb40f93ecfd9343e40026f4f73faf141ac36e1af7091c4c9b0",
    "statements": [
      "ALTER TABLE \"turnbolt\".\"environments\" ADD COLUMN \"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL;",
      "ALTER TABLE \"turnbolt\".\"folders\" ADD COLUMN \"parent_id\" uuid;",
      "ALTER TABLE \"turnbolt\".\"folders\" ADD COLUMN \"description\" text;",
      "ALTER TABLE \"turnbolt\".\"folders\" ADD COLUMN \"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL;",
      "ALTER TABLE \"turnbolt\".\"secrets\" ADD COLUMN \"skip_multiline_encoding\" boolean;",
      "ALTER TABLE \"turnbolt\".\"folders\" ADD CONSTRAINT \"folders_parent_id_folders_id_fk\" FOREIGN KEY (\"parent_id\") REFERENCES \"turnbolt\".\"folders\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "CREATE INDEX \"folders_of_parent\" ON \"turnbolt\".\"folders\" USING btree (\"parent_id\",\"path\");",
      "CREATE INDEX \"folders_below\" ON \"turnbolt\".\"folders\" USING btree (\"environment_id\",\"path\" text_pattern_ops);",
      "ALTER TABLE \"turnbolt\".\"folders\" ADD CONSTRAINT \"folders_root_has_no_parent\" CHECK ((\"turnbolt\".\"folders\".\"parent_id\" is null) = (\"turnbolt\".\"folders\".\"path\" = '/'));"
    ]
  },
  {
    "name": "0005_identities",
    "hash": "f3dfade88cc044ef4ff5c224f2c0bba6b97f200fb08abd09ae9bb6022a615913",
    "statements": [
      "CREATE TABLE \"turnbolt\".\"access_tokens\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"client_secret_id\" uuid NOT NULL,\n\t\"hash\" \"bytea\" NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"expires_at\" timestamp (3) with time zone NOT NULL,\n\t\"last_used_at\" timestamp (3) with time zone,\n\t\"revoked_at\" timestamp (3) with time zone,\n\tCONSTRAINT \"access_tokens_hash\" UNIQUE(\"hash\")\n);",
      "CREATE TABLE \"turnbolt\".\"client_secrets\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"universal_auth_id\" uuid NOT NULL,\n\t\"hash\" \"bytea\" NOT NULL,\n\t\"prefix\" text NOT NULL,\n\t\"description\" text NOT NULL,\n\t\"ttl\" integer NOT NULL,\n\t\"expires_at\" timestamp (3) with time zone,\n\t\"uses\" integer DEFAULT 0 NOT NULL,\n\t\"uses_limit\" integer NOT NULL,\n\t\"last_used_at\" timestamp (3) with time zone,\n\t\"revoked_at\" timestamp (3) with time zone,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"client_secrets_hash\" UNIQUE(\"hash\")\n);",
      "CREATE TABLE \"turnbolt\".\"identities\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"name\" text NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL\n);",
      "CREATE TABLE \"turnbolt\".\"identity_memberships\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"identity_id\" uuid NOT NULL,\n\t\"project_id\" uuid NOT NULL,\n\t\"role\" text NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"identity_memberships_project\" UNIQUE(\"identity_id\",\"project_id\"),\n\tCONSTRAINT \"identity_memberships_role\" CHECK (\"turnbolt\".\"identity_memberships\".\"role\" in ('viewer', 'developer', 'operator', 'admin'))\n);",
      "CREATE TABLE \"turnbolt\".\"universal_auths\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"identity_id\" uuid NOT NULL,\n\t\"client_id\" uuid NOT NULL,\n\t\"access_token_ttl\" integer NOT NULL,\n\t\"access_token_max_ttl\" integer NOT NULL,\n\t\"access_token_trusted_ips\" text[] NOT NULL,\n\t\"client_secret_trusted_ips\" text[] NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"universal_auths_identity\" UNIQUE(\"identity_id\"),\n\tCONSTRAINT \"universal_auths_client\" UNIQUE(\"client_id\")\n);",
      "ALTER TABLE \"turnbolt\".\"access_tokens\" ADD CONSTRAINT \"access_tokens_client_secret_id_client_secrets_id_fk\" FOREIGN KEY (\"client_secret_id\") REFERENCES \"turnbolt\".\"client_secrets\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"client_secrets\" ADD CONSTRAINT \"client_secrets_universal_auth_id_universal_auths_id_fk\" FOREIGN KEY (\"universal_auth_id\") REFERENCES \"turnbolt\".\"universal_auths\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"identity_memberships\" ADD CONSTRAINT \"identity_memberships_identity_id_identities_id_fk\" FOREIGN KEY (\"identity_id\") REFERENCES \"turnbolt\".\"identities\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"identity_memberships\" ADD CONSTRAINT \"identity_memberships_project_id_projects_id_fk\" FOREIGN KEY (\"project_id\") REFERENCES \"turnbolt\".\"projects\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"universal_auths\" ADD CONSTRAINT \"universal_auths_identity_id_identities_id_fk\" FOREIGN KEY (\"identity_id\") REFERENCES \"turnbolt\".\"identities\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "CREATE INDEX \"access_tokens_of_secret\" ON \"turnbolt\".\"access_tokens\" USING btree (\"client_secret_id\",\"created_at\",\"id\");",
      "CREATE INDEX \"access_tokens_expiry\" ON \"turnbolt\".\"access_tokens\" USING btree (\"expires_at\");",
      "CREATE INDEX \"client_secrets_of_identity\" ON \"turnbolt\".\"client_secrets\" USING btree (\"universal_auth_id\",\"created_at\",\"id\");",
      "CREATE INDEX \"client_secrets_revoked\" ON \"turnbolt\".\"client_secrets\" USING btree (\"revoked_at\") WHERE \"turnbolt\".\"client_secrets\".\"revoked_at\" is not null;",
      "CREATE INDEX \"identities_by_name\" ON \"turnbolt\".\"identities\" USING btree (\"name\",\"id\");",
      "CREATE INDEX \"identity_memberships_of_project\" ON \"turnbolt\".\"identity_memberships\" USING btree (\"project_id\",\"created_at\",\"id\");"
    ]
  },
  {
    "name": "0006_people",
    "hash": "86a7105337ef6cdde7b5db956a710b53c2ada16505a3e1b3ef7523489fcbf82a",
    "statements": [
      "CREATE TABLE \"turnbolt\".\"invitation_roles\" (\n\t\"invitation_id\" uuid NOT NULL,\n\t\"project_id\" uuid NOT NULL,\n\t\"role\" text NOT NULL,\n\tCONSTRAINT \"invitation_roles_pk\" PRIMARY KEY(\"invitation_id\",\"project_id\"),\n\tCONSTRAINT \"invitation_roles_role\" CHECK (\"turnbolt\".\"invitation_roles\".\"role\" in ('viewer', 'developer', 'operator', 'admin'))\n);",
      "CREATE TABLE \"turnbolt\".\"invitations\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"email\" text NOT NULL,\n\t\"token_hash\" \"bytea\" NOT NULL,\n\t\"is_admin\" boolean DEFAULT false NOT NULL,\n\t\"created_by\" text,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"expires_at\" timestamp (3) with time zone NOT NULL,\n\tCONSTRAINT \"invitations_email\" UNIQUE(\"email\"),\n\tCONSTRAINT \"invitations_token\" UNIQUE(\"token_hash\")\n);",
      "CREATE TABLE \"turnbolt\".\"members\" (\n\t\"project_id\" uuid NOT NULL,\n\t\"person_id\" uuid NOT NULL,\n\t\"role\" text NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"members_pk\" PRIMARY KEY(\"project_id\",\"person_id\"),\n\tCONSTRAINT \"members_role\" CHECK (\"turnbolt\".\"members\".\"role\" in ('viewer', 'developer', 'operator', 'admin'))\n);",
      "CREATE TABLE \"turnbolt\".\"outside_logins\" (\n\t\"issuer\" text NOT NULL,\n\t\"subject\" text NOT NULL,\n\t\"person_id\" uuid NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"outside_logins_pk\" PRIMARY KEY(\"issuer\",\"subject\")\n);",
      "CREATE TABLE \"turnbolt\".\"password_links\" (\n\t\"token_hash\" \"bytea\" PRIMARY KEY NOT NULL,\n\t\"person_id\" uuid,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"expires_at\" timestamp (3) with time zone NOT NULL,\n\tCONSTRAINT \"password_links_person\" UNIQUE NULLS NOT DISTINCT(\"person_id\")\n);",
      "CREATE TABLE \"turnbolt\".\"people\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"email\" text NOT NULL,\n\t\"name\" text NOT NULL,\n\t\"is_admin\" boolean DEFAULT false NOT NULL,\n\t\"password\" \"bytea\",\n\t\"disabled_at\" timestamp (3) with time zone,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"people_email\" UNIQUE(\"email\")\n);",
      "CREATE TABLE \"turnbolt\".\"sessions\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"person_id\" uuid NOT NULL,\n\t\"token_hash\" \"bytea\" NOT NULL,\n\t\"address\" text,\n\t\"user_agent\" text,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"expires_at\" timestamp (3) with time zone NOT NULL,\n\tCONSTRAINT \"sessions_token\" UNIQUE(\"token_hash\")\n);",
      "CREATE TABLE \"turnbolt\".\"tallies\" (\n\t\"key\" text PRIMARY KEY NOT NULL,\n\t\"count\" integer NOT NULL,\n\t\"ends_at\" timestamp (3) with time zone NOT NULL,\n\tCONSTRAINT \"tallies_count_up\" CHECK (\"turnbolt\".\"tallies\".\"count\" > 0)\n);",
      "ALTER TABLE \"turnbolt\".\"invitation_roles\" ADD CONSTRAINT \"invitation_roles_invitation_id_invitations_id_fk\" FOREIGN KEY (\"invitation_id\") REFERENCES \"turnbolt\".\"invitations\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"invitation_roles\" ADD CONSTRAINT \"invitation_roles_project_id_projects_id_fk\" FOREIGN KEY (\"project_id\") REFERENCES \"turnbolt\".\"projects\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"members\" ADD CONSTRAINT \"members_project_id_projects_id_fk\" FOREIGN KEY (\"project_id\") REFERENCES \"turnbolt\".\"projects\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"members\" ADD CONSTRAINT \"members_person_id_people_id_fk\" FOREIGN KEY (\"person_id\") REFERENCES \"turnbolt\".\"people\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"outside_logins\" ADD CONSTRAINT \"outside_logins_person_id_people_id_fk\" FOREIGN KEY (\"person_id\") REFERENCES \"turnbolt\".\"people\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"password_links\" ADD CONSTRAINT \"password_links_person_id_people_id_fk\" FOREIGN KEY (\"person_id\") REFERENCES \"turnbolt\".\"people\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"sessions\" ADD CONSTRAINT \"sessions_person_id_people_id_fk\" FOREIGN KEY (\"person_id\") REFERENCES \"turnbolt\".\"people\"(\"id\") ON DELETE no action ON UPDATE no action;",
      "CREATE INDEX \"invitation_roles_project\" ON \"turnbolt\".\"invitation_roles\" USING btree (\"project_id\");",
      "CREATE INDEX \"invitations_created\" ON \"turnbolt\".\"invitations\" USING btree (\"created_at\",\"id\");",
      "CREATE INDEX \"invitations_expired\" ON \"turnbolt\".\"invitations\" USING btree (\"expires_at\");",
      "CREATE INDEX \"members_person\" ON \"turnbolt\".\"members\" USING btree (\"person_id\");",
      "CREATE INDEX \"outside_logins_person\" ON \"turnbolt\".\"outside_logins\" USING btree (\"person_id\");",
      "CREATE INDEX \"password_links_expired\" ON \"turnbolt\".\"password_links\" USING btree (\"expires_at\");",
      "CREATE INDEX \"people_name\" ON \"turnbolt\".\"people\" USING btree (\"name\",\"id\");",
      "CREATE INDEX \"people_admins\" ON \"turnbolt\".\"people\" USING btree (\"id\") WHERE \"turnbolt\".\"people\".\"is_admin\" and \"turnbolt\".\"people\".\"disabled_at\" is null;",
      "CREATE INDEX \"sessions_person\" ON \"turnbolt\".\"sessions\" USING btree (\"person_id\");",
      "CREATE INDEX \"sessions_expired\" ON \"turnbolt\".\"sessions\" USING btree (\"expires_at\");",
      "CREATE INDEX \"tallies_ended\" ON \"turnbolt\".\"tallies\" USING btree (\"ends_at\");",
      "ALTER TABLE \"turnbolt\".\"tallies\" SET UNLOGGED;"
    ]
  },
  {
    "name": "0007_room_per_connection",
    "hash": "2dba94b4a2427a9c7f9240a62f08d754008031f7d9cc6705b641c482a015b698",
    "statements": [
      "DROP INDEX \"turnbolt\".\"rotations_leased\";",
      "DROP INDEX \"turnbolt\".\"rotations_connection\";",
      "ALTER TABLE \"turnbolt\".\"rotations\" ADD COLUMN \"own_account\" boolean DEFAULT false NOT NULL;",
      "CREATE INDEX \"rotations_own\" ON \"turnbolt\".\"rotations\" USING btree (\"connection_id\") WHERE \"turnbolt\".\"rotations\".\"own_account\";",
      "CREATE INDEX \"rotations_leased\" ON \"turnbolt\".\"rotations\" USING btree (\"connection_id\",\"lease_until\") WHERE \"turnbolt\".\"rotations\".\"lease_until\" is not null;",
      "CREATE INDEX \"rotations_connection\" ON \"turnbolt\".\"rotations\" USING btree (\"connection_id\",\"due_at\");",
      "-- How many more rotations of a connection may be leased now, and by whom alone: the one of its own login goes when\n-- nobody else is there, and nobody else begins while it is due or its run is open. One that waits for a person, or is\n-- held, keeps nobody waiting. Only whoever has the connection locked can rely on the answer.\nCREATE FUNCTION \"turnbolt\".\"room_on\"(place uuid, wanted uuid[], per_connection integer, OUT room integer, OUT owner uuid)\nLANGUAGE plpgsql AS $$\nBEGIN\n  SELECT per_connection - count(*) INTO room\n    FROM turnbolt.rotations r WHERE r.connection_id = place AND r.lease_until > now();\n  SELECT r.id INTO owner\n    FROM turnbolt.rotations r\n    LEFT JOIN turnbolt.runs u ON u.rotation_id = r.id AND u.state NOT IN ('done', 'failed', 'cancelled', 'queued')\n    WHERE r.connection_id = place AND r.own_account AND r.deleted_at IS NULL\n      AND r.attention IS NULL AND r.held_at IS NULL\n      AND (u.id IS NOT NULL OR r.lease_until > now() OR r.due_at <= now() OR r.id = ANY (wanted))\n    ORDER BY u.id IS NULL, r.due_at, r.id LIMIT 1;\n  IF owner IS NOT NULL THEN\n    room := CASE WHEN room = per_connection THEN 1 ELSE 0 END;\n  END IF;\nEND\n$$;",
      "-- Locks the connection, and as many of its rotations as there is room for: what is due, or of what is wanted what nobody\n-- holds. A connection is locked before its leases are counted, so that two claims never fill the same room; one that\n-- another claim has locked is passed over, unless somebody waits for what is wanted.\nCREATE FUNCTION \"turnbolt\".\"lock_on\"(place uuid, wanted uuid[], most integer, per_connection integer) RETURNS uuid[]\nLANGUAGE plpgsql AS $$\nDECLARE\n  free record;\nBEGIN\n  SELECT * INTO free FROM turnbolt.room_on(place, wanted, per_connection);\n  IF free.room <= 0 OR most <= 0 THEN\n    RETURN '{}';\n  END IF;\n  IF wanted IS NULL THEN\n    PERFORM FROM turnbolt.connections c WHERE c.id = place FOR NO KEY UPDATE SKIP LOCKED;\n    IF NOT FOUND THEN\n      RETURN '{}';\n    END IF;\n  ELSE\n    PERFORM FROM turnbolt.connections c WHERE c.id = place FOR NO KEY UPDATE;\n  END IF;\n  SELECT * INTO free FROM turnbolt.room_on(place, wanted, per_connection);\n  most := least(most, greatest(free.room, 0));\n  IF wanted IS NULL THEN\n    RETURN ARRAY(\n      SELECT r.id FROM turnbolt.rotations r\n      WHERE r.connection_id = place AND r.due_at <= now() AND (free.owner IS NULL OR r.id = free.owner)\n      ORDER BY r.due_at LIMIT most FOR UPDATE SKIP LOCKED);\n  END IF;\n  RETURN ARRAY(\n    SELECT r.id FROM turnbolt.rotations r\n    WHERE r.id = ANY (wanted) AND r.connection_id = place AND r.deleted_at IS NULL\n      AND (r.lease_until IS NULL OR r.lease_until <= now()) AND (free.owner IS NULL OR r.id = free.owner)\n    ORDER BY r.due_at LIMIT most FOR UPDATE SKIP LOCKED);\nEND\n$$;",
      "-- Locks what a claim may lease, connection by connection, the one that waits longest first, and remembers it for the\n-- rest of the transaction; gives whether more was due. However much is due, it looks at the oldest hundred and, where\n-- those leave it room, at a thousand connections from any of them on: a full one keeps nobody behind it waiting.\nCREATE FUNCTION \"turnbolt\".\"lock_due\"(most integer, per_connection integer) RETURNS boolean\nLANGUAGE plpgsql AS $$\nDECLARE\n  seen CONSTANT integer := 100;\n  visited CONSTANT integer := 1000;\n  start CONSTANT uuid := gen_random_uuid();\n  tried uuid[] := '{}';\n  taken uuid[] := '{}';\n  due integer := 0;\n  place record;\nBEGIN\n  FOR place IN\n    SELECT o.connection_id AS id, sum(count(*)) OVER () AS due FROM (\n      SELECT r.connection_id, r.due_at FROM turnbolt.rotations r WHERE r.due_at <= now() ORDER BY r.due_at LIMIT seen\n    ) o GROUP BY 1 ORDER BY min(o.due_at), 1\n  LOOP\n    EXIT WHEN cardinality(taken) >= most;\n    due := place.due;\n    tried := tried || place.id;\n    taken := taken || turnbolt.lock_on(place.id, NULL, most - cardinality(taken), per_connection);\n  END LOOP;\n  IF due = seen THEN\n    FOR place IN\n      SELECT c.id FROM (\n        (SELECT n.id FROM turnbolt.connections n WHERE n.id >= start ORDER BY n.id)\n        UNION ALL (SELECT n.id FROM turnbolt.connections n WHERE n.id < start ORDER BY n.id)\n        LIMIT visited\n      ) c\n      WHERE c.id <> ALL (tried)\n        AND (SELECT min(r.due_at) FROM turnbolt.rotations r WHERE r.connection_id = c.id) <= now()\n    LOOP\n      EXIT WHEN cardinality(taken) >= most;\n      taken := taken || turnbolt.lock_on(place.id, NULL, most - cardinality(taken), per_connection);\n    END LOOP;\n  END IF;\n  PERFORM set_config('turnbolt.locked', array_to_string(taken, ','), true);\n  RETURN due > cardinality(taken);\nEND\n$$;",
      "-- The same of these, due or not; gives false.\nCREATE FUNCTION \"turnbolt\".\"lock_these\"(wanted uuid[], most integer, per_connection integer) RETURNS boolean\nLANGUAGE plpgsql AS $$\nDECLARE\n  taken uuid[] := '{}';\n  place record;\nBEGIN\n  FOR place IN\n    SELECT DISTINCT r.connection_id AS id FROM turnbolt.rotations r\n    WHERE r.id = ANY (wanted) AND r.deleted_at IS NULL ORDER BY 1\n  LOOP\n    taken := taken || turnbolt.lock_on(place.id, wanted, most - cardinality(taken), per_connection);\n  END LOOP;\n  PERFORM set_config('turnbolt.locked', array_to_string(taken, ','), true);\n  RETURN false;\nEND\n$$;"
    ]
  },
  {
    "name": "0008_audit_by_time",
    "hash": "a3f5d06fe903c87c814cac210240414d09d5a909bfdcd756d1376e7927e0f25d",
    "statements": [
      "DROP INDEX \"turnbolt\".\"audit_of_rotation\";",
      "DROP INDEX \"turnbolt\".\"audit_of_project\";",
      "CREATE INDEX \"audit_by_time\" ON \"turnbolt\".\"audit\" USING btree (\"at\",\"id\");",
      "CREATE INDEX \"audit_of_project_by_time\" ON \"turnbolt\".\"audit\" USING btree (\"project_id\",\"at\",\"id\");",
      "CREATE INDEX \"audit_of_rotation_by_time\" ON \"turnbolt\".\"audit\" USING btree (\"rotation_id\",\"at\",\"id\") WHERE \"turnbolt\".\"audit\".\"rotation_id\" is not null;",
      "CREATE INDEX \"audit_of_connection\" ON \"turnbolt\".\"audit\" USING btree (\"connection_id\",\"at\",\"id\") WHERE \"turnbolt\".\"audit\".\"connection_id\" is not null;",
      "CREATE INDEX \"audit_of_secret\" ON \"turnbolt\".\"audit\" USING btree (\"secret_id\",\"at\",\"id\") WHERE \"turnbolt\".\"audit\".\"secret_id\" is not null;",
      "CREATE INDEX \"audit_of_actor\" ON \"turnbolt\".\"audit\" USING btree (\"actor\",\"at\",\"id\") WHERE \"turnbolt\".\"audit\".\"actor\" is not null;"
    ]
  },
  {
    "name": "0009_credential_slots",
    "hash": "80ebbf05203bfd5d61420f49390f2a5d31412b4ba7f77d333a5a5b01da193049",
    "statements": [
      "ALTER TABLE \"turnbolt\".\"versions\" ADD COLUMN \"slot\" integer;",
      "CREATE UNIQUE INDEX \"runs_creation\" ON \"turnbolt\".\"runs\" USING btree (\"requested_by\",\"request_key\") WHERE \"turnbolt\".\"runs\".\"request_key\" is not null and \"turnbolt\".\"runs\".\"kind\" = 'create';",
      "UPDATE \"turnbolt\".\"versions\" v SET \"slot\" = CASE WHEN v.\"exclusive\" THEN p.place % 2 ELSE 0 END\nFROM (\n  SELECT id, row_number() OVER (PARTITION BY rotation_id ORDER BY number) - 1 AS place\n  FROM \"turnbolt\".\"versions\" WHERE promoted_at IS NOT NULL\n) p WHERE p.id = v.id;"
    ]
  },
  {
    "name": "0010_connections_by_name",
    "hash": "0df318296491d123300f611fa775baeddc6082f01b9774bec8e8a896986e1e78",
    "statements": [
      "CREATE INDEX \"connections_by_name\" ON \"turnbolt\".\"connections\" USING btree (\"name\",\"id\");"
    ]
  },
  {
    "name": "0011_notifications",
    "hash": "9430ff26b680110b1a2e0ce67ef66cb0584e4afa1022b1c8dd3a46b32c1f13f1",
    "statements": [
      "CREATE TABLE \"turnbolt\".\"channels\" (\n\t\"id\" uuid PRIMARY KEY NOT NULL,\n\t\"project_id\" uuid,\n\t\"name\" text NOT NULL,\n\t\"kind\" text NOT NULL,\n\t\"version\" integer NOT NULL,\n\t\"config\" jsonb NOT NULL,\n\t\"sealed\" jsonb NOT NULL,\n\t\"events\" text[] NOT NULL,\n\t\"rotation_types\" text[],\n\t\"environments\" text[],\n\t\"is_enabled\" boolean DEFAULT true NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"updated_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\tCONSTRAINT \"channels_name\" UNIQUE NULLS NOT DISTINCT(\"project_id\",\"name\")\n);",
      "CREATE TABLE \"turnbolt\".\"deliveries\" (\n\t\"id\" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,\n\t\"channel_id\" uuid NOT NULL,\n\t\"outbox_id\" bigint,\n\t\"event\" text NOT NULL,\n\t\"at\" timestamp (3) with time zone NOT NULL,\n\t\"payload\" jsonb NOT NULL,\n\t\"rotation_id\" uuid,\n\t\"version\" integer,\n\t\"state\" text DEFAULT 'waiting' NOT NULL,\n\t\"tries\" integer DEFAULT 0 NOT NULL,\n\t\"next_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"sender\" text,\n\t\"attempts\" jsonb DEFAULT '[]'::jsonb NOT NULL,\n\t\"created_at\" timestamp (3) with time zone DEFAULT now() NOT NULL,\n\t\"ended_at\" timestamp (3) with time zone,\n\tCONSTRAINT \"deliveries_once\" UNIQUE(\"channel_id\",\"outbox_id\")\n);",
      "ALTER TABLE \"turnbolt\".\"rotations\" ADD COLUMN \"overdue_told\" timestamp (3) with time zone;",
      "ALTER TABLE \"turnbolt\".\"rotations\" ADD COLUMN \"due_soon_told\" timestamp (3) with time zone;",
      "ALTER TABLE \"turnbolt\".\"channels\" ADD CONSTRAINT \"channels_project_id_projects_id_fk\" FOREIGN KEY (\"project_id\") REFERENCES \"turnbolt\".\"projects\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "ALTER TABLE \"turnbolt\".\"deliveries\" ADD CONSTRAINT \"deliveries_channel_id_channels_id_fk\" FOREIGN KEY (\"channel_id\") REFERENCES \"turnbolt\".\"channels\"(\"id\") ON DELETE cascade ON UPDATE no action;",
      "CREATE INDEX \"deliveries_waiting\" ON \"turnbolt\".\"deliveries\" USING btree (\"channel_id\",\"next_at\") WHERE \"turnbolt\".\"deliveries\".\"state\" = 'waiting';",
      "CREATE INDEX \"deliveries_due\" ON \"turnbolt\".\"deliveries\" USING btree (\"next_at\") WHERE \"turnbolt\".\"deliveries\".\"state\" = 'waiting';",
      "CREATE INDEX \"deliveries_of_version\" ON \"turnbolt\".\"deliveries\" USING btree (\"rotation_id\",\"version\") WHERE \"turnbolt\".\"deliveries\".\"state\" = 'waiting' and \"turnbolt\".\"deliveries\".\"version\" is not null;",
      "CREATE INDEX \"deliveries_of_channel\" ON \"turnbolt\".\"deliveries\" USING btree (\"channel_id\",\"created_at\",\"id\");",
      "CREATE INDEX \"deliveries_old\" ON \"turnbolt\".\"deliveries\" USING btree (\"ended_at\") WHERE \"turnbolt\".\"deliveries\".\"ended_at\" is not null;",
      "CREATE INDEX \"rotations_overdue\" ON \"turnbolt\".\"rotations\" USING btree (\"next_at\") WHERE \"turnbolt\".\"rotations\".\"overdue_told\" is distinct from \"turnbolt\".\"rotations\".\"next_at\" and \"turnbolt\".\"rotations\".\"deleted_at\" is null;",
      "CREATE INDEX \"rotations_due_soon\" ON \"turnbolt\".\"rotations\" USING btree (\"next_at\") WHERE \"turnbolt\".\"rotations\".\"due_soon_told\" is distinct from \"turnbolt\".\"rotations\".\"next_at\" and \"turnbolt\".\"rotations\".\"deleted_at\" is null;"
    ]
  }
];
