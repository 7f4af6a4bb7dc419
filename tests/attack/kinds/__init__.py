"""One module for each kind of attack. Its `attack` takes the fields of a case and runs the real code."""
