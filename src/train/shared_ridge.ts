import type { Dataset } from "../data/dataset.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import type { RidgeTraining } from "../model/shared_model.ts";
import type { SharedNetwork } from "../model/shared_network.ts";
import type { SharedSettings } from "../model/shared_settings.ts";

/** Not built yet on this branch. */
export function trainRidge(
  _dataset: Dataset,
  _settings: SharedSettings,
  _options: RunOptions & { readonly threads?: number },
): Promise<{ network: SharedNetwork; training: RidgeTraining }> {
  throw new UsageError("Cannot train by ridge on this branch, expected --solver gradient");
}
