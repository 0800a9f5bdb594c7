"""The other end of subject-process.ts for subjects in Python."""

import json
import resource
import sys
import time


async def serve(start):
    """`start` takes the job and gives a coroutine function from a case's name to the bytes made."""
    work = start(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        request = json.loads(line)
        since = time.perf_counter()
        for _ in range(request["count"]):
            result = await work(request["case"])
        seconds = time.perf_counter() - since
        if request.get("out"):
            with open(request["out"], "wb") as file:
                file.write(result)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"seconds": seconds, "peakBytes": peak}), flush=True)


def read_files(job):
    files = {}
    for name, path in job["files"].items():
        with open(path, "rb") as file:
            files[name] = file.read()
    return files
