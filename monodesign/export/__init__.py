"""Files for other programs: SDF, CSV, spreadsheets."""
