"""`python -m tests.reference`, or `make docs`: write the pages."""

from tests.reference import write

write()
