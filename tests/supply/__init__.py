"""What Handrail takes from others: locks, licences, what is known against them, and the list of it all."""
