/**
 * A Worker that eliminates rows of tiles on one core.
 *
 * @module
 */
import { serveJobs } from "../worker_pool.ts";
import { choleskyTiles, type TileJob } from "./cholesky_tiles_wasm.ts";
import type { TiledLayout } from "./tiled_matrix.ts";

serveJobs<TiledLayout, TileJob, null>((layout) => {
  const tiles = choleskyTiles(layout, false);
  return Promise.resolve((job) => {
    tiles.rows(job);
    return null;
  });
});
