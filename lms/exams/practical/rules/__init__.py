"""Pure decisions of practical examinations: schemes, drawing, marks, consolidation, states. No Django."""
