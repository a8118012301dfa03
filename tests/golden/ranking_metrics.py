"""Writes ranking_metrics.json: values of scikit-learn and SciPy that tests/metrics/golden_test.ts and tests/evaluate hold ours against.

Made by `python3 tests/golden/ranking_metrics.py > tests/golden/ranking_metrics.json` with NumPy 1.24.2, SciPy 1.10.1, scikit-learn 1.2.1.
"""
import json

import numpy as np
from scipy.spatial.distance import pdist
from scipy.stats import entropy, permutation_test, ttest_rel, wilcoxon
from sklearn.metrics import (
    average_precision_score, f1_score, ndcg_score, precision_score, recall_score)

USERS, ITEMS, ATTRIBUTES, CUTOFF, THRESHOLD = 12, 30, 7, 5, 4
draw = np.random.default_rng(7)
scores = draw.permuted(np.tile(np.arange(ITEMS), (USERS, 1)), axis=1)
ratings = draw.integers(0, 6, (USERS, ITEMS))  # 0: no test rating
ratings[0, 0] = 5  # everybody else has a relevant item by chance
has = draw.random((ITEMS, ATTRIBUTES)) < 0.4
has[:, 0] = True  # SciPy has no distance for two empty sets

relevant = ratings >= THRESHOLD
gains = np.where(relevant, 2.0 ** (ratings - THRESHOLD + 1) - 1, 0)
top = np.zeros((USERS, ITEMS), bool)
order = np.argsort(-scores, axis=1)
for user in range(USERS):
    top[user, order[user, :CUTOFF]] = True


def mean(of):
    return float(np.mean([of(user) for user in range(USERS)]))


values = {
    "precision": mean(lambda u: precision_score(relevant[u], top[u])),
    "recall": mean(lambda u: recall_score(relevant[u], top[u])),
    "f1": mean(lambda u: f1_score(relevant[u], top[u])),
    "ndcg": ndcg_score(relevant, scores, k=CUTOFF, ignore_ties=True),
    "ndcg-graded": ndcg_score(gains, scores, k=CUTOFF, ignore_ties=True),
    "shannon-entropy": float(entropy(top.sum(axis=0), base=2)),
    "intra-list-distance": mean(lambda u: pdist(has[top[u]], "jaccard").mean()),
}
# Average precision of scikit-learn has no cutoff.
whole = {"map": mean(lambda u: average_precision_score(relevant[u], scores[u]))}


def tests(first, second):
    continuous = dict(correction=True, zero_method="wilcox")
    differences = first - second
    few = len(differences) <= 12
    return {
        "first": first.tolist(),
        "second": second.tolist(),
        "t": ttest_rel(first, second).pvalue,
        "wilcoxonNormal": wilcoxon(first, second, method="approx", **continuous).pvalue,
        "wilcoxonExact": wilcoxon(first, second, method="exact").pvalue
        if len(set(abs(differences))) == len(differences) else None,
        "randomisation": permutation_test(
            (first, second), lambda a, b: np.mean(a - b), permutation_type="samples",
            n_resamples=np.inf).pvalue if few else None,
    }


print(json.dumps({
    "cutoff": CUTOFF,
    "threshold": THRESHOLD,
    "scores": scores.tolist(),
    "ratings": ratings.tolist(),
    "attributes": [np.flatnonzero(row).tolist() for row in has],
    "values": values,
    "whole": whole,
    "tests": [
        tests(draw.random(10), 0.6 * draw.random(10)),
        tests(draw.random(40), 0.8 * draw.random(40)),
        tests(draw.random(80) + 0.1, draw.random(80)),
        tests(draw.integers(0, 8, 120) / 8, draw.integers(0, 7, 120) / 8),
    ],
}))
