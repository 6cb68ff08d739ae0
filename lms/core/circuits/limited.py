"""Starts a program under limits: limited.py CPU_SECONDS MEMORY_BYTES PROGRAM. Run with `python -I`.

The limits are set in the child itself, before the program is read: a web server has threads, and code between
fork and exec may stand still there for ever.
"""

import contextlib
import resource
import runpy
import sys

OPEN_FILES = 64


def limit(kind: int, value: int) -> None:
    """Set one limit; a system that does not know it keeps the others and the time-out of the parent."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    cpu, memory, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    limit(resource.RLIMIT_CPU, cpu)
    limit(resource.RLIMIT_AS, memory)
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    runpy.run_path(program, run_name="__main__")
