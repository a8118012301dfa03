import { InputError } from "../errors.ts";
import { MODEL_FILES, type ModelContent, readModel, type StoredModel } from "./checkpoint.ts";
import { parseObject } from "./checkpoint_json.ts";
import { readSharedModel, type StoredSharedModel } from "./shared_checkpoint.ts";

/** A model of either mode, told apart by `mode`. */
export type AnyStoredModel =
  | { readonly mode: "personal" } & StoredModel
  | { readonly mode: "shared" } & StoredSharedModel;

/**
 * Reads a model back, of whichever mode its config says it is.
 *
 * @param content The three files.
 * @param folder Name of the model's folder, for messages.
 * @returns The model and its mode.
 * @throws {InputError} Where a file is damaged, of another version, or does not belong to the others.
 */
export function readAnyModel(content: ModelContent, folder: string): AnyStoredModel {
  const file = `${folder}/${MODEL_FILES.config}`;
  const { format } = parseObject(content.config, file);
  switch (format) {
    case "semauto-personal":
      return { mode: "personal", ...readModel(content, folder) };
    case "semauto-shared":
      return { mode: "shared", ...readSharedModel(content, folder) };
    default:
      throw new InputError(
        { file },
        `format is '${format}', expected 'semauto-personal' or 'semauto-shared'`,
      );
  }
}
