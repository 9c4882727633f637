"""The ten-year NPV grid in numpy beside the engine, in turns: rows G4 and G5.

    cargo bench -p rackhour-engine --bench limits --no-run
    python3 engine/benches/limits/beside_numpy.py PATH_OF_THE_BENCHMARK

Writes no file. The mean of all cells is compared, so that both compute the same.
"""

import json
import statistics
import subprocess
import sys
import time

try:
    import numpy as np
except ImportError:
    sys.exit("numpy is not installed: rows G4 and G5 are not measured")

ROUNDS = 9
YEARS = 10


def npv(x, y):
    """The model; `x` are allocations, `y` price multiples, of any shapes that broadcast."""
    active = 1200.0 * (1 - 0.04)
    mw = active * 132.0 * (1 + 0.06) / 1000 * 1.22
    uptime = (1 - 0.02) * (1 - 0.03)
    hours = active * 8760.0 * uptime
    sustained = 95_000.0 * (256.0 / (256.0 + 48.0)) * (37.0 / 42.0) ** 0.85
    per_hour = sustained * 3600 / 1e6
    blend = 1.1 * 0.45 + 0.15 * 0.35 + 4.2 * (1 - 0.45 - 0.35)
    collected = blend * (1 - 0.12) * (1 - 0.07) * (1 - 0.01)
    racks = 1200.0 * 3.6e6
    capex = racks + racks * 0.11 + mw * 9.5e6
    power = mw * 8760.0 * uptime * 68.0 + mw * 95_000.0
    bill = capex * 0.025 + capex * 0.006 + active * 72.0 * 620.0
    fixed_cost = bill + power + mw * 310_000.0 + 140.0 * 185_000.0
    inference = hours * x
    other = hours - inference
    paid = inference * 0.55 * 0.92 * per_hour
    internal = other * 0.25 * 2.4 - other * 0.6 * 3.1
    price = collected * y
    before = price
    demand = paid * 0.97
    gain = level = 1.0
    debt = capex * 0.55
    discount = 1 / (1 + 0.105)
    losses = 0.0
    total = 0.0
    for year in range(YEARS):
        demand = demand * (before / price) ** 1.15
        sold = np.minimum(paid * gain, demand)
        ebitda = sold * price - sold * (0.021 * level) - (fixed_cost + internal) * level
        depreciation = capex / 5 if year < 5 else 0.0
        taxable = ebitda - (depreciation + debt * 0.083)
        used = np.maximum(0, np.minimum(losses, taxable))
        losses = losses + np.maximum(0, 0 - taxable) - used
        tax = np.maximum(0, taxable - used) * 0.24
        cash = ebitda - tax - capex * 0.018 * level
        total = total + cash * discount
        if year < 7:
            debt -= capex * 0.55 / 7
        before = price
        price = price * (1 - 0.08)
        gain *= 1.11
        level *= 1.028
        discount /= 1.105
    return total - capex


def timed(run):
    start = time.process_time()
    result = run()
    return time.process_time() - start, float(result.mean())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    command = [sys.argv[1], "--only", "npv-grid"]
    engine = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    x, y = np.linspace(0.1, 0.95, 1000), np.linspace(0.5, 2.0, 1000)
    row, column = x[None, :], y[:, None]
    wide_x, wide_y = np.meshgrid(x, y)
    ratios = {"G4": [], "G5": []}
    for turn in range(ROUNDS + 1):
        engine.stdin.write("\n")
        engine.stdin.flush()
        answer = json.loads(engine.stdout.readline())
        broadcast, mean = timed(lambda: npv(row, column))
        naive, _ = timed(lambda: npv(wide_x, wide_y))
        if abs(mean - answer["mean"]) > 1e-9 * abs(mean):
            sys.exit(f"the means differ: {mean} and {answer['mean']}")
        if turn > 0:
            ratios["G4"].append(broadcast / answer["seconds"])
            ratios["G5"].append(naive / answer["seconds"])
    engine.stdin.close()
    engine.wait()
    bars = {"G4": ("numpy, broadcast / engine", 5), "G5": ("numpy, full grids / engine", 15)}
    rows = []
    for name, (what, bar) in bars.items():
        median = statistics.median(ratios[name])
        rows.append({"id": name, "what": what, "ratio": median, "least": min(ratios[name]),
                     "most": max(ratios[name]), "bar": f">= {bar}", "met": median >= bar})
        print(f"{name} {median:.1f} [{min(ratios[name]):.1f}, {max(ratios[name]):.1f}]  "
              f"bar >= {bar}  {what}", file=sys.stderr)
    print(json.dumps({"numpy": np.__version__, "rows": rows}))
    sys.exit(0 if all(row["met"] for row in rows) else 1)


if __name__ == "__main__":
    main()
