ALTER TABLE "turnbolt"."versions" ADD COLUMN "slot" integer;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_creation" ON "turnbolt"."runs" USING btree ("requested_by","request_key") WHERE "turnbolt"."runs"."request_key" is not null and "turnbolt"."runs"."kind" = 'create';--> statement-breakpoint
UPDATE "turnbolt"."versions" v SET "slot" = CASE WHEN v."exclusive" THEN p.place % 2 ELSE 0 END
FROM (
  SELECT id, row_number() OVER (PARTITION BY rotation_id ORDER BY number) - 1 AS place
  FROM "turnbolt"."versions" WHERE promoted_at IS NOT NULL
) p WHERE p.id = v.id;
