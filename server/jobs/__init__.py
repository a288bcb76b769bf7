"""Durable work in the database: asked for in the caller's transaction, done at least once after its commit.

    await jobs.enqueue(tx, "mail", {"to": …}, key="welcome:17")
    await jobs.announce(tx, PostLiked(id=…, post_id=…))          # facts; their readers stand in reactions.py
    jobs.wake()                                                   # after the commit, where nobody should wait

    worker = jobs.Worker({"mail": deliver, **jobs.react(REACTIONS)}, periodics=[jobs.Periodic(…)])
    await worker.start() … await worker.stop()
"""

from .errors import Hopeless, LeaseLost
from .facts import DEPTH_LIMIT, Fact, Reaction, Reactions, announce, depth, react
from .queue import (
    Counts,
    DeadJob,
    Draft,
    Job,
    bury,
    counts,
    dead_jobs,
    enqueue,
    enqueue_many,
    finish,
    revive,
    trim,
)
from .rules import ATTEMPT_LIMIT
from .worker import Again, Handler, Periodic, Worker, in_slices, wake, work_off

__all__ = [
    "ATTEMPT_LIMIT", "DEPTH_LIMIT", "Again", "Counts", "DeadJob", "Draft", "Fact", "Handler", "Hopeless", "Job",
    "LeaseLost", "Periodic", "Reaction", "Reactions", "Worker", "announce", "bury", "counts", "dead_jobs", "depth",
    "enqueue", "enqueue_many", "finish", "in_slices", "react", "revive", "trim", "wake",
    "work_off",
]  # fmt: skip
