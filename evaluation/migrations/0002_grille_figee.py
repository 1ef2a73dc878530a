"""From the opening of a wave on, neither its grid nor what that grid holds changes; a wave to come goes with its grid."""

from django.db import migrations

FIGER = """
CREATE FUNCTION grille_figee(grille bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM evaluation_grillevague g JOIN vagues_vague v ON v.id = g.vague_id
        WHERE g.grille_id = grille AND v.etat <> 'programmee'
    )
$$;
CREATE FUNCTION refuser_grille_figee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    figee boolean;
BEGIN
    IF TG_TABLE_NAME = 'evaluation_grillevague' THEN
        figee := EXISTS (SELECT FROM vagues_vague v WHERE v.id = OLD.vague_id AND v.etat <> 'programmee');
    ELSIF TG_TABLE_NAME = 'evaluation_grille' THEN
        figee := grille_figee(OLD.id);
    ELSE
        figee := (TG_OP <> 'INSERT' AND grille_figee(OLD.grille_id))
              OR (TG_OP <> 'DELETE' AND grille_figee(NEW.grille_id));
    END IF;
    IF figee THEN
        RAISE EXCEPTION 'table % : grille d''une vague ouverte, % refusé', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER evaluation_grillevague_figee BEFORE UPDATE OR DELETE ON evaluation_grillevague
    FOR EACH ROW EXECUTE FUNCTION refuser_grille_figee();
CREATE TRIGGER evaluation_grille_figee BEFORE UPDATE OR DELETE ON evaluation_grille
    FOR EACH ROW EXECUTE FUNCTION refuser_grille_figee();
CREATE TRIGGER evaluation_critere_fige BEFORE INSERT OR UPDATE OR DELETE ON evaluation_critere
    FOR EACH ROW EXECUTE FUNCTION refuser_grille_figee();
"""
DEFIGER = """
DROP TRIGGER evaluation_critere_fige ON evaluation_critere;
DROP TRIGGER evaluation_grille_figee ON evaluation_grille;
DROP TRIGGER evaluation_grillevague_figee ON evaluation_grillevague;
DROP FUNCTION refuser_grille_figee();
DROP FUNCTION grille_figee(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial"), ("vagues", "0001_initial")]

    operations = [
        migrations.RunSQL(FIGER, DEFIGER),
    ]
