"""Values and decisions. Pure: no clock, no file, no library."""
