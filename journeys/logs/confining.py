"""Limits of the child that reads files people send: memory, processor time, size of what it writes, no survival of its parent.

The address space is capped at what the engine may use, plus 512 MiB for the reader, plus what libraries map without touching.
"""
import ctypes
import resource
import signal

READER_MB = 512
MAPPED_MB = 2048  # address space that DuckDB, lxml and thread stacks reserve without using it
PR_SET_PDEATHSIG = 1


def confine(limits):
    """Apply {"memory_mb", "cpu_seconds", "disk_mb"} to this process."""
    _cap(resource.RLIMIT_AS, (limits["memory_mb"] + READER_MB + MAPPED_MB) * 2**20)
    _cap(resource.RLIMIT_CPU, limits["cpu_seconds"])
    _cap(resource.RLIMIT_FSIZE, limits["disk_mb"] * 2**20)
    _cap(resource.RLIMIT_CORE, 0)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _cap(kind, value):
    _soft, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, hard))
