"""Where a place is: départements, overseas zones, perimeters. Communes and QPV come here."""
