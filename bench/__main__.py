"""`python -m bench floor|growth|house|grid|beside|crowd|import`: see bench/README.md. Prints tables in Markdown."""

from __future__ import annotations

import argparse

from bench import beside, crowd, grid, house, importing
from bench.driver import Figure, measure, median
from bench.products import Running, data_of, floor, product
from bench.scenarios import clients, of_floor, of_product


def one(running: Running, scenarios: dict, name: str, concurrency: int, seconds: float) -> Figure:
    who, act = scenarios[name]
    return measure(clients(running.port, who, concurrency), act, pid=running.process.pid, seconds=seconds)


def against_floor(size: int, rounds: int, seconds: float) -> None:
    """Product and floor in turns, so that a busy moment of the machine meets both."""
    folder = data_of(size)
    ours, theirs = of_product(folder, size), of_floor(folder, size)
    print(f"| {size:,} questions | c | floor p50 ms | product p50 ms | ratio | floor CPU | product CPU | CPU ratio | product KiB | n |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    with product(folder) as up, floor(folder) as down:
        for name in ours:
            for concurrency in (1, 8):
                pairs = [(one(down, theirs, name, concurrency, seconds), one(up, ours, name, concurrency, seconds)) for _ in range(rounds)]
                low, high = median([a for a, _ in pairs]), median([b for _, b in pairs])
                print(f"| {name} | {concurrency} | {low.p50:.2f} | {high.p50:.2f} | {high.p50 / low.p50:.2f} | {low.cpu:.2f} | {high.cpu:.2f} | "
                      f"{high.cpu / low.cpu:.2f} | {high.kib:.1f} | {high.count:.0f} |", flush=True)


def growth(sizes: list[int], rounds: int, seconds: float) -> None:
    """The same scenario at each size, in turns."""
    print("| scenario | " + " | ".join(f"{s:,} p50 ms" for s in sizes) + " | largest ÷ smallest |")
    print("|---|" + "--:|" * (len(sizes) + 1))
    folders = [data_of(s) for s in sizes]
    running = [product(folder) for folder in folders]
    try:
        for name in of_product(folders[0], sizes[0]):
            if name.startswith("search"):
                continue
            found = []
            for _ in range(rounds):
                found.append([one(r, of_product(f, s), name, 1, seconds).p50 for r, f, s in zip(running, folders, sizes, strict=True)])
            middle = [sorted(column)[len(column) // 2] for column in zip(*found, strict=True)]
            print(f"| {name} | " + " | ".join(f"{m:.2f}" for m in middle) + f" | {middle[-1] / middle[0]:.2f} |", flush=True)
    finally:
        for r in running:
            r.__exit__()


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("what", choices=["floor", "growth", "house", "grid", "beside", "crowd", "import"])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--sizes", default="1000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--askers", type=int, default=50)
    parser.add_argument("--every", type=float, default=20, help="seconds between two questions of one customer (crowd)")
    given = parser.parse_args()
    if given.what == "floor":
        against_floor(given.size, given.rounds, given.seconds)
    elif given.what == "growth":
        growth([int(s) for s in given.sizes.split(",")], given.rounds, given.seconds)
    elif given.what == "grid":
        grid.run(given.size)
    elif given.what == "beside":
        beside.run([int(s) for s in given.sizes.split(",")], given.databases.split(","), [1, 8], given.rounds, given.seconds)
    elif given.what == "crowd":
        crowd.run(given.pages, given.askers, given.seconds, given.every)
    elif given.what == "import":
        importing.run(given.size, given.databases.split(","))
    else:
        house.run()


if __name__ == "__main__":
    main()
