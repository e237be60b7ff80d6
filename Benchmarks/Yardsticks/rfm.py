"""The RFM scores of a CSV of orders by pandas, polars and DuckDB: read and compute, as of one day.

Usage: rfm.py ORDERS ASOF ROUNDS STEP

Prints the median seconds of each library, which take turns for so many rounds, and the score of every STEPth customer
as JSON. Ends with an error when the libraries disagree on anybody. The rules are those of docs/rfm.md.
"""

import datetime
import json
import statistics
import sys
import time

import duckdb
import pandas
import polars

WINDOW_DAYS = 365
RECENCY = [30, 60, 90, 180]
FREQUENCY = [2, 4, 7, 10]
MONETARY = [500, 1000, 2500, 5000]
QUALIFYING = ["paid", "fulfilled"]
COLUMNS = ["customer_id", "placed_at", "total", "status"]


def by_pandas(path, as_of):
    orders = pandas.read_csv(path, usecols=COLUMNS)
    orders = orders[orders["status"].isin(QUALIFYING)]
    age = (pandas.Timestamp(as_of) - pandas.to_datetime(orders["placed_at"].str[:10])).dt.days
    # Whole cents: sums of binary fractions miss the thresholds.
    orders = orders.assign(age=age, cents=(orders["total"] * 100).round().astype("int64"))
    orders = orders[orders["age"] >= 0]
    inside = orders[orders["age"] < WINDOW_DAYS].groupby("customer_id").agg(f=("cents", "size"), m=("cents", "sum"))
    facts = orders.groupby("customer_id").agg(r=("age", "min")).join(inside).fillna(0)
    r = 5 - sum((facts["r"] > bound).astype(int) for bound in RECENCY)
    f = 1 + sum((facts["f"] >= bound).astype(int) for bound in FREQUENCY)
    m = 1 + sum((facts["m"] >= bound * 100).astype(int) for bound in MONETARY)
    return (100 * r + 10 * f + m).to_dict()


def by_polars(path, as_of):
    day = datetime.date.fromisoformat(as_of)
    age = (polars.lit(day) - polars.col("placed_at").str.slice(0, 10).str.to_date()).dt.total_days()
    cents = (polars.col("total") * 100).round().cast(polars.Int64)
    inside = polars.col("age") < WINDOW_DAYS
    score = polars.lit(0)
    for bound in RECENCY:
        score = score - (polars.col("r") > bound).cast(polars.Int64) * 100
    for bound in FREQUENCY:
        score = score + (polars.col("f") >= bound).cast(polars.Int64) * 10
    for bound in MONETARY:
        score = score + (polars.col("m") >= bound * 100).cast(polars.Int64)
    facts = (
        polars.scan_csv(path)
        .select(COLUMNS)
        .filter(polars.col("status").is_in(QUALIFYING))
        .with_columns(age=age, cents=cents)
        .filter(polars.col("age") >= 0)
        .group_by("customer_id")
        .agg(r=polars.col("age").min(), f=inside.sum(), m=polars.col("cents").filter(inside).sum())
        .select("customer_id", score=score + 511)
        .collect()
    )
    return dict(facts.iter_rows())


def by_duckdb(path, as_of):
    def steps(column, bounds, sign, unit):
        return " ".join(f"{'-' if sign == '>' else '+'} {unit} * ({column} {sign} {bound})::int" for bound in bounds)

    rows = duckdb.sql(
        f"""
        WITH told AS (
            SELECT customer_id, DATE '{as_of}' - CAST(placed_at[1:10] AS DATE) AS age,
                CAST(round(total * 100) AS BIGINT) AS cents
            FROM read_csv('{path}', types = {{'placed_at': 'VARCHAR'}})
            WHERE status IN ('paid', 'fulfilled')),
        facts AS (
            SELECT customer_id, min(age) AS r, count(*) FILTER (age < {WINDOW_DAYS}) AS f,
                coalesce(sum(cents) FILTER (age < {WINDOW_DAYS}), 0) AS m
            FROM told WHERE age >= 0 GROUP BY customer_id)
        SELECT customer_id, 511 {steps('r', RECENCY, '>', 100)} {steps('f', FREQUENCY, '>=', 10)}
            {steps('m', [bound * 100 for bound in MONETARY], '>=', 1)}
        FROM facts"""
    ).fetchall()
    return dict(rows)


LIBRARIES = {"pandas": by_pandas, "polars": by_polars, "duckdb": by_duckdb}


def main(path, as_of, rounds, step):
    seconds = {name: [] for name in LIBRARIES}
    scores = {}
    for _ in range(rounds):
        for name, compute in LIBRARIES.items():
            start = time.perf_counter()
            scores[name] = compute(path, as_of)
            seconds[name].append(time.perf_counter() - start)
    if not scores["pandas"] == scores["polars"] == scores["duckdb"]:
        sys.exit("the libraries disagree")
    sample = {customer: int(score) for customer, score in sorted(scores["pandas"].items())[::step]}
    print(json.dumps({"seconds": {name: statistics.median(each) for name, each in seconds.items()}, "sample": sample}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
