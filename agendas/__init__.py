"""Plans: the programme as data, and today's agenda with the reason for each item."""
