"""EASE (Steck 2019, arXiv 1905.03375) and user-kNN on ratings as peers, with their hyper-parameters validated.

usage: ease_peer.py TRAIN FIT VALIDATION RELEVANT_FROM OUT_PREFIX
TRAIN: all training ratings; FIT and VALIDATION: the same ratings in two parts, to choose lambda and k by nDCG@10. Each file is user, tab,
item, tab, rating. EASE takes ratings from RELEVANT_FROM (or all, where that is `all`) as ones. Writes OUT_PREFIX.ease.run and
OUT_PREFIX.user-knn.run (user Q0 item rank score tag) over all unrated items, and prints one JSON line for each."""
import json
import sys
import time

import numpy as np
import scipy.sparse as sp

train_file, fit_file, validation_file, relevant_from, out = sys.argv[1:6]
threshold = -np.inf if relevant_from == "all" else float(relevant_from)
rows = lambda path: [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]
train_rows = rows(train_file)
users = {u: k for k, u in enumerate(dict.fromkeys(r[0] for r in train_rows))}
items = {i: k for k, i in enumerate(dict.fromkeys(r[1] for r in train_rows))}


def matrix(entries):
    known = [(users[u], items[i], float(r)) for u, i, r in entries if u in users and i in items]
    a = np.array(known).reshape(-1, 3)
    return sp.csr_matrix((a[:, 2], (a[:, 0].astype(int), a[:, 1].astype(int))), shape=(len(users), len(items)))


def liked(x):
    y = x.copy()
    y.data = (y.data >= threshold).astype(np.float32)
    y.eliminate_zeros()
    return y


def top(scores, seen, candidates, n=10):
    scores[:, ~candidates] = -np.inf
    r, c = seen.nonzero()
    scores[r, c] = -np.inf
    best = np.argpartition(-scores, n, axis=1)[:, :n]
    best.sort(axis=1)
    order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable")
    return np.take_along_axis(best, order, 1)


def ndcg(lists, test, n=10):
    discount, values = 1 / np.log2(np.arange(2, n + 2)), []
    for u in range(test.shape[0]):
        part = slice(test.indptr[u], test.indptr[u + 1])
        relevant = set(test.indices[part][test.data[part] >= threshold])
        if relevant:
            hits = np.array([i in relevant for i in lists[u]])
            values.append((hits * discount).sum() / discount[: min(n, len(relevant))].sum())
    return float(np.mean(values))


def ease(x, penalty):
    y = liked(x)
    gram = np.asarray((y.T @ y).todense(), dtype=np.float64)
    gram[np.diag_indices_from(gram)] += penalty
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return np.asarray(y @ weights)


def user_knn(x, k):
    norms = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())
    norms[norms == 0] = 1
    unit = (sp.diags(1 / norms) @ x).astype(np.float32)
    cosine = np.asarray((unit @ unit.T).todense())
    np.fill_diagonal(cosine, 0)
    if k < len(cosine):
        cosine[cosine < np.partition(cosine, -k, axis=1)[:, [-k]]] = 0
    return (sp.csr_matrix(cosine) @ x).toarray()


fit, validation, train = matrix(rows(fit_file)), matrix(rows(validation_file)), matrix(train_rows)
grids = {
    "ease": (ease, [10, 30, 50, 100, 200, 300, 500, 700, 1000, 2000]),
    "user-knn": (user_knn, [10, 20, 40, 80, 160]),
}
for name, (method, grid) in grids.items():
    fitted = np.asarray(fit.getnnz(axis=0)).ravel() > 0
    values = {p: ndcg(top(method(fit, p), fit, fitted), validation) for p in grid}
    best = max(grid, key=values.get)
    start = time.time()
    scores = method(train, best)
    lists = top(scores, train, np.asarray(train.getnnz(axis=0)).ravel() > 0)
    seconds = time.time() - start
    names, ids = list(users), list(items)
    with open(f"{out}.{name}.run", "w", encoding="utf-8") as file:
        for u, row in enumerate(lists):
            for rank, i in enumerate(row, 1):
                file.write(f"{names[u]} Q0 {ids[i]} {rank} {scores[u, i]:.9g} {name}\n")
    print(json.dumps({"peer": name, "chosen": best, "validation": values[best], "seconds": seconds, "tried": values}), flush=True)
