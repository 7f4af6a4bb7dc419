"""When a file is still the file that was looked at."""

import os


def identity(found: os.stat_result) -> tuple[int, ...]:
    """What a file is as long as nobody touches it: only root can set the change time back."""
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
