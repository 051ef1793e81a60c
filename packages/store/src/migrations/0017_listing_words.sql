CREATE TABLE "turnbolt"."listing_words" (
	"rotation_id" uuid NOT NULL,
	"word" text collate "C" NOT NULL,
	CONSTRAINT "listing_words_pk" PRIMARY KEY("rotation_id","word")
);
--> statement-breakpoint
DROP INDEX "turnbolt"."rotations_next_of_project";--> statement-breakpoint
ALTER TABLE "turnbolt"."listing_words" ADD CONSTRAINT "listing_words_rotation_id_listings_rotation_id_fk" FOREIGN KEY ("rotation_id") REFERENCES "turnbolt"."listings"("rotation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listing_words_by_word" ON "turnbolt"."listing_words" USING btree ("word","rotation_id");--> statement-breakpoint
CREATE INDEX "rotations_next_of_project" ON "turnbolt"."rotations" USING btree ("project_id","next_at","id") WHERE "turnbolt"."rotations"."next_at" is not null and "turnbolt"."rotations"."deleted_at" is null;--> statement-breakpoint
CREATE FUNCTION "turnbolt"."list_words"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM turnbolt.listing_words WHERE rotation_id = NEW.rotation_id;
  END IF;
  INSERT INTO turnbolt.listing_words (rotation_id, word) SELECT NEW.rotation_id, lexeme FROM unnest(NEW.words);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "listing_has_words" AFTER INSERT OR UPDATE OF "words" ON "turnbolt"."listings"
FOR EACH ROW EXECUTE FUNCTION "turnbolt"."list_words"();
--> statement-breakpoint
INSERT INTO "turnbolt"."listing_words" (rotation_id, word) SELECT l.rotation_id, w.lexeme FROM "turnbolt"."listings" l, unnest(l.words) w;
