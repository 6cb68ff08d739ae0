"""What happens to an enrolment on its way: interruption and return, withdrawal, another school, another site."""
