#!/usr/bin/python3
"""The reduced model in SimPy: one process for each message. Arguments as in reduced.hpp."""
import json
import random
import resource
import sys
import time

import simpy

HOPS, CORES, ROUND_TRIPS, USES = 4, 4, 7, 2
ROUND_TRIP, LATENCY, DEMAND, DISK_OPERATION = 0.001, 0.0005, 0.005, 0.001
SIZE, LINK_RATE, DISK_RATE = 60_000, 125e6, 200e6
TRANSFER = LATENCY + SIZE / LINK_RATE
WRITE = DISK_OPERATION + SIZE / DISK_RATE


class Run:
    def __init__(self, messages, load, lumped):
        self.env = simpy.Environment()
        self.processors = [simpy.Resource(self.env, CORES) for _ in range(HOPS)]
        self.disks = [simpy.Resource(self.env, 1) for _ in range(HOPS)]
        self.sleeps = [ROUND_TRIP * ROUND_TRIPS] if lumped else [ROUND_TRIP] * ROUND_TRIPS
        self.ended = self.waits = 0
        self.delays = 0.0
        self.env.process(self.load(messages, load * CORES / (USES * DEMAND)))

    def load(self, messages, rate):
        draw, timeout, process = random.Random(1).expovariate, self.env.timeout, self.env.process
        for _ in range(messages):
            yield timeout(draw(rate))
            process(self.message())

    def message(self):
        env, timeout = self.env, self.env.timeout
        start = env.now
        for processor, disk in zip(self.processors, self.disks):
            for length in self.sleeps:
                yield timeout(length)
            request = processor.request()
            yield request
            yield timeout(DEMAND)
            processor.release(request)
            yield timeout(TRANSFER)
            request = processor.request()
            yield request
            yield timeout(DEMAND)
            processor.release(request)
            request = disk.request()
            yield request
            yield timeout(WRITE)
            disk.release(request)
            self.waits += len(self.sleeps) + 4
        self.ended += 1
        self.delays += env.now - start


def main():
    if len(sys.argv) != 4:
        sys.exit(f"usage: {sys.argv[0]} MESSAGES LOAD (lumped|alone)")
    start = time.process_time()
    run = Run(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3] == "lumped")
    run.env.run()
    spent = time.process_time() - start
    print(json.dumps({
        "way": "simpy", "messages": run.ended, "waits": run.waits, "seconds": round(spent, 4),
        "rate": round(run.ended / spent), "mean_delay_ms": round(run.delays / run.ended * 1e3, 4),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


if __name__ == "__main__":
    main()
