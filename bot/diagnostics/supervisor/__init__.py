"""One command from start to end, in a process of its own: `python -I -S …/supervisor/__main__.py`.

Standard library only, and little of it, for it starts with every command.
"""
