"""What issuing published, behind one door: read from the tables, or from files where no database is (ADR 0186)."""
