DROP INDEX "turnbolt"."audit_of_rotation";--> statement-breakpoint
DROP INDEX "turnbolt"."audit_of_project";--> statement-breakpoint
CREATE INDEX "audit_by_time" ON "turnbolt"."audit" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_of_project_by_time" ON "turnbolt"."audit" USING btree ("project_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_of_rotation_by_time" ON "turnbolt"."audit" USING btree ("rotation_id","at","id") WHERE "turnbolt"."audit"."rotation_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_of_connection" ON "turnbolt"."audit" USING btree ("connection_id","at","id") WHERE "turnbolt"."audit"."connection_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_of_secret" ON "turnbolt"."audit" USING btree ("secret_id","at","id") WHERE "turnbolt"."audit"."secret_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_of_actor" ON "turnbolt"."audit" USING btree ("actor","at","id") WHERE "turnbolt"."audit"."actor" is not null;