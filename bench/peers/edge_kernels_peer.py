"""scipy and torch on the edges and the batch that bench/edge_kernels_bench.ts wrote: milliseconds of each product, best of some, as JSON.

python3 edge_kernels_peer.py FOLDER ITEMS ATTRIBUTES LANES REPEAT
"""
import json
import sys
import time

import numpy as np
import scipy.sparse as sp
import torch

folder, items, attributes, lanes, repeat = sys.argv[1], *map(int, sys.argv[2:6])
start = np.fromfile(f"{folder}/start.u32", np.uint32).astype(np.int32)
column = np.fromfile(f"{folder}/column.u32", np.uint32).astype(np.int32)
rng = np.random.default_rng(1)
weight = rng.standard_normal(len(column)).astype(np.float32)
x = rng.standard_normal((items, lanes)).astype(np.float32)
h = rng.standard_normal((attributes, lanes)).astype(np.float32)
by_item = sp.csr_matrix((weight, column, start), (items, attributes))
by_attribute = by_item.T.tocsr()


def best(product):
    product()
    shortest = float("inf")
    for _ in range(repeat):
        started = time.perf_counter()
        product()
        shortest = min(shortest, time.perf_counter() - started)
    return 1e3 * shortest


def tensor(matrix):
    return torch.sparse_csr_tensor(
        torch.from_numpy(matrix.indptr), torch.from_numpy(matrix.indices), torch.from_numpy(matrix.data), matrix.shape
    )


results = {"scipy": {"encode": best(lambda: by_attribute @ x), "decode": best(lambda: by_item @ h)}}
t_x, t_h = torch.from_numpy(x), torch.from_numpy(h)
encoder, decoder = tensor(by_attribute), tensor(by_item)
rows = torch.from_numpy(np.repeat(np.arange(items), np.diff(start)))
columns = torch.from_numpy(column.astype(np.int64))
edge_gradient = torch.empty(len(column))


def gradient(edges):
    """Both rows of some edges gathered, multiplied and added up: sampled_addmm of torch 1.13 makes the dense product, 20 times slower."""
    for at in range(0, len(column), edges):
        some = slice(at, at + edges)
        torch.sum(t_x[rows[some]] * t_h[columns[some]], 1, out=edge_gradient[some])


for threads in (1, 2):
    torch.set_num_threads(threads)
    results[f"torch, {threads} thread{'s' if threads > 1 else ''}"] = {
        "encode": best(lambda: encoder @ t_x),
        "decode": best(lambda: decoder @ t_h),
        "gradient": min(best(lambda: gradient(edges)) for edges in (64, 128, 256)),
    }
print(json.dumps(results))
