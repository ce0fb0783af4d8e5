"""logging as its documentation shows it, with tracebacks, some of them chained."""
import logging
import sys
import time

events, pause_ms = int(sys.argv[1]), int(sys.argv[2])
logging.basicConfig(level=logging.INFO, format="%(asctime)s - %(name)s - %(levelname)s - %(message)s")
log = logging.getLogger("billing")


def pay(n):
    if n % 2:
        raise ValueError(f"amount of {n}")
    try:
        {}["card"]
    except KeyError as missing:
        raise RuntimeError(f"amount of {n}") from missing


for n in range(1, events + 1):
    if n % 3 == 0:
        try:
            pay(n)
        except Exception:
            log.exception("event %d failed", n)
    else:
        log.info("event %d took %d ms", n, n % 90)
    time.sleep(pause_ms / 1000)
while True:
    time.sleep(60)
